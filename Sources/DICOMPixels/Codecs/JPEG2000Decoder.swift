import CCodecs
public import DICOM

/// JPEG 2000 (PS3.5 section 8.2.4), by OpenJPEG: both processes, and frames of the multi-component syntaxes that stand on their own.
public struct JPEG2000Decoder: FrameDecoder {
    /// The decoder has no settings.
    public init() {}

    /// JPEG 2000, and Part 2 multi-component.
    public var transferSyntaxes: [TransferSyntax] {
        [.jpeg2000Lossless, .jpeg2000] + ["92", "93"].compactMap { TransferSyntax(uid: "1.2.840.10008.1.2.4.\($0)") }
    }

    /// Decodes one frame.
    public func decode(_ bytes: ArraySlice<UInt8>, _ description: PixelDescription) throws(PixelError) -> NativeFrame {
        let (samples, facts) = try CodecCall.decode(bytes, description, format: "JPEG 2000", by: mosaic_jpeg2000_decode)
        return NativeFrame(jpeg2000: samples, facts, description)
    }
}

/// High-Throughput JPEG 2000 (PS3.5 section 8.2.14), also by OpenJPEG: OpenJPH 0.9, which encodes, ends the process on damaged codestreams.
public struct HTJ2KDecoder: FrameDecoder {
    /// The decoder has no settings.
    public init() {}

    /// HTJ2K lossless, lossless with RPCL order, and with losses.
    public var transferSyntaxes: [TransferSyntax] {
        [.htj2kLossless, .htj2kLosslessRPCL, .htj2k]
    }

    /// Decodes one frame.
    public func decode(_ bytes: ArraySlice<UInt8>, _ description: PixelDescription) throws(PixelError) -> NativeFrame {
        let (samples, facts) = try CodecCall.decode(bytes, description, format: "HTJ2K", by: mosaic_jpeg2000_decode)
        return NativeFrame(jpeg2000: samples, facts, description)
    }
}

extension NativeFrame {
    /// The bits of the codestream decide: a codestream without a sign in an image with one holds the two's complement (and the reverse).
    init(jpeg2000 samples: [UInt8], _ facts: mosaic_facts, _ description: PixelDescription) {
        var meaning = description.photometricInterpretation
        // YBR_RCT and YBR_ICT name the transformation that decoding has just undone.
        if facts.is_transformed != 0 || meaning == .ybrRCT || meaning == .ybrICT, description.samplesPerPixel == 3 { meaning = .rgb }
        self.init(bytes: samples, photometricInterpretation: meaning, precision: Int(facts.precision))
    }
}

extension FrameDecoder where Self == JPEG2000Decoder {
    /// JPEG 2000.
    public static var jpeg2000: JPEG2000Decoder { JPEG2000Decoder() }
}

extension FrameDecoder where Self == HTJ2KDecoder {
    /// High-Throughput JPEG 2000.
    public static var htj2k: HTJ2KDecoder { HTJ2KDecoder() }
}
