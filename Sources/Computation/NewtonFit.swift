import Foundation

/// The coordinator's side of the fit: Newton–Raphson on pooled aggregates, with step halving.
///
/// It knows no sites and no messages: sums in, next point or model out.
struct NewtonFit: Codable, Hashable, Sendable {
    enum Progress {
        case evaluate(RoundRequest.Point)
        case finished(FittedModel)
    }

    /// What is known at the best coefficients so far.
    private struct Best: Codable, Hashable, Sendable {
        var coefficients: [Double]
        var logLikelihood: Double
        var step: [Double]
    }

    private let features: [String]
    private let centre: [Double]
    private let scale: [Double]
    private let n: Int
    private let positives: Int
    private var candidate: [Double]
    private var best: Best?
    /// The information where the fit began, against which separation shows.
    private var firstInformation: SymmetricMatrix?
    private var stepFraction = 1.0
    private var iterations = 0

    /// Begins at the pooled moments with the intercept that fits the outcome's frequency.
    init(features: [String], n: Int, positives: Int, moments: [Moments]) throws(ComputationError) {
        let parameters = features.count + 1
        guard n > parameters else {
            throw ComputationError(
                .tooFewRows,
                "All sites together have too few rows for \(parameters) parameters. Widen the cohort or take fewer features.")
        }
        guard positives > 0, positives < n else {
            throw ComputationError(
                .singleClass,
                "All rows have the same outcome, so there is nothing to explain. Widen the cohort or choose another outcome.")
        }
        guard moments.allSatisfy({ $0.mean.isFinite && $0.populationStandardDeviation.isFinite }) else {
            throw ComputationError(
                .overflow, "The pooled moments leave the range of numbers. Check the units of the features at each site.")
        }
        let constant = zip(features, moments).filter { $1.isConstant }.map { $0.0 }
        guard constant.isEmpty else {
            throw ComputationError(
                .constantFeature,
                "\(constant.joined(separator: ", ")) has the same value in every row. Leave it out or widen the cohort.", names: constant)
        }
        self.features = features
        self.n = n
        self.positives = positives
        centre = moments.map(\.mean)
        scale = moments.map(\.populationStandardDeviation)
        candidate = [log(Double(positives) / Double(n - positives))] + Array(repeating: 0, count: features.count)
    }

    /// The point to evaluate next.
    var point: RoundRequest.Point { RoundRequest.Point(centre: centre, scale: scale, coefficients: candidate) }

    /// Takes the pooled derivatives at the current point and says what follows.
    mutating func advance(
        _ derivatives: Aggregate.Derivatives, rounds: Int, rowsBySite: [String: Int]
    ) throws(ComputationError) -> Progress {
        // A step that lowers the likelihood by more than rounding went too far: try half of it.
        if let best, derivatives.logLikelihood < best.logLikelihood - 1e-12 * abs(best.logLikelihood) {
            stepFraction /= 2
            guard stepFraction > 1e-6 else {
                throw ComputationError(
                    .notConverged,
                    "The likelihood does not rise along the Newton step. A site's answers contradict each other; check the sites.")
            }
            candidate = zip(best.coefficients, best.step).map { $0 + stepFraction * $1 }
            return .evaluate(point)
        }
        let factor = try factorise(derivatives.information)
        let step = factor.solve(derivatives.gradient)
        let length = step.map(abs).max() ?? 0
        guard step.allSatisfy(\.isFinite) else {
            throw ComputationError(.overflow, "The Newton step leaves the range of numbers. Check the units of the features.")
        }
        try checkSeparation(step: step, information: derivatives.information)

        let size = 1 + (candidate.map(abs).max() ?? 0)
        let gradient = derivatives.gradient.map(abs).max() ?? 0
        let gain = 0.5 * zip(step, derivatives.gradient).reduce(0) { $0 + $1.0 * $1.1 }
        // Newton converges quadratically: this small a step is taken once more below, and leaves rounding only.
        let isSmall = length <= 1e-10 * size && gradient <= 1e-10 * Double(n)
        // With nearly collinear features rounding keeps the step from shrinking further; then this is all there is to get.
        let lastLength = best?.step.map(abs).max() ?? .infinity
        let isRounding = gain <= 1e-15 * abs(derivatives.logLikelihood) && length <= 1e-5 * size && length >= lastLength / 2
        if isSmall || isRounding {
            candidate = zip(candidate, step).map { $0 + $1 }
            return .finished(
                model(logLikelihood: derivatives.logLikelihood + gain, factor: factor, rounds: rounds, rowsBySite: rowsBySite))
        }
        best = Best(coefficients: candidate, logLikelihood: derivatives.logLikelihood, step: step)
        stepFraction = 1
        iterations += 1
        candidate = zip(candidate, step).map { $0 + $1 }
        guard candidate.allSatisfy({ abs($0) <= RoundRequest.largestCoefficient }) else { throw separation(step: step) }
        return .evaluate(point)
    }

