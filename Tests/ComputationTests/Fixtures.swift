import Computation
import Foundation
import TestSupport

/// Rows and outcomes of one place.
struct Sample {
    var rows: [[Double]]
    var outcomes: [Bool]

    /// Deals the rows out to sites at random; a site may get none.
    func split(over sites: Int, using generator: inout SeededGenerator) -> [String: Sample] {
        var parts = Dictionary(uniqueKeysWithValues: (0..<sites).map { ("site-\($0)", Sample(rows: [], outcomes: [])) })
        for (row, outcome) in zip(rows, outcomes) {
            let site = "site-\(Int.random(in: 0..<sites, using: &generator))"
            parts[site]?.rows.append(row)
            parts[site]?.outcomes.append(outcome)
        }
        return parts
    }

    /// Rows with normal features of different centre and scale and an outcome that depends on them.
    static func random(rows: Int, features: Int, seed: UInt64) -> Sample {
        var generator = SeededGenerator(seed: seed)
        let effects = (0..<features).map { _ in 0.8 * generator.normal() }
        var sample = Sample(rows: [], outcomes: [])
        for _ in 0..<rows {
            let standard = (0..<features).map { _ in generator.normal() }
            let predictor = zip(effects, standard).reduce(-0.3) { $0 + $1.0 * $1.1 }
            sample.rows.append(standard.enumerated().map { 5 * Double($0.offset) + $0.element * Double($0.offset + 1) })
            sample.outcomes.append(Double.random(in: 0..<1, using: &generator) < 1 / (1 + exp(-predictor)))
        }
        return sample
    }
}

func job(features: [String], rounds: Int = 25) -> JobDescription {
    JobDescription(
        id: "job-1", kind: .logisticRegression, outcome: "relapse", features: features, cohort: "diagnosis = prostate",
        datasets: ["a", "b"], maximumRounds: rounds)
}

/// Runs a job to its end with every message through JSON, as on the link.
func run(_ job: JobDescription, over parts: [String: Sample]) throws -> FittedModel {
    var coordinator = try Coordinator(job: job, sites: Array(parts.keys))
    while true {
        let request = try throughJSON(coordinator.request)
        var answers: [String: Aggregate] = [:]
        for (site, sample) in parts {
            answers[site] = try throughJSON(LogisticRegression.aggregate(request, rows: sample.rows, outcomes: sample.outcomes))
        }
        if case .finished(.model(let model)) = try coordinator.receive(answers) { return model }
        coordinator = try throughJSON(coordinator)
    }
}

func throughJSON<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
}

func names(_ count: Int) -> [String] { (0..<count).map { "feature \($0)" } }

/// 23 flights before the Challenger accident: temperature at launch (°F) and whether an O-ring was damaged.
/// Dalal, Fowlkes and Hoadley, Journal of the American Statistical Association 84 (1989) 945.
let challenger = Sample(
    rows: [66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58].map { [Double($0)] },
    outcomes: [0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1].map { $0 == 1 })
