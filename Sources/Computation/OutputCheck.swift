/// The pure rules that stand before anything leaves a node (the airlock).
///
/// Reasons name the threshold and never the count beneath it: the refusal itself leaves the node.
public struct OutputCheck: Codable, Hashable, Sendable {
    /// A rule of the check.
    public enum Rule: String, Codable, Hashable, Sendable, CaseIterable {
        /// Too few rows.
        case minimumRows
        /// Too few rows with or without the outcome.
        case minimumPerClass
        /// Too few rows for the number of parameters.
        case minimumRowsPerParameter
        /// Too many rounds of one job.
        case maximumRounds
        /// Too few rows on one side of a feature with two values.
        case minimumPerCategory
        /// The sums rest on too few rows at these coefficients.
        case minimumEffectiveRows
        /// Too few values of a feature.
        case minimumValues
    }

    /// One reason to refuse.
    public struct Reason: Codable, Hashable, Sendable {
        /// The rule that was not met.
        public let rule: Rule
        /// The reason in words, fit to leave the node.
        public let message: String
    }

    /// The decision.
    public enum Decision: Hashable, Sendable {
        /// The aggregate may leave.
        case pass
        /// It may not, and why: every rule that was not met.
        case refused([Reason])

        /// Why it may not leave; empty when it may.
        public var reasons: [Reason] {
            if case .refused(let reasons) = self { reasons } else { [] }
        }
    }

    /// The thresholds.
    public let policy: OutputPolicy

    /// A check by the thresholds of a policy.
    public init(policy: OutputPolicy = OutputPolicy()) {
        self.policy = policy
    }

    /// Decides on the answer to a round of a logistic regression before it is computed.
    ///
    /// - Parameter roundsAnswered: how many different rounds of the job were answered before; a repeat does not count.
    public func decide(on request: RoundRequest, rows: [[Double]], outcomes: [Bool], roundsAnswered: Int) -> Decision {
        var reasons = common(rows: rows.count, roundsAnswered: roundsAnswered)
        let positives = outcomes.count(where: { $0 })
        if min(positives, outcomes.count - positives) < policy.minimumPerClass {
            reasons.append(
                Reason(rule: .minimumPerClass, message: "fewer than \(policy.minimumPerClass) rows with or without the outcome"))
        }
        let parameters = request.features.count + 1
        if rows.count < policy.minimumRowsPerParameter * parameters {
            reasons.append(
                Reason(
                    rule: .minimumRowsPerParameter,
                    message: "fewer than \(policy.minimumRowsPerParameter) rows for each of \(parameters) parameters"))
        }
        for (column, name) in request.features.enumerated() where hasRareCategory(rows.map { $0[column] }) {
            reasons.append(
                Reason(
                    rule: .minimumPerCategory,
                    message: "\(name) has two values and fewer than \(policy.minimumPerCategory) rows with one of them"))
        }
        if let point = request.point, (try? request.validate()) != nil {
            let weights = LogisticRegression.weights(at: point, rows: rows)
            let total = weights.reduce(0, +)
            let squares = weights.reduce(0) { $0 + $1 * $1 }
            if squares == 0 || total * total / squares < policy.minimumEffectiveRows {
                reasons.append(
                    Reason(
                        rule: .minimumEffectiveRows,
                        message: "at these coefficients the sums rest on too few rows, as they do when the outcome is predicted perfectly"))
            }
        }
        return reasons.isEmpty ? .pass : .refused(reasons)
    }

    /// Decides on descriptive statistics before they are computed.
    public func decide(on request: RoundRequest, rows: [[Double?]], roundsAnswered: Int) -> Decision {
        var reasons = common(rows: rows.count, roundsAnswered: roundsAnswered)
        for (column, name) in request.features.enumerated() {
            let values = rows.compactMap { $0[column] }
            // A feature without any value is as telling as one with few: neither leaves.
            if values.count < policy.minimumRows {
                reasons.append(Reason(rule: .minimumValues, message: "fewer than \(policy.minimumRows) rows have a value of \(name)"))
            } else if hasRareCategory(values) {
                reasons.append(
                    Reason(
                        rule: .minimumPerCategory,
                        message: "\(name) has two values and fewer than \(policy.minimumPerCategory) rows with one of them"))
            }
        }
        return reasons.isEmpty ? .pass : .refused(reasons)
    }

    private func common(rows: Int, roundsAnswered: Int) -> [Reason] {
        var reasons: [Reason] = []
        if rows < policy.minimumRows {
            reasons.append(Reason(rule: .minimumRows, message: "fewer than \(policy.minimumRows) rows"))
        }
        if roundsAnswered >= policy.maximumRounds {
            reasons.append(
                Reason(rule: .maximumRounds, message: "this job has had its \(policy.maximumRounds) rounds at this node"))
        }
        return reasons
    }

    /// Whether a feature with exactly two values has too few rows with one of them: its mean would count them.
    private func hasRareCategory(_ values: [Double]) -> Bool {
        var counts: [Double: Int] = [:]
        for value in values {
            counts[value, default: 0] += 1
            if counts.count > 2 { return false }
        }
        return counts.count == 2 && counts.values.contains { $0 < policy.minimumPerCategory }
    }
}
