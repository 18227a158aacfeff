import Web

extension PageAsset {
    /// The Explorer's scripts and its stylesheet, compiled into the program.
    static let explorer = [
        PageAsset("explorer.css", PackageResources.explorer_css),
        PageAsset("explorer.js", PackageResources.explorer_js),
        PageAsset("explorer-answers.js", PackageResources.explorer_answers_js),
        PageAsset("explorer-builder.js", PackageResources.explorer_builder_js),
        PageAsset("explorer-charts.js", PackageResources.explorer_charts_js),
        PageAsset("explorer-distributions.js", PackageResources.explorer_distributions_js),
        PageAsset("explorer-editors.js", PackageResources.explorer_editors_js),
        PageAsset("explorer-elements.js", PackageResources.explorer_elements_js),
        PageAsset("explorer-hub.js", PackageResources.explorer_hub_js),
        PageAsset("explorer-picker.js", PackageResources.explorer_picker_js),
        PageAsset("explorer-ranges.js", PackageResources.explorer_ranges_js),
        PageAsset("explorer-text.js", PackageResources.explorer_text_js),
        PageAsset("explorer-tree.js", PackageResources.explorer_tree_js),
        PageAsset("explorer-vocabulary.js", PackageResources.explorer_vocabulary_js),
        PageAsset("explorer-words.js", PackageResources.explorer_words_js),
    ]
}
