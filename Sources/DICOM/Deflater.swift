/// Compresses bytes to the deflated format of RFC 1951: matches found by hash chains, one block of dynamic prefix codes for each 2^15
/// tokens, stored blocks where nothing can be gained.
struct Deflater {
    /// The bytes deflated, padded to an even length as PS3.5 section A.5 demands.
    static func deflate(_ input: [UInt8]) -> [UInt8] {
        var deflater = Deflater(input)
        deflater.run()
        if deflater.output.count & 1 == 1 { deflater.output.append(0) }
        return deflater.output
    }

    private static let window = 1 << 15
    private static let hashSize = 1 << 15
    private static let tokensInBlock = 1 << 15
    /// How many earlier places are looked at: more gain little.
    private static let chainLimit = 48

    private let input: [UInt8]
    private var output: [UInt8] = []
    private var bits: UInt64 = 0
    private var bitCount = 0
    /// The last place of each hash, + 1; and for each place in the window the one before, + 1.
    private var heads = [Int32](repeating: 0, count: Deflater.hashSize)
    private var chain = [Int32](repeating: 0, count: Deflater.window)
    /// A literal, or length << 16 | distance.
    private var tokens: [UInt32] = []
    private var blockStart = 0

    private init(_ input: [UInt8]) {
        self.input = input
        output.reserveCapacity(input.count / 2 + 64)
        tokens.reserveCapacity(Self.tokensInBlock)
    }

    private mutating func run() {
        var position = 0
        while position < input.count {
            var (length, distance) = match(at: position)
            enter(position)
            if length >= 3, length < 32, position + 1 < input.count {
                // A longer match one byte on is worth a literal here.
                let next = match(at: position + 1)
                if next.length > length {
                    add(UInt32(input[position]))
                    position += 1
                    enter(position)
                    (length, distance) = next
                }
            }
            if length >= 3 {
                add(UInt32(length) << 16 | UInt32(distance))
                for place in position + 1..<position + length { enter(place) }
                position += length
            } else {
                add(UInt32(input[position]))
                position += 1
            }
            if tokens.count >= Self.tokensInBlock - 2 { endBlock(at: position, isLast: position == input.count) }
        }
        if !tokens.isEmpty || input.isEmpty { endBlock(at: position, isLast: true) }
        put(0, (8 - bitCount & 7) & 7)
    }

    private mutating func add(_ token: UInt32) { tokens.append(token) }

    // MARK: Matches

    @inline(__always)
    private func hash(_ position: Int) -> Int {
        let bytes = UInt32(input[position]) | UInt32(input[position + 1]) << 8 | UInt32(input[position + 2]) << 16
        return Int((bytes &* 0x9E37_79B1) >> 17)
    }

    private mutating func enter(_ position: Int) {
        guard position + 3 <= input.count else { return }
        let hash = hash(position)
        chain[position & (Self.window - 1)] = heads[hash]
        heads[hash] = Int32(position + 1)
    }

    private func match(at position: Int) -> (length: Int, distance: Int) {
        guard position + 3 <= input.count else { return (0, 0) }
        let limit = min(258, input.count - position)
        var best = (length: 2, distance: 0)
        var place = Int(heads[hash(position)]) - 1
        var left = Self.chainLimit
        while place >= 0, position - place < Self.window, left > 0 {
            if best.length >= limit || input[place + best.length] == input[position + best.length] {
                var length = 0
                while length < limit, input[place + length] == input[position + length] { length += 1 }
                if length > best.length {
                    best = (length, position - place)
                    if length == limit { break }
                }
            }
            let before = Int(chain[place & (Self.window - 1)]) - 1
            guard before < place else { break }
            place = before
            left -= 1
        }
        return best.length >= 3 ? best : (0, 0)
    }

    // MARK: Blocks

    private mutating func endBlock(at end: Int, isLast: Bool) {
        var literals = [Int](repeating: 0, count: 286)
        var distances = [Int](repeating: 0, count: 30)
        for token in tokens {
            if token < 1 << 16 {
                literals[Int(token)] += 1
            } else {
                literals[257 + DeflateCode.symbol(of: Int(token >> 16), in: lengthBases)] += 1
                distances[DeflateCode.symbol(of: Int(token & 0xFFFF), in: distanceBases)] += 1
            }
        }
        literals[256] = 1
        let literalCode = DeflateCode(frequencies: literals, limit: 15)
        let distanceCode = DeflateCode(frequencies: distances, limit: 15)
        let header = CodeLengths(literalCode.lengths, distanceCode.lengths)
        let size = header.size + literalCode.size(literals) + distanceCode.size(distances) + extraBits(literals, distances)
        if size / 8 >= end - blockStart + 5 * ((end - blockStart) / 65_535 + 1) {
            stored(blockStart..<end, isLast: isLast)
        } else {
            put(isLast ? 1 : 0, 1)
            put(2, 2)
            header.write { put($0, $1) }
            for token in tokens { write(token, literalCode, distanceCode) }
            literalCode.write(256) { put($0, $1) }
        }
        tokens.removeAll(keepingCapacity: true)
        blockStart = end
    }

    private func extraBits(_ literals: [Int], _ distances: [Int]) -> Int {
        lengthExtraBits.indices.reduce(0) { $0 + literals[257 + $1] * lengthExtraBits[$1] }
            + distanceExtraBits.indices.reduce(0) { $0 + distances[$1] * distanceExtraBits[$1] }
    }

    @inline(__always)
    private mutating func write(_ token: UInt32, _ literals: DeflateCode, _ distances: DeflateCode) {
        guard token >= 1 << 16 else { return put(Int(literals.codes[Int(token)]), Int(literals.lengths[Int(token)])) }
        let (length, distance) = (Int(token >> 16), Int(token & 0xFFFF))
        let symbol = DeflateCode.symbol(of: length, in: lengthBases)
        put(Int(literals.codes[257 + symbol]), Int(literals.lengths[257 + symbol]))
        put(length - lengthBases[symbol], lengthExtraBits[symbol])
        let far = DeflateCode.symbol(of: distance, in: distanceBases)
        put(Int(distances.codes[far]), Int(distances.lengths[far]))
        put(distance - distanceBases[far], distanceExtraBits[far])
    }

    private mutating func stored(_ range: Range<Int>, isLast: Bool) {
        var start = range.lowerBound
        repeat {
            let end = min(start + 65_535, range.upperBound)
            put(isLast && end == range.upperBound ? 1 : 0, 1)
            put(0, 2)
            put(0, (8 - bitCount & 7) & 7)
            put(end - start, 16)
            put(~(end - start) & 0xFFFF, 16)
            output += input[start..<end]
            start = end
        } while start < range.upperBound
    }

    /// Appends bits, the lowest first; whole bytes go out at once.
    @inline(__always)
    private mutating func put(_ value: Int, _ count: Int) {
        bits |= UInt64(value) << UInt64(bitCount)
        bitCount += count
        while bitCount >= 8 {
            output.append(UInt8(truncatingIfNeeded: bits))
            bits >>= 8
            bitCount -= 8
        }
    }
}
