/// The value representation of a data element: how its bytes are to be read (PS3.5 section 6.2).
///
/// The raw value is the two letters as they lie in an explicit stream, the first in the upper byte.
public enum VR: UInt16, Sendable, CaseIterable {
    /// Application entity.
    case ae = 0x4145
    /// Age string, for example `045Y`.
    case `as` = 0x4153
    /// Attribute tag.
    case at = 0x4154
    /// Code string.
    case cs = 0x4353
    /// Date, `YYYYMMDD`.
    case da = 0x4441
    /// Decimal string.
    case ds = 0x4453
    /// Date and time.
    case dt = 0x4454
    /// Floating point, 64 bits.
    case fd = 0x4644
    /// Floating point, 32 bits.
    case fl = 0x464C
    /// Integer string.
    case `is` = 0x4953
    /// Long string.
    case lo = 0x4C4F
    /// Long text.
    case lt = 0x4C54
    /// Other byte.
    case ob = 0x4F42
    /// Other double.
    case od = 0x4F44
    /// Other float.
    case of = 0x4F46
    /// Other long.
    case ol = 0x4F4C
    /// Other 64-bit very long.
    case ov = 0x4F56
    /// Other word.
    case ow = 0x4F57
    /// Person name.
    case pn = 0x504E
    /// Short string.
    case sh = 0x5348
    /// Signed long, 32 bits.
    case sl = 0x534C
    /// Sequence of items.
    case sq = 0x5351
    /// Signed short, 16 bits.
    case ss = 0x5353
    /// Short text.
    case st = 0x5354
    /// Signed very long, 64 bits.
    case sv = 0x5356
    /// Time.
    case tm = 0x544D
    /// Unlimited characters.
    case uc = 0x5543
    /// Unique identifier.
    case ui = 0x5549
    /// Unsigned long, 32 bits.
    case ul = 0x554C
    /// Unknown.
    case un = 0x554E
    /// Universal resource identifier.
    case ur = 0x5552
    /// Unsigned short, 16 bits.
    case us = 0x5553
    /// Unlimited text.
    case ut = 0x5554
    /// Unsigned very long, 64 bits.
    case uv = 0x5556

    /// A value representation from its two letters.
    public init?(_ letters: some StringProtocol) {
        let bytes = Array(letters.utf8)
        guard bytes.count == 2 else { return nil }
        self.init(rawValue: UInt16(bytes[0]) << 8 | UInt16(bytes[1]))
    }

    /// The two letters.
    public var letters: String {
        String(decoding: [UInt8(truncatingIfNeeded: rawValue >> 8), UInt8(truncatingIfNeeded: rawValue)], as: UTF8.self)
    }

    /// Whether explicit syntaxes write a 32-bit length after two reserved bytes (PS3.5 table 7.1-1).
    public var isLongForm: Bool {
        switch self {
        case .ob, .od, .of, .ol, .ov, .ow, .sq, .sv, .uc, .un, .ur, .ut, .uv: true
        default: false
        }
    }

    /// Whether the value is characters.
    public var isText: Bool {
        switch self {
        case .ae, .as, .cs, .da, .ds, .dt, .is, .lo, .lt, .pn, .sh, .st, .tm, .uc, .ui, .ur, .ut: true
        default: false
        }
    }

    /// Whether Specific Character Set (0008,0005) says how the value is encoded (PS3.5 section 6.1.2.2).
    public var usesCharacterSet: Bool {
        switch self {
        case .lo, .lt, .pn, .sh, .st, .uc, .ut: true
        default: false
        }
    }

    /// Whether a backslash separates values; texts and URIs hold one value that may contain backslashes.
    public var isMultiValued: Bool {
        switch self {
        case .lt, .st, .ut, .ur: false
        default: true
        }
    }

    /// The byte that fills a value up to an even length.
    public var paddingByte: UInt8 {
        isText && self != .ui ? 0x20 : 0
    }

    /// The size in bytes of the unit whose byte order matters: 1 where order means nothing.
    public var elementSize: Int {
        switch self {
        case .at, .ow, .ss, .us: 2
        case .fl, .of, .ol, .sl, .ul: 4
        case .fd, .od, .ov, .sv, .uv: 8
        default: 1
        }
    }
}

extension VR {
    /// The VRs by the lower five bits of their letters, the first in the upper five.
    static let byLetters: [VR?] = {
        var table = [VR?](repeating: nil, count: 1 << 10)
        for vr in VR.allCases { table[Int(vr.rawValue >> 8 & 0x1F) << 5 | Int(vr.rawValue & 0x1F)] = vr }
        return table
    }()
}

extension VR: CustomStringConvertible {
    /// The two letters.
    public var description: String { letters }
}

extension VR: Codable {
    /// Decodes the two letters.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let vr = VR(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is not a value representation.")
        }
        self = vr
    }

    /// Encodes the two letters.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(letters)
    }
}
