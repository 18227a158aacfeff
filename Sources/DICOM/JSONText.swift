/// A JSON text (RFC 8259) as a tree over its bytes. Numbers and strings stay where they are until somebody wants them, so that no digit
/// of a 64-bit number and no decimal of a decimal string is lost, and a long base64 string is not copied.
struct JSONText {
    /// A value and where it stands. Strings are given without their quotes.
    struct Node {
        enum Content {
            case null
            case boolean(Bool)
            case number
            case string(hasEscapes: Bool)
            case array([Node])
            case object([(name: Node, value: Node)])
        }

        let content: Content
        let range: Range<Int>
    }

    let bytes: [UInt8]
    let root: Node

    /// Reads a whole text; anything but white space behind it is an error.
    ///
    /// - Parameters:
    ///   - bytes: The text in UTF-8, with or without a byte order mark.
    ///   - depth: How deep arrays and objects may nest.
    ///   - values: How many values there may be in all.
    init(_ bytes: [UInt8], depth: Int, values: Int) throws(DICOMError) {
        self.bytes = bytes
        var parser = JSONParser(bytes, depth: depth, values: values)
        root = try parser.wholeText()
    }

    /// A number or a string as it stands between its quotes.
    func raw(_ node: Node) -> ArraySlice<UInt8> { bytes[node.range] }

    /// The text of a string, its escapes resolved; nil when the node is none.
    func string(_ node: Node) throws(DICOMError) -> String? {
        guard case .string(let hasEscapes) = node.content else { return nil }
        let unescaped = hasEscapes ? try unescape(node) : nil
        let text = if let unescaped { String(validating: unescaped, as: UTF8.self) } else { String(validating: raw(node), as: UTF8.self) }
        guard let text else {
            throw DICOMError(.malformed, "A string of the JSON text is not UTF-8.", offset: node.range.lowerBound)
        }
        return text
    }

    private func unescape(_ node: Node) throws(DICOMError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(node.range.count)
        var position = node.range.lowerBound
        while position < node.range.upperBound {
            let byte = bytes[position]
            position += 1
            guard byte == 0x5C else {
                result.append(byte)
                continue
            }
            // The parser has seen to it that what an escape needs is there.
            let letter = bytes[position]
            position += 1
            switch letter {
            case 0x62: result.append(0x08)
            case 0x66: result.append(0x0C)
            case 0x6E: result.append(0x0A)
            case 0x72: result.append(0x0D)
            case 0x74: result.append(0x09)
            case 0x75:
                let scalar = try unicodeEscape(&position, end: node.range.upperBound)
                result += Array(String(Character(scalar)).utf8)
            default: result.append(letter)
            }
        }
        return result
    }

    /// The character of the digits at the position; two escapes make one beyond U+FFFF.
    private func unicodeEscape(_ position: inout Int, end: Int) throws(DICOMError) -> Unicode.Scalar {
        let start = position - 2
        var value = hexadecimal(position)
        position += 4
        if (0xD800...0xDBFF).contains(value), position + 6 <= end, bytes[position] == 0x5C, bytes[position + 1] == 0x75 {
            let low = hexadecimal(position + 2)
            if (0xDC00...0xDFFF).contains(low) {
                value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
                position += 6
            }
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw DICOMError(.malformed, "An escape in the JSON text is half of a surrogate pair.", offset: start)
        }
        return scalar
    }

    private func hexadecimal(_ position: Int) -> UInt32 {
        bytes[position..<position + 4].reduce(0) { $0 << 4 | UInt32(hexadecimalDigit($1) ?? 0) }
    }
}

/// Recursive descent, one function a rule of the grammar.
private struct JSONParser {
    private let bytes: [UInt8]
    private let depthLimit: Int
    private let valueLimit: Int
    private var position = 0
    private var depth = 0
    private var values = 0

    init(_ bytes: [UInt8], depth: Int, values: Int) {
        self.bytes = bytes
        depthLimit = depth
        valueLimit = values
    }

    mutating func wholeText() throws(DICOMError) -> JSONText.Node {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        let node = try value()
        skipSpace()
        guard position == bytes.count else { throw unexpected("the end of the text") }
        return node
    }

