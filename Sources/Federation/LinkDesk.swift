public import Foundation
public import Storage

/// The hub's end of the link: holds a node's question for messages open until there is one, and knows who was last seen when.
public actor LinkDesk {
    private struct Caller {
        var lastSeen: Date
        var lastKept = Date.distantPast
        var generation = 0
        var hasLeft = false
        var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
    }

    /// How long after its last call a node still counts as connected; it calls again at once when a call ends.
    public static let grace: TimeInterval = 3
    // At most 20 MB a batch, far below what a node reads.
    static let batchLimit = 20

    private let database: Database
    private let now: @Sendable () -> Date
    /// Keeps when a node was seen, for other processes and for after a restart.
    private let keep: @Sendable (NodeName, Date) async -> Void
    private var callers: [String: Caller] = [:]
    private var nextWaiter: UInt64 = 0
    private var isClosed = false

    /// A desk over the hub's database.
    ///
    /// - Parameter keep: called at most every few seconds for each node, with when it was seen.
    public init(database: Database, now: @escaping @Sendable () -> Date, keep: @escaping @Sendable (NodeName, Date) async -> Void) {
        self.database = database
        self.now = now
        self.keep = keep
    }

    /// The messages for a node that come after those it acknowledges; waits for one at most `wait`.
    public func messages(for node: NodeName, after sequence: Int, wait: Duration) async throws -> MessageBatch {
        let name = node.value
        await seen(node)
        callers[name]?.hasLeft = false
        if sequence > 0 {
            let time = now()
            try await database.write { try LinkQueue.acknowledge(recipient: name, upTo: sequence, now: time, in: $0) }
        }
        // A node that is told so hangs up; an empty answer would only make it ask again over the same connection.
        guard !isClosed else {
            throw Problem(code: "ending", title: "The hub ends", status: 503, detail: "The hub is about to end. Ask again in a while.")
        }
        let generation = callers[name]?.generation ?? 0
        var batch = try await next(for: name, after: sequence)
        if batch.items.isEmpty, wait > .zero, callers[name]?.generation == generation {
            await waitForRing(name, generation: generation, at: wait)
            batch = try await next(for: name, after: sequence)
        }
        if callers[name]?.hasLeft == false { await seen(node) }
        return batch
    }

    /// Tells waiting nodes that messages for them were queued.
    public func ring(_ recipients: some Sequence<String>) {
        for name in recipients {
            callers[name]?.generation += 1
            let waiting = callers[name]?.waiting ?? [:]
            callers[name]?.waiting = [:]
            for continuation in waiting.values { continuation.resume() }
        }
    }

    /// Notes that a node has shown itself by another call.
    public func seen(_ node: NodeName) async {
        let time = now()
        callers[node.value, default: Caller(lastSeen: time)].lastSeen = time
        guard let kept = callers[node.value]?.lastKept, time.timeIntervalSince(kept) > Self.grace else { return }
        callers[node.value]?.lastKept = time
        await keep(node, time)
    }

    /// Notes that a node said goodbye, so that questions need not wait for it.
    public func left(_ node: NodeName) {
        callers[node.value]?.hasLeft = true
        ring([node.value])
    }

    /// Lets every waiting node go, so that the server can end; nodes ask again until it is back.
    public func close() {
        isClosed = true
        ring(Array(callers.keys))
    }

    /// Whether a node is calling now, or was a moment ago.
    public func isConnected(_ node: String) -> Bool {
        guard let caller = callers[node], !caller.hasLeft else { return false }
        return !caller.waiting.isEmpty || now().timeIntervalSince(caller.lastSeen) < Self.grace
    }

    /// When a node was last seen by this process.
    public func lastSeen(_ node: String) -> Date? { callers[node]?.lastSeen }

    private func next(for name: String, after sequence: Int) async throws -> MessageBatch {
        let time = now()
        let outgoing = try await database.read {
            try LinkQueue.outgoing(to: name, after: sequence, limit: Self.batchLimit, now: time, in: $0)
        }
        return MessageBatch(items: outgoing.map { MessageBatch.Item(sequence: $0.sequence, note: $0.note) })
    }

    private func waitForRing(_ name: String, generation: Int, at wait: Duration) async {
        nextWaiter += 1
        let waiter = nextWaiter
        let timer = Task {
            try? await Task.sleep(for: wait)
            self.stopWaiting(name, waiter)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                callers[name]?.waiting[waiter] = continuation
            }
        } onCancel: {
            Task { await self.stopWaiting(name, waiter) }
        }
        timer.cancel()
    }

    private func stopWaiting(_ name: String, _ waiter: UInt64) {
        callers[name]?.waiting.removeValue(forKey: waiter)?.resume()
    }
}
