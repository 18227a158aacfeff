import Computation
import Foundation
import Testing

@Suite("Output check")
struct OutputCheckTests {
    let check = OutputCheck()
    let request = RoundRequest(job: "j", round: 0, kind: .moments, features: ["a"], outcome: "o")

    func rules(_ decision: OutputCheck.Decision) -> Set<OutputCheck.Rule> { Set(decision.reasons.map(\.rule)) }

    @Test("Enough rows pass")
    func pass() {
        let rows = (0..<20).map { [Double($0)] }
        #expect(check.decide(on: request, rows: rows, outcomes: rows.indices.map { $0 % 2 == 0 }, roundsAnswered: 0) == .pass)
    }

    @Test("Every rule that is not met is a reason, and no reason tells a count beneath its threshold")
    func everyRule() {
        let decision = check.decide(on: request, rows: [[0], [0], [7]], outcomes: [true, false, true], roundsAnswered: 30)
        #expect(
            rules(decision) == [.minimumRows, .minimumPerClass, .minimumRowsPerParameter, .maximumRounds, .minimumPerCategory])
        #expect(decision.reasons.allSatisfy { !$0.message.contains("3 rows") && !$0.message.contains("7") })
    }

    @Test("The thresholds are exact at their edges")
    func edges() {
        for (positives, negatives) in [(5, 5), (4, 6), (6, 4), (5, 4)] {
            let outcomes = Array(repeating: true, count: positives) + Array(repeating: false, count: negatives)
            let rows = outcomes.indices.map { [Double($0)] }
            let passes = check.decide(on: request, rows: rows, outcomes: outcomes, roundsAnswered: 29) == .pass
            #expect(passes == (positives >= 5 && negatives >= 5 && positives + negatives >= 10))
        }
    }

    @Test("Coefficients that single out few rows are refused")
    func singlingOut() {
        let rows = (0..<100).map { [Double($0)] }
        let outcomes = rows.indices.map { $0 % 2 == 0 }
        func decide(_ coefficients: [Double]) -> OutputCheck.Decision {
            let point = RoundRequest.Point(centre: [50], scale: [1], coefficients: coefficients)
            let request = RoundRequest(job: "j", round: 3, kind: .derivatives, features: ["a"], outcome: "o", point: point)
            return check.decide(on: request, rows: rows, outcomes: outcomes, roundsAnswered: 3)
        }
        #expect(decide([0, 0]) == .pass)
        #expect(decide([0, 0.05]) == .pass)
        #expect(rules(decide([0, 40])) == [.minimumEffectiveRows])
        #expect(rules(decide([0, 500])) == [.minimumEffectiveRows])
    }

    @Test("An honest fit passes the check in every round")
    func honestFit() throws {
        let sample = Sample.random(rows: 120, features: 3, seed: 8)
        var coordinator = try Coordinator(job: job(features: names(3)), sites: ["x"])
        while coordinator.result == nil {
            let decision = check.decide(
                on: coordinator.request, rows: sample.rows, outcomes: sample.outcomes, roundsAnswered: coordinator.request.round)
            #expect(decision == .pass)
            try coordinator.receive(
                LogisticRegression.aggregate(coordinator.request, rows: sample.rows, outcomes: sample.outcomes), from: "x")
        }
    }

    @Test("Descriptive statistics need enough values of each feature")
    func descriptive() {
        let request = RoundRequest(job: "j", round: 0, kind: .moments, features: ["a", "b"], outcome: nil)
        let rows: [[Double?]] = (0..<20).map { [Double($0), $0 < 9 ? 1.0 : nil] }
        #expect(rules(check.decide(on: request, rows: rows, roundsAnswered: 0)) == [.minimumValues])
    }
}
