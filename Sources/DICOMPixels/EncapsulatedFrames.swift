import DICOM

/// Finds the fragments of each frame in encapsulated pixel data (PS3.5 section A.4).
struct EncapsulatedFrames {
    private let count: Int
    private let basicOffsetTable: ArraySlice<UInt8>
    private let extendedOffsetTable: ArraySlice<UInt8>
    private let fragments: [ArraySlice<UInt8>]

    init(_ count: Int, basicOffsetTable: ArraySlice<UInt8>, _ fragments: [ArraySlice<UInt8>], dataSet: DataSet) {
        self.count = count
        self.basicOffsetTable = basicOffsetTable
        self.fragments = fragments
        extendedOffsetTable = dataSet[.extendedOffsetTable]?.bytes ?? []
    }

    /// The compressed bytes of a frame: a single fragment as it is, several joined.
    func bytes(of index: Int) throws(PixelError) -> ArraySlice<UInt8> {
        let range = try fragmentRange(of: index)
        if range.count == 1 { return fragments[range.lowerBound] }
        return ArraySlice(fragments[range].joined())
    }

    /// The fragments of every frame, in one pass.
    func fragmentRanges() throws(PixelError) -> [Range<Int>] {
        if count == 1 || fragments.count == count || fragments.isEmpty { return try (0..<count).map(fragmentRange) }
        var starts: [Int] = []
        if offsets(0) != nil {
            var numbers: [Int: Int] = [:]
            var position = 0
            for (number, fragment) in fragments.enumerated() {
                numbers[position] = number
                position += 8 + fragment.count
            }
            starts = (0..<count).compactMap { offsets($0).flatMap { numbers[$0.start] } }
        } else {
            let ends = fragments.indices.filter { Self.endsCodestream(fragments[$0]) }
            if ends.last == fragments.count - 1 { starts = [0] + ends.dropLast().map { $0 + 1 } }
        }
        let ends = starts.dropFirst() + [fragments.count]
        guard starts.count == count, starts.first == 0, zip(starts, ends).allSatisfy({ $0 < $1 }) else {
            throw PixelError(
                .malformed, "\(count) frames lie in \(fragments.count) fragments, and no offset table says which belong together.")
        }
        return zip(starts, ends).map { $0..<$1 }
    }

    /// One frame owns all fragments; as many fragments as frames are one each; otherwise an offset table has to say, or the end markers of
    /// the codestreams.
    private func fragmentRange(of index: Int) throws(PixelError) -> Range<Int> {
        if fragments.isEmpty {
            throw PixelError(.truncated, "The encapsulated pixel data has no fragment.")
        }
        if count == 1 { return 0..<fragments.count }
        if fragments.count == count { return index..<index + 1 }
        guard let offsets = offsets(index) else { return try rangeByEndMarkers(of: index) }
        // Offsets count from the first byte after the offset table; every fragment has an item header of eight bytes.
        let first = fragment(at: offsets.start)
        let end = offsets.end.map { fragment(at: $0) } ?? fragments.count
        guard let first, let end, first < end else {
            throw PixelError(.malformed, "The offset table does not point at the fragments of frame \(index).")
        }
        return first..<end
    }

    /// The fragment whose item begins at an offset.
    private func fragment(at offset: Int) -> Int? {
        var position = 0
        for (number, fragment) in fragments.enumerated() {
            if position == offset { return number }
            if position > offset { return nil }
            position += 8 + fragment.count
        }
        return nil
    }

    /// Without a table: every codestream of the JPEG family ends with FF D9, at most a byte of padding behind it.
    private func rangeByEndMarkers(of index: Int) throws(PixelError) -> Range<Int> {
        var start = 0
        var found = 0
        var range: Range<Int>?
        for (number, fragment) in fragments.enumerated() where Self.endsCodestream(fragment) {
            if found == index { range = start..<number + 1 }
            found += 1
            start = number + 1
        }
        guard let range, found == count, start == fragments.count else {
            throw PixelError(
                .malformed, "\(count) frames lie in \(fragments.count) fragments, and no offset table says which belong together.")
        }
        return range
    }

    private static func endsCodestream(_ fragment: ArraySlice<UInt8>) -> Bool {
        let tail = Array(fragment.suffix(3))
        return tail.suffix(2) == [0xFF, 0xD9] || tail == [0xFF, 0xD9, 0x00]
    }

    /// The offsets of a frame and of the one after it: 32 bits each in the basic, 64 in the extended table.
    private func offsets(_ index: Int) -> (start: Int, end: Int?)? {
        if basicOffsetTable.count / 4 >= count { return offsets(index, basicOffsetTable, size: 4) }
        if extendedOffsetTable.count / 8 >= count { return offsets(index, extendedOffsetTable, size: 8) }
        return nil
    }

    private func offsets(_ index: Int, _ table: ArraySlice<UInt8>, size: Int) -> (start: Int, end: Int?) {
        func number(_ frame: Int) -> Int {
            var value: UInt64 = 0
            for byte in 0..<size { value |= UInt64(table[table.startIndex + frame * size + byte]) << UInt64(8 * byte) }
            return Int(truncatingIfNeeded: value)
        }
        return (number(index), index + 1 < count ? number(index + 1) : nil)
    }
}
