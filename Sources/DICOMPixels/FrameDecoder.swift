public import DICOM

/// Decodes the compressed frames of one or several transfer syntaxes. This is where codecs plug in.
public protocol FrameDecoder: Sendable {
    /// The transfer syntaxes it decodes.
    var transferSyntaxes: [TransferSyntax] { get }

    /// Decodes one frame to samples in native form: each in `bitsAllocated` bits, least significant byte first, the samples of
    /// a pixel next to each other, `description.samplesPerFrame` in all.
    ///
    /// The bytes may end with padding. A decoder must not trust any length in them.
    func decode(_ bytes: ArraySlice<UInt8>, _ description: PixelDescription) throws(PixelError) -> NativeFrame
}

/// Samples in native form, and what they mean if decoding changed that.
public struct NativeFrame: Sendable {
    /// The samples, as ``FrameDecoder/decode(_:_:)`` describes.
    public var bytes: [UInt8]
    /// What the samples mean: codecs turn YBR into RGB, for example.
    public var photometricInterpretation: PhotometricInterpretation
    /// How many bits of each sample hold its value, from the least significant on; nil when the description says it (Bits Stored and High Bit).
    public var precision: Int?

    /// Samples with their meaning.
    public init(bytes: [UInt8], photometricInterpretation: PhotometricInterpretation, precision: Int? = nil) {
        self.bytes = bytes
        self.photometricInterpretation = photometricInterpretation
        self.precision = precision
    }
}

extension FrameDecoder where Self == RunLengthDecoder {
    /// RLE Lossless.
    public static var runLength: RunLengthDecoder { RunLengthDecoder() }
}
