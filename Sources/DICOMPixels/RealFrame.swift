public import DICOM

/// The samples of one frame as real numbers: of Float and Double Float Pixel Data, and of any integers, unsigned 32 bits included.
public struct RealFrame: Sendable, Equatable {
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// The number of samples of a pixel.
    public let samplesPerPixel: Int
    /// What the samples mean.
    public let photometricInterpretation: PhotometricInterpretation
    /// The samples row by row from the top left, those of a pixel next to each other.
    public let values: [Double]
}

extension PixelDescription {
    /// Decodes a frame, counted from 0, of the file this description was read from, to real numbers.
    public func realFrame(_ index: Int, of file: DICOMFile, decoders: [any FrameDecoder] = .all) throws(PixelError) -> RealFrame {
        try checkIndex(index)
        guard file.dataSet[.pixelData] == nil else { return try realIntegers(index, of: file, decoders: decoders) }
        if let bytes = file.dataSet[.floatPixelData]?.bytes {
            let frame = try cut(index, from: bytes, size: 4, "(7FE0,0008)")
            return real(
                frame.withUnsafeBytes { raw in
                    (0..<samplesPerFrame).map {
                        Double(Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self))))
                    }
                })
        }
        if let bytes = file.dataSet[.doubleFloatPixelData]?.bytes {
            let frame = try cut(index, from: bytes, size: 8, "(7FE0,0009)")
            return real(
                frame.withUnsafeBytes { raw in
                    (0..<samplesPerFrame).map {
                        Double(bitPattern: UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self)))
                    }
                })
        }
        throw PixelError(.noPixels, "The data set has no pixel data, neither integers nor real numbers.")
    }

    private func realIntegers(_ index: Int, of file: DICOMFile, decoders: [any FrameDecoder]) throws(PixelError) -> RealFrame {
        let frame = try patterns(index, of: file, decoders: decoders)
        return RealFrame(
            rows: rows, columns: columns, samplesPerPixel: samplesPerPixel, photometricInterpretation: frame.photometricInterpretation,
            values: holdsUnsigned32 ? frame.values.map { Double(UInt32(bitPattern: $0)) } : frame.values.map(Double.init))
    }

    private func real(_ values: [Double]) -> RealFrame {
        RealFrame(
            rows: rows, columns: columns, samplesPerPixel: samplesPerPixel, photometricInterpretation: photometricInterpretation,
            values: values)
    }

    private func cut(_ index: Int, from bytes: ArraySlice<UInt8>, size: Int, _ name: String) throws(PixelError) -> ArraySlice<UInt8> {
        let length = samplesPerFrame * size
        let (start, overflow) = length.multipliedReportingOverflow(by: index)
        guard !overflow, start <= bytes.count - length else {
            throw PixelError(.truncated, "\(name) has \(bytes.count) bytes; frame \(index) of \(length) bytes is not wholly in them.")
        }
        return bytes[bytes.startIndex + start..<bytes.startIndex + start + length]
    }

    func checkIndex(_ index: Int) throws(PixelError) {
        guard index >= 0, index < numberOfFrames else {
            throw PixelError(.noSuchFrame, "Frame \(index) was asked for; the image has frames 0 to \(numberOfFrames - 1).")
        }
    }
}

extension DICOMFile {
    /// Decodes a frame of the file, counted from 0, to real numbers.
    public func realFrame(_ index: Int = 0, decoders: [any FrameDecoder] = .all) throws(PixelError) -> RealFrame {
        try PixelDescription(dataSet).realFrame(index, of: self, decoders: decoders)
    }
}