    private mutating func value() throws(DICOMError) -> JSONText.Node {
        values += 1
        guard values <= valueLimit else {
            throw DICOMError(.limitExceeded, "The JSON text has more than \(valueLimit) values.", offset: position)
        }
        skipSpace()
        let start = position
        switch peek() {
        case 0x7B: return try object(start)
        case 0x5B: return try array(start)
        case 0x22: return try string()
        case 0x74: return try word("true", .boolean(true))
        case 0x66: return try word("false", .boolean(false))
        case 0x6E: return try word("null", .null)
        case .some(0x2D), .some(0x30...0x39):
            guard let end = JSONNumber.end(in: bytes[start...]) else { throw unexpected("a number") }
            position = end
            return JSONText.Node(content: .number, range: start..<end)
        default: throw unexpected("a value")
        }
    }

    private mutating func object(_ start: Int) throws(DICOMError) -> JSONText.Node {
        try enter()
        var members: [(name: JSONText.Node, value: JSONText.Node)] = []
        if !take(0x7D) {
            repeat {
                skipSpace()
                guard peek() == 0x22 else { throw unexpected("a name in quotes") }
                let name = try string()
                guard take(0x3A) else { throw unexpected("a colon") }
                members.append((name, try value()))
            } while take(0x2C)
            guard take(0x7D) else { throw unexpected("a comma or the end of the object") }
        }
        depth -= 1
        return JSONText.Node(content: .object(members), range: start..<position)
    }

    private mutating func array(_ start: Int) throws(DICOMError) -> JSONText.Node {
        try enter()
        var elements: [JSONText.Node] = []
        if !take(0x5D) {
            repeat { elements.append(try value()) } while take(0x2C)
            guard take(0x5D) else { throw unexpected("a comma or the end of the array") }
        }
        depth -= 1
        return JSONText.Node(content: .array(elements), range: start..<position)
    }

    private mutating func enter() throws(DICOMError) {
        position += 1
        depth += 1
        guard depth <= depthLimit else {
            throw DICOMError(.limitExceeded, "The JSON text nests deeper than \(depthLimit) levels.", offset: position)
        }
    }

    private mutating func string() throws(DICOMError) -> JSONText.Node {
        position += 1
        let start = position
        var hasEscapes = false
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case 0x22:
                position += 1
                return JSONText.Node(content: .string(hasEscapes: hasEscapes), range: start..<position - 1)
            case 0x5C:
                hasEscapes = true
                try escape()
            case 0..<0x20: throw unexpected("an escape for a control character")
            default: position += 1
            }
        }
        throw unexpected("the end of the string")
    }

    private mutating func escape() throws(DICOMError) {
        position += 1
        switch peek() {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: position += 1
        case 0x75:
            guard position + 5 <= bytes.count, bytes[position + 1..<position + 5].allSatisfy({ hexadecimalDigit($0) != nil }) else {
                throw unexpected("four hexadecimal digits")
            }
            position += 5
        default: throw unexpected("an escape of RFC 8259")
        }
    }

    private mutating func word(_ word: StaticString, _ content: JSONText.Node.Content) throws(DICOMError) -> JSONText.Node {
        let start = position
        let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard bytes[start...].starts(with: letters) else { throw unexpected("\(word)") }
        position += letters.count
        return JSONText.Node(content: content, range: start..<position)
    }

    // MARK: Bytes

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func unexpected(_ wanted: String) -> DICOMError {
        position < bytes.count
            ? DICOMError(.malformed, "The JSON text has something else where \(wanted) is expected.", offset: position)
            : DICOMError(.truncated, "The JSON text ends where \(wanted) is expected.", offset: position)
    }
}

/// Numbers by the grammar of JSON: no plus sign, no leading zeros, digits around the point.
enum JSONNumber {
    /// Where the number at the start of these bytes ends; nil when there is none.
    static func end(in bytes: ArraySlice<UInt8>) -> Int? {
        var position = bytes.startIndex
        func peek() -> UInt8? { position < bytes.endIndex ? bytes[position] : nil }
        func digits() -> Int {
            let start = position
            while let byte = peek(), (0x30...0x39).contains(byte) { position += 1 }
            return position - start
        }
        if peek() == 0x2D { position += 1 }
        let startsWithZero = peek() == 0x30
        let whole = digits()
        guard whole > 0, !startsWithZero || whole == 1 else { return nil }
        if peek() == 0x2E {
            position += 1
            guard digits() > 0 else { return nil }
        }
        if peek() == 0x65 || peek() == 0x45 {
            position += 1
            if peek() == 0x2B || peek() == 0x2D { position += 1 }
            guard digits() > 0 else { return nil }
        }
        return position
    }

    /// Whether the text is a number of JSON that readers with 64-bit floating point can hold.
    static func isNumber(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return end(in: bytes[...]) == bytes.count && Double(text)?.isFinite == true
    }
}
