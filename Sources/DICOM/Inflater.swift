/// A decoder of deflated bytes whose output never exceeds a limit.
struct Inflater {
    private let input: ArraySlice<UInt8>
    private let limit: Int
    private var position: Int
    private var bits: UInt64 = 0
    private var bitCount = 0
    private var output: [UInt8] = []

    private init(_ input: ArraySlice<UInt8>, limit: Int) {
        self.input = input
        self.limit = limit
        position = input.startIndex
        output.reserveCapacity(min(limit, input.count * 4))
    }

    /// The inflated bytes.
    static func inflate(_ input: ArraySlice<UInt8>, limit: Int) throws(DICOMError) -> [UInt8] {
        var inflater = Inflater(withoutZlibHeader(input), limit: limit)
        return try inflater.run()
    }

    /// The beginning of the inflated bytes: all of them, or as many as fit into a limit before the next step would exceed it.
    static func beginning(of input: ArraySlice<UInt8>, limit: Int) throws(DICOMError) -> [UInt8] {
        var inflater = Inflater(withoutZlibHeader(input), limit: limit)
        do throws(DICOMError) {
            return try inflater.run()
        } catch {
            guard error.code == .limitExceeded else { throw error }
            return inflater.output
        }
    }

    /// Some writers put the two bytes of RFC 1950 in front. As raw deflate those begin a stored block, whose length would
    /// have to be followed by its complement.
    private static func withoutZlibHeader(_ input: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = input.startIndex
        guard input.count >= 7, input[start] & 0x0F == 8, (Int(input[start]) << 8 | Int(input[start + 1])) % 31 == 0 else { return input }
        let isStoredBlock = input[start + 1] == ~input[start + 3] && input[start + 2] == ~input[start + 4]
        return isStoredBlock ? input : input.dropFirst(2)
    }

    private mutating func run() throws(DICOMError) -> [UInt8] {
        var isLast = false
        while !isLast {
            isLast = try take(1) == 1
            switch try take(2) {
            case 0: try stored()
            case 1: try compressed(.fixedLiterals, .fixedDistances)
            case 2:
                let (literals, distances) = try readTables()
                try compressed(literals, distances)
            default: throw malformed("A block has the reserved type 3.")
            }
        }
        return output
    }

    private mutating func stored() throws(DICOMError) {
        // Whole bytes that were taken ahead go back.
        position -= bitCount / 8
        bits = 0
        bitCount = 0
        guard input.endIndex - position >= 4 else { throw truncated() }
        let length = Int(input[position]) | Int(input[position + 1]) << 8
        let complement = Int(input[position + 2]) | Int(input[position + 3]) << 8
        guard length == complement ^ 0xFFFF else { throw malformed("A stored block contradicts its length.") }
        position += 4
        guard input.endIndex - position >= length else { throw truncated() }
        try checkRoom(length)
        output += input[position..<position + length]
        position += length
    }

    private mutating func compressed(_ literals: PrefixCode, _ distances: PrefixCode) throws(DICOMError) {
        while true {
            let symbol = try decode(literals)
            if symbol < 256 {
                try checkRoom(1)
                output.append(UInt8(symbol))
                continue
            }
            if symbol == 256 { return }
            guard symbol <= 285 else { throw malformed("A length code is out of range.") }
            let length = lengthBases[symbol - 257] + (try take(lengthExtraBits[symbol - 257]))
            let distanceSymbol = try decode(distances)
            guard distanceSymbol < 30 else { throw malformed("A distance code is out of range.") }
            let distance = distanceBases[distanceSymbol] + (try take(distanceExtraBits[distanceSymbol]))
            guard distance <= output.count else { throw malformed("A distance reaches before the start.") }
            try checkRoom(length)
            // Source and destination may overlap: byte by byte.
            var source = output.count - distance
            for _ in 0..<length {
                output.append(output[source])
                source += 1
            }
        }
    }

    private mutating func readTables() throws(DICOMError) -> (literals: PrefixCode, distances: PrefixCode) {
        let literalCount = try take(5) + 257
        let distanceCount = try take(5) + 1
        let codeCount = try take(4) + 4
        var codeLengths = [UInt8](repeating: 0, count: 19)
        for number in 0..<codeCount { codeLengths[codeLengthOrder[number]] = UInt8(try take(3)) }
        guard let codes = PrefixCode(codeLengths) else { throw malformed("The code of code lengths is no prefix code.") }
        var lengths: [UInt8] = []
        lengths.reserveCapacity(320)
        while lengths.count < literalCount + distanceCount {
            let symbol = try decode(codes)
            switch symbol {
            case 0..<16: lengths.append(UInt8(symbol))
            case 16:
                guard let last = lengths.last else { throw malformed("A code length repeats nothing.") }
                lengths += [UInt8](repeating: last, count: 3 + (try take(2)))
            case 17: lengths += [UInt8](repeating: 0, count: 3 + (try take(3)))
            default: lengths += [UInt8](repeating: 0, count: 11 + (try take(7)))
            }
        }
        guard lengths.count == literalCount + distanceCount, lengths[256] != 0,
            let literals = PrefixCode(Array(lengths[..<literalCount])), let distances = PrefixCode(Array(lengths[literalCount...]))
        else { throw malformed("The code lengths make no prefix code.") }
        return (literals, distances)
    }

