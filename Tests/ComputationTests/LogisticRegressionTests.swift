import Computation
import Foundation
import TestSupport
import Testing

@Suite("Federated logistic regression")
struct LogisticRegressionTests {
    @Test("The O-ring data give the published coefficients, errors and deviances")
    func challengerData() throws {
        var generator = SeededGenerator(seed: 1)
        let model = try run(job(features: ["temperature"]), over: challenger.split(over: 3, using: &generator))
        #expect(model.names == ["(Intercept)", "temperature"])
        #expect(abs(model.coefficients[0] - 15.0429) < 5e-5)
        #expect(abs(model.coefficients[1] + 0.2322) < 5e-5)
        #expect(abs(model.standardErrors[0] - 7.3786) < 5e-5)
        #expect(abs(model.standardErrors[1] - 0.1082) < 5e-5)
        #expect(abs(-2 * model.logLikelihood - 20.315) < 5e-4)
        #expect(abs(-2 * model.nullLogLikelihood - 28.267) < 5e-4)
        #expect(abs(model.zValues[1] + 2.145) < 5e-4)
        #expect(abs(model.pValues[1] - 0.0320) < 5e-5)
        #expect(model.n == 23 && model.positives == 7)
        #expect(model.rowsBySite.values.reduce(0, +) == 23)
        let probability = try #require(model.probability(for: [31]))
        #expect(probability > 0.999)
    }

    @Test("Any split over one to six sites equals an independent fit of the pooled rows", arguments: 0..<24)
    func splitsEqualPooled(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(1000 + seed))
        let features = 1 + seed % 7
        let sample = Sample.random(rows: 120 + 40 * (seed % 5), features: features, seed: UInt64(seed))
        let model = try run(job(features: names(features)), over: sample.split(over: 1 + seed % 6, using: &generator))
        let oracle = PooledOracle.fit(rows: sample.rows, outcomes: sample.outcomes)
        for (ours, theirs) in zip(model.coefficients, oracle.coefficients) { #expect(abs(ours - theirs) < 1e-10 * max(1, abs(theirs))) }
        for (ours, theirs) in zip(model.standardErrors, oracle.standardErrors) { #expect(abs(ours - theirs) < 1e-9 * max(1, theirs)) }
        #expect(abs(model.logLikelihood - oracle.logLikelihood) < 1e-9)
        let pooled = try LogisticRegression.pooledFit(features: names(features), rows: sample.rows, outcomes: sample.outcomes)
        let difference = try #require(model.largestDifference(from: pooled))
        #expect(difference < 1e-11)
    }

    @Test("Features far from zero and of very different units keep ten digits")
    func badlyScaledFeatures() throws {
        var generator = SeededGenerator(seed: 7)
        var sample = Sample.random(rows: 400, features: 3, seed: 7)
        // Powers of two scale and this offset shifts without rounding, so the slopes must follow.
        sample.rows = sample.rows.map { [($0[0] * 1024).rounded() / 1024 + 4_194_304, $0[1] * 1_048_576, $0[2] / 1_048_576] }
        let shifted = try run(job(features: names(3)), over: sample.split(over: 4, using: &generator))
        let oracle = PooledOracle.fit(
            rows: sample.rows.map { [$0[0] - 4_194_304, $0[1] / 1_048_576, $0[2] * 1_048_576] }, outcomes: sample.outcomes)
        #expect(abs(shifted.coefficients[1] - oracle.coefficients[1]) < 1e-9)
        #expect(abs(shifted.coefficients[2] * 1_048_576 - oracle.coefficients[2]) < 1e-10)
        #expect(abs(shifted.coefficients[3] / 1_048_576 - oracle.coefficients[3]) < 1e-10)
    }

    @Test("A rare outcome and a strong effect still converge to the pooled fit")
    func rareOutcome() throws {
        var generator = SeededGenerator(seed: 3)
        var sample = Sample(rows: [], outcomes: [])
        for _ in 0..<6000 {
            let x = generator.normal()
            sample.rows.append([x])
            sample.outcomes.append(Double.random(in: 0..<1, using: &generator) < 1 / (1 + exp(-(-7 + 2.5 * x))))
        }
        let model = try run(job(features: ["x"]), over: sample.split(over: 2, using: &generator))
        let oracle = PooledOracle.fit(rows: sample.rows, outcomes: sample.outcomes)
        #expect(abs(model.coefficients[1] - oracle.coefficients[1]) < 1e-9)
    }

    @Test("Highly correlated features are fitted, not refused")
    func correlatedFeatures() throws {
        var generator = SeededGenerator(seed: 11)
        var sample = Sample.random(rows: 500, features: 1, seed: 11)
        sample.rows = sample.rows.map { [$0[0], $0[0] + 0.001 * generator.normal()] }
        let model = try run(job(features: names(2)), over: sample.split(over: 3, using: &generator))
        let oracle = PooledOracle.fit(rows: sample.rows, outcomes: sample.outcomes)
        #expect(abs(model.coefficients[1] - oracle.coefficients[1]) < 1e-6 * abs(oracle.coefficients[1]))
    }

    @Test("Complete separation is named, with advice")
    func completeSeparation() throws {
        let sample = Sample(rows: (0..<40).map { [Double($0), Double($0 * 7 % 11)] }, outcomes: (0..<40).map { $0 >= 20 })
        let error = try #require(throws: ComputationError.self) {
            try LogisticRegression.pooledFit(features: ["dose", "noise"], rows: sample.rows, outcomes: sample.outcomes)
        }
        #expect(error.code == .separation)
        #expect(error.names.contains("dose"))
        #expect(error.message.contains("Leave it out"))
    }

