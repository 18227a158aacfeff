/// Which bits of a pixel cell hold its value.
struct PixelCells {
    let allocated: Int
    let stored: Int
    let high: Int
    /// Whether a sign may go on above the stored bits.
    let isSigned: Bool

    /// Nil for cells that are no whole bytes, have no bits to spare, or do not hold their values.
    init?(allocated: Int, stored: Int, high: Int, isSigned: Bool) {
        guard [8, 16, 32].contains(allocated), (1..<allocated).contains(stored), (stored - 1..<allocated).contains(high) else { return nil }
        self.allocated = allocated
        self.stored = stored
        self.high = high
        self.isSigned = isSigned && high == stored - 1
    }

    /// Cells with their other bits cleared, or filled with the sign where any of them holds one; nil where they are so already.
    func cleared(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        switch allocated {
        case 8: cleared(bytes, UInt8.self)
        case 16: cleared(bytes, UInt16.self)
        default: cleared(bytes, UInt32.self)
        }
    }

    /// Whether any of the samples of a codec, which end where its precision does, holds more above the stored bits than its sign.
    func holdMoreThanSigns(_ bytes: ArraySlice<UInt8>) -> Bool {
        switch allocated {
        case 8: holdMoreThanSigns(bytes, UInt8.self)
        case 16: holdMoreThanSigns(bytes, UInt16.self)
        default: holdMoreThanSigns(bytes, UInt32.self)
        }
    }

    private func used<Word: FixedWidthInteger & UnsignedInteger>(_: Word.Type) -> Word {
        (~Word(0) >> Word(Word.bitWidth - stored)) << Word(high + 1 - stored)
    }

    private func holdMoreThanSigns<Word: FixedWidthInteger & UnsignedInteger>(_ bytes: ArraySlice<UInt8>, _: Word.Type) -> Bool {
        let (any, _) = surplus(bytes, Word.self)
        guard any != 0, isSigned else { return any != 0 }
        // Nothing says how far a codec takes a sign; no sample goes beyond.
        return surplus(bytes, Word.self, within: ~Word(0) >> Word(any.leadingZeroBitCount)).unlikeSigns != 0
    }

    /// The bits that are set in any cell beside its value, and those that differ from its sign.
    private func surplus<Word: FixedWidthInteger & UnsignedInteger>(
        _ bytes: ArraySlice<UInt8>, _: Word.Type, within mask: Word = .max
    ) -> (set: Word, unlikeSigns: Word) {
        let size = Word.bitWidth / 8
        let count = bytes.count / size
        let (used, top) = (used(Word.self), Word(1) << Word(high))
        return bytes.withUnsafeBytes { raw in
            var (any, unlike): (Word, Word) = (0, 0)
            guard let base = raw.baseAddress else { return (any, unlike) }
            for position in 0..<count {
                let word = base.loadUnaligned(fromByteOffset: position &* size, as: Word.self)
                any |= word & ~used
                unlike |= (word ^ Self.extended(word, used, top)) & mask
            }
            return (any, unlike)
        }
    }

    private func cleared<Word: FixedWidthInteger & UnsignedInteger>(_ bytes: ArraySlice<UInt8>, _: Word.Type) -> [UInt8]? {
        let (any, unlike) = surplus(bytes, Word.self)
        guard any != 0, !isSigned || unlike != 0 else { return nil }
        let size = Word.bitWidth / 8
        let count = bytes.count / size
        let (used, top) = (used(Word.self), Word(1) << Word(high))
        // Of a signed image that extends some signs and not others the rule is to extend them.
        var cells = Array(bytes)
        cells.withUnsafeMutableBytes { raw in
            guard let base = raw.baseAddress else { return }
            for position in 0..<count {
                let word = base.loadUnaligned(fromByteOffset: position &* size, as: Word.self)
                let clean = isSigned ? Self.extended(word, used, top) : word & used
                base.storeBytes(of: clean, toByteOffset: position &* size, as: Word.self)
            }
        }
        return cells
    }

    /// A cell whose highest stored bit goes on above it.
    @inline(__always)
    private static func extended<Word: FixedWidthInteger & UnsignedInteger>(_ word: Word, _ used: Word, _ top: Word) -> Word {
        ((word & used) ^ top) &- top
    }
}
