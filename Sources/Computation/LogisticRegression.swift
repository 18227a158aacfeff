import Foundation

/// Logistic regression over several sites by exchange of aggregates, equal to the fit on the pooled rows.
///
/// A site answers each ``RoundRequest`` with ``aggregate(_:rows:outcomes:)``; a ``Coordinator`` asks and adds up.
public enum LogisticRegression {
    /// The name of the first coefficient.
    public static let interceptName = "(Intercept)"

    /// A site's answer to one round.
    ///
    /// - Parameters:
    ///   - request: what the coordinator asks.
    ///   - rows: one row for each patient, its features in the order of the request; complete rows only.
    ///   - outcomes: whether the patient of the same position has the outcome.
    public static func aggregate(
        _ request: RoundRequest, rows: [[Double]], outcomes: [Bool]
    ) throws(ComputationError) -> Aggregate {
        try request.validate()
        guard request.outcome != nil else {
            throw ComputationError(
                .invalidRequest, "Round \(request.round) of job \(request.job) names no outcome. Answer it as descriptive statistics.")
        }
        try check(rows: rows, outcomes: outcomes, for: request)
        let positives = outcomes.count(where: { $0 })
        guard let point = request.point else {
            let moments = request.features.indices.map { feature in Moments(of: rows.lazy.map { $0[feature] }) }
            return Aggregate(job: request.job, round: request.round, rows: rows.count, positiveRows: positives, moments: moments)
        }
        return Aggregate(
            job: request.job, round: request.round, rows: rows.count, positiveRows: positives,
            derivatives: derivatives(at: point, rows: rows, outcomes: outcomes))
    }

    /// The fit on rows in one place, by the same arithmetic: what the federated fit is compared with.
    public static func pooledFit(
        features: [String], rows: [[Double]], outcomes: [Bool], maximumRounds: Int = 25
    ) throws(ComputationError) -> FittedModel {
        let job = JobDescription(
            id: "pooled", kind: .logisticRegression, outcome: "outcome of the pooled fit", features: features, cohort: "all",
            datasets: ["pooled"], maximumRounds: maximumRounds)
        var coordinator = try Coordinator(job: job, sites: ["pooled"])
        while true {
            let answer = try aggregate(coordinator.request, rows: rows, outcomes: outcomes)
            if case .finished(.model(let model)) = try coordinator.receive(answer, from: "pooled") { return model }
        }
    }

    static func check(rows: [[Double]], outcomes: [Bool], for request: RoundRequest) throws(ComputationError) {
        guard rows.count == outcomes.count else {
            throw ComputationError(
                .invalidRows, "There are \(rows.count) rows and \(outcomes.count) outcomes. Give one outcome for each row.")
        }
        for (position, row) in rows.enumerated() {
            guard row.count == request.features.count else {
                throw ComputationError(
                    .invalidRows, "Row \(position + 1) has \(row.count) features, the job has \(request.features.count).")
            }
            if let column = row.firstIndex(where: { !$0.isFinite }) {
                throw ComputationError(
                    .invalidRows,
                    "Feature \(request.features[column]) of row \(position + 1) is not a finite number. Leave incomplete rows out.",
                    names: [request.features[column]])
            }
        }
    }

    private static func derivatives(at point: RoundRequest.Point, rows: [[Double]], outcomes: [Bool]) -> Aggregate.Derivatives {
        let parameters = point.coefficients.count
        var logLikelihood = CompensatedSum()
        var gradient = Array(repeating: CompensatedSum(), count: parameters)
        var information = Array(repeating: CompensatedSum(), count: parameters * (parameters + 1) / 2)
        var standardised = Array(repeating: 1.0, count: parameters)
        for (row, outcome) in zip(rows, outcomes) {
            let predictor = linearPredictor(row, point: point, standardised: &standardised)
            // With the sign of the outcome both classes are one case and nothing is subtracted from 1.
            let signed = outcome ? predictor : -predictor
            logLikelihood.add(signed >= 0 ? -log1p(exp(-signed)) : signed - log1p(exp(signed)))
            let wrong = sigmoid(-signed)
            let residual = outcome ? wrong : -wrong
            let weight = wrong * sigmoid(signed)
            var element = 0
            for first in 0..<parameters {
                gradient[first].add(residual * standardised[first])
                let weighted = weight * standardised[first]
                for second in 0...first {
                    information[element].add(weighted * standardised[second])
                    element += 1
                }
            }
        }
        var matrix = SymmetricMatrix(order: parameters)
        matrix.lowerTriangle = information.map(\.value)
        return Aggregate.Derivatives(logLikelihood: min(0, logLikelihood.value), gradient: gradient.map(\.value), information: matrix)
    }

    /// The weight p(1 - p) of each row at a point: how much the row shows in the information there.
    static func weights(at point: RoundRequest.Point, rows: [[Double]]) -> [Double] {
        var standardised = Array(repeating: 1.0, count: point.coefficients.count)
        return rows.map { row in
            let predictor = linearPredictor(row, point: point, standardised: &standardised)
            return sigmoid(predictor) * sigmoid(-predictor)
        }
    }

    private static func linearPredictor(_ row: [Double], point: RoundRequest.Point, standardised: inout [Double]) -> Double {
        var predictor = point.coefficients[0]
        for feature in row.indices {
            let value = (row[feature] - point.centre[feature]) / point.scale[feature]
            standardised[feature + 1] = value
            predictor += point.coefficients[feature + 1] * value
        }
        return predictor
    }

    /// 1 / (1 + exp(-x)) without overflow on either side.
    private static func sigmoid(_ x: Double) -> Double {
        guard x < 0 else { return 1 / (1 + exp(-x)) }
        let power = exp(x)
        return power / (1 + power)
    }
}
