import Synchronization
import TestSupport
import Testing

@testable import DICOMNetwork

@Suite("The memory for objects that come")
struct ReceivingBudgetTests {
    @Test("is shared, and one object may always go on")
    func privilege() {
        let budget = ReceivingBudget(limit: 100)
        let resumed = Mutex<[String]>([])
        let (first, second, third) = (budget.makeShare(), budget.makeShare(), budget.makeShare())
        #expect(first.take(60) { resumed.withLock { $0.append("first") } })
        #expect(second.take(60) { resumed.withLock { $0.append("second") } }, "the first that exceeds is privileged")
        #expect(!first.take(10) { resumed.withLock { $0.append("first") } })
        #expect(!third.take(10) { resumed.withLock { $0.append("third") } })
        #expect(second.take(500) {}, "and stays so")
        #expect(budget.used == 640)
        second.giveBack()
        #expect(budget.used == 80)
        #expect(resumed.withLock { $0 } == ["first", "third"], "below the limit all go on")
        second.giveBack()
        #expect(budget.used == 80, "nothing is given back twice")
    }

    @Test("passes the privilege on to who waits longest while it is still used up")
    func passing() {
        let budget = ReceivingBudget(limit: 100)
        let resumed = Mutex<[Int]>([])
        let shares = (0..<4).map { _ in budget.makeShare() }
        #expect(shares[0].take(200) {})
        for number in 1..<4 { #expect(!shares[number].take(60) { resumed.withLock { $0.append(number) } }) }
        shares[0].giveBack()
        #expect(resumed.withLock { $0 } == [1])
        #expect(shares[1].take(1000) {})
        #expect(!shares[2].take(1) {})
        shares[1].giveBack()
        #expect(resumed.withLock { $0 } == [1, 2])
    }

    @Test("comes back when an object is dropped")
    func dropped() {
        let budget = ReceivingBudget(limit: 100)
        do {
            let share = budget.makeShare()
            _ = share.take(50) {}
            #expect(budget.used == 50)
        }
        #expect(budget.used == 0)
    }

    @Test("is never waited for by everybody at once, whatever the order")
    func noDeadlock() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<50 {
            let budget = ReceivingBudget(limit: 1000)
            // Every object needs several pieces; a paused one takes none until it is resumed.
            struct Sender { var share: ReceivingBudget.Share, left: Int }
            let paused = Mutex<Set<Int>>([])
            var senders = (0..<8).map { _ in Sender(share: budget.makeShare(), left: Int.random(in: 100...3000, using: &generator)) }
            var rounds = 0
            while senders.contains(where: { $0.left > 0 }), rounds < 100_000 {
                rounds += 1
                let number = Int.random(in: 0..<8, using: &generator)
                guard senders[number].left > 0, !paused.withLock({ $0.contains(number) }) else { continue }
                let piece = min(senders[number].left, 100)
                senders[number].left -= piece
                paused.withLock { _ = $0.insert(number) }
                if senders[number].share.take(piece, resume: { paused.withLock { _ = $0.remove(number) } }) {
                    paused.withLock { _ = $0.remove(number) }
                }
                if senders[number].left == 0 {
                    senders[number].share.complete()
                    senders[number].share.giveBack()
                }
            }
            #expect(senders.allSatisfy { $0.left == 0 })
            #expect(budget.used == 0)
        }
    }
}
