import DICOM

extension DataSet {
    /// Removes icons and other images inside sequences: small copies of the pixels that nobody cleans. Gives the paths of what was removed.
    ///
    /// An Icon Image Sequence goes as a whole (it is never required); of other items only the pixels go.
    mutating func removeNestedPixels() -> [String] {
        var removed: [String] = []
        removeNestedPixels(prefix: "", depth: 0, &removed)
        return removed
    }

    private mutating func removeNestedPixels(prefix: String, depth: Int, _ removed: inout [String]) {
        guard depth < 64 else { return }
        for element in elements {
            guard case .sequence(let items) = element.value else { continue }
            if element.tag == .iconImageSequence {
                remove(.iconImageSequence)
                removed.append(prefix + element.tag.description)
                continue
            }
            var cleaned = items
            var isChanged = false
            for (number, item) in items.enumerated() {
                let before = removed.count
                let path = "\(prefix)\(element.tag)[\(number)]."
                for tag in [Tag.pixelData, .floatPixelData, .doubleFloatPixelData] where item.contains(tag) {
                    cleaned[number].remove(tag)
                    removed.append(path + tag.description)
                }
                cleaned[number].removeNestedPixels(prefix: path, depth: depth + 1, &removed)
                isChanged = isChanged || removed.count > before
            }
            if isChanged { self[element.tag] = element.with(value: .sequence(cleaned)) }
        }
    }
}
