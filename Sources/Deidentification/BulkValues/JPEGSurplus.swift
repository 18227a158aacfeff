/// What a JPEG or JPEG-LS codestream holds besides its image (ISO/IEC 10918-1 annex B, 14495-1 annex C): comments, data of applications, bytes
/// behind the end.
enum JPEGSurplus {
    private static let startOfImage: UInt8 = 0xD8
    private static let endOfImage: UInt8 = 0xD9
    private static let startOfScan: UInt8 = 0xDA
    private static let comment: UInt8 = 0xFE

    /// The places of bytes that no decoder needs; nil where the codestream is none. One that is cut off within its image has no end.
    static func ranges(in frame: ArraySlice<UInt8>, isLS: Bool) -> [Range<Int>]? {
        guard frame.starts(with: [0xFF, startOfImage]) else { return nil }
        var surplus: [Range<Int>] = []
        var position = frame.startIndex + 2
        while position + 1 < frame.endIndex {
            guard frame[position] == 0xFF else { return nil }
            let marker = frame[position + 1]
            // Any number of FF may stand before a marker.
            position += marker == 0xFF ? 1 : 2
            if marker == 0xFF || isRestart(marker) { continue }
            if marker == endOfImage { return surplus + [position..<frame.endIndex] }
            guard let length = frame.bigEndian(at: position, size: 2), length >= 2, position + length <= frame.endIndex else { return nil }
            let payload = position + 2..<position + length
            switch marker {
            case comment where EncoderComment.isOne(frame[payload]): break
            case comment: surplus.append(payload)
            case 0xE0...0xEF: surplus.append(payload.lowerBound + neededLength(of: frame[payload], marker)..<payload.upperBound)
            case 0xC0...0xCF, startOfScan...0xDF, 0xF7, 0xF8: break
            default: return nil
            }
            position += length
            if marker == startOfScan { position = endOfScan(in: frame, from: position, isLS: isLS) }
        }
        return surplus
    }

    private static func isRestart(_ marker: UInt8) -> Bool { (0xD0...0xD7).contains(marker) }

    /// The next marker behind coded samples. After FF, JPEG stuffs a byte of zero, JPEG-LS a bit of zero.
    private static func endOfScan(in frame: ArraySlice<UInt8>, from start: Int, isLS: Bool) -> Int {
        var position = start
        while let escape = frame[position...].firstIndex(of: 0xFF), escape + 1 < frame.endIndex {
            let following = frame[escape + 1]
            let isData = isLS ? following < 0x80 : following == 0
            if !isData, !isRestart(following) { return escape }
            position = escape + 2
        }
        return frame.endIndex
    }

    /// How much of an application's data says how to read the image: JFIF without its thumbnail, SPIFF's header, Adobe's transformation of
    /// colours, and that of HP for JPEG-LS.
    private static func neededLength(of payload: ArraySlice<UInt8>, _ marker: UInt8) -> Int {
        switch marker {
        case 0xE0 where payload.starts(with: Array("JFIF\0".utf8)) || payload.starts(with: Array("LJIF\0".utf8)): min(payload.count, 14)
        case 0xEE where payload.starts(with: Array("Adobe".utf8)): min(payload.count, 12)
        case 0xE8 where payload.starts(with: Array("mrfx".utf8)): min(payload.count, 5)
        // The header of SPIFF (ISO/IEC 10918-3 annex F) and the entry that ends its directory.
        case 0xE8 where payload.starts(with: Array("SPIFF\0".utf8)): min(payload.count, 30)
        case 0xE8 where payload.starts(with: [0, 0, 0, 1, 0xFF, 0xD8]): 6
        default: 0
        }
    }
}

extension ArraySlice<UInt8> {
    /// The number in so many bytes, the most significant first; nil where they are not all there.
    func bigEndian(at position: Int, size: Int) -> Int? {
        guard position >= startIndex, position + size <= endIndex else { return nil }
        return self[position..<position + size].reduce(0) { $0 << 8 | Int($1) }
    }

    /// The number in so many bytes, the least significant first; nil where they are not all there.
    func littleEndian(at position: Int, size: Int) -> Int? {
        guard position >= startIndex, position + size <= endIndex else { return nil }
        return self[position..<position + size].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
