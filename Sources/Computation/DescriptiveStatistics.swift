/// Count, mean and standard deviation of each feature over all sites: one round of moments.
public enum DescriptiveStatistics {
    /// A site's answer; a missing value is nil and simply not counted.
    public static func aggregate(_ request: RoundRequest, rows: [[Double?]]) throws(ComputationError) -> Aggregate {
        try request.validate()
        guard request.kind == .moments, request.outcome == nil else {
            throw ComputationError(
                .invalidRequest, "Round \(request.round) of job \(request.job) does not ask for descriptive statistics.")
        }
        for (position, row) in rows.enumerated() {
            guard row.count == request.features.count else {
                throw ComputationError(
                    .invalidRows, "Row \(position + 1) has \(row.count) features, the job has \(request.features.count).")
            }
            if let column = row.firstIndex(where: { $0.map { !$0.isFinite } ?? false }) {
                throw ComputationError(
                    .invalidRows, "Feature \(request.features[column]) of row \(position + 1) is not a finite number.",
                    names: [request.features[column]])
            }
        }
        let moments = request.features.indices.map { feature in Moments(of: rows.compactMap { $0[feature] }) }
        return Aggregate(job: request.job, round: request.round, rows: rows.count, positiveRows: nil, moments: moments)
    }
}

/// One line of the result of descriptive statistics.
public struct FeatureSummary: Codable, Hashable, Sendable {
    /// The feature.
    public let name: String
    /// How many rows have a value.
    public let count: Int
    /// How many rows have none.
    public let missing: Int
    /// The mean; none without values.
    public let mean: Double?
    /// The standard deviation with divisor `count - 1`; none for fewer than two values.
    public let standardDeviation: Double?
}
