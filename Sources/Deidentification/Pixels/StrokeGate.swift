/// A look at a frame that costs a fraction of a millisecond and says whether looking for text is worth its price.
///
/// What a device writes into pixels is drawn with one value: short runs of exactly equal pixels, far brighter or darker than what lies two
/// pixels before and behind. Anatomy has sharp edges too, but hardly two of them with the same value between.
enum StrokeGate {
    /// How many strokes of one value make text likely: three letters of the smallest fonts have more.
    static let strokes = 24
    /// The longest run, in pixels: a stem of a letter of forty pixels.
    static let longest = 10

    /// Whether a frame may show text.
    static func mayShowText(_ values: [Int32], columns: Int, range: ClosedRange<Int32>) -> Bool {
        let step = max((Int64(range.upperBound) - Int64(range.lowerBound)) / 6, 4)
        guard columns > 8, step < Int64(Int32.max) else { return false }
        let counts = values.withUnsafeBufferPointer { strokeCounts($0, columns: columns, step: Int32(step)) }
        return counts.contains { $0 >= strokes }
    }

    /// How often runs of each value occur, values folded into 4,096 classes by their lowest bits.
    private static func strokeCounts(_ values: UnsafeBufferPointer<Int32>, columns: Int, step: Int32) -> [Int] {
        var counts = [Int](repeating: 0, count: 8192)
        counts.withUnsafeMutableBufferPointer { counts in
            for row in 0..<values.count / columns {
                let start = row * columns
                let end = start + columns
                var position = start + 2
                while position < end - 2 {
                    let value = values[position]
                    let rise = value &- values[position &- 2]
                    // Most pixels are here done with.
                    if (rise < step && rise > -step) || value == values[position &- 1] {
                        position &+= 1
                        continue
                    }
                    var last = position
                    while last < end - 3, values[last &+ 1] == value, last &- position < longest { last &+= 1 }
                    let fall = value &- values[last &+ 2]
                    if rise > 0 ? fall >= step : fall <= -step {
                        counts[Int(value & 4095) &+ (rise > 0 ? 0 : 4096)] &+= 1
                    }
                    position = last &+ 1
                }
            }
        }
        return counts
    }
}
