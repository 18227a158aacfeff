extension SpecificCharacterSet {
    /// The text of bytes. What cannot be decoded becomes U+FFFD; nothing is ever dropped silently and nothing fails.
    ///
    /// - Parameters:
    ///   - bytes: A value as it stands in the data set.
    ///   - isPersonName: `^` and `=` end the reach of an escape sequence in names (PS3.5 section 6.2.1.2).
    public func decode(_ bytes: ArraySlice<UInt8>, isPersonName: Bool = false) -> String {
        if Self.isPlain(bytes) { return String(decoding: bytes, as: UTF8.self) }
        switch first {
        case .utf8: return String(decoding: bytes, as: UTF8.self)
        case .gb18030, .gbk: return MultiByteEncoding.decodeGB18030(bytes)
        default:
            var decoder = ExtendedDecoder(first, isPersonName: isPersonName)
            return decoder.decode(bytes)
        }
    }
}

/// Decodes text with the code extensions of ISO 2022 as PS3.5 section 6.1.2.5 restricts them.
private struct ExtendedDecoder {
    typealias Repertoire = SpecificCharacterSet.Repertoire

    private let isPersonName: Bool
    private let initialLower: Repertoire
    private let initialUpper: Repertoire?
    /// What bytes below 80 mean (G0).
    private var lower: Repertoire
    /// What bytes above 7F mean (G1); nil until something is designated.
    private var upper: Repertoire?
    private var text = ""
    /// Bytes of two-byte characters that wait for their converter, which is slow to start.
    private var pairs: [UInt8] = []
    private var pairRepertoire = Repertoire.ascii

    init(_ first: Repertoire, isPersonName: Bool) {
        self.isPersonName = isPersonName
        switch first {
        case .jisX0201: (initialLower, initialUpper) = (.jisX0201, .jisX0201)
        case .ascii, .jisX0208, .jisX0212, .unknown, .utf8, .gb18030, .gbk: (initialLower, initialUpper) = (.ascii, nil)
        default: (initialLower, initialUpper) = (.ascii, first)
        }
        lower = initialLower
        upper = initialUpper
    }

    mutating func decode(_ bytes: ArraySlice<UInt8>) -> String {
        var position = bytes.startIndex
        while position < bytes.endIndex {
            let byte = bytes[position]
            if byte == 0x1B {
                position += escape(bytes[position...])
            } else if byte < 0x20 {
                if byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D { reset() }
                append(Unicode.Scalar(byte))
                position += 1
            } else if byte < 0x80 {
                position += lowerCharacter(byte, bytes, position)
            } else {
                position += upperCharacter(byte, bytes, position)
            }
        }
        flush()
        return text
    }

    /// Applies an escape sequence and returns its length.
    private mutating func escape(_ rest: ArraySlice<UInt8>) -> Int {
        let sequence = [UInt8](rest.dropFirst().prefix(3))
        flush()
        for (bytes, isUpper, repertoire) in escapeSequences where sequence.starts(with: bytes) {
            if isUpper { upper = repertoire } else { lower = repertoire }
            return 1 + bytes.count
        }
        append("\u{FFFD}")
        return 1
    }

    private mutating func lowerCharacter(_ byte: UInt8, _ bytes: ArraySlice<UInt8>, _ position: Int) -> Int {
        switch lower {
        case .jisX0208, .jisX0212:
            if byte == 0x20 || byte == 0x7F { break }
            guard position + 1 < bytes.endIndex, (0x21...0x7E).contains(bytes[position + 1]) else {
                append("\u{FFFD}")
                return 1
            }
            appendPair(byte, bytes[position + 1], of: lower)
            return 2
        case .jisX0201:
            // ISO-IR 14 differs from ASCII in two characters; its yen sign has the code of the delimiter and stays a backslash.
            append(byte == 0x7E ? "\u{203E}" : Unicode.Scalar(byte))
            resetAtDelimiter(byte)
            return 1
        default: break
        }
        append(Unicode.Scalar(byte))
        resetAtDelimiter(byte)
        return 1
    }

    private mutating func upperCharacter(_ byte: UInt8, _ bytes: ArraySlice<UInt8>, _ position: Int) -> Int {
        switch upper {
        case .ksX1001, .gb2312:
            guard position + 1 < bytes.endIndex, bytes[position + 1] >= 0xA1, byte >= 0xA1 else {
                append("\u{FFFD}")
                return 1
            }
            appendPair(byte, bytes[position + 1], of: upper ?? .ksX1001)
            return 2
        case .latin1 where byte >= 0xA0:
            append(Unicode.Scalar(byte))
        case .jisX0201 where (0xA1...0xDF).contains(byte):
            append(Unicode.Scalar(0xFF61 + UInt16(byte - 0xA1)) ?? "\u{FFFD}")
        case .some(let repertoire) where byte >= 0xA0:
            append(repertoire.upperHalf.flatMap { Unicode.Scalar($0[Int(byte) - 0xA0]) } ?? "\u{FFFD}")
        default:
            append("\u{FFFD}")
        }
        return 1
    }

    private mutating func resetAtDelimiter(_ byte: UInt8) {
        if byte == 0x5C || isPersonName && (byte == 0x5E || byte == 0x3D) { reset() }
    }

    private mutating func reset() {
        flush()
        lower = initialLower
        // Where the first repertoire has no upper half, a designation that lasts too long does no harm and reads sloppy writers.
        upper = initialUpper ?? upper
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        flush()
        text.unicodeScalars.append(scalar)
    }

    private mutating func appendPair(_ first: UInt8, _ second: UInt8, of repertoire: Repertoire) {
        if pairRepertoire != repertoire { flush() }
        pairRepertoire = repertoire
        pairs.append(first)
        pairs.append(second)
    }

    private mutating func flush() {
        guard !pairs.isEmpty else { return }
        text += pairRepertoire.multiByteEncoding?.decodePairs(pairs) ?? "\u{FFFD}"
        pairs.removeAll(keepingCapacity: true)
    }
}

extension SpecificCharacterSet.Repertoire {
    var multiByteEncoding: MultiByteEncoding? {
        switch self {
        case .jisX0208: .jisX0208
        case .jisX0212: .jisX0212
        case .ksX1001: .ksX1001
        case .gb2312: .gb2312
        case .gb18030, .gbk: .gb18030
        default: nil
        }
    }
}

/// PS3.3 tables C.12-3 and C.12-4: the bytes after ESC, whether they designate G1, and what. JIS C 6226 reads as its successor.
let escapeSequences: [(bytes: [UInt8], isUpper: Bool, repertoire: SpecificCharacterSet.Repertoire)] = [
    ([0x28, 0x42], false, .ascii), ([0x28, 0x4A], false, .jisX0201), ([0x29, 0x49], true, .jisX0201),
    ([0x2D, 0x41], true, .latin1), ([0x2D, 0x42], true, .latin2), ([0x2D, 0x43], true, .latin3), ([0x2D, 0x44], true, .latin4),
    ([0x2D, 0x4C], true, .cyrillic), ([0x2D, 0x47], true, .arabic), ([0x2D, 0x46], true, .greek), ([0x2D, 0x48], true, .hebrew),
    ([0x2D, 0x4D], true, .latin5), ([0x2D, 0x62], true, .latin9), ([0x2D, 0x54], true, .thai),
    ([0x24, 0x42], false, .jisX0208), ([0x24, 0x40], false, .jisX0208), ([0x24, 0x28, 0x44], false, .jisX0212),
    ([0x24, 0x29, 0x43], true, .ksX1001), ([0x24, 0x29, 0x41], true, .gb2312),
]
