/// How many bytes of arriving objects the node holds in memory at once, over all senders.
///
/// A sender that would exceed it is read no further until others are done; its TCP window then closes. So that senders with halves of large
/// objects cannot wait for each other for ever, the one that has waited longest goes on beyond the budget, one at a time. A sender that
/// sends next to nothing while others wait is given up, as one over an association is.
actor StoreBudget {
    /// 512 MiB.
    static let standardBytes = 512 << 20
    /// So many bytes have to come in every ``slowestPeriod`` while others wait.
    static let slowestBytes = 64 << 10
    static let slowestPeriod = Duration.seconds(60)

    /// A sender was given up.
    struct Stalled: Error {}

    private let bytes: Int
    private let clock: any Clock<Duration>
    private var held = 0
    /// The account that goes on beyond the budget, until it is closed.
    private var exempt: Int?
    private var nextAccount = 0
    private var waiting: [(account: Int, bytes: Int, continuation: CheckedContinuation<Void, Never>)] = []
    /// What came of each sender since it was last looked at.
    private var progress: [Int: Int] = [:]
    /// Senders that are not read from, whose objects are being stored.
    private var paused: Set<Int> = []

    init(bytes: Int, clock: any Clock<Duration> = ContinuousClock()) {
        self.bytes = bytes
        self.clock = clock
    }

    /// How many senders wait.
    var waitingCount: Int { waiting.count }

    /// A sender's share.
    func open() -> Account {
        nextAccount += 1
        progress[nextAccount] = 0
        return Account(budget: self, number: nextAccount)
    }

    /// What one sender holds.
    struct Account: Sendable {
        fileprivate let budget: StoreBudget
        fileprivate let number: Int

        /// Returns when so many bytes more may be held.
        func take(_ bytes: Int) async { await budget.take(bytes, number) }

        /// Gives bytes back.
        func give(_ bytes: Int) async { await budget.give(bytes) }

        /// Receives what a sender sends, for as long as it does.
        ///
        /// - Throws: ``Stalled`` where it keeps others waiting by sending next to nothing; the work is cancelled then.
        func receive<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
            try await withThrowingTaskGroup(of: Result.self) { group in
                group.addTask(operation: work)
                group.addTask {
                    try await budget.untilStalled(number)
                    throw Stalled()
                }
                defer { group.cancelAll() }
                guard let result = try await group.next() else { throw CancellationError() }
                return result
            }
        }

        /// Nothing is read from the sender until ``resume()``: it is not its fault that nothing comes.
        func pause() async { await budget.pause(number) }

        /// The sender is read from again.
        func resume() async { await budget.resume(number) }

        /// Ends the account; what it held has to be given back before.
        func close() async { await budget.close(number) }
    }

    /// Returns when a sender has kept others waiting for a period.
    private func untilStalled(_ account: Int) async throws {
        while true {
            try await clock.sleep(for: Self.slowestPeriod)
            let isOurs = paused.contains(account) || waiting.contains { $0.account == account }
            if !waiting.isEmpty, !isOurs, progress[account, default: 0] < Self.slowestBytes { return }
            progress[account] = 0
        }
    }

    private func pause(_ account: Int) { paused.insert(account) }

    private func resume(_ account: Int) {
        paused.remove(account)
        excuse(account)
    }

    /// The period that runs is not held against a sender that was kept waiting in it.
    private func excuse(_ account: Int) { progress[account, default: 0] += Self.slowestBytes }

    private func take(_ count: Int, _ account: Int) async {
        progress[account, default: 0] += count
        if held + count <= bytes || held == 0 || exempt == account {
            held += count
            return
        }
        await withCheckedContinuation { continuation in
            waiting.append((account, count, continuation))
            admit()
        }
    }

    private func give(_ count: Int) {
        held -= count
        admit()
    }

    private func close(_ account: Int) {
        if exempt == account { exempt = nil }
        progress[account] = nil
        paused.remove(account)
        admit()
    }

    private func admit() {
        while let first = waiting.first {
            if held + first.bytes > bytes, held > 0, exempt != nil, exempt != first.account { return }
            if held + first.bytes > bytes, held > 0 { exempt = first.account }
            held += first.bytes
            excuse(first.account)
            waiting.removeFirst()
            first.continuation.resume()
        }
    }
}
