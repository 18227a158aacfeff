import NIOConcurrencyHelpers

/// The bytes of objects that all associations of a server have in memory.
///
/// Bytes are counted when they have come, since they are in memory then. An object that would exceed the budget has to wait: its
/// association stops reading. One object is always privileged to go on, so that associations which hold parts of objects never wait
/// for each other for ever; the privilege passes on when the memory of that object is given back.
final class ReceivingBudget: Sendable {
    /// The share of one object. Given back by ``Share/giveBack()``, at the latest when nobody holds it any more.
    final class Share: Sendable {
        private let budget: ReceivingBudget
        private let count = NIOLockedValueBox(0)

        fileprivate init(_ budget: ReceivingBudget) {
            self.budget = budget
        }

        deinit { giveBack() }

        /// Takes bytes that have come. False: no more may be read until `resume` is called.
        func take(_ bytes: Int, resume: @escaping @Sendable () -> Void) -> Bool {
            count.withLockedValue { $0 += bytes }
            return budget.take(bytes, ObjectIdentifier(self), resume: resume)
        }

        /// The object is whole: it no longer waits, but its memory is still taken.
        func complete() {
            budget.stopWaiting(ObjectIdentifier(self))
        }

        /// Gives all back. May be called more than once.
        func giveBack() {
            let bytes = count.withLockedValue { count in
                defer { count = 0 }
                return count
            }
            budget.giveBack(bytes, ObjectIdentifier(self))
        }
    }

    private struct State {
        var used = 0
        var privileged: ObjectIdentifier?
        var waiting: [(share: ObjectIdentifier, resume: @Sendable () -> Void)] = []
    }

    private let limit: Int
    private let state = NIOLockedValueBox(State())

    init(limit: Int) {
        self.limit = limit
    }

    /// How many bytes are taken.
    var used: Int { state.withLockedValue { $0.used } }

    /// Whether an object has to wait because of those that are in memory.
    var isWaitedFor: Bool { state.withLockedValue { !$0.waiting.isEmpty } }

    func makeShare() -> Share { Share(self) }

    private func take(_ bytes: Int, _ share: ObjectIdentifier, resume: @escaping @Sendable () -> Void) -> Bool {
        state.withLockedValue { state in
            state.used += bytes
            if state.used <= limit { return true }
            if state.privileged == nil { state.privileged = share }
            if state.privileged == share { return true }
            if !state.waiting.contains(where: { $0.share == share }) { state.waiting.append((share, resume)) }
            return false
        }
    }

    private func stopWaiting(_ share: ObjectIdentifier) {
        state.withLockedValue { $0.waiting.removeAll { $0.share == share } }
    }

    private func giveBack(_ bytes: Int, _ share: ObjectIdentifier) {
        let resumed = state.withLockedValue { state -> [@Sendable () -> Void] in
            state.used -= bytes
            if state.privileged == share { state.privileged = nil }
            state.waiting.removeAll { $0.share == share }
            if state.used <= limit {
                defer { state.waiting = [] }
                return state.waiting.map(\.resume)
            }
            guard state.privileged == nil, !state.waiting.isEmpty else { return [] }
            let first = state.waiting.removeFirst()
            state.privileged = first.share
            return [first.resume]
        }
        for resume in resumed { resume() }
    }
}
