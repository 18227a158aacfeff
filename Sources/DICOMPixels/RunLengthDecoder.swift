public import DICOM

/// RLE Lossless (PS3.5 annex G): a header of sixteen 32-bit numbers, then one PackBits segment for each byte plane, the most
/// significant byte of the first sample first.
public struct RunLengthDecoder: FrameDecoder {
    /// The decoder has no settings.
    public init() {}

    /// RLE Lossless.
    public var transferSyntaxes: [TransferSyntax] { [.rleLossless] }

    /// Decodes one frame.
    public func decode(_ bytes: ArraySlice<UInt8>, _ description: PixelDescription) throws(PixelError) -> NativeFrame {
        guard description.bitsAllocated >= 8 else {
            throw PixelError(.unsupportedFormat, "RLE Lossless holds whole bytes, but Bits Allocated (0028,0100) is 1.")
        }
        let bytesPerSample = description.bitsAllocated / 8
        let planes = description.samplesPerPixel * bytesPerSample
        let segments = try segments(of: bytes, expected: planes)
        // Two bytes unpack to at most 128: refuse what cannot fill the frame before making room for it.
        for (plane, segment) in segments.enumerated() where segment.count * 64 < description.pixelsPerFrame {
            throw PixelError(.truncated, "Segment \(plane + 1) of an RLE frame has \(segment.count) bytes, too few for its pixels.")
        }
        let stride = planes
        var native = [UInt8](repeating: 0, count: description.pixelsPerFrame * planes)
        for (plane, segment) in segments.enumerated() {
            let sample = plane / bytesPerSample
            let significance = bytesPerSample - 1 - plane % bytesPerSample
            try unpack(
                segment, into: &native, from: sample * bytesPerSample + significance, stride: stride, count: description.pixelsPerFrame,
                plane: plane)
        }
        return NativeFrame(bytes: native, photometricInterpretation: description.photometricInterpretation)
    }

    /// The segments that the header announces, each up to the start of the next.
    private func segments(of bytes: ArraySlice<UInt8>, expected: Int) throws(PixelError) -> [ArraySlice<UInt8>] {
        guard bytes.count >= 64 else {
            throw PixelError(.truncated, "An RLE frame has \(bytes.count) bytes, fewer than its header of 64.")
        }
        func number(_ position: Int) -> Int {
            let start = bytes.startIndex + position * 4
            return Int(bytes[start]) | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2]) << 16 | Int(bytes[start + 3]) << 24
        }
        guard number(0) == expected, expected <= 15 else {
            throw PixelError(.malformed, "An RLE frame announces \(number(0)) segments; the description of the pixels demands \(expected).")
        }
        var segments: [ArraySlice<UInt8>] = []
        for segment in 1...expected {
            let start = number(segment)
            let end = segment < expected ? number(segment + 1) : bytes.count
            guard start >= 64, start <= end, end <= bytes.count else {
                throw PixelError(.malformed, "Segment \(segment) of an RLE frame lies outside the frame.")
            }
            segments.append(bytes[bytes.startIndex + start..<bytes.startIndex + end])
        }
        return segments
    }

    /// PackBits: a count 0...127 is followed by that many bytes and one more, -1...-127 by one byte to be repeated, -128 by
    /// nothing. What goes on after the last pixel is padding.
    private func unpack(
        _ segment: ArraySlice<UInt8>, into native: inout [UInt8], from first: Int, stride: Int, count: Int, plane: Int
    ) throws(PixelError) {
        var position = segment.startIndex
        var target = first
        var remaining = count
        while remaining > 0 {
            guard position < segment.endIndex else { break }
            let control = Int8(bitPattern: segment[position])
            position += 1
            if control >= 0 {
                let literal = min(Int(control) + 1, remaining)
                guard segment.endIndex - position >= literal else { break }
                for byte in segment[position..<position + literal] {
                    native[target] = byte
                    target += stride
                }
                position += literal
                remaining -= literal
            } else if control != -128 {
                guard position < segment.endIndex else { break }
                let byte = segment[position]
                position += 1
                let run = min(1 - Int(control), remaining)
                for _ in 0..<run {
                    native[target] = byte
                    target += stride
                }
                remaining -= run
            }
        }
        guard remaining == 0 else {
            throw PixelError(.truncated, "Segment \(plane + 1) of an RLE frame ends \(remaining) bytes before the last pixel.")
        }
    }
}
