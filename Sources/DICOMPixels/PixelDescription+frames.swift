public import DICOM

extension PixelDescription {
    /// Decodes a frame, counted from 0, of the file this description was read from.
    ///
    /// Native syntaxes need no decoder. For encapsulated ones the first decoder that names the syntax is asked.
    public func frame(_ index: Int, of file: DICOMFile, decoders: [any FrameDecoder] = .all) throws(PixelError) -> Frame {
        let frame = try patterns(index, of: file, decoders: decoders)
        if holdsUnsigned32 && frame.values.contains(where: { $0 < 0 }) {
            throw PixelError(
                .unsupportedFormat, "Unsigned 32-bit pixels above 2,147,483,647 do not fit; ask for the frame as real numbers.")
        }
        return frame
    }

    /// Whether values may be too large for a frame of signed 32 bits.
    var holdsUnsigned32: Bool { bitsStored == 32 && !isSigned }

    /// A frame whose unsigned 32-bit samples are bit patterns.
    func patterns(_ index: Int, of file: DICOMFile, decoders: [any FrameDecoder]) throws(PixelError) -> Frame {
        try checkIndex(index)
        guard let element = file.dataSet[.pixelData] else {
            if file.dataSet.contains(.floatPixelData) || file.dataSet.contains(.doubleFloatPixelData) {
                throw PixelError(
                    .unsupportedFormat, "Floating-point pixels (7FE0,0008) and (7FE0,0009) are no integers; ask for a real frame.")
            }
            throw PixelError(.noPixels, "The data set has no Pixel Data (7FE0,0010).")
        }
        switch element.value {
        case .bytes(let bytes):
            return try nativeFrame(index, bytes)
        case .fragments(let table, let fragments):
            let decoder = try Self.decoder(of: file.transferSyntax, among: decoders)
            let compressed = try EncapsulatedFrames(numberOfFrames, basicOffsetTable: table, fragments, dataSet: file.dataSet).bytes(
                of: index)
            return try decodedFrame(try decoder.decode(compressed, self))
        case .sequence:
            throw PixelError(.malformed, "Pixel Data (7FE0,0010) is a sequence.")
        }
    }

    static func decoder(of syntax: TransferSyntax, among decoders: [any FrameDecoder]) throws(PixelError) -> any FrameDecoder {
        guard let decoder = decoders.first(where: { $0.transferSyntaxes.contains(syntax) }) else {
            throw PixelError(.unsupportedTransferSyntax, "No decoder is at hand for \(syntax.name) (\(syntax.uid)).")
        }
        return decoder
    }

    /// Cuts a frame out of native pixel data; an odd length may have been padded.
    func nativeFrame(_ index: Int, _ bytes: ArraySlice<UInt8>) throws(PixelError) -> Frame {
        let (firstBit, overflow) = bitsPerNativeFrame.multipliedReportingOverflow(by: index)
        let available = bytes.count.multipliedReportingOverflow(by: 8)
        guard !overflow, !available.overflow, firstBit <= available.partialValue - bitsPerNativeFrame else {
            throw PixelError(
                .truncated,
                "Pixel Data (7FE0,0010) has \(bytes.count) bytes; frame \(index) of \(bytesPerFrame) bytes is not wholly in them.")
        }
        let samples = NativeSamples(self)
        if bitsAllocated == 1 {
            return frame(samples.bits(bytes, from: firstBit, count: samplesPerFrame))
        }
        let start = bytes.startIndex + firstBit / 8
        let stored = bytes[start..<start + bitsPerNativeFrame / 8]
        if isSubsampled { return frame(try interleavedFrom422(stored), .ybrFull) }
        let values = samples.values(stored, count: samplesPerFrame)
        return frame(isPlanar ? interleaved(values) : values)
    }

    /// Wraps what a decoder returned, after checking that it is as long as it must be.
    private func decodedFrame(_ native: NativeFrame) throws(PixelError) -> Frame {
        guard bitsAllocated >= 8, native.bytes.count >= samplesPerFrame * bitsAllocated / 8 else {
            throw PixelError(.malformed, "A decoder returned \(native.bytes.count) bytes; the frame needs \(samplesPerFrame) samples.")
        }
        let values = NativeSamples(self, precision: native.precision).values(native.bytes[...], count: samplesPerFrame)
        return frame(values, native.photometricInterpretation)
    }

    private func frame(_ values: [Int32], _ meaning: PhotometricInterpretation? = nil) -> Frame {
        Frame(
            rows: rows, columns: columns, samplesPerPixel: samplesPerPixel, photometricInterpretation: meaning ?? photometricInterpretation,
            values: values)
    }

    /// Puts the samples of a pixel next to each other.
    private func interleaved(_ planes: [Int32]) -> [Int32] {
        let pixels = pixelsPerFrame
        var values = [Int32](repeating: 0, count: planes.count)
        for sample in 0..<samplesPerPixel {
            for pixel in 0..<pixels { values[pixel * samplesPerPixel + sample] = planes[sample * pixels + pixel] }
        }
        return values
    }

    /// Y0 Y1 Cb Cr for every two pixels of a row; both get the same chrominances.
    private func interleavedFrom422(_ bytes: ArraySlice<UInt8>) throws(PixelError) -> [Int32] {
        guard columns % 2 == 0, bitsAllocated == 8, samplesPerPixel == 3 else {
            throw PixelError(.invalidAttribute, "YBR_FULL_422 demands an even number of Columns (0028,0011) and 8 bits a sample.")
        }
        let stored = NativeSamples(self).values(bytes, count: pixelsPerFrame * 2)
        return [Int32](unsafeUninitializedCapacity: samplesPerFrame) { values, initialized in
            for pair in 0..<stored.count / 4 {
                for pixel in 0..<2 {
                    values[pair * 6 + pixel * 3] = stored[pair * 4 + pixel]
                    values[pair * 6 + pixel * 3 + 1] = stored[pair * 4 + 2]
                    values[pair * 6 + pixel * 3 + 2] = stored[pair * 4 + 3]
                }
            }
            initialized = samplesPerFrame
        }
    }
}

extension DICOMFile {
    /// Decodes a frame of the file, counted from 0.
    ///
    /// For several frames make a ``PixelDescription`` once and ask it.
    public func frame(_ index: Int = 0, decoders: [any FrameDecoder] = .all) throws(PixelError) -> Frame {
        try PixelDescription(dataSet).frame(index, of: self, decoders: decoders)
    }
}
