import DICOM
import Foundation
import Storage

/// The one way into the archive, for files and for what arrives over the network: read, de-identify, inspect, archive; what fails goes to
/// quarantine and stops nothing else.
///
/// Senders do not wait for each other's disk: objects that arrive together are made durable together (`GroupCommit`).
struct ObjectIntake: Sendable {
    private typealias Offer = (object: PreparedObject, actor: String)

    let preparation: ObjectPreparation
    private let archive: Archive
    private let quarantine: Quarantine
    private let commits: GroupCommit<Offer, Archive.Outcome>

    /// One durable step for this many objects or bytes at most.
    private static let groupObjects = 100
    private static let groupBytes = 64 << 20

    init(preparation: ObjectPreparation, archive: Archive, quarantine: Quarantine) {
        self.preparation = preparation
        self.archive = archive
        self.quarantine = quarantine
        commits = GroupCommit(size: Self.groupSize) { try await archive.store($0) }
    }

    /// Takes in one object; when it returns, the object is durable, in the archive or in quarantine.
    ///
    /// - Parameters:
    ///   - file: the object as a file of PS3.10.
    ///   - source: where it came from; kept with a quarantined object, encrypted.
    ///   - actor: who sent it, for the ledger.
    /// - Throws: `StorageError` where it could not be made durable; nothing is kept then, and sending again is harmless.
    func take(_ file: [UInt8], source: String, actor: String) async throws -> IntakeOutcome {
        switch preparation.prepare(file) {
        case .notDICOM(let reason, _):
            return .notDICOM(reason: reason)
        case .quarantine(let notice, let bytes, let patient):
            return try await putAside(bytes, notice, source, patient)
        case .prepared(let object, let original):
            let reference = ArchivedReference(original: object.original, archived: object.reference)
            switch try await commits.commit((object, actor)) {
            case .archived: return .archived(reference)
            case .duplicate: return .duplicate(reference)
            case .optedOut:
                // Where the patient opted out just now, the object's file may have been written already.
                try await archive.finishRemovals()
                return .optedOut
            case .conflict:
                let notice = QuarantineNotice(
                    reason: "conflict",
                    message:
                        "An object with the same SOP Instance UID and other content is in the archive. Find out which of the two is right.",
                    isUnreadable: false, original: object.original)
                return try await putAside(original, notice, source, object.originalPatient)
            case .inconsistent:
                let notice = QuarantineNotice(
                    reason: "inconsistent",
                    message:
                        "Its study belongs to another patient here, or its series to another study. Find out which identifiers are right.",
                    isUnreadable: false, original: object.original)
                return try await putAside(original, notice, source, object.originalPatient)
            }
        }
    }

    private func putAside(
        _ bytes: [UInt8], _ notice: QuarantineNotice, _ source: String, _ patient: OriginalPatient?
    ) async throws -> IntakeOutcome {
        let id = try await quarantine.put(
            bytes, source: source, reason: notice.reason, message: notice.message, patient: patient?.digest)
        return id == nil ? .optedOut : .quarantined(notice)
    }

    private static func groupSize(_ offers: [Offer]) -> Int {
        var bytes = 0
        return offers.prefix(groupObjects).prefix { offer in
            defer { bytes += offer.object.bytes.count }
            return bytes < groupBytes
        }.count
    }
}
