/// The codes of a column turned by a quarter: slice k holds bit k of every row's code, so that codes are compared with a constant 64
/// rows at a time, in as many steps as a code has bits (O'Neil and Quass, "Improved query performance with variant indexes", 1997).
struct BitSlices: Sendable {
    private let words: [UInt64]
    private let width: Int
    private let rowCount: Int

    init(_ codes: [UInt32], largest: Int) {
        width = Int.bitWidth - largest.leadingZeroBitCount
        rowCount = codes.count
        let perSlice = (codes.count + 63) / 64
        var words = [UInt64](repeating: 0, count: width * perSlice)
        words.withUnsafeMutableBufferPointer { words in
            for (row, code) in codes.enumerated() {
                var rest = code
                while rest != 0 {
                    words[rest.trailingZeroBitCount * perSlice + row >> 6] |= 1 &<< UInt64(row & 63)
                    rest &= rest - 1
                }
            }
        }
        self.words = words
    }

    /// Rows whose code lies in one of these ranges. Code 0 is "missing" and in none of them.
    func rows(in runs: [ClosedRange<Int>]) -> Bitmap {
        var result = Bitmap(count: rowCount)
        let perSlice = result.words.count
        if runs.isEmpty || perSlice == 0 { return result }
        words.withUnsafeBufferPointer { slices in
            result.withWords { result in
                withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * perSlice) { scratch in
                    let upper = UnsafeMutableBufferPointer(rebasing: scratch[..<perSlice])
                    let lower = UnsafeMutableBufferPointer(rebasing: scratch[perSlice...])
                    for run in runs {
                        if run.lowerBound == run.upperBound {
                            equal(run.lowerBound, slices, into: upper)
                            for index in result.indices { result[index] |= upper[index] }
                        } else {
                            atMost(run.upperBound, slices, into: upper)
                            atMost(run.lowerBound - 1, slices, into: lower)
                            for index in result.indices { result[index] |= upper[index] & ~lower[index] }
                        }
                    }
                }
            }
        }
        return result
    }

    private func equal(_ code: Int, _ slices: UnsafeBufferPointer<UInt64>, into result: UnsafeMutableBufferPointer<UInt64>) {
        result.update(repeating: code >> width == 0 ? .max : 0)
        for bit in 0..<width {
            let slice = UnsafeBufferPointer(rebasing: slices[bit * result.count..<(bit + 1) * result.count])
            if code >> bit & 1 == 1 {
                for index in result.indices { result[index] &= slice[index] }
            } else {
                for index in result.indices { result[index] &= ~slice[index] }
            }
        }
    }

    /// From the lowest bit up: a row stays below when its bit is 0 where the bound's is 1, and is above in the opposite case.
    private func atMost(_ code: Int, _ slices: UnsafeBufferPointer<UInt64>, into result: UnsafeMutableBufferPointer<UInt64>) {
        result.update(repeating: .max)
        if code >> width > 0 { return }
        for bit in code.trailingOnes..<width {
            let slice = UnsafeBufferPointer(rebasing: slices[bit * result.count..<(bit + 1) * result.count])
            if code >> bit & 1 == 1 {
                for index in result.indices { result[index] |= ~slice[index] }
            } else {
                for index in result.indices { result[index] &= ~slice[index] }
            }
        }
    }
}

extension Int {
    /// How many of the lowest bits are set without a gap.
    fileprivate var trailingOnes: Int { (~self).trailingZeroBitCount }
}
