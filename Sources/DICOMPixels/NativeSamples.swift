/// Turns native bytes into values and back: the stored bits are cut out of the allocated ones and signs are extended (PS3.5 section 8.1.1).
struct NativeSamples {
    var bitsAllocated: Int
    var bitsStored: Int
    var highBit: Int
    var isSigned: Bool

    init(_ description: PixelDescription) {
        bitsAllocated = description.bitsAllocated
        bitsStored = description.bitsStored
        highBit = description.highBit
        isSigned = description.isSigned
    }

    /// Samples as a codec left them: the value in the lowest bits.
    init(_ description: PixelDescription, precision: Int?) {
        self.init(description)
        guard let precision else { return }
        bitsStored = min(max(precision, 1), bitsAllocated)
        highBit = bitsStored - 1
    }

    /// The samples of a frame in whole bytes, in the order they are stored. Unsigned 32 bits come as their bit pattern.
    func values(_ bytes: ArraySlice<UInt8>, count: Int) -> [Int32] {
        switch bitsAllocated {
        case 8: values(bytes, count, UInt8.self)
        case 16: values(bytes, count, UInt16.self)
        default: values(bytes, count, UInt32.self)
        }
    }

    /// One bit a sample, the first in the least significant bit, starting at any bit.
    func bits(_ bytes: ArraySlice<UInt8>, from firstBit: Int, count: Int) -> [Int32] {
        let one: Int32 = isSigned ? -1 : 1
        return bytes.withUnsafeBufferPointer { source in
            [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
                for offset in 0..<count {
                    let bit = firstBit + offset
                    buffer[offset] = source[bit >> 3] >> UInt8(bit & 7) & 1 == 1 ? one : 0
                }
                initialized = count
            }
        }
    }

    private func values<Word: FixedWidthInteger & UnsignedInteger>(_ bytes: ArraySlice<UInt8>, _ count: Int, _: Word.Type) -> [Int32] {
        let size = Word.bitWidth / 8
        precondition(bytes.count >= count * size)
        // Shift the stored bits to the top and back: the way back extends the sign, or does not.
        let up = UInt32(31 - highBit)
        let down = UInt32(32 - bitsStored)
        let isSigned = isSigned
        return bytes.withUnsafeBytes { raw in
            [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
                // The precondition above covers every load; masked shifts because both amounts are below 32.
                let base = raw.baseAddress
                if isSigned {
                    for position in 0..<count {
                        let word = UInt32(
                            truncatingIfNeeded: base.unsafelyUnwrapped.loadUnaligned(fromByteOffset: position &* size, as: Word.self))
                        buffer[position] = Int32(bitPattern: word &<< up) &>> Int32(truncatingIfNeeded: down)
                    }
                } else {
                    for position in 0..<count {
                        let word = UInt32(
                            truncatingIfNeeded: base.unsafelyUnwrapped.loadUnaligned(fromByteOffset: position &* size, as: Word.self))
                        buffer[position] = Int32(bitPattern: (word &<< up) &>> down)
                    }
                }
                initialized = count
            }
        }
    }

    /// Values as native bytes, the low bytes of each.
    static func bytes(_ values: [Int32], bytesPerSample: Int) -> [UInt8] {
        switch bytesPerSample {
        case 1: bytes(values, UInt8.self)
        case 2: bytes(values, UInt16.self)
        default: bytes(values, UInt32.self)
        }
    }

    private static func bytes<Word: FixedWidthInteger & UnsignedInteger>(_ values: [Int32], _: Word.Type) -> [UInt8] {
        let size = Word.bitWidth / 8
        return [UInt8](unsafeUninitializedCapacity: values.count * size) { buffer, initialized in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            for (position, value) in values.enumerated() {
                raw.storeBytes(of: Word(truncatingIfNeeded: value).littleEndian, toByteOffset: position &* size, as: Word.self)
            }
            initialized = values.count * size
        }
    }
}
