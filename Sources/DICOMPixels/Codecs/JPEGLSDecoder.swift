import CCodecs
public import DICOM

/// JPEG-LS, lossless and near-lossless (PS3.5 section 8.2.3), by CharLS.
public struct JPEGLSDecoder: FrameDecoder {
    /// The decoder has no settings.
    public init() {}

    /// JPEG-LS lossless and near-lossless.
    public var transferSyntaxes: [TransferSyntax] { [.jpegLSLossless, .jpegLSNearLossless] }

    /// Decodes one frame. JPEG-LS knows no sign: the most significant bit of the precision is it.
    public func decode(_ bytes: ArraySlice<UInt8>, _ description: PixelDescription) throws(PixelError) -> NativeFrame {
        let (samples, facts) = try CodecCall.decode(bytes, description, format: "JPEG-LS", by: mosaic_jpegls_decode)
        return NativeFrame(
            bytes: samples, photometricInterpretation: description.photometricInterpretation, precision: Int(facts.precision))
    }
}

extension FrameDecoder where Self == JPEGLSDecoder {
    /// JPEG-LS.
    public static var jpegLS: JPEGLSDecoder { JPEGLSDecoder() }
}
