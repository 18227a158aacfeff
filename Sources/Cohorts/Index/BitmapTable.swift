/// Several bitmaps over the same rows in one piece of memory.
struct BitmapTable: Sendable {
    private var words: [UInt64]
    private let perBitmap: Int
    private let rowCount: Int

    /// One bitmap for each code from 1 on, with the owners of the rows that have it; code 0 is left out.
    init(codes: [UInt32], largest: Int, owners: Int, ownerOfRow: (Int) -> Int) {
        perBitmap = (owners + 63) / 64
        rowCount = owners
        let perBitmap = perBitmap
        var words = [UInt64](repeating: 0, count: largest * perBitmap)
        words.withUnsafeMutableBufferPointer { words in
            for (row, code) in codes.enumerated() where code > 0 {
                let owner = ownerOfRow(row)
                words[(Int(code) - 1) * perBitmap + owner >> 6] |= 1 &<< UInt64(owner & 63)
            }
        }
        self.words = words
    }

    /// How many rows of a bitmap the code's has too.
    func intersectionCount(_ code: Int, _ other: Bitmap) -> Int {
        words.withUnsafeBufferPointer { words in
            other.words.withUnsafeBufferPointer { other in
                let first = (code - 1) * perBitmap
                var sum = 0
                for index in other.indices { sum += (words[first + index] & other[index]).nonzeroBitCount }
                return sum
            }
        }
    }

    /// The rows of any of these codes.
    func union(_ runs: [ClosedRange<Int>]) -> Bitmap {
        var result = Bitmap(count: rowCount)
        words.withUnsafeBufferPointer { words in
            result.withWords { result in
                for run in runs {
                    for code in run {
                        let first = (code - 1) * perBitmap
                        for index in result.indices { result[index] |= words[first + index] }
                    }
                }
            }
        }
        return result
    }
}
