/// A run of letters, a run of digits, a run of blanks, or one sign of a text.
struct TextAtom {
    enum Kind: UInt8 {
        case word, number, blank, lineBreak, sign
        /// What an earlier cleaning put in the place of something.
        case mark
    }

    /// How a word is written.
    struct Style: OptionSet {
        let rawValue: UInt8
        static let startsUpper = Style(rawValue: 1)
        static let hasUpper = Style(rawValue: 2)
        static let hasLower = Style(rawValue: 4)
        /// A capital follows a small letter.
        static let isCamel = Style(rawValue: 8)
        /// It has Greek or Cyrillic letters.
        static let isForeign = Style(rawValue: 16)
        /// It has letters that cannot be folded.
        static let isStrange = Style(rawValue: 32)
    }

    let kind: Kind
    var style: Style = []
    /// The sign, 0 when it is not ASCII.
    var sign: UInt8 = 0
    /// Where it lies in the bytes of the text.
    let start: Int
    var end: Int
    /// Where it lies among the folded letters and digits.
    var foldedStart = 0
    var foldedEnd = 0
    /// The hash of its folded letters.
    var hash: UInt64 = 0

    /// Whether it is a word or a number.
    var isContent: Bool { kind == .word || kind == .number }
    var length: Int { foldedEnd - foldedStart }
    func isSign(_ scalar: Unicode.Scalar) -> Bool { kind == .sign && UInt32(sign) == scalar.value }
}

/// A text in atoms.
struct AtomizedText {
    let bytes: [UInt8]
    private(set) var atoms: [TextAtom] = []
    /// The letters of all words, folded, and the digits of all numbers, in the order of the text.
    private(set) var folded: [UInt8] = []

