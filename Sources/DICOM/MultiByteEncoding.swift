import Foundation

/// The character sets of more than one byte, read and written through Foundation's converters.
enum MultiByteEncoding {
    /// JIS X 0208 (ISO-IR 87), two bytes below 80.
    case jisX0208
    /// JIS X 0212 (ISO-IR 159), two bytes below 80.
    case jisX0212
    /// KS X 1001 (ISO-IR 149), two bytes above 7F.
    case ksX1001
    /// GB 2312 (ISO-IR 58), two bytes above 7F.
    case gb2312
    /// GB 18030, one, two or four bytes.
    case gb18030

    /// The numbers of Core Foundation, which Foundation's encodings carry in their lower 31 bits.
    private var encoding: String.Encoding {
        switch self {
        case .jisX0208: .iso2022JP
        case .jisX0212: String.Encoding(rawValue: 0x8000_0821)
        case .ksX1001: String.Encoding(rawValue: 0x8000_0940)
        case .gb2312: String.Encoding(rawValue: 0x8000_0930)
        case .gb18030: String.Encoding(rawValue: 0x8000_0632)
        }
    }

    /// What ISO-2022-JP puts before and after characters of the set.
    private var escapes: (before: [UInt8], after: [UInt8]) {
        switch self {
        case .jisX0208: ([0x1B, 0x24, 0x42], [0x1B, 0x28, 0x42])
        case .jisX0212: ([0x1B, 0x24, 0x28, 0x44], [0x1B, 0x28, 0x42])
        case .ksX1001, .gb2312, .gb18030: ([], [])
        }
    }

    /// The text of whole characters; nil when one of them is not in the set.
    func decode(_ bytes: some Collection<UInt8>) -> String? {
        let escapes = escapes
        return String(data: Data(escapes.before) + Data(bytes) + Data(escapes.after), encoding: encoding)
    }

    /// The text of characters of two bytes; U+FFFD stands for each one that is not in the set.
    func decodePairs(_ bytes: [UInt8]) -> String {
        if let text = decode(bytes), !text.unicodeScalars.contains("\u{FFFD}") { return text }
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 2) {
            text += start + 1 < bytes.count ? decode(bytes[start...start + 1]) ?? "\u{FFFD}" : "\u{FFFD}"
        }
        return text
    }

    /// The bytes of a character; nil when it is not in the set.
    func encode(_ scalar: Unicode.Scalar) -> [UInt8]? {
        guard let data = String(scalar).data(using: encoding) else { return nil }
        let bytes = [UInt8](data)
        let escapes = escapes
        guard bytes.starts(with: escapes.before), bytes.reversed().starts(with: escapes.after.reversed()) else { return nil }
        let character = bytes.dropFirst(escapes.before.count).dropLast(escapes.after.count)
        switch self {
        case .gb18030: return Array(character)
        case .jisX0208, .jisX0212: return character.count == 2 && character.allSatisfy { $0 < 0x80 } ? Array(character) : nil
        case .ksX1001, .gb2312: return character.count == 2 && character.allSatisfy { $0 >= 0x80 } ? Array(character) : nil
        }
    }

    /// GB 18030 as text; U+FFFD stands for what is no character.
    static func decodeGB18030(_ bytes: ArraySlice<UInt8>) -> String {
        if let text = MultiByteEncoding.gb18030.decode(bytes) { return text }
        var text = ""
        var position = bytes.startIndex
        while position < bytes.endIndex {
            let byte = bytes[position]
            if byte < 0x80 {
                text.unicodeScalars.append(Unicode.Scalar(byte))
                position += 1
                continue
            }
            // A second byte 30...39 makes it four bytes, anything else two.
            let isLong = position + 1 < bytes.endIndex && (0x30...0x39).contains(bytes[position + 1])
            let end = position + (isLong ? 4 : 2)
            if byte != 0x80, byte != 0xFF, end <= bytes.endIndex, let character = MultiByteEncoding.gb18030.decode(bytes[position..<end]) {
                text += character
                position = end
            } else {
                text += "\u{FFFD}"
                position += 1
            }
        }
        return text
    }
}
