import DICOM

/// A table of the Modality or VOI LUT Sequence (PS3.3 sections C.11.1.1 and C.11.2.1.1).
struct LookUpTable: Sendable, Hashable {
    /// The value of the first entry.
    let first: Int
    /// The entries.
    let entries: [UInt16]
    /// The bits of an entry: its greatest value is all ones.
    let bits: Int

    /// Reads LUT Descriptor (number of entries, 0 meaning 65,536; first value mapped; bits of an entry) and LUT Data.
    init(_ item: DataSet, isSigned: Bool) throws(PixelError) {
        guard let descriptor = item[.lutDescriptor]?.bytes, descriptor.count >= 6, let data = item[.lutData]?.bytes else {
            throw PixelError(.missingAttribute, "A look-up table has no LUT Descriptor (0028,3002) or no LUT Data (0028,3006).")
        }
        let words = Self.words(descriptor)
        let count = words[0] == 0 ? 65_536 : Int(words[0])
        first = isSigned ? Int(Int16(bitPattern: words[1])) : Int(words[1])
        bits = min(max(Int(words[2]), 1), 16)
        entries = try Self.entries(data, count: count, bits: bits)
    }

    /// Entries of 16 bits, or of 8 where the data has no room for more.
    static func entries(_ data: ArraySlice<UInt8>, count: Int, bits: Int) throws(PixelError) -> [UInt16] {
        if data.count >= count * 2 { return Array(words(data).prefix(count)) }
        guard bits <= 8, data.count >= count else {
            throw PixelError(.truncated, "The data of a look-up table has fewer entries than its descriptor announces.")
        }
        return data.prefix(count).map(UInt16.init)
    }

    static func words(_ bytes: ArraySlice<UInt8>) -> [UInt16] {
        bytes.withUnsafeBytes { raw in
            (0..<raw.count / 2).map { UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 2, as: UInt16.self)) }
        }
    }

    /// The entry for a value; values outside take the nearest.
    subscript(value: Int) -> UInt16 {
        entries[min(max(value - first, 0), entries.count - 1)]
    }
}
