extension SpecificCharacterSet {
    /// The bytes of a text; nil when a character is not in the repertoires.
    public func encode(_ text: String, isPersonName: Bool = false) -> [UInt8]? {
        let plain = Array(text.utf8)
        if Self.isPlain(plain[...]) { return plain }
        switch first {
        case .utf8: return plain
        case .gb18030, .gbk:
            var bytes: [UInt8] = []
            for scalar in text.unicodeScalars {
                guard let character = scalar.isASCII ? [UInt8(scalar.value)] : MultiByteEncoding.gb18030.encode(scalar),
                    first == .gb18030 || character.count <= 2
                else { return nil }
                bytes += character
            }
            return bytes
        default:
            var encoder = ExtendedEncoder(repertoires, isPersonName: isPersonName)
            return encoder.encode(text)
        }
    }
}

extension SpecificCharacterSet.Repertoire {
    /// The bytes of a character, and whether they lie in G1 (above 7F); nil when it is not in the repertoire.
    func encode(_ scalar: Unicode.Scalar) -> (bytes: [UInt8], isUpper: Bool)? {
        switch self {
        case .ascii, .unknown, .utf8:
            return nil
        case .latin1:
            return (0xA0...0xFF).contains(scalar.value) ? ([UInt8(scalar.value)], true) : nil
        case .jisX0201:
            if scalar == "\u{203E}" { return ([0x7E], false) }
            return (0xFF61...0xFF9F).contains(scalar.value) ? ([UInt8(scalar.value - 0xFF61 + 0xA1)], true) : nil
        case .jisX0208, .jisX0212:
            return multiByteEncoding?.encode(scalar).map { ($0, false) }
        case .ksX1001, .gb2312, .gb18030, .gbk:
            return multiByteEncoding?.encode(scalar).map { ($0, true) }
        default:
            guard scalar.value != 0xFFFD, let table = upperHalf,
                let position = table.firstIndex(where: { UInt32($0) == scalar.value })
            else { return nil }
            return ([UInt8(0xA0 + position)], true)
        }
    }
}

/// Encodes text with the code extensions of ISO 2022: escapes only where the repertoire changes, the first one active again at
/// delimiters and at the end (PS3.5 section 6.1.2.5.3).
private struct ExtendedEncoder {
    typealias Repertoire = SpecificCharacterSet.Repertoire

    private let repertoires: [Repertoire]
    private let isPersonName: Bool
    private let initialLower: Repertoire
    private let initialUpper: Repertoire?
    private var lower: Repertoire
    private var upper: Repertoire?
    private var bytes: [UInt8] = []

    init(_ repertoires: [Repertoire], isPersonName: Bool) {
        self.repertoires = repertoires
        self.isPersonName = isPersonName
        let first = repertoires.first ?? .ascii
        let isDoubleByte = first.multiByteEncoding != nil
        initialLower = first == .jisX0201 ? .jisX0201 : .ascii
        initialUpper = first == .ascii || first == .unknown || isDoubleByte ? nil : first
        lower = initialLower
        upper = initialUpper
    }

    mutating func encode(_ text: String) -> [UInt8]? {
        for scalar in text.unicodeScalars {
            if scalar.isASCII, scalar.value != 0x1B, !(scalar == "~" && initialLower == .jisX0201) {
                appendASCII(UInt8(scalar.value))
            } else if !append(scalar) {
                return nil
            }
        }
        designateLower(initialLower)
        return bytes
    }

    private mutating func appendASCII(_ byte: UInt8) {
        let isControl = byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D
        let isDelimiter = byte == 0x5C || isControl || isPersonName && (byte == 0x5E || byte == 0x3D)
        if isDelimiter {
            designateLower(initialLower)
            upper = initialUpper
        } else if lower != .ascii && lower != .jisX0201 {
            designateLower(initialLower)
        }
        bytes.append(byte)
    }

    private mutating func append(_ scalar: Unicode.Scalar) -> Bool {
        for repertoire in repertoires {
            guard let (character, isUpper) = repertoire.encode(scalar) else { continue }
            if isUpper { designateUpper(repertoire) } else { designateLower(repertoire) }
            bytes += character
            return true
        }
        return false
    }

    private mutating func designateLower(_ repertoire: Repertoire) {
        guard lower != repertoire else { return }
        designate(repertoire, isUpper: false)
        lower = repertoire
    }

    private mutating func designateUpper(_ repertoire: Repertoire) {
        guard upper != repertoire else { return }
        designate(repertoire, isUpper: true)
        upper = repertoire
    }

    private mutating func designate(_ repertoire: Repertoire, isUpper: Bool) {
        guard let entry = escapeSequences.first(where: { $0.isUpper == isUpper && $0.repertoire == repertoire }) else { return }
        bytes.append(0x1B)
        bytes += entry.bytes
    }
}
