/// A set of row numbers below a bound, one bit each.
struct Bitmap: Sendable, Hashable {
    private(set) var words: [UInt64]
    let count: Int

    init(count: Int, filled: Bool = false) {
        self.count = count
        words = [UInt64](repeating: filled ? .max : 0, count: (count + 63) / 64)
        if filled { clearTail() }
    }

    /// Builds word by word: `word(first)` gives the bits of rows first..<first+64, of which those beyond the end are cleared.
    init(count: Int, word: (Int) -> UInt64) {
        self.count = count
        words = []
        words.reserveCapacity((count + 63) / 64)
        for first in stride(from: 0, to: count, by: 64) { words.append(word(first)) }
        clearTail()
    }

    private mutating func clearTail() {
        let rest = count % 64
        if rest > 0, !words.isEmpty { words[words.count - 1] &= (1 << UInt64(rest)) - 1 }
    }

    subscript(row: Int) -> Bool { words[row >> 6] >> UInt64(row & 63) & 1 == 1 }

    mutating func insert(_ row: Int) { words[row >> 6] |= 1 << UInt64(row & 63) }

    var population: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    mutating func formUnion(_ other: Bitmap) { for index in words.indices { words[index] |= other.words[index] } }
    mutating func formIntersection(_ other: Bitmap) { for index in words.indices { words[index] &= other.words[index] } }

    mutating func invert() {
        for index in words.indices { words[index] = ~words[index] }
        clearTail()
    }

    func intersectionCount(_ other: Bitmap) -> Int {
        var sum = 0
        for index in words.indices { sum += (words[index] & other.words[index]).nonzeroBitCount }
        return sum
    }

    /// Whether any row of the range is set.
    func containsAny(of range: Range<Int>) -> Bool {
        if range.isEmpty { return false }
        let first = range.lowerBound >> 6
        let last = (range.upperBound - 1) >> 6
        let head = UInt64.max << UInt64(range.lowerBound & 63)
        let tail = UInt64.max >> UInt64(63 - (range.upperBound - 1) & 63)
        if first == last { return words[first] & head & tail != 0 }
        if words[first] & head != 0 || words[last] & tail != 0 { return true }
        var index = first + 1
        while index < last {
            if words[index] != 0 { return true }
            index += 1
        }
        return false
    }

    mutating func insert(_ range: Range<Int>) { for row in range { insert(row) } }

    /// Visits the rows in ascending order.
    func forEach(_ body: (Int) -> Void) {
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                body(index << 6 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }
}
