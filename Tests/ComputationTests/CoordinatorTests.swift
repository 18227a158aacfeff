import Computation
import Foundation
import TestSupport
import Testing

@Suite("Coordinator")
struct CoordinatorTests {
    let sample = Sample.random(rows: 150, features: 2, seed: 42)

    @Test("Messages in any order, repeated and late, lead to the same model bit for bit", arguments: 0..<20)
    func anyOrder(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var dealer = SeededGenerator(seed: 99)
        let parts = sample.split(over: 4, using: &dealer)
        let expected = try run(job(features: names(2)), over: parts)

        var coordinator = try Coordinator(job: job(features: names(2)), sites: Array(parts.keys))
        var sent: [(String, Aggregate)] = []
        var finished: FittedModel?
        for _ in 0..<10_000 where finished == nil {
            // Either an old message again, or a random pending site answers.
            if !sent.isEmpty, Bool.random(using: &generator) {
                let (site, old) = try #require(sent.randomElement(using: &generator))
                try coordinator.receive(old, from: site)
            } else {
                let site = try #require(coordinator.pendingSites.randomElement(using: &generator))
                let part = try #require(parts[site])
                let answer = try LogisticRegression.aggregate(coordinator.request, rows: part.rows, outcomes: part.outcomes)
                sent.append((site, answer))
                if case .finished(.model(let model)) = try coordinator.receive(answer, from: site) { finished = model }
            }
        }
        #expect(finished == expected)
        let (site, old) = try #require(sent.first)
        #expect(try coordinator.receive(old, from: site) == .finished(.model(expected)))
    }

    @Test("Messages that do not belong are refused and change nothing")
    func foreignMessages() throws {
        var coordinator = try Coordinator(job: job(features: ["a", "b"]), sites: ["x", "y"])
        let answer = try LogisticRegression.aggregate(coordinator.request, rows: sample.rows, outcomes: sample.outcomes)
        let before = coordinator
        func code(_ aggregate: Aggregate, from site: String) -> ComputationError.Code? {
            do {
                try coordinator.receive(aggregate, from: site)
                return nil
            } catch {
                return error.code
            }
        }
        func changed(job: String = "job-1", round: Int = 0, rows: Int? = nil, version: Int = 1) -> Aggregate {
            Aggregate(
                job: job, round: round, rows: rows ?? answer.rows, positiveRows: answer.positiveRows, moments: answer.moments,
                version: version)
        }
        #expect(code(answer, from: "z") == .unknownSite)
        #expect(code(changed(job: "other"), from: "x") == .wrongJob)
        #expect(code(changed(round: 1), from: "x") == .unexpectedRound)
        #expect(code(changed(version: 2), from: "x") == .invalidAggregate)
        #expect(code(changed(rows: -1), from: "x") == .invalidAggregate)
        #expect(coordinator == before)

        #expect(code(answer, from: "x") == nil)
        #expect(code(answer, from: "x") == nil)
        let half = try LogisticRegression.aggregate(
            coordinator.request, rows: Array(sample.rows.prefix(70)), outcomes: Array(sample.outcomes.prefix(70)))
        #expect(code(half, from: "x") == .conflictingAggregate)
        #expect(coordinator.pendingSites == ["y"])

        // Sound answers in a batch count although another one is refused.
        #expect(throws: ComputationError.self) { try coordinator.receive(["y": half, "z": answer]) }
        #expect(coordinator.request.round == 1)
        let fewer = try LogisticRegression.aggregate(
            coordinator.request, rows: Array(sample.rows.prefix(71)), outcomes: Array(sample.outcomes.prefix(71)))
        #expect(code(fewer, from: "y") == .changedRows)
        #expect(coordinator.pendingSites == ["x", "y"])
    }

    @Test("Hostile aggregates are refused, whatever number they hold")
    func hostileAggregates() throws {
        let request = RoundRequest(job: "job-1", round: 0, kind: .moments, features: ["a"], outcome: "o")
        let moments: [Moments] = [
            Moments(count: 10, mean: .nan, squaredDeviations: 1), Moments(count: 10, mean: .infinity, squaredDeviations: 1),
            Moments(count: 10, mean: 0, squaredDeviations: -1), Moments(count: 10, mean: 0, squaredDeviations: .infinity),
            Moments(count: 9, mean: 0, squaredDeviations: 1), Moments(count: -10, mean: 0, squaredDeviations: 1),
        ]
        for moment in moments {
            let aggregate = Aggregate(job: "job-1", round: 0, rows: 10, positiveRows: 4, moments: [moment])
            #expect(throws: ComputationError.self) { try aggregate.validate(for: request, from: "x") }
        }
        let sound = Moments(count: 10, mean: 0, squaredDeviations: 1)
        for (rows, positives) in [(10, nil), (10, 11), (10, -1), (Int.max, 1), (-5, -6)] as [(Int, Int?)] {
            let aggregate = Aggregate(job: "job-1", round: 0, rows: rows, positiveRows: positives, moments: [sound])
            #expect(throws: ComputationError.self) { try aggregate.validate(for: request, from: "x") }
        }
        #expect(throws: ComputationError.self) {
            try Aggregate(job: "job-1", round: 0, rows: 10, positiveRows: 4, moments: [sound, sound]).validate(for: request, from: "x")
        }

