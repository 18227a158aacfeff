import DICOM

/// Which SOP Instance UIDs belong to objects in quarantine that could be read and yet contradict the archive.
///
/// The quarantine is encrypted and tells no UIDs. An item never changes, so each is opened once; what is destroyed is forgotten.
actor QuarantinedConflicts {
    /// Reasons of `ObjectIntake`: the archive has other content under this UID, or other patients or studies above it.
    private static let reasons: Set<String> = ["conflict", "inconsistent"]

    private let quarantine: Quarantine
    private var known: [String: String] = [:]

    init(quarantine: Quarantine) { self.quarantine = quarantine }

    /// The UIDs as the senders know them.
    func sopInstanceUIDs() async throws -> Set<String> {
        let items = try await quarantine.items().filter { Self.reasons.contains($0.reason) }.map(\.id)
        var uids: [String: String] = [:]
        for item in items {
            if let known = known[item] {
                uids[item] = known
            } else if let bytes = try await bytes(of: item) {
                uids[item] = try DICOMFile(bytes: bytes, stopBefore: .studyDate).dataSet.string(.sopInstanceUID) ?? ""
            }
        }
        known = uids
        return Set(uids.values)
    }

    /// The bytes of an item; nil where it was destroyed since it was listed.
    private func bytes(of item: String) async throws -> [UInt8]? {
        do {
            return try await quarantine.open(item).bytes
        } catch let error as NodeError where error.code == .notFound {
            return nil
        }
    }
}
