import Foundation
import Storage

/// The one way into the archive: read, de-identify, inspect, archive; what fails goes to quarantine and stops nothing else.
struct Intake: Sendable {
    let preparation: ObjectPreparation
    let archive: Archive
    let quarantine: Quarantine
    let ledger: LedgerFile
    let now: @Sendable () -> Date

    /// One durable step for this many objects or bytes: many small files do not each wait for the disk.
    static let batchObjects = 100
    static let batchBytes = 64 << 20

    private struct Pending {
        let path: String
        let object: PreparedObject
        let original: [UInt8]
    }

    /// Takes in files; when it returns, every file that it counts as archived or quarantined is durable.
    ///
    /// - Parameters:
    ///   - actor: who asked for it, for the ledger.
    ///   - progress: called now and then with the sum so far.
    func take(_ paths: [String], actor: String, progress: @Sendable (IntakeSummary, Int) -> Void) async throws -> IntakeSummary {
        let start = ContinuousClock.now
        var summary = IntakeSummary()
        var batch: [Pending] = []
        var batchSize = 0

        try await withThrowingTaskGroup(of: (String, ObjectPreparation.Result).self) { group in
            var next = 0
            func addTask() {
                guard next < paths.count else { return }
                let path = paths[next]
                next += 1
                group.addTask { (path, preparation.prepare(path: path)) }
            }
            for _ in 0..<(2 * ProcessInfo.processInfo.activeProcessorCount) { addTask() }
            while let (path, result) = try await group.next() {
                addTask()
                summary.files += 1
                switch result {
                case .prepared(let object, let original):
                    batch.append(Pending(path: path, object: object, original: original))
                    batchSize += original.count
                    summary.bytes += original.count
                case .quarantine(let reason, let message, let bytes):
                    try await quarantine.put(bytes, source: path, reason: reason, message: message)
                    summary.quarantine(reason)
                    summary.bytes += bytes.count
                case .notDICOM(let reason, let size):
                    summary.notDICOM.append(.init(path: path, reason: reason))
                    summary.bytes += size
                case .unreadable(let reason):
                    summary.unreadable.append(.init(path: path, reason: reason))
                }
                if batch.count >= Self.batchObjects || batchSize >= Self.batchBytes {
                    try await flush(&batch, into: &summary, actor: actor)
                    batchSize = 0
                    progress(summary, paths.count)
                }
            }
        }
        try await flush(&batch, into: &summary, actor: actor)
        summary.notDICOM.sort { $0.path < $1.path }
        summary.unreadable.sort { $0.path < $1.path }
        summary.seconds = (ContinuousClock.now - start) / .seconds(1)
        try recordEnd(summary, actor: actor)
        progress(summary, paths.count)
        return summary
    }

    private func flush(_ batch: inout [Pending], into summary: inout IntakeSummary, actor: String) async throws {
        guard !batch.isEmpty else { return }
        let outcomes = try await archive.store(batch.map(\.object)) { archived in
            let digest = ObjectStore.digest(of: Array(archived.map(\.digest).sorted().joined(separator: "\n").utf8))
            return [
                .init("objects.archived", actor: actor, subject: "archive", details: ["objects": "\(archived.count)", "digests": digest])
            ]
        }
        for (pending, outcome) in zip(batch, outcomes) {
            switch outcome {
            case .archived: summary.archived += 1
            case .duplicate: summary.duplicates += 1
            case .conflict:
                let message =
                    "An object with the same SOP Instance UID and other content is in the archive. Find out which of the two is right."
                try await putAside(pending, "conflict", message, &summary)
            case .inconsistent:
                let message =
                    "Its study belongs to another patient here, or its series to another study. Find out which identifiers are right."
                try await putAside(pending, "inconsistent", message, &summary)
            }
        }
        try await LedgerDrafts.write(to: ledger, from: archive.database, now: now())
        batch.removeAll(keepingCapacity: true)
    }

    private func putAside(_ pending: Pending, _ reason: String, _ message: String, _ summary: inout IntakeSummary) async throws {
        try await quarantine.put(pending.original, source: pending.path, reason: reason, message: message)
        summary.quarantine(reason)
    }

    private func recordEnd(_ summary: IntakeSummary, actor: String) throws {
        var details = [
            "files": "\(summary.files)", "archived": "\(summary.archived)", "duplicates": "\(summary.duplicates)",
            "quarantined": "\(summary.quarantined)", "notDICOM": "\(summary.notDICOM.count)", "unreadable": "\(summary.unreadable.count)",
        ]
        for (reason, count) in summary.reasons { details["quarantined: \(reason)"] = "\(count)" }
        try ledger.append([.init("intake.finished", actor: actor, subject: "archive", details: details)], now: now())
    }
}
