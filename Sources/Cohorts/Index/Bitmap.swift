/// A set of row numbers below a bound, one bit each.
struct Bitmap: Sendable, Hashable {
    private(set) var words: [UInt64]
    let count: Int

    init(count: Int, filled: Bool = false) {
        self.count = count
        words = [UInt64](repeating: filled ? .max : 0, count: (count + 63) / 64)
        if filled { clearTail() }
    }

    private mutating func clearTail() {
        let rest = count % 64
        if rest > 0, !words.isEmpty { words[words.count - 1] &= (1 &<< UInt64(rest)) - 1 }
    }

    subscript(row: Int) -> Bool { words[row >> 6] &>> UInt64(row & 63) & 1 == 1 }

    mutating func insert(_ row: Int) { words[row >> 6] |= 1 &<< UInt64(row & 63) }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    var population: Int {
        var sum = 0
        for word in words { sum += word.nonzeroBitCount }
        return sum
    }

    mutating func formUnion(_ other: Bitmap) { combine(other) { $0 | $1 } }
    mutating func formIntersection(_ other: Bitmap) { combine(other) { $0 & $1 } }

    @inline(__always)
    private mutating func combine(_ other: Bitmap, _ operation: (UInt64, UInt64) -> UInt64) {
        precondition(other.count == count)
        words.withUnsafeMutableBufferPointer { own in
            other.words.withUnsafeBufferPointer { other in
                for index in own.indices { own[index] = operation(own[index], other[index]) }
            }
        }
    }

    mutating func invert() {
        words.withUnsafeMutableBufferPointer { words in
            for index in words.indices { words[index] = ~words[index] }
        }
        clearTail()
    }

    /// Changes whole words at once; bits beyond the end are cleared afterwards.
    mutating func withWords(_ body: (UnsafeMutableBufferPointer<UInt64>) -> Void) {
        words.withUnsafeMutableBufferPointer { body($0) }
        clearTail()
    }

    func intersectionCount(_ other: Bitmap) -> Int { population(with: other) { $0 & $1 } }

    /// How many rows are in one of the two and not in the other.
    func symmetricDifferenceCount(_ other: Bitmap) -> Int { population(with: other) { $0 ^ $1 } }

    @inline(__always)
    private func population(with other: Bitmap, _ operation: (UInt64, UInt64) -> UInt64) -> Int {
        precondition(other.count == count)
        return words.withUnsafeBufferPointer { own in
            other.words.withUnsafeBufferPointer { other in
                var sum = 0
                for index in own.indices { sum += operation(own[index], other[index]).nonzeroBitCount }
                return sum
            }
        }
    }

    /// Sets every row of a range.
    mutating func insert(_ range: Range<Int>) {
        if range.isEmpty { return }
        let first = range.lowerBound >> 6
        let last = (range.upperBound - 1) >> 6
        let head = UInt64.max &<< UInt64(range.lowerBound & 63)
        let tail = UInt64.max &>> UInt64(63 - (range.upperBound - 1) & 63)
        if first == last {
            words[first] |= head & tail
            return
        }
        words[first] |= head
        for index in first + 1..<last { words[index] = .max }
        words[last] |= tail
    }

    /// Sets the rows of another bitmap, each so many rows later.
    mutating func insert(_ other: Bitmap, at offset: Int) {
        precondition(offset + other.count <= count)
        let shift = UInt64(offset & 63)
        var index = offset >> 6
        for word in other.words {
            if word != 0 {
                words[index] |= word << shift
                if shift > 0, word >> (64 - shift) != 0 { words[index + 1] |= word >> (64 - shift) }
            }
            index += 1
        }
    }

    /// The rows of a range, counted from its beginning.
    func part(_ range: Range<Int>) -> Bitmap {
        var result = Bitmap(count: range.count)
        let shift = UInt64(range.lowerBound & 63)
        let first = range.lowerBound >> 6
        for index in result.words.indices {
            var word = words[first + index] >> shift
            if shift > 0, first + index + 1 < words.count { word |= words[first + index + 1] << (64 - shift) }
            result.words[index] = word
        }
        result.clearTail()
        return result
    }

    /// Visits the rows in ascending order.
    @inline(__always)
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
