import DICOM
import DICOMPixels

extension DICOMFile {
    /// The object without bytes in its pixel data that belong to no pixel, among which anything could be written: behind the last frame, in
    /// comments and data of applications inside compressed frames, in fragments and offset tables of no frame.
    ///
    /// Native pixel data is cut. In compressed frames such bytes become zero where they stand, so that every length and offset stays. Nil
    /// where there are none. Throws `.pixelsMayIdentify` where a codestream cannot be walked, or nothing says which bytes are pixels.
    func withoutPixelSurplus() throws(DeidentificationError) -> DICOMFile? {
        guard let pixels = dataSet[.pixelData] ?? dataSet[.floatPixelData] ?? dataSet[.doubleFloatPixelData] else { return nil }
        let description: PixelDescription
        do { description = try PixelDescription(dataSet) } catch {
            throw DeidentificationError(.pixelsMayIdentify, "The pixels cannot be told from other bytes: \(error.message)")
        }
        switch pixels.value {
        case .sequence: return nil
        case .bytes(let bytes):
            let size = description.bitsPerNativeFrame * description.numberOfFrames
            guard let bytes = bytes.cut(to: (size + 7) / 8) else { return nil }
            var file = self
            file.dataSet[pixels.tag] = pixels.with(value: .bytes(bytes))
            return file
        case .fragments(let table, let fragments):
            return try withoutSurplus(in: fragments, table, pixels, description)
        }
    }

    private func withoutSurplus(
        in fragments: [ArraySlice<UInt8>], _ table: ArraySlice<UInt8>, _ pixels: DataElement, _ description: PixelDescription
    ) throws(DeidentificationError) -> DICOMFile? {
        let frames: [Range<Int>]
        do { frames = try description.fragments(of: self) } catch {
            throw DeidentificationError(.pixelsMayIdentify, "Frames cannot be told apart in the pixel data: \(error.message)")
        }
        var blanked = fragments
        var isChanged = false
        for (number, range) in frames.enumerated() {
            let frame = range.count == 1 ? fragments[range.lowerBound] : ArraySlice(fragments[range].joined())
            guard let surplus = surplus(in: frame, description) else {
                throw DeidentificationError(
                    .pixelsMayIdentify,
                    "Frame \(number) is no codestream of \(transferSyntax.name), so that it cannot be seen what it holds besides an image.")
            }
            // A single byte at the end pads to an even number, whatever it is.
            let written = surplus.filter { $0 != frame.endIndex - 1..<frame.endIndex && frame[$0].contains { $0 != 0 } }
            if written.isEmpty { continue }
            isChanged = true
            var bytes = Array(frame)
            for range in written {
                for position in range { bytes[position - frame.startIndex] = 0 }
            }
            var position = 0
            for fragment in range {
                let end = position + fragments[fragment].count
                blanked[fragment] = bytes[position..<end]
                position = end
            }
        }
        // Frames that an offset table finds are found by it; one that is not needed may say anything.
        let isTableNeeded = frames.count > 1 && fragments.count != frames.count
        let cleanTable = isTableNeeded ? table.prefix(4 * frames.count) : table.isOffsetTable(of: fragments, frames) ? table : []
        guard isChanged || cleanTable != table else { return nil }
        var file = self
        file.dataSet[.pixelData] = pixels.with(value: .fragments(basicOffsetTable: cleanTable, blanked))
        return file
    }

    /// The bytes of a compressed frame that are not of its image; nil where it cannot be walked.
    private func surplus(in frame: ArraySlice<UInt8>, _ description: PixelDescription) -> [Range<Int>]? {
        switch transferSyntax {
        case .jpegBaseline, .jpegExtended, .jpegLossless, .jpegLosslessFirstOrder: return JPEGSurplus.ranges(in: frame, isLS: false)
        case .jpegLSLossless, .jpegLSNearLossless: return JPEGSurplus.ranges(in: frame, isLS: true)
        case .jpeg2000Lossless, .jpeg2000, .htj2kLossless, .htj2kLosslessRPCL, .htj2k: return JPEG2000Surplus.ranges(in: frame)
        case .rleLossless: return RunLengthSurplus.ranges(in: frame, segmentLength: description.rows * description.columns)
        case .encapsulatedUncompressed:
            return [min(frame.startIndex + description.bytesPerFrame, frame.endIndex)..<frame.endIndex]
        default: return nil
        }
    }
}

extension ArraySlice<UInt8> {
    /// Whether these are the offsets of the first fragments of frames, 32 bits each, the least significant byte first.
    fileprivate func isOffsetTable(of fragments: [ArraySlice<UInt8>], _ frames: [Range<Int>]) -> Bool {
        if isEmpty { return true }
        guard count == 4 * frames.count else { return false }
        var offset = 0
        for (number, frame) in frames.enumerated() {
            guard littleEndian(at: startIndex + 4 * number, size: 4) == offset else { return false }
            for fragment in frame { offset += 8 + fragments[fragment].count }
        }
        return true
    }

    /// The first so many bytes, padded to an even number with zero; nil where that is what there is, or more.
    func cut(to size: Int) -> ArraySlice<UInt8>? {
        guard count > size else { return nil }
        if size % 2 == 0 { return prefix(size) }
        if count == size + 1, last == 0 { return nil }
        return ArraySlice(prefix(size) + [0])
    }
}
