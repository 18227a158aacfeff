/// Count, mean and sum of squared deviations from the mean of one variable.
///
/// Two of them combine into that of both data without the cancellation that raw sums of squares suffer (Chan, Golub and
/// LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979).
public struct Moments: Codable, Hashable, Sendable {
    /// How many values.
    public private(set) var count: Int
    /// Their mean; 0 when there are none.
    public private(set) var mean: Double
    /// The sum of squared deviations from the mean.
    public private(set) var squaredDeviations: Double

    /// The moments of no values, or moments that were computed elsewhere.
    public init(count: Int = 0, mean: Double = 0, squaredDeviations: Double = 0) {
        self.count = count
        self.mean = mean
        self.squaredDeviations = squaredDeviations
    }

    /// The moments of some values.
    ///
    /// Two passes with compensated sums: the second corrects what rounding left in the first.
    public init(of values: some Sequence<Double>) {
        let values = Array(values)
        self.init()
        guard !values.isEmpty else { return }
        count = values.count
        var total = CompensatedSum()
        for value in values { total.add(value) }
        mean = total.value / Double(count)
        var squares = CompensatedSum()
        var rest = CompensatedSum()
        for value in values {
            let deviation = value - mean
            squares.add(deviation * deviation)
            rest.add(deviation)
        }
        squaredDeviations = max(0, squares.value - rest.value * rest.value / Double(count))
    }

    /// The moments of both data together.
    public func combined(with other: Moments) -> Moments {
        guard count > 0 else { return other }
        guard other.count > 0 else { return self }
        let total = Double(count) + Double(other.count)
        let difference = other.mean - mean
        let weight = Double(other.count) / total
        return Moments(
            count: count + other.count,
            mean: mean + difference * weight,
            squaredDeviations: squaredDeviations + other.squaredDeviations + difference * difference * Double(count) * weight)
    }

    /// The standard deviation with divisor `count`; 0 when there are no values.
    public var populationStandardDeviation: Double {
        count > 0 ? (squaredDeviations / Double(count)).squareRoot() : 0
    }

    /// The standard deviation with divisor `count - 1`; none for fewer than two values.
    public var standardDeviation: Double? {
        count > 1 ? (squaredDeviations / Double(count - 1)).squareRoot() : nil
    }

    /// Whether all values are the same, as far as the precision of numbers lets one say.
    var isConstant: Bool { populationStandardDeviation <= 1e-10 * abs(mean) || squaredDeviations == 0 }

    var isPlausible: Bool { count >= 0 && mean.isFinite && squaredDeviations.isFinite && squaredDeviations >= 0 }
}