    private mutating func factorise(_ information: SymmetricMatrix) throws(ComputationError) -> CholeskyFactor {
        do {
            let factor = try CholeskyFactor(information)
            if firstInformation == nil { firstInformation = information }
            return factor
        } catch {
            guard firstInformation == nil else {
                // The features were independent at the start, so it is the weights of the rows that vanished.
                throw separation(step: best?.step ?? candidate)
            }
            guard error.index > 0 else {
                throw ComputationError(.invalidAggregate, "The information about the intercept is 0; the answers of the sites are wrong.")
            }
            let name = features[error.index - 1]
            throw ComputationError(
                .collinearFeature,
                "\(name) is a linear combination of the features before it (\(features.prefix(error.index - 1).joined(separator: ", "))), "
                    + "so its coefficient is not determined. Leave it out.", names: [name])
        }
    }

    /// Separation: the step stays long while the information along it vanishes against that at the start.
    ///
    /// The ratio does not depend on units or on correlation of the features, so strong but finite effects pass.
    private func checkSeparation(step: [Double], information: SymmetricMatrix) throws(ComputationError) {
        guard let firstInformation, (step.map(abs).max() ?? 0) > 0.1 else { return }
        let ratio = information.quadraticForm(step) / firstInformation.quadraticForm(step)
        if ratio < 1e-5 { throw separation(step: step) }
    }

    private func separation(step: [Double]) -> ComputationError {
        let longest = step.dropFirst().map(abs).max() ?? 0
        let names = zip(features, step.dropFirst()).filter { abs($0.1) >= 0.5 * longest }.map { $0.0 }
        return ComputationError(
            .separation,
            "The outcome is predicted perfectly by \(names.joined(separator: ", ")) in some or all rows (separation), so coefficients "
                + "grow without limit. Leave it out, merge rare categories, or widen the cohort.", names: names)
    }

    private func model(logLikelihood: Double, factor: CholeskyFactor, rounds: Int, rowsBySite: [String: Int]) -> FittedModel {
        let covariance = factor.inverse()
        // b = T · beta with T's first row (1, -centre/scale) and 1/scale on the rest of the diagonal.
        let toIntercept = [1.0] + zip(centre, scale).map { -$0 / $1 }
        var intercept = CompensatedSum()
        for (weight, coefficient) in zip(toIntercept, candidate) { intercept.add(weight * coefficient) }
        let slopes = zip(candidate.dropFirst(), scale).map { $0 / $1 }
        let slopeErrors = features.indices.map { covariance[$0 + 1, $0 + 1].squareRoot() / scale[$0] }
        let share = Double(positives) / Double(n)
        return FittedModel(
            names: [LogisticRegression.interceptName] + features,
            coefficients: [intercept.value] + slopes,
            standardErrors: [max(0, covariance.quadraticForm(toIntercept)).squareRoot()] + slopeErrors,
            n: n, positives: positives, iterations: iterations, rounds: rounds, logLikelihood: min(0, logLikelihood),
            nullLogLikelihood: Double(positives) * log(share) + Double(n - positives) * log1p(-share),
            rowsBySite: rowsBySite)
    }
}
