/// Turns native bytes into values: the stored bits are cut out of the allocated ones and signs are extended (PS3.5 section 8.1.1).
struct NativeSamples {
    let description: PixelDescription

    /// The samples of a frame in whole bytes, in the order they are stored.
    func values(_ bytes: ArraySlice<UInt8>, count: Int) throws(PixelError) -> [Int32] {
        switch description.bitsAllocated {
        case 8: return values(bytes, count, UInt8.self)
        case 16: return values(bytes, count, UInt16.self)
        default:
            let values = values(bytes, count, UInt32.self)
            // 32 stored bits without a sign may not fit; Int32 has wrapped what did not.
            if !description.isSigned && description.bitsStored == 32 && values.contains(where: { $0 < 0 }) {
                throw PixelError(.unsupportedFormat, "Unsigned 32-bit pixels above 2,147,483,647 cannot be held.")
            }
            return values
        }
    }

    /// One bit a sample, the first in the least significant bit, starting at any bit.
    func bits(_ bytes: ArraySlice<UInt8>, from firstBit: Int, count: Int) -> [Int32] {
        (0..<count).map { offset in
            let bit = firstBit + offset
            let value = Int32(bytes[bytes.startIndex + bit / 8] >> UInt8(bit % 8) & 1)
            return description.isSigned ? -value : value
        }
    }

    private func values<Word: FixedWidthInteger & UnsignedInteger>(_ bytes: ArraySlice<UInt8>, _ count: Int, _: Word.Type) -> [Int32] {
        let size = Word.bitWidth / 8
        precondition(bytes.count >= count * size)
        // Shift the stored bits to the top and back: the way back extends the sign, or does not.
        let up = UInt32(31 - description.highBit)
        let down = UInt32(32 - description.bitsStored)
        let isSigned = description.isSigned
        return bytes.withUnsafeBytes { raw in
            [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
                for position in 0..<count {
                    let word = UInt32(
                        truncatingIfNeeded: Word(littleEndian: raw.loadUnaligned(fromByteOffset: position * size, as: Word.self)))
                    let top = word << up
                    buffer[position] = isSigned ? Int32(bitPattern: top) >> Int32(down) : Int32(bitPattern: top >> down)
                }
                initialized = count
            }
        }
    }
}
