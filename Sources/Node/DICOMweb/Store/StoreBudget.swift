/// How many bytes of arriving objects the node holds in memory at once, over all senders.
///
/// A sender that would exceed it is read no further until others are done; its TCP window then closes. So that senders with halves of large
/// objects cannot wait for each other for ever, the one that has waited longest goes on beyond the budget, one at a time.
actor StoreBudget {
    /// 512 MiB.
    static let standardBytes = 512 << 20

    private let bytes: Int
    private var held = 0
    /// The account that goes on beyond the budget, until it is closed.
    private var exempt: Int?
    private var nextAccount = 0
    private var waiting: [(account: Int, bytes: Int, continuation: CheckedContinuation<Void, Never>)] = []

    init(bytes: Int) { self.bytes = bytes }

    /// A sender's share.
    func open() -> Account {
        nextAccount += 1
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

        /// Ends the account; what it held has to be given back before.
        func close() async { await budget.close(number) }
    }

    private func take(_ count: Int, _ account: Int) async {
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
        admit()
    }

    private func admit() {
        while let first = waiting.first {
            if held + first.bytes > bytes, held > 0, exempt != nil, exempt != first.account { return }
            if held + first.bytes > bytes, held > 0 { exempt = first.account }
            held += first.bytes
            waiting.removeFirst()
            first.continuation.resume()
        }
    }
}
