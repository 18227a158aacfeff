import DICOM
import Foundation
import Storage

/// The one way into the archive, for files and for what arrives over the network: read, de-identify, inspect, archive; what fails goes to
/// quarantine and stops nothing else.
///
/// Senders do not wait for each other's disk: while one group of objects is made durable, those that arrive meanwhile gather in the next
/// (group commit). A single sender that waits for each answer gets groups of one, a hundred senders groups of a hundred.
actor ObjectIntake {
    private nonisolated let preparation: ObjectPreparation
    private nonisolated let archive: Archive
    private nonisolated let quarantine: Quarantine

    private var waiting: [Waiting] = []
    private var isCommitting = false

    /// One durable step for this many objects or bytes at most.
    private static let groupObjects = 100
    private static let groupBytes = 64 << 20

    private struct Waiting {
        let object: PreparedObject
        let actor: String
        let continuation: CheckedContinuation<Archive.Outcome, any Error>
    }

    init(preparation: ObjectPreparation, archive: Archive, quarantine: Quarantine) {
        self.preparation = preparation
        self.archive = archive
        self.quarantine = quarantine
    }

    /// Takes in one object; when it returns, the object is durable, in the archive or in quarantine.
    ///
    /// - Parameters:
    ///   - file: the object as a file of PS3.10.
    ///   - source: where it came from; kept with a quarantined object, encrypted.
    ///   - actor: who sent it, for the ledger.
    /// - Throws: `StorageError` where it could not be made durable; nothing is kept then, and sending again is harmless.
    nonisolated func take(_ file: [UInt8], source: String, actor: String) async throws -> IntakeOutcome {
        switch preparation.prepare(file) {
        case .notDICOM(let reason, _):
            return .notDICOM(reason: reason)
        case .quarantine(let notice, let bytes):
            return try await putAside(bytes, notice, source)
        case .prepared(let object, let original):
            let reference = ArchivedReference(original: object.original, archived: object.reference)
            switch try await commit(object, actor) {
            case .archived: return .archived(reference)
            case .duplicate: return .duplicate(reference)
            case .conflict:
                let notice = QuarantineNotice(
                    reason: "conflict",
                    message:
                        "An object with the same SOP Instance UID and other content is in the archive. Find out which of the two is right.",
                    isUnreadable: false, original: object.original)
                return try await putAside(original, notice, source)
            case .inconsistent:
                let notice = QuarantineNotice(
                    reason: "inconsistent",
                    message:
                        "Its study belongs to another patient here, or its series to another study. Find out which identifiers are right.",
                    isUnreadable: false, original: object.original)
                return try await putAside(original, notice, source)
            }
        }
    }

    private nonisolated func putAside(_ bytes: [UInt8], _ notice: QuarantineNotice, _ source: String) async throws -> IntakeOutcome {
        try await quarantine.put(bytes, source: source, reason: notice.reason, message: notice.message)
        return .quarantined(notice)
    }

    private func commit(_ object: PreparedObject, _ actor: String) async throws -> Archive.Outcome {
        try await withCheckedThrowingContinuation { continuation in
            waiting.append(Waiting(object: object, actor: actor, continuation: continuation))
            guard !isCommitting else { return }
            isCommitting = true
            Task { await commitAll() }
        }
    }

    private func commitAll() async {
        while !waiting.isEmpty {
            let group = nextGroup()
            do {
                let outcomes = try await archive.store(group.map { ($0.object, $0.actor) })
                for (member, outcome) in zip(group, outcomes) { member.continuation.resume(returning: outcome) }
            } catch {
                for member in group { member.continuation.resume(throwing: error) }
            }
        }
        isCommitting = false
    }

    private func nextGroup() -> [Waiting] {
        var bytes = 0
        let count = waiting.prefix(Self.groupObjects).prefix { member in
            defer { bytes += member.object.bytes.count }
            return bytes < Self.groupBytes
        }.count
        defer { waiting.removeFirst(count) }
        return Array(waiting.prefix(count))
    }
}
