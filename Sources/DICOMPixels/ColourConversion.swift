/// Between colour spaces (PS3.3 section C.7.6.3.1.2).
enum ColourConversion {
    /// YBR_FULL, 8 bits a sample, to RGB in place: the inverse of the equations of C.7.6.3.1.2, in fixed point of 16 bits, rounded.
    static func rgbFromYBRFull(_ samples: inout [UInt8]) {
        let tables = Self.tables
        samples.withUnsafeMutableBufferPointer { buffer in
            for pixel in stride(from: 0, to: buffer.count - 2, by: 3) {
                let luminance = Int32(buffer[pixel])
                let blue = Int(buffer[pixel + 1])
                let red = Int(buffer[pixel + 2])
                buffer[pixel] = clamped(luminance &+ tables.redFromRed[red])
                buffer[pixel + 1] = clamped(luminance &+ ((tables.greenFromBlue[blue] &+ tables.greenFromRed[red]) &>> 16))
                buffer[pixel + 2] = clamped(luminance &+ tables.blueFromBlue[blue])
            }
        }
    }

    @inline(__always)
    private static func clamped(_ value: Int32) -> UInt8 {
        UInt8(truncatingIfNeeded: max(0, min(255, value)))
    }

    /// What each chrominance adds to red, green and blue.
    private struct Tables {
        var redFromRed: [Int32] = []
        var blueFromBlue: [Int32] = []
        /// In 1/65,536; half of one is added so that the shift rounds.
        var greenFromRed: [Int32] = []
        var greenFromBlue: [Int32] = []
    }

    private static let tables: Tables = {
        var tables = Tables()
        for chrominance in 0..<256 {
            let centred = Double(chrominance - 128)
            tables.redFromRed.append(Int32((1.402 * centred).rounded()))
            tables.blueFromBlue.append(Int32((1.772 * centred).rounded()))
            // (0.299 x 1.402) / 0.587 and (0.114 x 1.772) / 0.587.
            tables.greenFromRed.append(Int32((-0.714136286 * centred * 65_536).rounded()) + 32_768)
            tables.greenFromBlue.append(Int32((-0.344136286 * centred * 65_536).rounded()))
        }
        return tables
    }()
}
