import DICOM
import DICOMPixels

/// Pixel Data without what lies in bits of the pixel cells that no pixel uses; nil when nothing does.
///
/// Old objects carry overlays there (60xx,0102), and so may anybody anything, declared or not: whoever reads Bits Stored does not see it.
/// Only the repetition of a sign belongs above the stored bits, and nothing below them. Compressed frames are looked at where their syntax
/// (RLE, which stores cells byte by byte) keeps such bits.
func pixelsWithoutStrayBits(_ file: DICOMFile) throws(DeidentificationError) -> DataElement? {
    let dataSet = file.dataSet
    guard let pixels = dataSet[.pixelData], let allocated = dataSet.integer(.bitsAllocated), allocated > 1 else { return nil }
    let stored = dataSet.integer(.bitsStored) ?? allocated
    guard case .bytes(let bytes) = pixels.value else {
        guard stored < allocated else { return nil }
        if dataSet.hasEmbeddedOverlays { throw unclear }
        return try runLengthsWithoutStrayBits(file)
    }
    guard stored != allocated else { return nil }
    let high = dataSet.integer(.highBit) ?? stored - 1
    guard [8, 16, 32].contains(allocated), (1..<allocated).contains(stored), (stored - 1..<allocated).contains(high) else {
        if dataSet.hasEmbeddedOverlays { throw unclear }
        // What no reader can make sense of is refused where pixels are searched.
        return nil
    }
    let isSigned = dataSet.integer(.pixelRepresentation) == 1 && high == stored - 1
    let cells = PixelCells(stored: stored, high: high, isSigned: isSigned)
    let cleared =
        switch allocated {
        case 8: cells.cleared(bytes, UInt8.self)
        case 16: cells.cleared(bytes, UInt16.self)
        default: cells.cleared(bytes, UInt32.self)
        }
    return cleared.map { pixels.with(value: .bytes($0[...])) }
}

private let unclear = DeidentificationError(
    .pixelsMayIdentify,
    "Overlays lie in bits of the pixels (60xx,0102) that cannot be cleared here. Have the object written without overlays.")

/// Frames of RLE, written anew where their cells hold more than the stored bits.
private func runLengthsWithoutStrayBits(_ file: DICOMFile) throws(DeidentificationError) -> DataElement? {
    guard file.transferSyntax == .rleLossless, let description = try? PixelDescription(file.dataSet) else { return nil }
    let cells = PixelCells(
        stored: description.bitsStored, high: description.highBit,
        isSigned: description.isSigned && description.highBit == description.bitsStored - 1)
    let isStray = (0..<description.numberOfFrames).map { index -> Bool in
        guard let bytes = try? file.frameBytes(index), let native = try? RunLengthDecoder().decode(bytes, description) else { return false }
        return description.bitsAllocated == 16
            ? cells.cleared(native.bytes[...], UInt16.self) != nil : cells.cleared(native.bytes[...], UInt8.self) != nil
    }
    guard isStray.contains(true) else { return nil }
    do { return try file.editingFrames(mayEdit: { isStray[$0] }) { index, _, _ in isStray[index] }.dataSet[.pixelData] } catch {
        throw unclear
    }
}

extension DataSet {
    /// Whether an overlay lies in the pixel cells: Overlay Data is absent, and Overlay Bits Allocated (60xx,0100) is more than its own bit.
    fileprivate var hasEmbeddedOverlays: Bool {
        elements.contains { element in
            let tag = element.tag
            guard (0x6000...0x60FF).contains(tag.group), tag.element == 0x0100, !contains(Tag(tag.group, 0x3000)) else { return false }
            return (integer(tag) ?? 1) > 1
        }
    }
}

/// Which bits of a pixel cell hold its value.
private struct PixelCells {
    let stored: Int
    let high: Int
    /// Whether a sign may go on above the stored bits.
    let isSigned: Bool

    /// Native cells with their other bits cleared, or filled with the sign where any of them holds one; nil where they are so already.
    func cleared<Word: FixedWidthInteger & UnsignedInteger>(_ bytes: ArraySlice<UInt8>, _: Word.Type) -> [UInt8]? {
        let size = Word.bitWidth / 8
        let count = bytes.count / size
        let used = (~Word(0) >> Word(Word.bitWidth - stored)) << Word(high + 1 - stored)
        let top = Word(1) << Word(high)
        let (any, unlike) = bytes.withUnsafeBytes { raw in
            var (any, unlike): (Word, Word) = (0, 0)
            guard let base = raw.baseAddress else { return (any, unlike) }
            for position in 0..<count {
                let word = base.loadUnaligned(fromByteOffset: position &* size, as: Word.self)
                any |= word & ~used
                unlike |= word ^ Self.extended(word, used, top)
            }
            return (any, unlike)
        }
        guard any != 0, !isSigned || unlike != 0 else { return nil }
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
