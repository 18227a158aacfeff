import Foundation

/// What a data user asks the nodes to compute: the kind, the attributes, the cohort and the datasets.
///
/// It is a plain value: it says what, never how, and holds no code. A node reads it, checks it against the permit, and
/// evaluates the cohort query itself.
public struct JobDescription: Codable, Hashable, Sendable {
    /// The computations a node knows.
    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// A logistic regression of a yes/no outcome on features, fitted exactly as on pooled rows.
        case logisticRegression
        /// Count, mean and standard deviation of each feature.
        case descriptiveStatistics
    }

    /// The version of this form that the program writes and reads.
    public static let currentVersion = 1

    /// The version of the form.
    public var version: Int
    /// The job's identifier, unique in the federation: letters, digits, `.`, `_`, `-`.
    public var id: String
    /// What to compute.
    public var kind: Kind
    /// The yes/no attribute or condition to explain; none for descriptive statistics.
    public var outcome: String?
    /// The attributes to explain it with, in the order of the coefficients.
    public var features: [String]
    /// The cohort, as query text.
    public var cohort: String
    /// The datasets that take part.
    public var datasets: [String]
    /// How many requests a node may be sent at most for this job.
    public var maximumRounds: Int

    /// Describes a job; nothing is checked until ``validate()``.
    public init(
        id: String, kind: Kind, outcome: String? = nil, features: [String], cohort: String, datasets: [String],
        maximumRounds: Int = 25, version: Int = JobDescription.currentVersion
    ) {
        self.version = version
        self.id = id
        self.kind = kind
        self.outcome = outcome
        self.features = features
        self.cohort = cohort
        self.datasets = datasets
        self.maximumRounds = maximumRounds
    }

    /// The number of coefficients to estimate: the intercept and one for each feature.
    public var parameterCount: Int { features.count + 1 }

    /// Throws one error that lists every fault of the description.
    public func validate() throws(ComputationError) {
        let found = faults()
        guard found.isEmpty else {
            throw ComputationError(
                .invalidJob,
                "The job description has \(found.count == 1 ? "a fault" : "\(found.count) faults"): "
                    + found.map(\.message).joined(separator: "; ") + ".", names: found.map(\.field))
        }
    }
}
