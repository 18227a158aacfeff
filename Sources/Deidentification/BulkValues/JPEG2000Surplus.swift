/// What a JPEG 2000 or HTJ2K codestream holds besides its image (ISO/IEC 15444-1 annex A): comments, bytes behind the end, and around it the
/// boxes of a file (annex I) that say nothing of the image.
enum JPEG2000Surplus {
    private static let startOfCodestream: UInt8 = 0x4F
    private static let startOfTilePart: UInt8 = 0x90
    private static let startOfData: UInt8 = 0x93
    private static let endOfCodestream: UInt8 = 0xD9
    private static let comment: UInt8 = 0x64

    /// The places of bytes that no decoder needs; nil where the codestream is none. One that is cut off within its image has no end.
    static func ranges(in frame: ArraySlice<UInt8>) -> [Range<Int>]? {
        if frame.starts(with: [0xFF, startOfCodestream]) { return codestream(frame) }
        guard frame.starts(with: [0, 0, 0, 12] + Array("jP  ".utf8)) else { return nil }
        return file(frame)
    }

    private static func codestream(_ frame: ArraySlice<UInt8>) -> [Range<Int>]? {
        var surplus: [Range<Int>] = []
        var position = frame.startIndex + 2
        // Where the tile-part at hand ends; in the main header nowhere yet.
        var endOfTilePart: Int?
        while position + 1 < frame.endIndex {
            guard frame[position] == 0xFF else { return nil }
            let marker = frame[position + 1]
            let start = position
            position += 2
            if marker == endOfCodestream { return surplus + [position..<frame.endIndex] }
            if marker == startOfData {
                guard let end = endOfTilePart, end >= position else { return nil }
                position = end
                continue
            }
            guard let length = frame.bigEndian(at: position, size: 2), length >= 2, position + length <= frame.endIndex else { return nil }
            switch marker {
            // After the length, two bytes say whether the comment is text.
            case comment:
                let text = min(position + 4, position + length)..<position + length
                if !EncoderComment.isOne(frame[text]) { surplus.append(text) }
            case startOfTilePart:
                guard let size = frame.bigEndian(at: position + 4, size: 4) else { return nil }
                endOfTilePart = size == 0 ? endMarker(in: frame, from: position + length) : start + size
                if start + size > frame.endIndex { return surplus }
            case 0x50...0x63: break
            default: return nil
            }
            position += length
        }
        return surplus
    }

    /// The end of the last tile-part when it does not say its length: packets never hold FF and then more than 8F.
    private static func endMarker(in frame: ArraySlice<UInt8>, from start: Int) -> Int {
        var position = start
        while let escape = frame[position...].firstIndex(of: 0xFF), escape + 1 < frame.endIndex {
            if frame[escape + 1] == endOfCodestream { return escape }
            position = escape + 1
        }
        return frame.endIndex
    }

    private static func file(_ frame: ArraySlice<UInt8>) -> [Range<Int>]? {
        var surplus: [Range<Int>] = []
        var position = frame.startIndex
        while position + 8 <= frame.endIndex {
            guard let size = frame.bigEndian(at: position, size: 4), size == 0 || size >= 8 else { return nil }
            let end = size == 0 ? frame.endIndex : position + size
            guard end <= frame.endIndex else { return nil }
            let content = position + 8..<end
            switch String(decoding: frame[position + 4..<position + 8], as: UTF8.self) {
            case "jP  ", "ftyp", "jp2h": break
            case "jp2c":
                guard let inside = codestream(frame[content]) else { return nil }
                surplus += inside
            default: surplus.append(content)
            }
            position = end
        }
        return surplus + [position..<frame.endIndex]
    }
}
