import Foundation
import TestSupport
import Testing

@testable import Cohorts

@Suite("Discrete Gaussian")
struct DiscreteGaussianTests {
    /// P(x) by summing exp(-x²/2σ²) over the integers.
    private func probability(_ variance: Double) -> (Int) -> Double {
        let norm = (-2000...2000).reduce(0.0) { $0 + exp(-Double($1 * $1) / (2 * variance)) }
        return { exp(-Double($0 * $0) / (2 * variance)) / norm }
    }

    @Test("samples fit the exact probabilities (chi-square)", arguments: [(1, 4), (1, 1), (7, 3), (25, 1), (400, 1)] as [(UInt64, UInt64)])
    func fit(numerator: UInt64, denominator: UInt64) throws {
        let gaussian = try #require(DiscreteGaussian(varianceNumerator: numerator, varianceDenominator: denominator))
        let key = try #require(NoiseKey(secret: [UInt8](repeating: 7, count: 32)))
        var stream = key.stream(for: ["chi-square", "\(numerator)/\(denominator)"])
        let count = 20_000
        var seen: [Int: Int] = [:]
        var sum = 0.0
        var squares = 0.0
        for _ in 0..<count {
            let sample = gaussian.sample(using: &stream)
            seen[sample, default: 0] += 1
            sum += Double(sample)
            squares += Double(sample * sample)
        }
        let p = probability(gaussian.variance)
        // Bins with at least five expected samples; the two tails together make one more.
        let bins = (-200...200).filter { p($0) * Double(count) >= 5 }
        var statistic = 0.0
        var rest = count
        var restExpected = Double(count)
        for bin in bins {
            let expected = p(bin) * Double(count)
            let observed = seen[bin] ?? 0
            statistic += (Double(observed) - expected) * (Double(observed) - expected) / expected
            rest -= observed
            restExpected -= expected
        }
        if restExpected > 1 { statistic += (Double(rest) - restExpected) * (Double(rest) - restExpected) / restExpected }
        // Far beyond the 99.99th percentile of chi-square with that many degrees of freedom.
        let freedom = Double(bins.count)
        #expect(statistic < freedom + 4 * (2 * freedom).squareRoot() + 8, "\(statistic) for \(freedom)")
        let variance = (-2000...2000).reduce(0.0) { $0 + Double($1 * $1) * p($1) }
        #expect(abs(sum / Double(count)) < 5 * (variance / Double(count)).squareRoot())
        #expect(abs(squares / Double(count) / variance - 1) < 0.06)
    }

    @Test("the coin of exp(-γ) is fair to γ")
    func coin() {
        var generator = SeededGenerator(seed: 3)
        for (numerator, denominator) in [(0, 1), (1, 3), (1, 1), (5, 2), (9, 2)] as [(UInt128, UInt128)] {
            var heads = 0
            for _ in 0..<20_000 where DiscreteGaussian.bernoulliExp(numerator, denominator, &generator) { heads += 1 }
            let expected = exp(-Double(numerator) / Double(denominator))
            #expect(abs(Double(heads) / 20_000 - expected) < 0.015)
        }
    }

    @Test("uniform integers stay in range and reach all of it")
    func uniform() {
        var generator = SeededGenerator(seed: 5)
        for bound in [1, 2, 3, 7, 64, 65] as [UInt128] {
            var seen: Set<UInt128> = []
            for _ in 0..<2000 { seen.insert(DiscreteGaussian.uniform(below: bound, &generator)) }
            #expect(seen == Set(0..<bound))
        }
        let large = UInt128(1) << 100
        #expect((0..<100).allSatisfy { _ in DiscreteGaussian.uniform(below: large + 1, &generator) <= large })
    }

    @Test("parameters outside the proven bounds are refused, those at the bounds work")
    func bounds() throws {
        #expect(DiscreteGaussian(varianceNumerator: 0, varianceDenominator: 1) == nil)
        #expect(DiscreteGaussian(varianceNumerator: 1, varianceDenominator: 0) == nil)
        #expect(DiscreteGaussian(varianceNumerator: (1 << 40) + 1, varianceDenominator: 1) == nil)
        #expect(DiscreteGaussian(varianceNumerator: 1, varianceDenominator: (1 << 20) + 1) == nil)
        #expect(DiscreteGaussian(varianceNumerator: 500_000, varianceDenominator: 20_000)?.variance == 25)
        var generator = SeededGenerator(seed: 9)
        for (numerator, denominator) in [(1 << 40, 1), ((1 << 40) - 1, 1 << 20), (1, 1 << 20), (3, (1 << 20) - 1)] as [(UInt64, UInt64)] {
            let gaussian = try #require(DiscreteGaussian(varianceNumerator: numerator, varianceDenominator: denominator))
            for _ in 0..<200 {
                #expect(Double(abs(gaussian.sample(using: &generator))) <= 12 * gaussian.variance.squareRoot() + 1)
            }
        }
    }
}
