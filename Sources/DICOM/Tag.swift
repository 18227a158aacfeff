/// The tag of a data element: group and element number, written `(0010,0020)`.
///
/// Every attribute of PS3.6 has a constant named after its keyword: `.patientID`, `.sopInstanceUID`, `.pixelData`.
public struct Tag: RawRepresentable, Hashable, Comparable, Sendable {
    /// The group in the upper and the element number in the lower 16 bits.
    public let rawValue: UInt32

    /// A tag from its 32-bit number, for example `0x0010_0020`.
    @inlinable
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// A tag from its group and element number.
    @inlinable
    public init(_ group: UInt16, _ element: UInt16) {
        rawValue = UInt32(group) << 16 | UInt32(element)
    }

    /// The group number.
    @inlinable public var group: UInt16 { UInt16(truncatingIfNeeded: rawValue >> 16) }

    /// The element number.
    @inlinable public var element: UInt16 { UInt16(truncatingIfNeeded: rawValue) }

    /// Whether the group is odd, which leaves its meaning to a manufacturer (PS3.5 section 7.8).
    @inlinable public var isPrivate: Bool { rawValue & 0x0001_0000 != 0 }

    /// Whether the element names who reserved a block of private elements: `(gggg,0010)` to `(gggg,00FF)`, odd group.
    @inlinable public var isPrivateCreator: Bool { isPrivate && (0x10...0xFF).contains(rawValue & 0xFFFF) }

    /// Whether the element holds the length of its group: `(gggg,0000)`.
    @inlinable public var isGroupLength: Bool { rawValue & 0xFFFF == 0 }

    /// The tag of the private creator that reserves the block this private element lies in.
    public var privateCreator: Tag? {
        guard isPrivate, element >= 0x1000 else { return nil }
        return Tag(group, element >> 8)
    }

    /// Tags are ordered by group, then by element number.
    @inlinable
    public static func < (left: Tag, right: Tag) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension Tag: CustomStringConvertible {
    /// Reads `00100020`, `0010,0020` and `(0010,0020)`.
    public init?(hex: some StringProtocol) {
        var digits = 0
        var value: UInt32 = 0
        var rest = Substring(hex)
        if rest.hasPrefix("(") {
            guard rest.hasSuffix(")") else { return nil }
            rest = rest.dropFirst().dropLast()
        }
        for byte in rest.utf8 {
            if byte == UInt8(ascii: ","), digits == 4, rest.utf8.count == 9 { continue }
            guard let digit = hexadecimalDigit(byte), digits < 8 else { return nil }
            value = value << 4 | UInt32(digit)
            digits += 1
        }
        guard digits == 8 else { return nil }
        self.init(rawValue: value)
    }

    /// Eight hexadecimal digits, as PS3.18 writes a tag in JSON: `00100020`.
    public var hex: String {
        String(unsafeUninitializedCapacity: 8) { buffer in
            for position in 0..<8 {
                buffer[position] = hexadecimalLetter(UInt8(truncatingIfNeeded: rawValue >> UInt32(28 - 4 * position)) & 0x0F)
            }
            return 8
        }
    }

    /// The tag as the standard writes it: `(0010,0020)`.
    public var description: String {
        let digits = hex
        return "(\(digits.prefix(4)),\(digits.suffix(4)))"
    }
}

extension Tag: Codable {
    /// Decodes a tag from its text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let tag = Tag(hex: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "A tag is eight hexadecimal digits, not \"\(text)\".")
        }
        self = tag
    }

    /// Encodes the tag as `00100020`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

@inline(__always)
func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
}

@inline(__always)
func hexadecimalLetter(_ digit: UInt8) -> UInt8 {
    digit < 10 ? 0x30 + digit : 0x41 - 10 + digit
}
