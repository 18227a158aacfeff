import Foundation
import Storage

/// Takes in the DICOM objects among files, and says what became of every one.
struct Intake: Sendable {
    let objects: ObjectIntake
    let ledger: LedgerFile
    let database: Database
    let now: @Sendable () -> Date

    /// Files that are on their way in at the same time: enough that a group of them shares one flush of the disk.
    private static let filesAtOnce = 64
    /// And so many bytes of them: a few files of a gigabyte may not fill the memory.
    private static let bytesAtOnce = 256 << 20

    private enum Fate: Sendable {
        case taken(IntakeOutcome, bytes: Int)
        case notDICOM(reason: String, bytes: Int)
        case unreadable(reason: String)
    }

    /// Takes in files; when it returns, every file that it counts as archived or quarantined is durable.
    ///
    /// - Parameters:
    ///   - actor: who asked for it, for the ledger.
    ///   - progress: called now and then with the sum so far.
    func take(_ paths: [String], actor: String, progress: @Sendable (IntakeSummary, Int) -> Void) async throws -> IntakeSummary {
        let start = ContinuousClock.now
        let budget = Capacity(limit: Self.bytesAtOnce)
        var summary = IntakeSummary()
        try await withThrowingTaskGroup(of: (String, Fate).self) { group in
            var remaining = paths.makeIterator()
            func addTask() {
                guard let path = remaining.next() else { return }
                group.addTask { (path, try await take(path, actor, budget)) }
            }
            for _ in 0..<Self.filesAtOnce { addTask() }
            while let (path, fate) = try await group.next() {
                addTask()
                Self.add(fate, path, to: &summary)
                if summary.files.isMultiple(of: 100) { progress(summary, paths.count) }
            }
        }
        summary.notDICOM.sort { $0.path < $1.path }
        summary.unreadable.sort { $0.path < $1.path }
        summary.seconds = (ContinuousClock.now - start) / .seconds(1)
        try await LedgerDrafts.write(to: ledger, from: database, now: now())
        try recordEnd(summary, actor: actor)
        progress(summary, paths.count)
        return summary
    }

    private func take(_ path: String, _ actor: String, _ budget: Capacity) async throws -> (Fate) {
        let size: Int
        do {
            size = try DurableFile.size(path)
            // A large file that is no DICOM is never read whole.
            let prefix = try DurableFile.readPrefix(path, count: ObjectPreparation.prefixLength)
            if let reason = ObjectPreparation.notDICOM(prefix) { return .notDICOM(reason: reason, bytes: prefix.count) }
        } catch {
            return .unreadable(reason: "\(error)")
        }
        return try await budget.use(size) {
            let bytes: [UInt8]
            do {
                bytes = try DurableFile.read(path, limit: ObjectPreparation.sizeLimit)
            } catch {
                return .unreadable(reason: "\(error)")
            }
            return .taken(try await objects.take(bytes, source: path, actor: actor), bytes: bytes.count)
        }
    }

    private static func add(_ fate: Fate, _ path: String, to summary: inout IntakeSummary) {
        summary.files += 1
        switch fate {
        case .notDICOM(let reason, let bytes):
            summary.notDICOM.append(.init(path: path, reason: reason))
            summary.bytes += bytes
        case .unreadable(let reason):
            summary.unreadable.append(.init(path: path, reason: reason))
        case .taken(let outcome, let bytes):
            summary.bytes += bytes
            switch outcome {
            case .archived: summary.archived += 1
            case .duplicate: summary.duplicates += 1
            case .quarantined(let notice): summary.quarantine(notice.reason)
            case .optedOut: summary.optedOut += 1
            case .notDICOM(let reason): summary.notDICOM.append(.init(path: path, reason: reason))
            }
        }
    }

    private func recordEnd(_ summary: IntakeSummary, actor: String) throws {
        var details = [
            "files": "\(summary.files)", "archived": "\(summary.archived)", "duplicates": "\(summary.duplicates)",
            "quarantined": "\(summary.quarantined)", "optedOut": "\(summary.optedOut)", "notDICOM": "\(summary.notDICOM.count)",
            "unreadable": "\(summary.unreadable.count)",
        ]
        for (reason, count) in summary.reasons { details["quarantined: \(reason)"] = "\(count)" }
        try ledger.append([.init("intake.finished", actor: actor, subject: "archive", details: details)], now: now())
    }
}
