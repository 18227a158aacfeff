/// How many bits a sample has in a codestream, whatever the data set says.
enum CodestreamPrecision {
    /// The greatest of the components, as the frame header of JPEG or JPEG-LS (ISO/IEC 10918-1 section B.2.2) or the size marker of JPEG 2000
    /// (ISO/IEC 15444-1 section A.5.1) states it; nil where none is found.
    static func of(_ frame: ArraySlice<UInt8>) -> Int? {
        if frame.starts(with: [0xFF, 0x4F]) { return ofJPEG2000(frame) }
        return frame.starts(with: [0xFF, 0xD8]) ? ofJPEG(frame) : nil
    }

    private static func ofJPEG(_ frame: ArraySlice<UInt8>) -> Int? {
        var position = frame.startIndex + 2
        while position + 4 < frame.endIndex, frame[position] == 0xFF {
            let marker = frame[position + 1]
            if marker == 0xFF {
                position += 1
                continue
            }
            switch marker {
            // C4, C8 and CC are tables and an extension.
            case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF, 0xF7: return Int(frame[position + 4])
            case 0xD9, 0xDA: return nil
            default: break
            }
            guard let length = frame.bigEndian(at: position + 2, size: 2), length >= 2 else { return nil }
            position += 2 + length
        }
        return nil
    }

    private static func ofJPEG2000(_ frame: ArraySlice<UInt8>) -> Int? {
        // The size marker is the first; eight numbers of four bytes stand before the count of components.
        let start = frame.startIndex + 2
        guard frame.bigEndian(at: start, size: 2) == 0xFF51, let count = frame.bigEndian(at: start + 38, size: 2),
            (1...16_384).contains(count),
            start + 40 + 3 * count <= frame.endIndex
        else { return nil }
        return (0..<count).map { Int(frame[start + 40 + 3 * $0] & 0x7F) + 1 }.max()
    }
}
