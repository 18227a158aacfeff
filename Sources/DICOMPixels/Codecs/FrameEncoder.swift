import CCodecs
public import DICOM

/// Encodes frames without loss in one or several transfer syntaxes.
public protocol FrameEncoder: Sendable {
    /// The transfer syntaxes it encodes, the usual one first.
    var transferSyntaxes: [TransferSyntax] { get }

    /// What the samples of such an image mean once they are encoded: JPEG 2000 transforms RGB, for example.
    func photometricInterpretation(of description: PixelDescription) -> PhotometricInterpretation

    /// Encodes one frame. Its samples lie next to each other, each a value within Bits Stored whose sign, or zeros, fill the allocated bits.
    func encode(_ frame: NativeFrame, _ description: PixelDescription) throws(PixelError) -> [UInt8]
}

extension FrameEncoder {
    /// Most codecs leave colours alone.
    public func photometricInterpretation(of description: PixelDescription) -> PhotometricInterpretation {
        description.photometricInterpretation
    }

    /// The precision with which a codec that demands at least some bits holds the samples.
    func precision(of description: PixelDescription, within range: ClosedRange<Int>, format: String) throws(PixelError) -> Int {
        guard description.bitsStored <= range.upperBound else {
            throw PixelError(
                .cannotEncode,
                "\(format) holds at most \(range.upperBound) bits a sample, but Bits Stored (0028,0101) is \(description.bitsStored).")
        }
        return max(description.bitsStored, range.lowerBound)
    }

    /// Samples without their sign: the two's complement in so many bits, in as few whole bytes as hold them.
    func unsignedSamples(_ frame: NativeFrame, _ description: PixelDescription, precision: Int) -> (bytes: [UInt8], bytesPerSample: Int) {
        let from = description.bitsAllocated / 8
        let to = precision > 8 ? 2 : 1
        guard description.isSigned || from != to else { return (frame.bytes, to) }
        let mask = UInt32(truncatingIfNeeded: (UInt64(1) << UInt64(precision)) - 1)
        let count = description.samplesPerFrame
        let bytes = frame.bytes.withUnsafeBufferPointer { source in
            [UInt8](unsafeUninitializedCapacity: count * to) { target, initialized in
                for sample in 0..<count {
                    var bits = UInt32(source[sample * from])
                    if from > 1 { bits |= UInt32(source[sample * from + 1]) << 8 }
                    bits &= mask
                    target[sample * to] = UInt8(truncatingIfNeeded: bits)
                    if to == 2 { target[sample * 2 + 1] = UInt8(truncatingIfNeeded: bits >> 8) }
                }
                initialized = count * to
            }
        }
        return (bytes, to)
    }
}

/// JPEG-LS lossless by CharLS.
public struct JPEGLSEncoder: FrameEncoder {
    /// The encoder has no settings.
    public init() {}

    /// JPEG-LS lossless.
    public var transferSyntaxes: [TransferSyntax] { [.jpegLSLossless] }

    /// Encodes one frame.
    public func encode(_ frame: NativeFrame, _ description: PixelDescription) throws(PixelError) -> [UInt8] {
        let precision = try precision(of: description, within: 2...16, format: "JPEG-LS")
        let (samples, bytesPerSample) = unsignedSamples(frame, description, precision: precision)
        var layout = try CodecCall.layout(of: description, format: "JPEG-LS")
        layout.bytes_per_sample = UInt32(bytesPerSample)
        let encoding = mosaic_encoding(precision: Int32(precision), is_signed: 0, uses_colour_transformation: 0, parameter: 0)
        return try CodecCall.encode(samples, layout, encoding, format: "JPEG-LS", by: mosaic_jpegls_encode)
    }
}

/// JPEG lossless by the library of GDCM, with the first predictor, the value on the left.
public struct JPEGLosslessEncoder: FrameEncoder {
    /// The encoder has no settings.
    public init() {}

    /// JPEG lossless, first-order prediction, and the syntax that allows any predictor.
    public var transferSyntaxes: [TransferSyntax] { [.jpegLosslessFirstOrder, .jpegLossless] }

