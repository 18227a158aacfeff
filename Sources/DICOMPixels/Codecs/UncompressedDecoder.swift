public import DICOM

/// Encapsulated Uncompressed Explicit VR Little Endian (PS3.5 section A.4.11): each frame in a fragment, in native form.
public struct UncompressedDecoder: FrameDecoder {
    /// The decoder has no settings.
    public init() {}

    /// Encapsulated Uncompressed.
    public var transferSyntaxes: [TransferSyntax] { [.encapsulatedUncompressed] }

    /// Unpacks one frame to interleaved samples.
    public func decode(_ bytes: ArraySlice<UInt8>, _ description: PixelDescription) throws(PixelError) -> NativeFrame {
        let frame = try description.nativeFrame(0, bytes)
        return NativeFrame(
            bytes: NativeSamples.bytes(frame.values, bytesPerSample: description.bitsAllocated / 8),
            photometricInterpretation: frame.photometricInterpretation, precision: description.bitsStored)
    }
}

extension FrameDecoder where Self == UncompressedDecoder {
    /// Frames that are encapsulated without being compressed.
    public static var uncompressed: UncompressedDecoder { UncompressedDecoder() }
}
