/// A look at a frame that costs a fraction of a millisecond and says whether looking for text is worth its price.
///
/// What a device writes into pixels is drawn with one value: short runs of exactly equal pixels, far brighter or darker than what lies one
/// or two pixels before and behind. Anatomy has sharp edges too, but hardly two of them with the same value between.
enum StrokeGate {
    /// How many strokes of one value make text likely: three letters of the smallest fonts have more.
    static let strokes = 24
    /// The longest run, in pixels: a stem of a letter of forty pixels.
    static let longest = 10
    /// How many pixels are compared together.
    private static let block = 64
    /// Larger letters are looked for on every fourth pixel of every fourth row, where their stems are as thin.
    private static let thinning = 4

    /// Whether a frame whose numbers lie in a range may show text. A range of a part of the rows makes smaller steps count: it may find
    /// strokes where the whole range would find none, never the other way round.
    static func mayShowText(_ frame: StoredRows, range: ClosedRange<Int16>) -> Bool {
        let step = max((Int(range.upperBound) - Int(range.lowerBound)) / 6, 4)
        guard frame.columns > 8 else { return false }
        // How often runs of each value occur, values folded into 4,096 classes by their lowest bits, bright ones and dark ones apart.
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 8192 + block) { scratch in
            scratch.initialize(repeating: 0)
            guard let base = scratch.baseAddress else { return false }
            var isFound = false
            frame.forEach(beyond: block) { row in
                isFound = hasManyStrokes(row, frame.columns, step: UInt16(clamping: step), counts: base, marks: base + 8192)
                return !isFound
            }
            return isFound || mayShowLargeText(frame, step: UInt16(clamping: step), scratch: base)
        }
    }

    /// Whether there are strokes of more pixels than ``longest``.
    private static func mayShowLargeText(_ frame: StoredRows, step: UInt16, scratch: UnsafeMutablePointer<UInt8>) -> Bool {
        let columns = frame.columns / thinning
        guard columns > 8 else { return false }
        scratch.update(repeating: 0, count: 8192 + block)
        return withUnsafeTemporaryAllocation(of: Int16.self, capacity: columns + block + 4) { thinned in
            guard let base = thinned.baseAddress else { return false }
            var isFound = false
            frame.forEach(every: thinning) { row in
                for column in 0..<columns { base[column] = row[column &* thinning] }
                (base + columns).update(repeating: base[columns - 1], count: block + 4)
                // A single pixel is left of any thin bone: stems have two at least.
                isFound = hasManyStrokes(base, columns, step: step, shortest: 2, counts: scratch, marks: scratch + 8192)
                return !isFound
            }
            return isFound
        }
    }

    /// Counts the strokes of a row, which goes on for a block beyond its columns; true once there are enough of one value.
    private static func hasManyStrokes(
        _ row: UnsafePointer<Int16>, _ columns: Int, step: UInt16, shortest: Int = 1, counts: UnsafeMutablePointer<UInt8>,
        marks: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        var start = 2
        var done = 2
        while start < columns - 2 {
            // Most blocks are done with by the first question, and most of the others by the second.
            if spans(row + start, step), holdsStep(row + start, step) {
                markStarts(row + start, step, marks)
                for offset in 0..<block where marks[offset] != 0 && start &+ offset >= done {
                    let position = start &+ offset
                    let next = strokeEnd(row, position, columns, step)
                    guard next >= position &+ shortest else { continue }
                    let isBright = row[position] > farthest(from: row[position], row[position &- 1], row[position &- 2])
                    let place = Int(UInt16(bitPattern: row[position]) & 4095) &+ (isBright ? 0 : 4096)
                    counts[place] &+= 1
                    if counts[place] >= strokes { return true }
                    done = next
                }
            }
            start &+= block
        }
        return false
    }

    /// Whether the pixels of a block, and the two before it, lie as far apart as a step: those of air and of one tissue do not.
    @inline(never)
    private static func spans(_ pixels: UnsafePointer<Int16>, _ step: UInt16) -> Bool {
        var (low, high) = (min(pixels[-1], pixels[-2]), max(pixels[-1], pixels[-2]))
        for offset in 0..<block {
            low = min(low, pixels[offset])
            high = max(high, pixels[offset])
        }
        return distance(low, high) >= step
    }

    /// Whether a block has a step up or down over two pixels. Without branches, so that the compiler compares many pixels at once.
    @inline(never)
    private static func holdsStep(_ pixels: UnsafePointer<Int16>, _ step: UInt16) -> Bool {
        var any: UInt16 = 0
        for offset in 0..<block {
            let value = pixels[offset]
            any |= max(distance(value, pixels[offset &- 1]), distance(value, pixels[offset &- 2])) >= step ? 1 : 0
        }
        return any != 0
    }

    /// Marks the pixels of a block where a stroke may begin: after a step, and going on or stepping back.
    @inline(never)
    private static func markStarts(_ pixels: UnsafePointer<Int16>, _ step: UInt16, _ marks: UnsafeMutablePointer<UInt8>) {
        for offset in 0..<block {
            let value = pixels[offset]
            let rises: UInt8 = max(distance(value, pixels[offset &- 1]), distance(value, pixels[offset &- 2])) >= step ? 1 : 0
            let falls: UInt8 = max(distance(value, pixels[offset &+ 1]), distance(value, pixels[offset &+ 2])) >= step ? 1 : 0
            let isNew: UInt8 = value != pixels[offset &- 1] ? 1 : 0
            let goesOn: UInt8 = value == pixels[offset &+ 1] ? 1 : 0
            marks[offset] = rises & isNew & (falls | goesOn)
        }
    }

    @inline(__always)
    private static func distance(_ one: Int16, _ two: Int16) -> UInt16 {
        UInt16(bitPattern: max(one, two) &- min(one, two))
    }

    private static func farthest(from value: Int16, _ one: Int16, _ two: Int16) -> Int16 {
        distance(value, one) > distance(value, two) ? one : two
    }

    /// Where the stroke that begins at a position ends; 0 when none does.
    private static func strokeEnd(_ row: UnsafePointer<Int16>, _ position: Int, _ columns: Int, _ step: UInt16) -> Int {
        guard position < columns &- 2 else { return 0 }
        let value = row[position]
        var last = position
        while last < columns &- 3, row[last &+ 1] == value, last &- position < longest { last &+= 1 }
        // Letters of five columns stand one pixel apart: two pixels on is the next.
        let before = farthest(from: value, row[position &- 1], row[position &- 2])
        let behind = farthest(from: value, row[last &+ 1], row[last &+ 2])
        let isStroke = distance(value, behind) >= step && (value > before) == (value > behind)
        return isStroke ? last &+ 1 : 0
    }
}
