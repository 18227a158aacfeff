public import DICOM

extension [any FrameDecoder] {
    /// Every decoder of this library: RLE, JPEG, JPEG-LS, JPEG 2000, HTJ2K and encapsulated uncompressed.
    public static let all: [any FrameDecoder] = [.runLength, .jpeg, .jpegLS, .jpeg2000, .htj2k, .uncompressed]
}

extension [any FrameEncoder] {
    /// Every lossless encoder of this library: RLE, JPEG lossless, JPEG-LS, JPEG 2000 and HTJ2K.
    public static let all: [any FrameEncoder] = [
        RunLengthEncoder(), JPEGLosslessEncoder(), JPEGLSEncoder(), JPEG2000Encoder(), HTJ2KEncoder(),
    ]
}

extension TransferSyntax {
    /// Whether frames in this syntax can be decoded by the decoders of this library: native ones and those of `[any FrameDecoder].all`.
    public var canDecodeFrames: Bool {
        !isEncapsulated || [any FrameDecoder].all.contains { $0.transferSyntaxes.contains(self) }
    }

    /// Whether frames can be brought into this syntax without loss: native ones and those of `[any FrameEncoder].all`.
    public var canEncodeFrames: Bool {
        !isEncapsulated || [any FrameEncoder].all.contains { $0.transferSyntaxes.contains(self) }
    }
}
