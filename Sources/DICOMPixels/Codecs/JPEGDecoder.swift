import CCodecs
public import DICOM

/// JPEG (PS3.5 section 8.2.1): baseline and extended with 8 and 12 bits, lossless with 2 to 16 bits. Eight bits with DCT go to libjpeg-turbo,
/// everything else to the library of GDCM.
public struct JPEGDecoder: FrameDecoder {
    /// The decoder has no settings.
    public init() {}

    /// Baseline, extended, spectral selection, progression and lossless.
    public var transferSyntaxes: [TransferSyntax] {
        // Retired syntaxes are still in archives; their processes are those of the library.
        ["50", "51", "53", "55", "57", "70"].compactMap { TransferSyntax(uid: "1.2.840.10008.1.2.4.\($0)") }
    }

    /// Decodes one frame.
    public func decode(_ bytes: ArraySlice<UInt8>, _ description: PixelDescription) throws(PixelError) -> NativeFrame {
        let header = try JPEGHeader(bytes)
        guard header.columns == description.columns, header.rows == description.rows,
            header.components.count == description.samplesPerPixel, header.precision <= description.bitsAllocated
        else {
            throw PixelError(.malformed, "A JPEG frame is not the image that Rows, Columns, Samples per Pixel and Bits Allocated describe.")
        }
        let format = header.process == .lossless ? "JPEG lossless" : "JPEG"
        let samples: [UInt8]
        switch (header.process, header.precision) {
        case (.transform, 8):
            samples = try CodecCall.decode(bytes, description, format: format, by: mosaic_jpeg_dct8_decode).samples
        case (.lossless, 2...8): samples = try CodecCall.decode(bytes, description, format: format, by: mosaic_jpeg8_decode).samples
        case (.transform, 12), (.lossless, 9...12):
            samples = try CodecCall.decode(bytes, description, format: format, by: mosaic_jpeg12_decode).samples
        case (.lossless, 13...16):
            samples = try CodecCall.decode(bytes, description, format: format, by: mosaic_jpeg16_decode).samples
        default:
            throw PixelError(
                .unsupportedFormat, "A JPEG frame has a precision of \(header.precision) bits, which its process does not allow.")
        }
        var frame = NativeFrame(
            bytes: samples, photometricInterpretation: description.photometricInterpretation, precision: description.bitsStored)
        guard description.samplesPerPixel == 3 else { return frame }
        if description.photometricInterpretation == .rgb {
            if header.holdsChrominances && description.bitsAllocated == 8 { ColourConversion.rgbFromYBRFull(&frame.bytes) }
        } else {
            frame.photometricInterpretation = .ybrFull
        }
        return frame
    }
}

extension FrameDecoder where Self == JPEGDecoder {
    /// JPEG, with losses and without.
    public static var jpeg: JPEGDecoder { JPEGDecoder() }
}
