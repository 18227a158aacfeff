import DICOM

/// How a cleaner of pixels tells which overlays (groups 60xx) the Clean Graphics Option may keep.
///
/// An overlay is a picture: only what looks at pixels can say that it shows no text. A ``PixelCleaner`` that conforms is asked for every
/// object with overlays; while it does not, they are removed, as the Basic Profile does. Of what it returns only elements without text
/// are kept, whatever it says.
protocol OverlayCleaning: Sendable {
    /// The overlays that are safe to keep, each as the elements of its group.
    func cleanedOverlays(of file: DICOMFile, terms: IdentityTerms) -> [UInt16: DataSet]
}

extension DataElement {
    /// Whether the element belongs to an overlay and holds no words: labels, descriptions and comments do.
    var isWordlessOverlay: Bool {
        guard (0x6000...0x60FF).contains(tag.group) else { return false }
        switch vr {
        case .us, .ss, .ow, .ob, .is, .ds: return true
        case .cs: return [0x0040, 0x0045].contains(tag.element) && bytes.map { $0.count <= 16 } == true
        default: return false
        }
    }
}

extension Tag {
    /// Whether the tag is of an overlay's group.
    var isOverlay: Bool { (0x6000...0x60FF).contains(group) && !isPrivate }
}
