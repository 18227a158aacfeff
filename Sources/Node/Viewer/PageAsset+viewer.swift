import Web

extension PageAsset {
    /// The viewer's scripts and its stylesheet, compiled into the program.
    static let viewer = [
        PageAsset("viewer.css", PackageResources.viewer_css),
        PageAsset("viewer.js", PackageResources.viewer_js),
        PageAsset("viewer-dicomjson.js", PackageResources.viewer_dicomjson_js),
        PageAsset("viewer-dicomweb.js", PackageResources.viewer_dicomweb_js),
        PageAsset("viewer-input.js", PackageResources.viewer_input_js),
        PageAsset("viewer-labels.js", PackageResources.viewer_labels_js),
        PageAsset("viewer-pixels.js", PackageResources.viewer_pixels_js),
        PageAsset("viewer-segments.js", PackageResources.viewer_segments_js),
        PageAsset("viewer-slices.js", PackageResources.viewer_slices_js),
        PageAsset("viewer-stack.js", PackageResources.viewer_stack_js),
        PageAsset("viewer-viewport.js", PackageResources.viewer_viewport_js),
        PageAsset("viewer-window.js", PackageResources.viewer_window_js),
    ]
}
