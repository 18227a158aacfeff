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

    /// One frame owns all fragments; as many fragments as frames are one each; otherwise an offset table has to say.
    private func fragmentRange(of index: Int) throws(PixelError) -> Range<Int> {
        if fragments.isEmpty {
            throw PixelError(.truncated, "The encapsulated pixel data has no fragment.")
        }
        if count == 1 { return 0..<fragments.count }
        if fragments.count == count { return index..<index + 1 }
        guard let offsets = offsets() else {
            throw PixelError(
                .malformed, "\(count) frames lie in \(fragments.count) fragments, and no offset table says which belong together.")
        }
        // Offsets count from the first byte after the offset table; every fragment has an item header of eight bytes.
        var starts: [Int: Int] = [:]
        var position = 0
        for (number, fragment) in fragments.enumerated() {
            starts[position] = number
            position += 8 + fragment.count
        }
        let end = index + 1 < count ? starts[offsets[index + 1]] : fragments.count
        guard let first = starts[offsets[index]], let end, first < end else {
            throw PixelError(.malformed, "The offset table does not point at the fragments of frame \(index).")
        }
        return first..<end
    }

    /// The offsets of all frames: 32 bits each in the basic, 64 in the extended table.
    private func offsets() -> [Int]? {
        if basicOffsetTable.count / 4 >= count { return numbers(basicOffsetTable, size: 4) }
        if extendedOffsetTable.count / 8 >= count { return numbers(extendedOffsetTable, size: 8) }
        return nil
    }

    private func numbers(_ bytes: ArraySlice<UInt8>, size: Int) -> [Int] {
        (0..<count).map { frame in
            var value: UInt64 = 0
            for byte in 0..<size { value |= UInt64(bytes[bytes.startIndex + frame * size + byte]) << UInt64(8 * byte) }
            return Int(truncatingIfNeeded: value)
        }
    }
}
