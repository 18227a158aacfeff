import DICOM
import DICOMPixels

extension DICOMFile {
    /// The object without what lies in bits of the pixel cells that no pixel uses; nil when nothing does.
    ///
    /// Old objects carry overlays there (60xx,0102), and so may anybody anything, declared or not: whoever reads Bits Stored does not see it.
    /// Only the repetition of a sign belongs above the stored bits, and nothing below them.
    func withoutStrayBits() throws(DeidentificationError) -> DICOMFile? {
        guard let pixels = dataSet[.pixelData], let allocated = dataSet.integer(.bitsAllocated), allocated > 1 else { return nil }
        let stored = dataSet.integer(.bitsStored) ?? allocated
        guard case .bytes(let bytes) = pixels.value else {
            guard stored < allocated else { return nil }
            if dataSet.hasEmbeddedOverlays { throw .unclearStrayBits }
            return try compressedWithoutStrayBits()
        }
        guard stored != allocated else { return nil }
        let high = dataSet.integer(.highBit) ?? stored - 1
        guard let cells = PixelCells(allocated: allocated, stored: stored, high: high, isSigned: dataSet.integer(.pixelRepresentation) == 1)
        else {
            if dataSet.hasEmbeddedOverlays { throw .unclearStrayBits }
            // What no reader can make sense of is refused where the pixels are walked.
            return nil
        }
        guard let cleared = cells.cleared(bytes) else { return nil }
        var file = self
        file.dataSet[.pixelData] = pixels.with(value: .bytes(cleared[...]))
        return file
    }

    /// Frames whose codestreams, or cells, hold more than the stored bits are written anew, without loss.
    private func compressedWithoutStrayBits() throws(DeidentificationError) -> DICOMFile? {
        guard let description = try? PixelDescription(dataSet),
            let decoder = [any FrameDecoder].all.first(where: { $0.transferSyntaxes.contains(transferSyntax) })
        else { return nil }
        let wide = WideFrames(file: self, description: description, decoder: decoder)
        var isStray: [Bool] = []
        for index in 0..<description.numberOfFrames { isStray.append(try wide.holdsStrayBits(index)) }
        guard isStray.contains(true) else { return nil }
        var isUnclear = false
        let edited: DICOMFile
        do {
            edited = try editingFrames(mayEdit: { isStray[$0] }) { index, values, _ in
                guard isStray[index] else { return false }
                isUnclear = !wide.clear(&values, of: index) || isUnclear
                return true
            }
        } catch { throw .unclearStrayBits }
        if isUnclear { throw .unclearStrayBits }
        return edited
    }
}

extension DeidentificationError {
    static let unclearStrayBits = DeidentificationError(
        .pixelsMayIdentify,
        "Bits of the pixels beyond Bits Stored (0028,0101) hold something that cannot be cleared here, an overlay (60xx,0102) for example. Have "
            + "the object written without it.")
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
