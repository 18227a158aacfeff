extension Attribute {
    /// One bin of a distribution that is released with noise.
    struct Bin: Sendable {
        let value: String
        let test: ValueTest
    }

    /// The most whole numbers that are counted one by one.
    private static let longestRange = 30.0

    /// The bins in which patients are counted for the world, in order: from the vocabulary, never from data, so that which bins there are says
    /// nothing. Empty where the vocabulary has no list, as for free words.
    var disclosedBins: [Bin] {
        if kind == .flag || !concepts.isEmpty, !isNumeric {
            return (kind == .flag ? closedValues : concepts.map(\.name)).map { Bin(value: $0, test: .names([$0], complement: false)) }
        }
        guard isNumeric else { return [] }
        let intervals = binIntervals
        if !intervals.isEmpty { return intervals.map { Bin(value: QueryText.range($0), test: .numbers($0)) } }
        guard kind == .integer, let range, range.upperBound - range.lowerBound <= Self.longestRange else { return [] }
        return (Int(range.lowerBound)...Int(range.upperBound)).map {
            Bin(value: "\($0)", test: .numbers(.exactly(Double($0), isWhole: true)))
        }
    }
}
