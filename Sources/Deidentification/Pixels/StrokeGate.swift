/// A look at a frame that costs a fraction of a millisecond and says whether looking for text is worth its price.
///
/// What a device writes into pixels is drawn with one value: short runs of exactly equal pixels, far brighter or darker than what lies two
/// pixels before and behind. Anatomy has sharp edges too, but hardly two of them with the same value between.
enum StrokeGate {
    /// How many strokes of one value make text likely: three letters of the smallest fonts have more.
    static let strokes = 24
    /// The longest run, in pixels: a stem of a letter of forty pixels.
    static let longest = 10
    /// How many pixels are looked at together.
    private static let block = 32

    /// Whether a frame whose numbers lie in a range may show text.
    static func mayShowText(_ frame: StoredRows, range: ClosedRange<Int16>) -> Bool {
        let step = max((Int(range.upperBound) - Int(range.lowerBound)) / 6, 4)
        guard frame.columns > 8 else { return false }
        // How often runs of each value occur, values folded into 4,096 classes by their lowest bits, bright ones and dark ones apart.
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 8192) { counts in
            counts.initialize(repeating: 0)
            var isFound = false
            frame.forEach { _, row in
                isFound = hasManyStrokes(row, step: UInt16(step), counts)
                return !isFound
            }
            return isFound
        }
    }

    /// Counts the strokes of a row; true once there are enough of one value.
    private static func hasManyStrokes(_ row: UnsafeBufferPointer<Int16>, step: UInt16, _ counts: UnsafeMutableBufferPointer<UInt8>) -> Bool {
        guard let base = row.baseAddress else { return false }
        let end = row.count - 2
        var start = 2
        while start < end {
            let stop = min(start &+ block, end)
            // Most blocks are here done with.
            if stop &- start < block || mayHoldStroke(base + start, step) {
                var position = start
                while position < stop {
                    let next = strokeEnd(base, position, row.count, step)
                    if next > 0 {
                        let isBright = base[position] > base[position &- 2]
                        let place = Int(UInt16(bitPattern: base[position]) & 4095) &+ (isBright ? 0 : 4096)
                        counts[place] &+= 1
                        if counts[place] >= strokes { return true }
                        position = next
                    } else {
                        position &+= 1
                    }
                }
            }
            start = stop
        }
        return false
    }

    /// Whether a stroke may begin in a block: a step up or down to a pixel that goes on or steps back. No branches, so that many pixels are
    /// compared at once.
    @inline(__always)
    private static func mayHoldStroke(_ base: UnsafePointer<Int16>, _ step: UInt16) -> Bool {
        var any: UInt16 = 0
        for offset in 0..<block {
            let value = base[offset]
            let rises = distance(value, base[offset &- 2]) >= step
            let goesOn = value == base[offset &+ 1]
            let falls = distance(value, base[offset &+ 2]) >= step
            let isNew = value != base[offset &- 1]
            any |= rises && isNew && (goesOn || falls) ? 1 : 0
        }
        return any != 0
    }

    @inline(__always)
    private static func distance(_ one: Int16, _ two: Int16) -> UInt16 {
        UInt16(bitPattern: max(one, two) &- min(one, two))
    }

    /// Where the stroke that begins at a position ends; 0 when none does.
    private static func strokeEnd(_ base: UnsafePointer<Int16>, _ position: Int, _ count: Int, _ step: UInt16) -> Int {
        let value = base[position]
        let before = base[position &- 2]
        guard distance(value, before) >= step, value != base[position &- 1] else { return 0 }
        var last = position
        while last < count &- 3, base[last &+ 1] == value, last &- position < longest { last &+= 1 }
        let behind = base[last &+ 2]
        let isStroke = distance(value, behind) >= step && (value > before) == (value > behind)
        return isStroke ? last &+ 1 : 0
    }
}