        let derivatives = RoundRequest(
            job: "job-1", round: 1, kind: .derivatives, features: ["a"], outcome: "o",
            point: .init(centre: [0], scale: [1], coefficients: [0, 0]))
        let wrong: [(Double, [Double], [Double])] = [
            (.nan, [0, 0], [1, 0, 1]), (1, [0, 0], [1, 0, 1]), (-1, [0, .infinity], [1, 0, 1]), (-1, [11, 0], [1, 0, 1]),
            (-1, [0, 0], [3, 0, 1]), (-1, [0, 0], [1, 2, 1]), (-1, [0, 0], [1, 0, -1]), (-1, [0], [1, 0, 1]), (-1, [0, 0], [1]),
        ]
        for (logLikelihood, gradient, triangle) in wrong {
            let order = triangle.count == 1 ? 1 : 2
            let information = try #require(SymmetricMatrix(order: order, lowerTriangle: triangle))
            let aggregate = Aggregate(
                job: "job-1", round: 1, rows: 10, positiveRows: 4,
                derivatives: .init(logLikelihood: logLikelihood, gradient: gradient, information: information))
            #expect(throws: ComputationError.self) { try aggregate.validate(for: derivatives, from: "x") }
        }
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(SymmetricMatrix.self, from: Data(#"{"order":3,"lowerTriangle":[1,2]}"#.utf8))
        }
    }

    @Test("Huge but finite numbers end in a typed error, not in a crash or a model")
    func hugeNumbers() throws {
        for mean in [1e308, -1e308, 1e160] {
            var coordinator = try Coordinator(job: job(features: ["a"]), sites: ["x", "y"])
            let error = try #require(throws: ComputationError.self) {
                try coordinator.receive([
                    "x": Aggregate(
                        job: "job-1", round: 0, rows: 10, positiveRows: 4,
                        moments: [Moments(count: 10, mean: mean, squaredDeviations: 1e308)]),
                    "y": Aggregate(
                        job: "job-1", round: 0, rows: 10, positiveRows: 4,
                        moments: [Moments(count: 10, mean: -mean, squaredDeviations: 1e308)]),
                ])
            }
            #expect(error.code == .overflow)
            #expect(coordinator.failure == error)
        }
    }

    @Test("A site that leaves before the first sums is left out; later the job fails and says so")
    func withdrawal() throws {
        var coordinator = try Coordinator(job: job(features: ["a", "b"]), sites: ["x", "y", "z"])
        try coordinator.withdraw("z", because: "its output check refused")
        let answer = try LogisticRegression.aggregate(coordinator.request, rows: sample.rows, outcomes: sample.outcomes)
        try coordinator.receive(answer, from: "x")
        try coordinator.withdraw("y", because: "it is offline")
        #expect(coordinator.request.round == 1)
        let error = try #require(throws: ComputationError.self) { try coordinator.withdraw("x", because: "it is offline") }
        #expect(error.code == .siteWithdrew)
        #expect(throws: error) { try coordinator.receive(answer, from: "x") }
        #expect(coordinator.pendingSites.isEmpty)
    }

    @Test("A job that may not have enough rounds says that it is not exact")
    func tooFewRounds() throws {
        let error = try #require(throws: ComputationError.self) {
            try run(job(features: names(2), rounds: 3), over: ["x": sample])
        }
        #expect(error.code == .notConverged)
    }

    @Test("Descriptive statistics take one round, count missing values and equal the pooled ones")
    func descriptiveStatistics() throws {
        var description = job(features: ["a", "b"])
        description.kind = .descriptiveStatistics
        description.outcome = nil
        var coordinator = try Coordinator(job: description, sites: ["x", "y"])
        let x: [[Double?]] = [[1, nil], [2, 10], [3, 20]]
        let y: [[Double?]] = [[6, nil]]
        try coordinator.receive(DescriptiveStatistics.aggregate(coordinator.request, rows: x), from: "x")
        let step = try coordinator.receive(DescriptiveStatistics.aggregate(coordinator.request, rows: y), from: "y")
        guard case .finished(.summaries(let lines)) = step else {
            Issue.record("not finished")
            return
        }
        #expect(lines.map(\.count) == [4, 2])
        #expect(lines.map(\.missing) == [0, 2])
        #expect(lines[0].mean == 3)
        #expect(abs(try #require(lines[0].standardDeviation) - (14.0 / 3).squareRoot()) < 1e-14)
        #expect(try throughJSON(coordinator) == coordinator)
    }
}
