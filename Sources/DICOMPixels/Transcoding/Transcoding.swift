import DICOM

/// The steps between one transfer syntax and another.
enum Transcoding {
    static func encoder(of syntax: TransferSyntax, among encoders: [any FrameEncoder]) throws(PixelError) -> any FrameEncoder {
        guard let encoder = encoders.first(where: { $0.transferSyntaxes.contains(syntax) }) else {
            throw PixelError(.unsupportedTransferSyntax, "No lossless encoder is at hand for \(syntax.name) (\(syntax.uid)).")
        }
        return encoder
    }

    /// Samples next to each other, each in its allocated bits, its sign or zeros above it.
    static func native(_ frame: Frame, _ description: PixelDescription) throws(PixelError) -> [UInt8] {
        if description.bitsAllocated == 1 {
            var bytes = [UInt8](repeating: 0, count: (frame.values.count + 7) / 8)
            for (bit, value) in frame.values.enumerated() where value != 0 { bytes[bit / 8] |= 1 << UInt8(bit % 8) }
            return bytes
        }
        return NativeSamples.bytes(frame.values, bytesPerSample: description.bitsAllocated / 8)
    }

    /// One frame encoded, after looking whether its values are what Bits Stored announces: a codec would cut them.
    static func encoded(
        _ frame: Frame, _ description: PixelDescription, by encoder: any FrameEncoder
    ) throws(PixelError) -> [UInt8] {
        guard description.bitsAllocated >= 8 else {
            throw PixelError(.cannotEncode, "Pixels of one bit stay native: no codec here holds them.")
        }
        if !description.holdsUnsigned32 {
            let range = Int32(description.range.lowerBound)...Int32(description.range.upperBound)
            guard frame.values.allSatisfy({ range.contains($0) }) else {
                throw PixelError(.cannotEncode, "Pixels have values that Bits Stored (0028,0101) cannot hold; encoding would change them.")
            }
        }
        let decoded = description.decoded(as: frame.photometricInterpretation)
        let native = NativeFrame(bytes: try native(frame, decoded), photometricInterpretation: frame.photometricInterpretation)
        return try encoder.encode(native, decoded)
    }
}

extension PixelDescription {
    /// The description of decoded frames: samples of a pixel next to each other, the value in the lowest bits.
    func decoded(as meaning: PhotometricInterpretation) -> PixelDescription {
        PixelDescription(copying: self, photometricInterpretation: meaning)
    }
}
