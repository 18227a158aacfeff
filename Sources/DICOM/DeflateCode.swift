/// A canonical prefix code for writing (RFC 1951 section 3.2.2): its lengths made from frequencies, none longer than a limit.
struct DeflateCode {
    let lengths: [UInt8]
    /// The codes with their first bit lowest, as they go into the stream.
    let codes: [UInt16]

    init(frequencies: [Int], limit: Int) {
        lengths = Self.lengths(frequencies, limit)
        var counts = [Int](repeating: 0, count: limit + 2)
        for length in lengths where length > 0 { counts[Int(length)] += 1 }
        var next = [Int](repeating: 0, count: limit + 2)
        for length in 1...limit { next[length + 1] = (next[length] + counts[length]) << 1 }
        codes = lengths.map { length in
            guard length > 0 else { return 0 }
            let code = next[Int(length)]
            next[Int(length)] += 1
            var reversed = 0
            for bit in 0..<Int(length) where code & 1 << bit != 0 { reversed |= 1 << (Int(length) - 1 - bit) }
            return UInt16(reversed)
        }
    }

    /// How many bits the symbols take.
    func size(_ frequencies: [Int]) -> Int {
        zip(frequencies, lengths).reduce(0) { $0 + $1.0 * Int($1.1) }
    }

    func write(_ symbol: Int, _ put: (Int, Int) -> Void) {
        put(Int(codes[symbol]), Int(lengths[symbol]))
    }

    /// The symbol whose range begins at the base at or below the value.
    @inline(__always)
    static func symbol(of value: Int, in bases: [Int]) -> Int {
        var low = 0
        var high = bases.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if bases[middle] <= value { low = middle } else { high = middle }
        }
        return low
    }

    /// Huffman's lengths, found with two queues; those beyond the limit are cut and the code repaired at the cost of shorter ones.
    private static func lengths(_ frequencies: [Int], _ limit: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: frequencies.count)
        let used = frequencies.indices.filter { frequencies[$0] > 0 }.sorted { (frequencies[$0], $0) < (frequencies[$1], $1) }
        guard used.count > 1 else {
            // A code needs at least one symbol to be complete enough for every reader.
            result[used.first ?? 0] = 1
            return result
        }
        var weights = used.map { frequencies[$0] }
        var parents = [Int](repeating: 0, count: 2 * used.count - 1)
        var (leaf, node) = (0, used.count)
        func lightest() -> Int {
            if leaf < used.count, node >= weights.count || weights[leaf] <= weights[node] {
                leaf += 1
                return leaf - 1
            }
            node += 1
            return node - 1
        }
        while weights.count < 2 * used.count - 1 {
            let (first, second) = (lightest(), lightest())
            parents[first] = weights.count
            parents[second] = weights.count
            weights.append(weights[first] + weights[second])
        }
        var depths = [Int](repeating: 0, count: weights.count)
        for index in (0..<weights.count - 1).reversed() { depths[index] = depths[parents[index]] + 1 }
        var counts = [Int](repeating: 0, count: limit + 1)
        for index in used.indices { counts[min(depths[index], limit)] += 1 }
        var total = (1...limit).reduce(0) { $0 + counts[$1] << (limit - $1) }
        while total > 1 << limit {
            guard let shorter = (1..<limit).last(where: { counts[$0] > 0 }) else { break }
            counts[limit] -= 1
            counts[shorter] -= 1
            counts[shorter + 1] += 2
            total -= 1
        }
        // The rarest symbols take the longest codes.
        var index = 0
        for length in (1...limit).reversed() {
            for _ in 0..<counts[length] {
                result[used[index]] = UInt8(length)
                index += 1
            }
        }
        return result
    }
}

/// The two codes of a block as it announces them: lengths run together and themselves coded (RFC 1951 section 3.2.7).
struct CodeLengths {
    private let literalCount: Int
    private let distanceCount: Int
    /// Symbols of the alphabet of code lengths with their extra bits.
    private var runs: [(symbol: Int, extra: Int, bits: Int)] = []
    private let code: DeflateCode
    private let codeCount: Int

    init(_ literals: [UInt8], _ distances: [UInt8]) {
        literalCount = max(257, (literals.lastIndex { $0 > 0 } ?? 0) + 1)
        distanceCount = max(1, (distances.lastIndex { $0 > 0 } ?? 0) + 1)
        let all = literals[..<literalCount] + distances[..<distanceCount]
        runs = Self.runs(Array(all))
        var frequencies = [Int](repeating: 0, count: 19)
        for run in runs { frequencies[run.symbol] += 1 }
        code = DeflateCode(frequencies: frequencies, limit: 7)
        let lengths = code.lengths
        codeCount = max(4, (codeLengthOrder.lastIndex { lengths[$0] > 0 } ?? 0) + 1)
    }

    private static func runs(_ lengths: [UInt8]) -> [(symbol: Int, extra: Int, bits: Int)] {
        var runs: [(symbol: Int, extra: Int, bits: Int)] = []
        var position = 0
        while position < lengths.count {
            let length = lengths[position]
            var count = lengths[position...].prefix { $0 == length }.count
            position += count
            if length > 0 {
                runs.append((Int(length), 0, 0))
                count -= 1
            }
            while count > 0 {
                let most = length == 0 ? 138 : 6
                let part = min(count, most)
                if part < 3 {
                    runs += [(symbol: Int, extra: Int, bits: Int)](repeating: (Int(length), 0, 0), count: part)
                } else if length > 0 {
                    runs.append((16, part - 3, 2))
                } else {
                    runs.append(part < 11 ? (17, part - 3, 3) : (18, part - 11, 7))
                }
                count -= part
            }
        }
        return runs
    }

    /// How many bits the announcement takes.
    var size: Int { 17 + 3 * codeCount + runs.reduce(0) { $0 + Int(code.lengths[$1.symbol]) + $1.bits } }

    func write(_ put: (Int, Int) -> Void) {
        put(literalCount - 257, 5)
        put(distanceCount - 1, 5)
        put(codeCount - 4, 4)
        for symbol in codeLengthOrder[..<codeCount] { put(Int(code.lengths[symbol]), 3) }
        for run in runs {
            code.write(run.symbol, put)
            put(run.extra, run.bits)
        }
    }
}
