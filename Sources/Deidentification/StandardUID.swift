import DICOM

/// Which UIDs mean the same in every object and are therefore kept.
enum StandardUID {
    /// Whether PS3.6 annex A registers the UID, or it is one of the context groups of PS3.16 (1.2.840.10008.6.1.n).
    ///
    /// Nothing else under the standard's root is trusted: a made-up UID there could carry a date or a number.
    static func isStandard(_ uid: String) -> Bool {
        if UIDRegistry.entry(for: uid) != nil { return true }
        guard uid.hasPrefix("1.2.840.10008.6.1.") else { return false }
        let number = uid.utf8.dropFirst(18)
        return (1...4).contains(number.count) && number.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The root of the SOP classes of the standard.
    static let root = "1.2.840.10008."
}
