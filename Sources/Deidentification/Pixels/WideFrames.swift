import DICOM
import DICOMPixels

/// Compressed frames as their codecs hold them, which may be wider than Bits Stored: RLE keeps cells byte by byte, other codestreams have a
/// precision of their own.
struct WideFrames {
    let file: DICOMFile
    let description: PixelDescription
    let decoder: any FrameDecoder

    /// Whether codestreams hold whole cells, with the value where High Bit says.
    private var holdsCells: Bool { file.transferSyntax == .rleLossless || file.transferSyntax == .encapsulatedUncompressed }

    private var cells: PixelCells? {
        PixelCells(
            allocated: description.bitsAllocated, stored: description.bitsStored,
            high: holdsCells ? description.highBit : description.bitsStored - 1, isSigned: description.isSigned)
    }

    /// Whether a frame holds more than the stored bits. Throws where that cannot be told.
    func holdsStrayBits(_ index: Int) throws(DeidentificationError) -> Bool {
        guard let cells, let bytes = try? file.frameBytes(index) else { throw .unclearStrayBits }
        if !holdsCells, let precision = CodestreamPrecision.of(bytes), precision <= description.bitsStored { return false }
        // Without compression a frame is its cells, of which decoding would leave the stored bits.
        if file.transferSyntax == .encapsulatedUncompressed { return cells.cleared(bytes.prefix(description.bytesPerFrame)) != nil }
        guard let native = try? decoder.decode(bytes, description) else { throw .unclearStrayBits }
        return holdsCells ? cells.cleared(native.bytes[...]) != nil : cells.holdMoreThanSigns(native.bytes[...])
    }

    /// Brings the values of such a frame within the stored bits: of cells and lossless codestreams only those count. Losses carry values a little
    /// beyond; these become the nearest that can be stored. False where that explains nothing.
    func clear(_ values: inout [Int32], of index: Int) -> Bool {
        if holdsCells { return true }
        // Decoding cuts samples of JPEG to the stored bits; losses have to be seen as they are.
        if description.samplesPerPixel == 1, let bytes = try? file.frameBytes(index), let native = try? decoder.decode(bytes, description) {
            let precision = CodestreamPrecision.of(bytes) ?? native.precision ?? description.bitsAllocated
            values = values.indices.map { native.value(at: $0, bytes: description.bitsAllocated / 8, precision, description.isSigned) }
        }
        let (least, most) = (
            Int32(truncatingIfNeeded: description.range.lowerBound), Int32(truncatingIfNeeded: description.range.upperBound)
        )
        guard file.transferSyntax.mayLose else {
            let (up, isSigned) = (Int32(32 - description.bitsStored), description.isSigned)
            for position in values.indices {
                let value = values[position] &<< up
                values[position] = isSigned ? value &>> up : Int32(bitPattern: UInt32(bitPattern: value) &>> UInt32(bitPattern: up))
            }
            return true
        }
        let slack = Int32(1) << Int32(max(description.bitsStored - 3, 0))
        guard values.allSatisfy({ $0 >= least - slack && $0 <= most + slack }) else { return false }
        for position in values.indices { values[position] = min(max(values[position], least), most) }
        return true
    }
}

extension NativeFrame {
    /// A sample in the lowest bits of its bytes.
    fileprivate func value(at position: Int, bytes size: Int, _ precision: Int, _ isSigned: Bool) -> Int32 {
        var word: UInt32 = 0
        for byte in 0..<size { word |= UInt32(bytes[position * size + byte]) << UInt32(8 * byte) }
        let up = UInt32(32 - min(max(precision, 1), 32))
        let high = word &<< up
        return isSigned ? Int32(bitPattern: high) &>> Int32(up) : Int32(bitPattern: high &>> up)
    }
}

extension TransferSyntax {
    /// Whether frames of the syntax may have been compressed with losses.
    fileprivate var mayLose: Bool {
        switch self {
        case .jpegLossless, .jpegLosslessFirstOrder, .jpegLSLossless, .jpeg2000Lossless, .htj2kLossless, .htj2kLosslessRPCL: false
        default: true
        }
    }
}
