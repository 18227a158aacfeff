import Foundation
import Storage

/// Writes to the ledger what the archive is asked for, before a result leaves the node.
///
/// An entry stands for the use by one asker, a token or a DICOM peer, for one operation, on one study (or on search as a whole), within the hour from its time.
/// The first use writes it and waits until it is durable; later uses within the hour are covered by it and are counted. The count follows
/// in an entry of its own after the hour, or when the server ends. A viewer that scrolls through a thousand images therefore costs one entry, not a thousand, and
/// still nothing leaves that the ledger does not tell. Entries that fall due at the same time share one flush of the disk.
actor AccessJournal {
    /// What somebody asked for.
    struct Use: Hashable, Sendable {
        enum Operation: String, Sendable {
            case search, metadata, retrieve, render
        }

        /// As the ledger names who asked: `token 3f0c91aa`, `AE PACS1`.
        let actor: String
        let operation: Operation
        /// The study, by its de-identified UID; `nil` for searches.
        let study: String?
    }

    private struct Window {
        let start: Date
        var requests = 1
    }

    static let window: TimeInterval = 3_600

    private let now: @Sendable () -> Date
    private let entries: GroupCommit<[LedgerFile.Draft], Void>
    private var windows: [Use: Window] = [:]
    private var lastSweep: Date?

    /// - Parameter append: makes entries durable; it may block.
    init(now: @escaping @Sendable () -> Date, append: @escaping @Sendable ([LedgerFile.Draft], Date) throws -> Void) {
        self.now = now
        entries = GroupCommit { drafts in
            // Away from the actors, so that what comes meanwhile gathers for the next flush.
            try await Task.detached { try append(drafts.flatMap { $0 }, now()) }.value
            return drafts.map { _ in }
        }
    }

    /// Returns when the ledger tells of this use.
    ///
    /// - Throws: what writing the ledger threw; nothing may leave then.
    func note(_ use: Use) async throws {
        let time = now()
        var drafts = sweep(time)
        if let known = windows[use] {
            windows[use]?.requests = known.requests + 1
            if drafts.isEmpty { return }
        } else {
            drafts.append(
                .init(
                    "archive.accessed", actor: use.actor, subject: use.study ?? "archive",
                    details: ["operation": use.operation.rawValue, "covers": "\(Int(Self.window)) seconds"]))
        }
        try await entries.commit(drafts)
        // Only now: another request with the same use must not leave before the entry is durable.
        if windows[use] == nil { windows[use] = Window(start: time) }
    }

    /// Writes the counts of windows that are over.
    ///
    /// - Parameter isLast: whether the server ends, and with it every window.
    func writeCounts(isLast: Bool = false) async throws {
        let drafts = isLast ? end { _ in true } : sweep(now())
        if !drafts.isEmpty { try await entries.commit(drafts) }
    }

    private func sweep(_ time: Date) -> [LedgerFile.Draft] {
        // Looking at all windows at each request would be slow with many studies.
        if let lastSweep, time.timeIntervalSince(lastSweep) < 60, time >= lastSweep { return [] }
        lastSweep = time
        return end { !(0..<Self.window).contains(time.timeIntervalSince($0.start)) }
    }

    /// Ends windows; returns what to say of those that covered more than one request.
    private func end(_ isOver: (Window) -> Bool) -> [LedgerFile.Draft] {
        var drafts: [LedgerFile.Draft] = []
        for (use, window) in windows where isOver(window) {
            windows[use] = nil
            guard window.requests > 1 else { continue }
            drafts.append(
                .init(
                    "archive.access-counted", actor: use.actor, subject: use.study ?? "archive",
                    details: [
                        "operation": use.operation.rawValue, "requests": "\(window.requests)", "since": window.start.ISO8601Format(),
                    ]))
        }
        return drafts
    }
}