    // MARK: Bits

    @inline(__always)
    private mutating func fill() {
        while bitCount <= 48, position < input.endIndex {
            bits |= UInt64(input[position]) << UInt64(bitCount)
            bitCount += 8
            position += 1
        }
    }

    @inline(__always)
    private mutating func take(_ count: Int) throws(DICOMError) -> Int {
        if bitCount < count {
            fill()
            guard bitCount >= count else { throw truncated() }
        }
        let value = Int(bits & (1 << UInt64(count) - 1))
        bits >>= UInt64(count)
        bitCount -= count
        return value
    }

    @inline(__always)
    private mutating func decode(_ code: PrefixCode) throws(DICOMError) -> Int {
        if bitCount < 15 { fill() }
        let entry = code.fast[Int(bits & UInt64(PrefixCode.fastSize - 1))]
        var length = Int(entry & 15)
        var symbol = Int(entry >> 4)
        if length == 0 { (symbol, length) = code.slow(bits) }
        guard length > 0 else { throw bitCount < 15 ? truncated() : malformed("A code is not in its table.") }
        guard length <= bitCount else { throw truncated() }
        bits >>= UInt64(length)
        bitCount -= length
        return symbol
    }

    // MARK: Limits and errors

    @inline(__always)
    private func checkRoom(_ count: Int) throws(DICOMError) {
        guard output.count + count <= limit else {
            throw DICOMError(
                .limitExceeded, "The data set inflates to more than \(limit) bytes; raise ReadingLimits.inflatedBytes if it is sound.",
                offset: position)
        }
    }

    private func truncated() -> DICOMError {
        DICOMError(.truncated, "The deflated data set ends too early.", offset: position)
    }

    private func malformed(_ message: String) -> DICOMError {
        DICOMError(.malformed, "The deflated data set is damaged: \(message)", offset: position)
    }
}

/// A canonical prefix code (RFC 1951 section 3.2.2): codes up to ten bits by one look-up, longer ones bit by bit.
private struct PrefixCode {
    static let fastSize = 1 << 10
    /// Symbol in the upper 12, length in the lower 4 bits; length 0 where the code is longer.
    private(set) var fast = [UInt16](repeating: 0, count: PrefixCode.fastSize)
    private var counts = [Int](repeating: 0, count: 16)
    private var symbols: [UInt16] = []

    /// The code with these lengths; nil when more codes are claimed than there are.
    init?(_ lengths: [UInt8]) {
        for length in lengths { counts[Int(length)] += 1 }
        counts[0] = 0
        var left = 1
        var firstCodes = [Int](repeating: 0, count: 17)
        var offsets = [Int](repeating: 0, count: 17)
        for length in 1...15 {
            left = left * 2 - counts[length]
            if left < 0 { return nil }
            firstCodes[length + 1] = (firstCodes[length] + counts[length]) << 1
            offsets[length + 1] = offsets[length] + counts[length]
        }
        symbols = [UInt16](repeating: 0, count: lengths.count)
        var next = offsets
        for (symbol, byte) in lengths.enumerated() where byte != 0 {
            let length = Int(byte)
            let rank = next[length]
            symbols[rank] = UInt16(symbol)
            next[length] += 1
            guard length <= 10 else { continue }
            let code = firstCodes[length] + rank - offsets[length]
            // The stream has codes with their first bit lowest.
            var reversed = 0
            for bit in 0..<length where code & (1 << bit) != 0 { reversed |= 1 << (length - 1 - bit) }
            for slot in stride(from: reversed, to: PrefixCode.fastSize, by: 1 << length) {
                fast[slot] = UInt16(symbol) << 4 | UInt16(length)
            }
        }
    }

    /// Symbol and length of the code in the lowest bits; length 0 when there is none.
    func slow(_ bits: UInt64) -> (symbol: Int, length: Int) {
        var code = 0
        var first = 0
        var index = 0
        for length in 1...15 {
            code |= Int(bits >> UInt64(length - 1)) & 1
            let count = counts[length]
            if code - count < first { return (Int(symbols[index + code - first]), length) }
            index += count
            first = (first + count) << 1
            code <<= 1
        }
        return (0, 0)
    }

    static let fixedLiterals = PrefixCode(
        [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112) + [UInt8](repeating: 7, count: 24)
            + [UInt8](repeating: 8, count: 8))!
    static let fixedDistances = PrefixCode([UInt8](repeating: 5, count: 30))!
}

// RFC 1951 section 3.2.5 and 3.2.7.
let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]
let lengthExtraBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385,
    24577,
]
let distanceExtraBits = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13]
let codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
