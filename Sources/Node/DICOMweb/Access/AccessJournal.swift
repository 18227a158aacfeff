import Foundation
import Storage

/// Writes to the ledger what tokens are used for, before a result leaves the node.
///
/// An entry stands for the use of one token, for one operation, on one study (or on search as a whole), within the hour from its time.
/// The first use writes it and waits until it is durable; later uses within the hour are covered by it and are counted. The count follows
/// in an entry of its own after the hour. A viewer that scrolls through a thousand images therefore costs one entry, not a thousand, and
/// still nothing leaves that the ledger does not tell. Entries that fall due at the same time share one flush of the disk.
actor AccessJournal {
    /// What a token was used for.
    struct Use: Hashable, Sendable {
        enum Operation: String, Sendable {
            case search, metadata, retrieve, render, store
        }

        let token: String
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
    private let append: @Sendable ([LedgerFile.Draft], Date) throws -> Void
    private var windows: [Use: Window] = [:]
    private var lastSweep: Date?
    private var waiting: [(drafts: [LedgerFile.Draft], continuation: CheckedContinuation<Void, any Error>)] = []
    private var isWriting = false

    /// - Parameter append: makes entries durable; it may block.
    init(now: @escaping @Sendable () -> Date, append: @escaping @Sendable ([LedgerFile.Draft], Date) throws -> Void) {
        self.now = now
        self.append = append
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
                    "archive.accessed", actor: "token \(use.token)", subject: use.study ?? "archive",
                    details: ["operation": use.operation.rawValue, "covers": "\(Int(Self.window)) seconds"]))
        }
        try await withCheckedThrowingContinuation { continuation in
            waiting.append((drafts, continuation))
            if !isWriting {
                isWriting = true
                Task { await write() }
            }
        }
        // Only now: another request with the same use must not leave before the entry is durable.
        if windows[use] == nil { windows[use] = Window(start: time) }
    }

    /// Ends windows that are over; returns what to say of those that covered more than one request.
    private func sweep(_ time: Date) -> [LedgerFile.Draft] {
        // Looking at all windows at each request would be slow with many studies.
        if let lastSweep, time.timeIntervalSince(lastSweep) < 60, time >= lastSweep { return [] }
        lastSweep = time
        var drafts: [LedgerFile.Draft] = []
        for (use, window) in windows where !(0..<Self.window).contains(time.timeIntervalSince(window.start)) {
            windows[use] = nil
            guard window.requests > 1 else { continue }
            drafts.append(
                .init(
                    "archive.access-counted", actor: "token \(use.token)", subject: use.study ?? "archive",
                    details: [
                        "operation": use.operation.rawValue, "requests": "\(window.requests)", "since": window.start.ISO8601Format(),
                    ]))
        }
        return drafts
    }

    private func write() async {
        while !waiting.isEmpty {
            let batch = waiting
            waiting = []
            let drafts = batch.flatMap(\.drafts)
            let time = now()
            let append = self.append
            do {
                // Away from the actor, so that what comes meanwhile gathers for the next flush.
                try await Task.detached { try append(drafts, time) }.value
                for item in batch { item.continuation.resume() }
            } catch {
                for item in batch { item.continuation.resume(throwing: error) }
            }
        }
        isWriting = false
    }
}
