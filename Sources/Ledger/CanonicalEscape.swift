/// The escapes of RFC 8785 section 3.2.2.2.
enum CanonicalEscape {
    private static let short: [UInt8: UInt8] = [
        0x08: UInt8(ascii: "b"), 0x09: UInt8(ascii: "t"), 0x0A: UInt8(ascii: "n"), 0x0C: UInt8(ascii: "f"), 0x0D: UInt8(ascii: "r"),
        0x22: UInt8(ascii: "\""), 0x5C: UInt8(ascii: "\\"),
    ]
    private static let hexadecimal = Array("0123456789abcdef".utf8)

    /// How a byte is escaped; nil for one that stands for itself.
    static func escape(of byte: UInt8) -> [UInt8]? {
        guard byte < 0x20 || byte == 0x22 || byte == 0x5C else { return nil }
        if let letter = short[byte] { return [0x5C, letter] }
        return Array("\\u00".utf8) + [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 0xF)]]
    }

    /// The byte that an escape at the start of these bytes stands for, and how long the escape is; nil if it is not canonical.
    static func unescape(_ bytes: ArraySlice<UInt8>) -> (byte: UInt8, length: Int)? {
        for byte in (0x00...0x1F) + [0x22, 0x5C] as [UInt8] {
            if let escape = escape(of: byte), bytes.starts(with: escape) { return (byte, escape.count) }
        }
        return nil
    }
}