    @Test("Separation in one category only (quasi-complete) is found too")
    func quasiCompleteSeparation() throws {
        var sample = Sample.random(rows: 200, features: 1, seed: 5)
        sample.rows = sample.rows.enumerated().map { [$0.element[0], $0.offset % 8 == 0 ? 1 : 0] }
        sample.outcomes = sample.outcomes.enumerated().map { $0.offset % 8 == 0 ? true : $0.element }
        let error = try #require(throws: ComputationError.self) {
            try LogisticRegression.pooledFit(features: ["age", "rare"], rows: sample.rows, outcomes: sample.outcomes)
        }
        #expect(error.code == .separation)
        #expect(error.names == ["rare"])
    }

    @Test("Constant and collinear features are named")
    func degenerateFeatures() throws {
        let sample = Sample.random(rows: 100, features: 2, seed: 2)
        var error = try #require(throws: ComputationError.self) {
            try LogisticRegression.pooledFit(
                features: ["a", "b", "site"], rows: sample.rows.map { $0 + [0.1] }, outcomes: sample.outcomes)
        }
        #expect(error.code == .constantFeature)
        #expect(error.names == ["site"])
        error = try #require(throws: ComputationError.self) {
            try LogisticRegression.pooledFit(
                features: ["a", "b", "sum"], rows: sample.rows.map { $0 + [2 * $0[0] - $0[1]] }, outcomes: sample.outcomes)
        }
        #expect(error.code == .collinearFeature)
        #expect(error.names == ["sum"])
    }

    @Test("One class and too few rows are refused with advice")
    func notEnough() throws {
        let sample = Sample.random(rows: 30, features: 2, seed: 2)
        var error = try #require(throws: ComputationError.self) {
            try LogisticRegression.pooledFit(features: ["a", "b"], rows: sample.rows, outcomes: sample.rows.map { _ in true })
        }
        #expect(error.code == .singleClass)
        error = try #require(throws: ComputationError.self) {
            try LogisticRegression.pooledFit(
                features: ["a", "b"], rows: Array(sample.rows.prefix(3)), outcomes: Array(sample.outcomes.prefix(3)))
        }
        #expect(error.code == .tooFewRows)
    }

    @Test("Rows that do not fit the request are refused by name and position, never by value")
    func badRows() throws {
        let request = try Coordinator(job: job(features: ["a", "b"]), sites: ["x"]).request
        let cases: [([[Double]], [Bool])] = [
            ([[1, 2]], []), ([[1]], [true]), ([[1, .nan]], [true]), ([[1, 2], [.infinity, 12345.678]], [true, false]),
        ]
        for (rows, outcomes) in cases {
            let error = try #require(throws: ComputationError.self) {
                try LogisticRegression.aggregate(request, rows: rows, outcomes: outcomes)
            }
            #expect(error.code == .invalidRows)
            #expect(!error.message.contains("12345"))
        }
    }

    @Test("A node refuses requests whose dimensions or coefficients make no sense")
    func badRequests() {
        let points: [RoundRequest.Point?] = [
            nil, .init(centre: [0], scale: [1], coefficients: [0]), .init(centre: [0], scale: [0], coefficients: [0, 0]),
            .init(centre: [.nan], scale: [1], coefficients: [0, 0]), .init(centre: [0], scale: [1], coefficients: [0, 1e6]),
            .init(centre: [0], scale: [1], coefficients: [0, .nan]),
        ]
        for point in points {
            let request = RoundRequest(job: "j", round: 1, kind: .derivatives, features: ["a"], outcome: "o", point: point)
            #expect(throws: ComputationError.self) { try LogisticRegression.aggregate(request, rows: [[1]], outcomes: [true]) }
        }
    }
}