    /// Cuts UTF-8 into atoms. Bytes that are not UTF-8 make strange words.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        atoms.reserveCapacity(bytes.count / 3 + 4)
        folded.reserveCapacity(bytes.count + 8)
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x5B, let mark = markLength(at: position) {
                atoms.append(TextAtom(kind: .mark, start: position, end: position + mark))
                position += mark
                continue
            }
            let kind: TextAtom.Kind = byte < 0x80 ? asciiKind(byte) : nonASCIIKind(at: position)
            switch kind {
            case .word: position = word(from: position)
            case .number: position = number(from: position)
            case .blank: position = blank(from: position)
            default:
                let length = byte < 0x80 ? 1 : decode(at: position).length
                atoms.append(TextAtom(kind: kind, sign: byte < 0x80 ? byte : dash(at: position), start: position, end: position + length))
                position += length
            }
        }
    }

    /// The folded letters or digits of an atom.
    func folded(_ atom: TextAtom) -> ArraySlice<UInt8> { folded[atom.foldedStart..<atom.foldedEnd] }

    private func markLength(at position: Int) -> Int? {
        for mark in TextMark.all where bytes[position...].starts(with: mark) { return mark.count }
        return nil
    }

    private mutating func word(from start: Int) -> Int {
        var atom = TextAtom(kind: .word, start: start, end: start, foldedStart: folded.count)
        var hash = WordHash()
        var position = start
        var wasLower = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x80 {
                let lower = byte | 0x20
                guard lower >= 0x61, lower <= 0x7A else { break }
                let isUpper = byte < 0x61
                atom.style.insert(isUpper ? .hasUpper : .hasLower)
                if isUpper {
                    if position == start { atom.style.insert(.startsUpper) }
                    if wasLower { atom.style.insert(.isCamel) }
                }
                wasLower = !isUpper
                folded.append(lower)
                hash.add(lower)
                position += 1
                continue
            }
            let (scalar, length) = decode(at: position)
            let role = ScalarRole(scalar)
            guard role == .letter || role == .invisible || role == .strange else { break }
            position += length
            if role == .invisible { continue }
            if role == .strange {
                atom.style.insert(.isStrange)
                continue
            }
            if (0x370...0x52F).contains(scalar) || (0x1F00...0x1FFF).contains(scalar) { atom.style.insert(.isForeign) }
            let isUpper = Unicode.Scalar(scalar)?.properties.isUppercase ?? false
            atom.style.insert(isUpper ? .hasUpper : .hasLower)
            if isUpper, folded.count == atom.foldedStart { atom.style.insert(.startsUpper) }
            wasLower = false
            var letters = LetterFolding.letters(of: scalar)
            while letters > 1 {
                let letter = UInt8(truncatingIfNeeded: letters)
                folded.append(letter)
                hash.add(letter)
                letters >>= 8
            }
        }
        atom.end = position
        atom.foldedEnd = folded.count
        atom.hash = hash.value
        atoms.append(atom)
        return position
    }

    private mutating func number(from start: Int) -> Int {
        var atom = TextAtom(kind: .number, start: start, end: start, foldedStart: folded.count)
        var position = start
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x80 {
                guard byte >= 0x30, byte <= 0x39 else { break }
                folded.append(byte)
                position += 1
                continue
            }
            let (scalar, length) = decode(at: position)
            switch ScalarRole(scalar) {
            case .digit: folded.append(UInt8(scalar - 0xFF10) + 0x30)
            case .invisible: break
            default:
                atom.end = position
                atom.foldedEnd = folded.count
                atoms.append(atom)
                return position
            }
            position += length
        }
        atom.end = position
        atom.foldedEnd = folded.count
        atoms.append(atom)
        return position
    }

    private mutating func blank(from start: Int) -> Int {
        var position = start
        while position < bytes.count {
            if bytes[position] < 0x80 {
                guard asciiKind(bytes[position]) == .blank else { break }
                position += 1
            } else {
                let (scalar, length) = decode(at: position)
                guard ScalarRole(scalar) == .blank else { break }
                position += length
            }
        }
        atoms.append(TextAtom(kind: .blank, start: start, end: position))
        return position
    }

    private func nonASCIIKind(at position: Int) -> TextAtom.Kind {
        switch ScalarRole(decode(at: position).scalar) {
        case .letter, .strange, .invisible: .word
        case .digit: .number
        case .blank: .blank
        case .lineBreak: .lineBreak
        case .sign: .sign
        }
    }

    /// The hyphen for all dashes, so that they separate what it does.
    private func dash(at position: Int) -> UInt8 {
        (0x2010...0x2015).contains(decode(at: position).scalar) ? 0x2D : 0
    }

    /// The scalar at a byte that is not ASCII; U+FFFD and one byte for what is not UTF-8.
    private func decode(at position: Int) -> (scalar: UInt32, length: Int) {
        let first = UInt32(bytes[position])
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
        guard length > 1, position + length <= bytes.count else { return (0xFFFD, 1) }
        var scalar = first & (0xFF >> UInt32(length + 1))
        for offset in 1..<length {
            let byte = UInt32(bytes[position + offset])
            guard byte & 0xC0 == 0x80 else { return (0xFFFD, 1) }
            scalar = scalar << 6 | byte & 0x3F
        }
        return (scalar, length)
    }
}

private func asciiKind(_ byte: UInt8) -> TextAtom.Kind {
    switch byte {
    case 0x61...0x7A, 0x41...0x5A: .word
    case 0x30...0x39: .number
    case 0x20, 0x09, 0: .blank
    case 0x0A, 0x0D, 0x0C, 0x0B: .lineBreak
    default: .sign
    }
}

/// What a scalar beyond ASCII is in a text.
private enum ScalarRole {
    case letter, digit, blank, lineBreak, sign
    /// Combining marks, joiners, soft hyphens, directions: nothing of a word changes with them.
    case invisible
    /// Letters of other scripts, and whatever else there is: on no list, so it never stays.
    case strange

    init(_ scalar: UInt32) {
        switch scalar {
        case 0x85, 0x2028, 0x2029: self = .lineBreak
        case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: self = .blank
        case 0xAD, 0x300...0x36F, 0x483...0x489, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F,
            0x20D0...0x20F0, 0xFE00...0xFE0F, 0xFE20...0xFE2F, 0xFEFF:
            self = .invisible
        case 0xFF10...0xFF19: self = .digit
        case 0xB5: self = .letter
        case 0x80...0xBF, 0xD7, 0xF7, 0x2010...0x2027, 0x2030...0x205E, 0x2070...0x209C, 0x20A0...0x20BF, 0x2100...0x22FF: self = .sign
        default: self = LetterFolding.letters(of: scalar) == 0 ? .strange : .letter
        }
    }
}
