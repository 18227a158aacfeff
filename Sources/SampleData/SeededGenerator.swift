/// A fast seeded source of numbers (SplitMix64). Every patient, series and slice has its own stream, so that a
/// file can be made without making those before it.
struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The stream that belongs to `labels` under `seed`; equal arguments give equal streams.
    init(seed: UInt64, _ labels: Int...) {
        self.init(seed: seed, labels: labels)
    }

    /// The stream that belongs to `labels` under `seed`.
    init(seed: UInt64, labels: [Int]) {
        state = Self.mixed(seed &+ 0x9E37_79B9_7F4A_7C15)
        for label in labels {
            state = Self.mixed(state ^ Self.mixed(UInt64(bitPattern: Int64(label)) &+ 0xD1B5_4A32_D192_ED03))
        }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// Uniform in [0, 1), 53 bits.
    mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// Uniform in the range; the small bias of a remainder does not matter for sample data.
    mutating func integer(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    mutating func number(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + unit() * (range.upperBound - range.lowerBound)
    }

    /// A UID under 2.25 from a random UUID (PS3.5 B.2).
    mutating func uid() -> String {
        let high = next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return "2.25." + String(UInt128(high) << 64 | UInt128(low))
    }

    /// True with the given probability.
    mutating func happens(_ probability: Double) -> Bool {
        unit() < probability
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[integer(0...(choices.count - 1))]
    }

    /// Standard normal by the sum of twelve uniforms (Irwin-Hall): no transcendental function, so the same on every machine.
    mutating func normal() -> Double {
        var sum = -6.0
        for _ in 0..<12 { sum += unit() }
        return sum
    }

    /// Pixel noise of about the given standard deviation, from one draw: the sum of four 16-bit fields, mean 131,070 and
    /// standard deviation 37,837.
    @inline(__always)
    mutating func noise(_ standardDeviation: Int) -> Int {
        let bits = next()
        let sum = Int(bits & 0xFFFF) &+ Int((bits >> 16) & 0xFFFF) &+ Int((bits >> 32) & 0xFFFF) &+ Int(bits >> 48)
        return ((sum &- 131_070) &* standardDeviation) / 37_837
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// What a stream of numbers is for; part of its key.
enum Stream {
    static let patient = 1
    static let outcome = 2
    static let unique = 3
    static let pixels = 4
    static let texture = 5
    static let flaws = 6
    static let schedule = 7
    static let planted = 8
}
