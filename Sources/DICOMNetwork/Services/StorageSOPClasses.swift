import DICOM

/// The SOP classes of the Storage service (PS3.4 annex B.5), of this edition and retired ones.
public enum StorageSOPClasses {
    /// Whether the UID registry has it as a storage class.
    public static func contains(_ uid: String) -> Bool {
        guard let entry = UIDRegistry.entry(for: uid), entry.kind == .sopClass else { return false }
        // The registry does not say to which service a class belongs, but the names follow a pattern.
        guard uid != "1.2.840.10008.1.3.10", !entry.name.hasPrefix("Storage Commitment") else { return false }
        if entry.name.isEmpty { return uid.hasPrefix("1.2.840.10008.5.1.4.1.1.") }
        return entry.name.hasSuffix("Storage") || entry.name.contains("Storage - ") || entry.name.hasSuffix("Storage SOP Class")
    }

    /// Whether a UID that nobody registered could be a private storage class: a well formed UID outside the standard's root.
    public static func mayBePrivate(_ uid: String) -> Bool {
        guard !uid.hasPrefix("1.2.840.10008."), uid.utf8.count <= 64 else { return false }
        let parts = uid.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count > 2 && parts.allSatisfy { part in !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }

    /// The classes that imaging departments produce: what to propose for a C-GET when nothing is known about the objects.
    public static let common: [String] = [
        "1", "1.1", "1.1.1", "1.2", "1.2.1", "1.3", "1.3.1", "2", "2.1", "2.2", "3.1", "4", "4.1", "4.2", "4.3", "4.4", "6.1", "6.2", "7",
        "7.1", "7.2", "7.3", "7.4", "9.1.1", "9.1.2", "9.1.3", "11.1", "11.2", "11.3", "11.4", "12.1", "12.1.1", "12.2", "12.2.1",
        "13.1.1", "13.1.3", "13.1.4", "13.1.5", "20", "30", "66", "66.1", "66.2", "66.3", "66.4", "66.5", "67", "77.1.1", "77.1.2",
        "77.1.4", "77.1.5.1", "77.1.5.4", "77.1.6", "88.11", "88.22", "88.33", "88.34", "88.50", "88.59", "88.65", "88.67", "88.68",
        "90.1", "91.1", "104.1", "104.2", "128", "128.1", "130", "481.1", "481.2", "481.3", "481.4", "481.5", "481.6", "481.7", "481.8",
        "481.9",
    ].map { "1.2.840.10008.5.1.4.1.1.\($0)" }

    /// Those of the ``common`` ones that hold no image: waveforms, presentation states, registrations, reports, documents and plans.
    static let withoutPixels: Set<String> = Set(
        [
            "9.1.1", "9.1.2", "9.1.3", "11.1", "11.2", "11.3", "11.4", "66", "66.1", "66.2", "66.3", "66.5", "67", "88.11", "88.22",
            "88.33",
            "88.34", "88.50", "88.59", "88.65", "88.67", "88.68", "104.1", "104.2", "481.3", "481.4", "481.5", "481.6", "481.7", "481.8",
            "481.9",
        ].map { "1.2.840.10008.5.1.4.1.1.\($0)" })
}
