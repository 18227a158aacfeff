/// The discrete Gaussian distribution on the integers, P(x) proportional to exp(-x² / 2σ²), sampled exactly.
///
/// The algorithms are those of Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (2020), section 5:
/// Bernoulli(exp(-γ)) for rational γ, from it the discrete Laplace, from it the discrete Gaussian by rejection. Only integers occur, so
/// nothing is rounded and no bit of the result betrays the value it is added to.
///
/// The variance is the fraction `numerator / denominator` in lowest terms with numerator <= 2^40 and denominator <= 2^20. With these
/// bounds, and as long as no geometric variable exceeds 1024 (probability e^-1024, then the program stops), every product
/// stays below 2^125 and fits UInt128.
public struct DiscreteGaussian: Sendable, Hashable {
    /// Numerator of σ².
    public let varianceNumerator: UInt64
    /// Denominator of σ².
    public let varianceDenominator: UInt64
    /// floor(σ) + 1, the scale of the Laplace proposals.
    private let scale: UInt64

    /// σ² = numerator / denominator; nil outside the bounds.
    public init?(varianceNumerator: UInt64, varianceDenominator: UInt64) {
        guard varianceNumerator > 0, varianceDenominator > 0 else { return nil }
        var (a, b) = (varianceNumerator, varianceDenominator)
        while b != 0 { (a, b) = (b, a % b) }
        let numerator = varianceNumerator / a
        let denominator = varianceDenominator / a
        guard numerator <= 1 << 40, denominator <= 1 << 20 else { return nil }
        self.varianceNumerator = numerator
        self.varianceDenominator = denominator
        // floor(sqrt(n/d)) is the largest s with s²d <= n.
        var root: UInt64 = 0
        var bit: UInt64 = 1 << 20
        while bit > 0 {
            let candidate = root | bit
            if UInt128(candidate) * UInt128(candidate) * UInt128(denominator) <= UInt128(numerator) { root = candidate }
            bit >>= 1
        }
        scale = root + 1
    }

    /// The variance as a number, for display only; that of the discrete distribution is never larger.
    public var variance: Double { Double(varianceNumerator) / Double(varianceDenominator) }

    /// 1.96 standard deviations, rounded up: 95 of 100 samples are no farther from zero.
    public var margin: Int { Int((1.96 * variance.squareRoot()).rounded(.up)) }

    /// One sample.
    public func sample(using generator: inout some RandomNumberGenerator) -> Int {
        let t = UInt128(scale)
        let a = UInt128(varianceNumerator)
        let b = UInt128(varianceDenominator)
        while true {
            let candidate = Self.discreteLaplace(scale: scale, &generator)
            // Accept with probability exp(-(|y| - σ²/t)² / 2σ²) = exp(-(|y|bt - a)² / 2abt²).
            let product = UInt128(candidate.magnitude) * b * t
            let difference = product > a ? product - a : a - product
            if Self.bernoulliExp(difference * difference, 2 * a * b * t * t, &generator) { return candidate }
        }
    }

    /// P(x) proportional to exp(-|x| / scale).
    static func discreteLaplace(scale: UInt64, _ generator: inout some RandomNumberGenerator) -> Int {
        while true {
            let remainder = uniform(below: UInt128(scale), &generator)
            if !bernoulliExp(remainder, UInt128(scale), &generator) { continue }
            var quotient: UInt64 = 0
            while bernoulliExp(1, 1, &generator) {
                quotient += 1
                precondition(quotient <= 1024, "a geometric variable of rate 1 exceeded 1024: the generator is broken")
            }
            let magnitude = UInt64(remainder) + scale * quotient
            let isNegative = generator.next() & 1 == 1
            if isNegative && magnitude == 0 { continue }
            return isNegative ? -Int(magnitude) : Int(magnitude)
        }
    }

    /// True with probability exp(-numerator / denominator).
    static func bernoulliExp(_ numerator: UInt128, _ denominator: UInt128, _ generator: inout some RandomNumberGenerator) -> Bool {
        // exp(-γ) = exp(-1)^floor(γ) exp(-(γ - floor(γ))); most large γ fail at the first factor.
        var whole = numerator / denominator
        while whole > 0 {
            if !bernoulliExpOfFraction(1, 1, &generator) { return false }
            whole -= 1
        }
        return bernoulliExpOfFraction(numerator % denominator, denominator, &generator)
    }

    /// True with probability exp(-γ) for γ = numerator / denominator in 0...1: von Neumann's alternating series.
    private static func bernoulliExpOfFraction(
        _ numerator: UInt128, _ denominator: UInt128, _ generator: inout some RandomNumberGenerator
    ) -> Bool {
        var k: UInt128 = 1
        while uniform(below: denominator * k, &generator) < numerator { k += 1 }
        return k % 2 == 1
    }

    /// A uniform integer in 0..<bound, by rejection of too large bit strings.
    static func uniform(below bound: UInt128, _ generator: inout some RandomNumberGenerator) -> UInt128 {
        precondition(bound > 0)
        if bound == 1 { return 0 }
        let bits = 128 - (bound - 1).leadingZeroBitCount
        while true {
            var value = UInt128(generator.next())
            if bits > 64 { value |= UInt128(generator.next()) << 64 }
            value &= UInt128.max >> UInt128(128 - bits)
            if value < bound { return value }
        }
    }
}
