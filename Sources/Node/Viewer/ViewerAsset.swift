import Hummingbird
import Storage

/// A script or stylesheet of the viewer, compiled into the program.
struct ViewerAsset: Sendable {
    let name: String
    let bytes: [UInt8]
    let tag: EntityTag

    init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        tag = EntityTag([ObjectStore.digest(of: bytes)], form: name)
    }

    static let all = [
        ViewerAsset("viewer.css", PackageResources.viewer_css),
        ViewerAsset("viewer.js", PackageResources.viewer_js),
        ViewerAsset("viewer-dicomjson.js", PackageResources.viewer_dicomjson_js),
        ViewerAsset("viewer-dicomweb.js", PackageResources.viewer_dicomweb_js),
        ViewerAsset("viewer-input.js", PackageResources.viewer_input_js),
        ViewerAsset("viewer-labels.js", PackageResources.viewer_labels_js),
        ViewerAsset("viewer-pixels.js", PackageResources.viewer_pixels_js),
        ViewerAsset("viewer-segments.js", PackageResources.viewer_segments_js),
        ViewerAsset("viewer-slices.js", PackageResources.viewer_slices_js),
        ViewerAsset("viewer-stack.js", PackageResources.viewer_stack_js),
        ViewerAsset("viewer-viewport.js", PackageResources.viewer_viewport_js),
        ViewerAsset("viewer-window.js", PackageResources.viewer_window_js),
    ]

    /// The browser asks each time, so that after an update no page runs with the scripts of two versions.
    func response(to request: Request) -> Response {
        let type = name.hasSuffix(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8"
        var response = Response(status: .ok, headers: [.contentType: type, .cacheControl: "no-cache", .eTag: tag.value])
        response.headers[.xContentTypeOptions] = "nosniff"
        if tag.isNamed(in: request.headers[.ifNoneMatch]) {
            response.status = .notModified
        } else {
            response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        }
        return response
    }
}
