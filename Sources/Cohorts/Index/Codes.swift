/// One code a row, in the narrowest type that holds the largest.
enum Codes: Sendable {
    case bytes([UInt8])
    case shorts([UInt16])
    case longs([UInt32])

    init(_ codes: [UInt32], largest: Int) {
        if largest <= UInt8.max {
            self = .bytes(codes.map { UInt8(truncatingIfNeeded: $0) })
        } else if largest <= UInt16.max {
            self = .shorts(codes.map { UInt16(truncatingIfNeeded: $0) })
        } else {
            self = .longs(codes)
        }
    }

    var count: Int {
        switch self {
        case .bytes(let codes): codes.count
        case .shorts(let codes): codes.count
        case .longs(let codes): codes.count
        }
    }

    subscript(row: Int) -> Int {
        switch self {
        case .bytes(let codes): Int(codes[row])
        case .shorts(let codes): Int(codes[row])
        case .longs(let codes): Int(codes[row])
        }
    }

    /// Visits the codes of a range of rows.
    @inline(__always)
    func forEach(_ rows: Range<Int>, _ body: (Int) -> Void) {
        switch self {
        case .bytes(let codes): for code in codes[rows] { body(Int(code)) }
        case .shorts(let codes): for code in codes[rows] { body(Int(code)) }
        case .longs(let codes): for code in codes[rows] { body(Int(code)) }
        }
    }

    /// Sets the rows whose code is wanted, by looking each one up.
    func rows(wanted: [Bool]) -> Bitmap {
        switch self {
        case .bytes(let codes): Self.rows(codes, wanted)
        case .shorts(let codes): Self.rows(codes, wanted)
        case .longs(let codes): Self.rows(codes, wanted)
        }
    }

    private static func rows<Code: FixedWidthInteger>(_ codes: [Code], _ wanted: [Bool]) -> Bitmap {
        let bits = wanted.map { $0 ? 1 : 0 as UInt64 }
        var result = Bitmap(count: codes.count)
        result.withWords { words in
            codes.withUnsafeBufferPointer { codes in
                bits.withUnsafeBufferPointer { bits in
                    for index in words.indices {
                        let first = index << 6
                        var word: UInt64 = 0
                        for place in 0..<min(64, codes.count - first) { word |= bits[Int(codes[first + place])] &<< UInt64(place) }
                        words[index] = word
                    }
                }
            }
        }
        return result
    }
}
