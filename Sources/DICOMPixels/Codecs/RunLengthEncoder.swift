public import DICOM

/// RLE Lossless (PS3.5 annex G): a PackBits segment for each byte plane, the most significant byte of the first sample first. Runs end with
/// their row.
public struct RunLengthEncoder: FrameEncoder {
    /// The encoder has no settings.
    public init() {}

    /// RLE Lossless.
    public var transferSyntaxes: [TransferSyntax] { [.rleLossless] }

    /// Encodes one frame.
    public func encode(_ frame: NativeFrame, _ description: PixelDescription) throws(PixelError) -> [UInt8] {
        let bytesPerSample = description.bitsAllocated / 8
        let planes = description.samplesPerPixel * bytesPerSample
        guard (1...15).contains(planes) else {
            throw PixelError(
                .cannotEncode, "RLE Lossless holds 1 to 15 whole bytes a pixel; this image has \(description.bitsAllocated) bits a sample.")
        }
        var encoded = [UInt8](repeating: 0, count: 64)
        encoded.reserveCapacity(64 + frame.bytes.count / 2)
        Self.write(planes, at: 0, in: &encoded)
        var row = [UInt8](repeating: 0, count: description.columns)
        for plane in 0..<planes {
            Self.write(encoded.count, at: plane + 1, in: &encoded)
            let first = plane / bytesPerSample * bytesPerSample + bytesPerSample - 1 - plane % bytesPerSample
            for line in 0..<description.rows {
                let start = line * description.columns * planes + first
                for column in 0..<description.columns { row[column] = frame.bytes[start + column * planes] }
                Self.pack(row, into: &encoded)
            }
            if encoded.count % 2 == 1 { encoded.append(0) }
        }
        return encoded
    }

    private static func write(_ number: Int, at position: Int, in header: inout [UInt8]) {
        for byte in 0..<4 { header[position * 4 + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte)) }
    }

    /// Three equal bytes or more become a run; two are cheaper inside a literal.
    private static func pack(_ row: [UInt8], into encoded: inout [UInt8]) {
        var position = 0
        var literal = 0
        while position < row.count {
            var end = position + 1
            while end < row.count, end - position < 128, row[end] == row[position] { end += 1 }
            if end - position >= 3 {
                flush(row[literal..<position], into: &encoded)
                encoded.append(UInt8(truncatingIfNeeded: 257 - (end - position)))
                encoded.append(row[position])
                literal = end
            }
            position = end
        }
        flush(row[literal...], into: &encoded)
    }

    private static func flush(_ bytes: ArraySlice<UInt8>, into encoded: inout [UInt8]) {
        var rest = bytes
        while !rest.isEmpty {
            let part = rest.prefix(128)
            encoded.append(UInt8(part.count - 1))
            encoded.append(contentsOf: part)
            rest = rest.dropFirst(128)
        }
    }
}
