import DICOM

/// Dummy values for the action D: valid for the VR and as many as the VM demands, the same for every patient.
enum DummyValue {
    /// A dummy for an attribute; nil for sequences, whose dummies are made from their items.
    static func bytes(for tag: Tag, vr: VR) -> [UInt8]? {
        let count = minimumCount(of: tag)
        if let text = text(vr) {
            return Array(repeatElement(text, count: vr.isMultiValued ? count : 1).joined(separator: "\\").utf8)
        }
        switch vr {
        case .sq: return nil
        case .ob, .un: return [0, 0]
        default: return [UInt8](repeating: 0, count: (vr == .at ? 4 : vr.elementSize) * count)
        }
    }

    /// The word that stands for removed text. It is short enough for every VR and valid in all of them.
    static let word = "REMOVED"

    private static func text(_ vr: VR) -> String? {
        switch vr {
        case .ae, .cs, .lo, .lt, .pn, .sh, .st, .uc, .ut: word
        case .as: "000Y"
        case .da: "19000101"
        case .dt: "19000101000000"
        case .tm: "000000"
        case .ds, .is: "0"
        case .ur: "about:blank"
        case .ui: "2.25.0"
        default: nil
        }
    }

    /// The least number of values that the dictionary allows, from a multiplicity such as `1`, `2-n` or `3-3n`.
    private static func minimumCount(of tag: Tag) -> Int {
        guard let entry = DataDictionary.entry(for: tag) else { return 1 }
        return max(1, decimalNumber(entry.vm.utf8.prefix { $0 != 0x2D }) ?? 1)
    }
}
