/// What the coordinator asks every site in one round: nothing but aggregates over its own rows.
public struct RoundRequest: Codable, Hashable, Sendable {
    /// The aggregates a site can be asked for.
    public enum Kind: String, Codable, Hashable, Sendable {
        /// Count, mean and squared deviations of each feature, and the number of positive outcomes.
        case moments
        /// Log likelihood, gradient and information of the logistic model at given coefficients.
        case derivatives
    }

    /// The point at which derivatives are wanted: pooled centre and scale of the features and coefficients on that scale.
    public struct Point: Codable, Hashable, Sendable {
        /// The pooled mean of each feature.
        public let centre: [Double]
        /// The pooled standard deviation of each feature.
        public let scale: [Double]
        /// The intercept and one coefficient for each standardised feature.
        public let coefficients: [Double]

        /// Makes a point; its dimensions are checked where it is used.
        public init(centre: [Double], scale: [Double], coefficients: [Double]) {
            self.centre = centre
            self.scale = scale
            self.coefficients = coefficients
        }
    }

    /// The version of this form that the program writes and reads.
    public static let currentVersion = 1

    /// The version of the form.
    public let version: Int
    /// The job that the round belongs to.
    public let job: String
    /// The number of the round, from 0.
    public let round: Int
    /// Which aggregates are wanted.
    public let kind: Kind
    /// The features, in the order of the columns.
    public let features: [String]
    /// The outcome; none for descriptive statistics.
    public let outcome: String?
    /// Where derivatives are wanted; none for moments.
    public let point: Point?

    /// Makes a request; a node checks it with ``validate()``.
    public init(
        job: String, round: Int, kind: Kind, features: [String], outcome: String?, point: Point? = nil,
        version: Int = RoundRequest.currentVersion
    ) {
        self.version = version
        self.job = job
        self.round = round
        self.kind = kind
        self.features = features
        self.outcome = outcome
        self.point = point
    }

    /// The largest coefficient of a standardised feature that a node evaluates.
    ///
    /// Beyond it every probability is 0 or 1 and an aggregate could single out a row.
    public static let largestCoefficient = 500.0

    /// Throws when the request has the wrong version, dimensions or numbers.
    public func validate() throws(ComputationError) {
        func refuse(_ why: String) -> ComputationError {
            ComputationError(.invalidRequest, "Round \(round) of job \(job) cannot be answered: \(why). Nothing was computed.")
        }
        guard version == Self.currentVersion else {
            throw refuse("its version is \(version), this program knows \(Self.currentVersion)")
        }
        guard round >= 0, !features.isEmpty, features.count <= JobDescription.Limits.features else {
            throw refuse("its round or its number of features is out of range")
        }
        switch (kind, point) {
        case (.moments, nil): return
        case (.moments, .some): throw refuse("moments are wanted, yet coefficients are given")
        case (.derivatives, nil): throw refuse("derivatives are wanted, yet no coefficients are given")
        case (.derivatives, let point?):
            guard outcome != nil else { throw refuse("derivatives need an outcome") }
            guard point.centre.count == features.count, point.scale.count == features.count,
                point.coefficients.count == features.count + 1
            else { throw refuse("centre, scale and coefficients do not fit \(features.count) features") }
            guard point.centre.allSatisfy(\.isFinite), point.scale.allSatisfy({ $0.isFinite && $0 > 0 }),
                point.coefficients.allSatisfy({ abs($0) <= Self.largestCoefficient })
            else { throw refuse("centre, scale or coefficients are not finite, not positive or too large") }
        }
    }
}
