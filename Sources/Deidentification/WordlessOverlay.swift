import DICOM

extension DataElement {
    /// Whether the element belongs to an overlay and holds no words: labels, descriptions and comments do.
    var isWordlessOverlay: Bool {
        guard tag.isOverlay else { return false }
        switch vr {
        case .us, .ss, .ow, .ob: return true
        case .is, .ds: return bytes?.allSatisfy { isNumeric($0) } == true
        // Overlay Type (60xx,0040) and Subtype (60xx,0045): defined terms.
        case .cs: return tag.element == 0x0040 && ["G", "R"].contains(bytes.map { String(decoding: $0.trimmed, as: UTF8.self) })
        default: return false
        }
    }
}

extension Tag {
    /// Whether the tag is of an overlay's group.
    var isOverlay: Bool { (0x6000...0x60FF).contains(group) && !isPrivate }
}
