import Foundation

/// An amount of privacy loss in zero-concentrated differential privacy (Bun and Steinke 2016), in millionths, so that sums are exact.
///
/// Losses add up under composition. A mechanism that adds the discrete Gaussian of variance σ² to a value of sensitivity Δ costs
/// ρ = Δ² / 2σ².
public struct Rho: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// Millionths.
    public let micro: Int

    /// This many millionths, not negative.
    public init(micro: Int) { self.micro = max(0, micro) }

    /// Reads the plain number of millionths.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let micro = try container.decode(Int.self)
        guard micro >= 0 else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a privacy loss cannot be negative")
        }
        self.micro = micro
    }

    /// Writes the plain number of millionths.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(micro)
    }

    /// No loss.
    public static let zero = Rho(micro: 0)

    /// Losses add up.
    public static func + (left: Rho, right: Rho) -> Rho {
        let (sum, overflow) = left.micro.addingReportingOverflow(right.micro)
        return Rho(micro: overflow ? Int.max : sum)
    }

    /// What is left, never below zero.
    public static func - (left: Rho, right: Rho) -> Rho { Rho(micro: left.micro - min(left.micro, right.micro)) }

    /// Less loss comes first.
    public static func < (left: Rho, right: Rho) -> Bool { left.micro < right.micro }

    /// As a decimal, for example `0.02`.
    public var description: String {
        let digits = String(micro % 1_000_000)
        var fraction = String(repeating: "0", count: 6 - digits.count) + digits
        while fraction.last == "0" { fraction.removeLast() }
        return fraction.isEmpty ? "\(micro / 1_000_000)" : "\(micro / 1_000_000).\(fraction)"
    }

    /// The ε for which this loss implies (ε, δ)-differential privacy: ρ + 2 √(ρ ln(1/δ)). For display.
    public func epsilon(delta: Double) -> Double {
        let rho = Double(micro) / 1_000_000
        return rho + 2 * (rho * log(1 / delta)).squareRoot()
    }

    /// The noise that makes a value of squared sensitivity Δ² cost this much: σ² = Δ² / 2ρ. nil outside what can be sampled exactly:
    /// 0 < ρ <= 1 and 0 < Δ² <= 2^20.
    public func gaussian(sensitivitySquared: Int) -> DiscreteGaussian? {
        guard micro > 0, micro <= 1_000_000, sensitivitySquared > 0, sensitivitySquared <= 1 << 20 else { return nil }
        return DiscreteGaussian(varianceNumerator: UInt64(sensitivitySquared) * 500_000, varianceDenominator: UInt64(micro))
    }
}
