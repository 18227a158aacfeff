import NIOCore
import Synchronization
import Testing

@testable import DICOMNetwork

@Suite("How quickly an object has to come")
struct ReceivingPaceTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

    private var pace: ReceivingPace {
        var pace = ReceivingPace(AssociationLimits())
        pace.restart(at: start)
        return pace
    }

    @Test("two bytes every ten seconds are too little, and that is judged when a period has ended")
    func dripping() {
        var pace = pace
        let verdicts = (1...6).map { number in
            pace.add(2)
            return pace.wasTooSlow(at: start + .seconds(Int64(number) * 10))
        }
        #expect(verdicts == [false, false, false, false, false, true])
    }

    @Test("enough bytes in every period are quick enough, and each period counts its own")
    func steady() {
        var pace = pace
        let verdicts = [64 << 10, 1 << 20, 64 << 10, (64 << 10) - 1].enumerated().map { number, bytes in
            pace.add(bytes)
            return pace.wasTooSlow(at: start + .minutes(Int64(number) + 1))
        }
        #expect(verdicts == [false, false, false, true], "what came before does not help")
    }

    @Test("a pause that is ours does not count")
    func paused() {
        var pace = pace
        pace.restart(at: start + .minutes(10))
        let verdicts = [599, 601, 659, 660].map { pace.wasTooSlow(at: start + .seconds($0)) }
        #expect(verdicts == [false, false, false, true])
    }

    @Test("the memory for objects says whether somebody waits for it")
    func waiting() {
        let budget = ReceivingBudget(limit: 100)
        let (first, second) = (budget.makeShare(), budget.makeShare())
        #expect(first.take(200) {} && !budget.isWaitedFor, "who holds all of it does not wait")
        #expect(!second.take(1) {} && budget.isWaitedFor)
        first.giveBack()
        #expect(!budget.isWaitedFor)
        second.giveBack()
    }
}
