public import DICOM

extension DICOMFile {
    /// The bytes of a frame, counted from 0, as they are stored: cut out of native pixel data (least significant byte first), or the joined
    /// fragments of a compressed frame.
    ///
    /// Native frames of one bit a pixel that do not begin with a byte are shifted so that this one does.
    public func frameBytes(_ index: Int) throws(PixelError) -> ArraySlice<UInt8> {
        let description = try PixelDescription(dataSet)
        try description.checkIndex(index)
        guard let element = dataSet[.pixelData] ?? dataSet[.floatPixelData] ?? dataSet[.doubleFloatPixelData] else {
            throw PixelError(.noPixels, "The data set has no pixel data.")
        }
        switch element.value {
        case .bytes(let bytes): return try description.nativeBytes(index, bytes)
        case .fragments(let table, let fragments):
            return try EncapsulatedFrames(description.numberOfFrames, basicOffsetTable: table, fragments, dataSet: dataSet).bytes(of: index)
        case .sequence: throw PixelError(.malformed, "Pixel Data (7FE0,0010) is a sequence.")
        }
    }

    /// The bytes of a frame in another transfer syntax; native syntaxes give samples with the least significant byte first.
    public func frameBytes(_ index: Int, as syntax: TransferSyntax) throws(PixelError) -> [UInt8] {
        if syntax == transferSyntax || !syntax.isEncapsulated && !transferSyntax.isEncapsulated { return Array(try frameBytes(index)) }
        let description = try PixelDescription(dataSet)
        let frame = try description.patterns(index, of: self, decoders: .all)
        guard syntax.isEncapsulated else { return try Transcoding.native(frame, description) }
        return try Transcoding.encoded(frame, description, by: Transcoding.encoder(of: syntax, among: .all))
    }
}

extension PixelDescription {
    /// Which fragments of encapsulated pixel data belong to each frame; as a rule one to each.
    public func fragments(of file: DICOMFile) throws(PixelError) -> [Range<Int>] {
        guard case .fragments(let table, let fragments) = file.dataSet[.pixelData]?.value else {
            throw PixelError(.noPixels, "The data set has no encapsulated pixel data.")
        }
        return try EncapsulatedFrames(numberOfFrames, basicOffsetTable: table, fragments, dataSet: file.dataSet).fragmentRanges()
    }

    /// The bytes of a native frame.
    func nativeBytes(_ index: Int, _ bytes: ArraySlice<UInt8>) throws(PixelError) -> ArraySlice<UInt8> {
        let (firstBit, overflow) = bitsPerNativeFrame.multipliedReportingOverflow(by: index)
        guard !overflow, firstBit <= bytes.count * 8 - bitsPerNativeFrame else {
            throw PixelError(.truncated, "Pixel data has \(bytes.count) bytes; frame \(index) is not wholly in them.")
        }
        let first = bytes.startIndex + firstBit / 8
        guard firstBit % 8 != 0 || bitsPerNativeFrame % 8 != 0 else { return bytes[first..<first + bitsPerNativeFrame / 8] }
        var shifted = [UInt8](repeating: 0, count: bytesPerFrame)
        for bit in 0..<bitsPerNativeFrame where bytes[bytes.startIndex + (firstBit + bit) / 8] >> UInt8((firstBit + bit) % 8) & 1 == 1 {
            shifted[bit / 8] |= 1 << UInt8(bit % 8)
        }
        return shifted[...]
    }
}
