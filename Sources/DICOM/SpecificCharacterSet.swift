/// How the text of a data set is encoded: the values of Specific Character Set (0008,0005), PS3.3 section C.12.1.1.2.
///
/// At most eight terms are kept, one byte each, so that every item can carry its character set for free.
public struct SpecificCharacterSet: Hashable, Sendable {
    /// A character repertoire with a defined term.
    enum Repertoire: UInt8, Sendable, CaseIterable {
        case ascii = 1
        case latin1, latin2, latin3, latin4, cyrillic, arabic, greek, hebrew, latin5, latin9, thai
        case jisX0201, jisX0208, jisX0212, ksX1001, gb2312
        case utf8, gb18030, gbk
        /// A term that PS3.3 does not define: only ASCII is understood.
        case unknown

        /// The number in the ISO register of character sets; nil for those without escapes.
        var number: Int? {
            switch self {
            case .ascii: 6
            case .latin1: 100
            case .latin2: 101
            case .latin3: 109
            case .latin4: 110
            case .cyrillic: 144
            case .arabic: 127
            case .greek: 126
            case .hebrew: 138
            case .latin5: 148
            case .latin9: 203
            case .thai: 166
            case .jisX0201: 13
            case .jisX0208: 87
            case .jisX0212: 159
            case .ksX1001: 149
            case .gb2312: 58
            case .utf8: 192
            case .gb18030, .gbk, .unknown: nil
            }
        }

        /// The characters of bytes A0 to FF of a single-byte set that needs a table.
        var upperHalf: [UInt16]? {
            switch self {
            case .latin2: SingleByteTables.ir101
            case .latin3: SingleByteTables.ir109
            case .latin4: SingleByteTables.ir110
            case .cyrillic: SingleByteTables.ir144
            case .arabic: SingleByteTables.ir127
            case .greek: SingleByteTables.ir126
            case .hebrew: SingleByteTables.ir138
            case .latin5: SingleByteTables.ir148
            case .latin9: SingleByteTables.ir203
            case .thai: SingleByteTables.ir166
            default: nil
            }
        }
    }

    /// One repertoire a byte, the first in the lowest; 0 ends the list.
    private let packed: UInt64

    init(_ repertoires: [Repertoire]) {
        packed = repertoires.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1.rawValue) }
    }

    /// The default repertoire, ISO-IR 6 (ASCII).
    public static let standard = SpecificCharacterSet([.ascii])
    /// Unicode in UTF-8, `ISO_IR 192`.
    public static let utf8 = SpecificCharacterSet([.utf8])
    /// Latin alphabet 1, `ISO_IR 100`.
    public static let latin1 = SpecificCharacterSet([.latin1])

    /// Reads the values of the attribute; no value is the default repertoire.
    public init(definedTerms: [String]) {
        let repertoires = definedTerms.map(Self.repertoire(of:))
        self.init(repertoires.isEmpty ? [.ascii] : repertoires)
    }

    /// The values of the attribute for this character set.
    public var definedTerms: [String] {
        let all = repertoires
        return all.map { repertoire in
            switch repertoire {
            case .gb18030: return "GB18030"
            case .gbk: return "GBK"
            case .unknown: return "ISO_IR 6"
            default:
                // With code extensions the terms are those of ISO 2022, PS3.3 tables C.12-3 and C.12-4.
                let needsEscapes = [.jisX0208, .jisX0212, .ksX1001, .gb2312].contains(repertoire) || all.count > 1
                return (needsEscapes ? "ISO 2022 IR " : "ISO_IR ") + String(repertoire.number ?? 6)
            }
        }
    }

    var repertoires: [Repertoire] {
        var rest = packed
        var list: [Repertoire] = []
        while rest != 0 {
            list.append(Repertoire(rawValue: UInt8(truncatingIfNeeded: rest)) ?? .unknown)
            rest >>= 8
        }
        return list
    }

    var first: Repertoire { Repertoire(rawValue: UInt8(truncatingIfNeeded: packed)) ?? .ascii }

    /// Reads a defined term; spellings seen in the field (`ISO_IR_100`, `ISO-IR 100`, `UTF8`) are understood.
    private static func repertoire(of term: String) -> Repertoire {
        var letters: [UInt8] = []
        for byte in term.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A: letters.append(byte)
            case 0x61...0x7A: letters.append(byte - 0x20)
            default: continue
            }
        }
        let name = String(decoding: letters, as: UTF8.self)
        for prefix in ["ISOIR", "ISO2022IR"] where name.hasPrefix(prefix) {
            guard let number = Int(name.dropFirst(prefix.count)) else { continue }
            return Repertoire.allCases.first { $0.number == number } ?? .unknown
        }
        switch name {
        case "", "ISO646", "ASCII", "ISOIR": return .ascii
        case "GB18030", "ISO2022GB18030": return .gb18030
        case "GBK", "ISO2022GBK": return .gbk
        case "UTF8": return .utf8
        case "ISO88591", "LATIN1": return .latin1
        default: return .unknown
        }
    }

    /// Whether bytes are ASCII without escapes: the same in every character set.
    static func isPlain(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { buffer in
            // ISO_IR 13 has an overline in the place of the tilde.
            for byte in buffer where byte >= 0x80 || byte == 0x1B || byte == 0x7E { return false }
            return true
        }
    }
}

extension SpecificCharacterSet: CustomStringConvertible {
    /// The defined terms as the attribute holds them.
    public var description: String { definedTerms.joined(separator: "\\") }
}
