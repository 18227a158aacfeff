import Foundation

/// A fitted logistic regression: coefficients on the scale of the data, and what is needed to judge them.
public struct FittedModel: Codable, Hashable, Sendable {
    /// The intercept's name and the names of the features.
    public let names: [String]
    /// The coefficients on the scale of the data, intercept first: the change of the log odds per unit.
    public let coefficients: [Double]
    /// Their standard errors, from the inverse of the information.
    public let standardErrors: [Double]
    /// The number of rows over all sites.
    public let n: Int
    /// How many of them have the outcome.
    public let positives: Int
    /// How many Newton steps were taken.
    public let iterations: Int
    /// How many requests each site answered.
    public let rounds: Int
    /// The log likelihood at the coefficients.
    public let logLikelihood: Double
    /// The log likelihood of the model with an intercept only.
    public let nullLogLikelihood: Double
    /// The rows that each site contributed.
    public let rowsBySite: [String: Int]

    /// Wald's z: coefficient by standard error.
    public var zValues: [Double] { zip(coefficients, standardErrors).map { $0 / $1 } }

    /// Two-sided p values of Wald's test that a coefficient is 0.
    public var pValues: [Double] { zValues.map { erfc(abs($0) / 2.0.squareRoot()) } }

    /// Wald's confidence limits that hold the coefficient in 95 % of samples.
    public var confidenceLimits: [ClosedRange<Double>] {
        // The 97.5 % quantile of the standard normal distribution.
        let quantile = 1.959963984540054
        return zip(coefficients, standardErrors).map { ($0 - quantile * $1)...($0 + quantile * $1) }
    }

    /// McFadden's pseudo R²: the share of the null log likelihood that the features explain.
    public var pseudoRSquared: Double { 1 - logLikelihood / nullLogLikelihood }

    /// The probability of the outcome for one row of features; none when their number does not fit.
    public func probability(for features: [Double]) -> Double? {
        guard features.count == names.count - 1 else { return nil }
        let predictor = zip(coefficients.dropFirst(), features).reduce(coefficients[0]) { $0 + $1.0 * $1.1 }
        return 1 / (1 + exp(-predictor))
    }

    /// The largest absolute difference of coefficients from another model of the same terms; none when the terms differ.
    public func largestDifference(from other: FittedModel) -> Double? {
        guard names == other.names else { return nil }
        return zip(coefficients, other.coefficients).map { abs($0 - $1) }.max()
    }
}
