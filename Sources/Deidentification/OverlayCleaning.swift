import DICOM

/// How a cleaner of pixels tells which overlays (groups 60xx) the Clean Graphics Option may keep.
///
/// An overlay is a picture: only what looks at pixels can say that it shows no text. A ``PixelCleaner`` that conforms is asked for every
/// object with overlays; while it does not, they are removed, as the Basic Profile does. Of the groups that it names only elements
/// without words are kept, and only where the picture lies in the group itself.
protocol OverlayCleaning: Sendable {
    /// The groups of the overlays that show no text.
    func overlaysWithoutText(in file: DICOMFile, terms: IdentityTerms) -> Set<UInt16>
}

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
