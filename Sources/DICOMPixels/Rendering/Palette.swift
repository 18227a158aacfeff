import DICOM

/// The Palette Color Lookup Tables of an image (PS3.3 section C.7.9), plain or segmented, as shades of eight bits.
struct Palette {
    private let first: Int
    /// Red, green and blue of each entry.
    private let entries: [UInt8]
    private let count: Int

    init(_ dataSet: DataSet, isSigned: Bool) throws(PixelError) {
        let tags: [(Tag, Tag, Tag)] = [
            (.redPaletteColorLookupTableDescriptor, .redPaletteColorLookupTableData, .segmentedRedPaletteColorLookupTableData),
            (.greenPaletteColorLookupTableDescriptor, .greenPaletteColorLookupTableData, .segmentedGreenPaletteColorLookupTableData),
            (.bluePaletteColorLookupTableDescriptor, .bluePaletteColorLookupTableData, .segmentedBluePaletteColorLookupTableData),
        ]
        var tables: [[UInt8]] = []
        var start = 0
        for (descriptor, plain, segmented) in tags {
            guard let bytes = dataSet[descriptor]?.bytes, bytes.count >= 6 else {
                throw PixelError(.missingAttribute, "PALETTE COLOR demands a Palette Color Lookup Table Descriptor \(descriptor).")
            }
            let words = LookUpTable.words(bytes)
            let count = words[0] == 0 ? 65_536 : Int(words[0])
            let bits = words[2] > 8 ? 16 : 8
            start = isSigned ? Int(Int16(bitPattern: words[1])) : Int(words[1])
            let entries: [UInt16]
            if let data = dataSet[plain]?.bytes, !data.isEmpty {
                entries = try LookUpTable.entries(data, count: count, bits: bits)
            } else if let data = dataSet[segmented]?.bytes, !data.isEmpty {
                entries = try SegmentedTable(data, bits: bits).expanded(to: count)
            } else {
                throw PixelError(.missingAttribute, "PALETTE COLOR demands Palette Color Lookup Table Data \(plain).")
            }
            tables.append(Self.shades(entries, bits: bits))
        }
        first = start
        let count = tables.map(\.count).min() ?? 0
        self.count = count
        entries = (0..<count).flatMap { entry in tables.map { $0[entry] } }
    }

    /// The high byte of entries of 16 bits. Some writers announce 16 and fill in 8.
    private static func shades(_ entries: [UInt16], bits: Int) -> [UInt8] {
        let isNarrow = bits == 8 || (entries.max() ?? 0) <= 255
        return entries.map { UInt8(truncatingIfNeeded: isNarrow ? $0 : $0 >> 8) }
    }

    /// Red, green and blue of each index; indices outside take the nearest entry.
    func colours(_ indices: [Int32]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: indices.count * 3) { colours, initialized in
            for (position, index) in indices.enumerated() {
                let entry = min(max(Int(index) - first, 0), count - 1) * 3
                colours[position * 3] = entries[entry]
                colours[position * 3 + 1] = entries[entry + 1]
                colours[position * 3 + 2] = entries[entry + 2]
            }
            initialized = indices.count * 3
        }
    }
}

/// Segmented Palette Color Lookup Table Data (PS3.3 section C.7.9.2): runs of values, straight lines, and repetitions of earlier segments.
struct SegmentedTable {
    private let numbers: [Int]
    private let bytesPerNumber: Int

    init(_ data: ArraySlice<UInt8>, bits: Int) {
        bytesPerNumber = bits == 8 ? 1 : 2
        numbers = bits == 8 ? data.map(Int.init) : LookUpTable.words(data).map(Int.init)
    }

    /// The table of so many entries.
    func expanded(to count: Int) throws(PixelError) -> [UInt16] {
        var entries: [UInt16] = []
        var position = 0
        while entries.count < count, position < numbers.count {
            try expand(at: &position, into: &entries, limit: count, mayRepeat: true)
        }
        guard entries.count >= count else {
            throw PixelError(.truncated, "A segmented palette has fewer entries than its descriptor announces.")
        }
        return Array(entries.prefix(count))
    }

    private func expand(at position: inout Int, into entries: inout [UInt16], limit: Int, mayRepeat: Bool) throws(PixelError) {
        let kind = try number(position)
        let length = try number(position + 1)
        // A segment of nothing would let a few bytes repeat without end.
        guard length > 0 else { throw PixelError(.malformed, "A segmented palette has an empty segment.") }
        switch kind {
        case 0:
            for offset in 0..<length { entries.append(UInt16(truncatingIfNeeded: try number(position + 2 + offset))) }
            position += 2 + length
        case 1:
            guard let start = entries.last.map(Int.init) else {
                throw PixelError(.malformed, "A segmented palette begins with a line that has no start.")
            }
            let end = try number(position + 2)
            for step in 1...length {
                entries.append(UInt16(truncatingIfNeeded: start + Int((Double((end - start) * step) / Double(length)).rounded())))
            }
            position += 3
        case 2 where mayRepeat:
            // The offset counts bytes from the start of the data, in two or four numbers, least significant first.
            var offset = 0
            let parts = 4 / bytesPerNumber
            for part in 0..<parts { offset |= try number(position + 2 + part) << (8 * bytesPerNumber * part) }
            var from = offset / bytesPerNumber
            for _ in 0..<length where entries.count < limit {
                try expand(at: &from, into: &entries, limit: limit, mayRepeat: false)
            }
            position += 2 + parts
        default: throw PixelError(.malformed, "A segmented palette has a segment of an unknown kind.")
        }
    }

    private func number(_ position: Int) throws(PixelError) -> Int {
        guard position < numbers.count else {
            throw PixelError(.truncated, "A segmented palette ends in the middle of a segment.")
        }
        return numbers[position]
    }
}