    /// Encodes one frame.
    public func encode(_ frame: NativeFrame, _ description: PixelDescription) throws(PixelError) -> [UInt8] {
        // Each build of the library encodes with all its bits.
        let precision = [8, 12, 16].first { $0 >= description.bitsStored } ?? 16
        _ = try self.precision(of: description, within: 2...16, format: "JPEG lossless")
        let (samples, bytesPerSample) = unsignedSamples(frame, description, precision: precision)
        var layout = try CodecCall.layout(of: description, format: "JPEG lossless")
        layout.bytes_per_sample = UInt32(bytesPerSample)
        let encoding = mosaic_encoding(precision: Int32(precision), is_signed: 0, uses_colour_transformation: 0, parameter: 1)
        switch precision {
        case ...8: return try CodecCall.encode(samples, layout, encoding, format: "JPEG lossless", by: mosaic_jpeg8_encode)
        case ...12: return try CodecCall.encode(samples, layout, encoding, format: "JPEG lossless", by: mosaic_jpeg12_encode)
        default: return try CodecCall.encode(samples, layout, encoding, format: "JPEG lossless", by: mosaic_jpeg16_encode)
        }
    }
}

/// JPEG 2000 lossless by OpenJPEG: RGB with the reversible colour transformation.
public struct JPEG2000Encoder: FrameEncoder {
    /// The encoder has no settings.
    public init() {}

    /// JPEG 2000 lossless, and the syntax that also allows losses.
    public var transferSyntaxes: [TransferSyntax] { [.jpeg2000Lossless, .jpeg2000] }

    /// RGB becomes YBR_RCT (PS3.5 section 8.2.4).
    public func photometricInterpretation(of description: PixelDescription) -> PhotometricInterpretation {
        description.interpretationAfterReversibleTransformation
    }

    /// Encodes one frame.
    public func encode(_ frame: NativeFrame, _ description: PixelDescription) throws(PixelError) -> [UInt8] {
        // The wavelet adds bits to the 32 in which OpenJPEG computes.
        let precision = try precision(of: description, within: 1...24, format: "JPEG 2000")
        let encoding = description.waveletEncoding(precision: precision)
        return try CodecCall.encode(
            frame.bytes, try CodecCall.layout(of: description, format: "JPEG 2000"), encoding, format: "JPEG 2000",
            by: mosaic_jpeg2000_encode)
    }
}

/// High-Throughput JPEG 2000 lossless by OpenJPH: RGB with the reversible colour transformation.
public struct HTJ2KEncoder: FrameEncoder {
    /// The encoder has no settings.
    public init() {}

    /// HTJ2K lossless, and the syntax that also allows losses.
    public var transferSyntaxes: [TransferSyntax] { [.htj2kLossless, .htj2k] }

    /// RGB becomes YBR_RCT (PS3.5 section 8.2.14).
    public func photometricInterpretation(of description: PixelDescription) -> PhotometricInterpretation {
        description.interpretationAfterReversibleTransformation
    }

    /// Encodes one frame.
    public func encode(_ frame: NativeFrame, _ description: PixelDescription) throws(PixelError) -> [UInt8] {
        let precision = try precision(of: description, within: 1...16, format: "HTJ2K")
        let encoding = description.waveletEncoding(precision: precision)
        return try CodecCall.encode(
            frame.bytes, try CodecCall.layout(of: description, format: "HTJ2K"), encoding, format: "HTJ2K", by: mosaic_htj2k_encode)
    }
}

extension PixelDescription {
    /// RGB is transformed (RCT, PS3.5 section 8.2.4), anything else stays what it is.
    fileprivate var interpretationAfterReversibleTransformation: PhotometricInterpretation {
        photometricInterpretation == .rgb ? .ybrRCT : photometricInterpretation
    }

    /// What both wavelet codecs are told.
    fileprivate func waveletEncoding(precision: Int) -> mosaic_encoding {
        mosaic_encoding(
            precision: Int32(precision), is_signed: isSigned ? 1 : 0, uses_colour_transformation: photometricInterpretation == .rgb ? 1 : 0,
            parameter: 0)
    }
}
