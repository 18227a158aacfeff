/// How often each stored value occurs. Values of 16 bits are counted in a table, so that features of a series need one pass
/// over the pixels and no sorting; wider ones in a dictionary.
struct StoredValueCounts {
    private var table = [Int](repeating: 0, count: 0)
    private var others: [Int32: Int] = [:]
    /// The table covers signed and unsigned 16-bit values.
    private static let lowest: Int32 = -32_768
    private static let size = 98_304

    mutating func add(_ values: [Int32], except padding: ClosedRange<Int32>?) {
        if table.isEmpty { table = [Int](repeating: 0, count: Self.size) }
        // Without padding an impossible range: its bounds are compared anyway.
        let (low, high) = padding.map { ($0.lowerBound, $0.upperBound) } ?? (Int32.max, Int32.min)
        for value in values {
            if value >= low && value <= high { continue }
            let position = Int(value) - Int(Self.lowest)
            if position >= 0 && position < Self.size {
                table[position] += 1
            } else {
                others[value, default: 0] += 1
            }
        }
    }

    /// The values that occur, ascending.
    func ascending() -> [(value: Int32, count: Int)] {
        var found: [(value: Int32, count: Int)] = []
        for (position, count) in table.enumerated() where count > 0 {
            found.append((Int32(position) + Self.lowest, count))
        }
        guard !others.isEmpty else { return found }
        found += others.map { ($0.key, $0.value) }
        return found.sorted { $0.value < $1.value }
    }
}

/// Percentiles of values given as distinct values with counts, interpolated linearly between order statistics: the p-th lies
/// at position p (n - 1), counted from 0.
struct Percentiles {
    private let values: [Double]
    /// How many order statistics lie before each value and in it.
    private let ends: [Int]
    private let count: Int

    init(distinct: [(value: Double, count: Int)], count: Int) {
        values = distinct.map(\.value)
        var ends: [Int] = []
        var end = 0
        for entry in distinct {
            end += entry.count
            ends.append(end)
        }
        self.ends = ends
        self.count = count
    }

    subscript(fraction: Double) -> Double {
        let position = fraction * Double(count - 1)
        let below = Int(position)
        let low = statistic(below)
        guard below + 1 < count else { return low }
        return low + (statistic(below + 1) - low) * (position - Double(below))
    }

    /// The order statistic of a rank from 0: the first value whose end lies beyond it.
    private func statistic(_ rank: Int) -> Double {
        var low = 0
        var high = ends.count - 1
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] <= rank { low = middle + 1 } else { high = middle }
        }
        return values[low]
    }
}
