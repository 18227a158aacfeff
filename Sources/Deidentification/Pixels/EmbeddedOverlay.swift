import DICOM

/// Pixel Data without the overlays that old objects carry in bits which no pixel uses; nil when there are none.
///
/// The profile removes overlays (60xx). Where Overlay Data is absent and Overlay Bits Allocated (60xx,0100) is that of the pixels, the
/// graphics lie in the pixel cells at Overlay Bit Position (60xx,0102): removing the group alone would leave them there.
func pixelsWithoutOverlays(_ dataSet: DataSet) throws(DeidentificationError) -> DataElement? {
    let isEmbedded = dataSet.elements.contains { element in
        let tag = element.tag
        guard (0x6000...0x60FF).contains(tag.group), tag.element == 0x0100, !dataSet.contains(Tag(tag.group, 0x3000)) else { return false }
        return (dataSet.integer(tag) ?? 1) > 1
    }
    guard isEmbedded, let pixels = dataSet[.pixelData] else { return nil }
    guard case .bytes(let bytes) = pixels.value, dataSet.integer(.bitsAllocated) == 16, let stored = dataSet.integer(.bitsStored),
        (1..<16).contains(stored), let high = dataSet.integer(.highBit), (stored - 1..<16).contains(high)
    else {
        throw DeidentificationError(
            .pixelsMayIdentify,
            "Overlays lie in bits of the pixels (60xx,0102) that cannot be cleared here. Have the object written without overlays.")
    }
    let mask = UInt16(truncatingIfNeeded: ((1 << stored) - 1) << (high + 1 - stored))
    var cleared = Array(bytes)
    for position in stride(from: 0, to: cleared.count - 1, by: 2) {
        cleared[position] &= UInt8(truncatingIfNeeded: mask)
        cleared[position + 1] &= UInt8(truncatingIfNeeded: mask >> 8)
    }
    return pixels.with(value: .bytes(cleared[...]))
}
