/// Why bytes are not canonical JSON.
public struct CanonicalJSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public var message: String
    /// Where, in bytes from the start.
    public var offset: Int

    /// The message with its place.
    public var description: String { "\(message) (byte \(offset))" }
}

extension CanonicalJSON {
    /// How deep arrays and objects may be nested.
    public static let maximumDepth = 32

    /// Reads bytes that are the one spelling of a value, and refuses all others.
    public init(bytes: some Collection<UInt8>) throws(CanonicalJSONError) {
        var reader = CanonicalJSONReader(bytes: Array(bytes))
        self = try reader.value(depth: 0)
        guard reader.position == reader.bytes.count else {
            throw CanonicalJSONError(message: "something follows the JSON value", offset: reader.position)
        }
    }

    /// Reads a text that is the one spelling of a value.
    public init(text: String) throws(CanonicalJSONError) {
        try self.init(bytes: Array(text.utf8))
    }
}

/// Reads the canonical grammar only: what it accepts, ``CanonicalJSON/bytes`` writes again byte for byte.
struct CanonicalJSONReader {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func failure(_ message: String, at offset: Int? = nil) -> CanonicalJSONError {
        CanonicalJSONError(message: message, offset: offset ?? position)
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func take(_ word: StaticString) -> Bool {
        let letters = Array(word.description.utf8)
        guard bytes[position...].starts(with: letters) else { return false }
        position += letters.count
        return true
    }

    mutating func value(depth: Int) throws(CanonicalJSONError) -> CanonicalJSON {
        guard depth <= CanonicalJSON.maximumDepth else { throw failure("JSON is nested deeper than \(CanonicalJSON.maximumDepth)") }
        switch next {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "-"), .some(0x30...0x39): return .integer(try integer())
        default:
            if take("true") { return .boolean(true) }
            if take("false") { return .boolean(false) }
            throw failure("a JSON text, whole number, truth value, array or object is expected")
        }
    }

    private mutating func array(depth: Int) throws(CanonicalJSONError) -> [CanonicalJSON] {
        position += 1
        if take(UInt8(ascii: "]")) { return [] }
        var values: [CanonicalJSON] = []
        while true {
            values.append(try value(depth: depth + 1))
            if take(UInt8(ascii: "]")) { return values }
            guard take(UInt8(ascii: ",")) else { throw failure("a comma or the end of the array is expected") }
        }
    }

    private mutating func object(depth: Int) throws(CanonicalJSONError) -> [String: CanonicalJSON] {
        position += 1
        if take(UInt8(ascii: "}")) { return [:] }
        var members: [String: CanonicalJSON] = [:]
        var previous: String?
        while true {
            let start = position
            let key = try string()
            if let previous, !previous.utf16.lexicographicallyPrecedes(key.utf16) {
                throw failure("the keys are not in ascending order", at: start)
            }
            previous = key
            guard take(UInt8(ascii: ":")) else { throw failure("a colon is expected after a key") }
            // Keys that differ in bytes and are one text to Unicode cannot both be held by a dictionary.
            guard members.updateValue(try value(depth: depth + 1), forKey: key) == nil else {
                throw failure("a key stands twice", at: start)
            }
            if take(UInt8(ascii: "}")) { return members }
            guard take(UInt8(ascii: ",")) else { throw failure("a comma or the end of the object is expected") }
        }
    }

    private mutating func integer() throws(CanonicalJSONError) -> Int {
        let start = position
        _ = take(UInt8(ascii: "-"))
        while let byte = next, (0x30...0x39).contains(byte), position - start <= 17 { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let number = Int(text), number.magnitude <= CanonicalJSON.maximumInteger, String(number) == text else {
            throw failure("a whole number without leading zeros, of at most 2^53 - 1, is expected", at: start)
        }
        return number
    }

    private mutating func string() throws(CanonicalJSONError) -> String {
        let start = position
        guard take(UInt8(ascii: "\"")) else { throw failure("a text in quotation marks is expected") }
        var content: [UInt8] = []
        while let byte = next {
            if byte == UInt8(ascii: "\"") {
                position += 1
                guard let text = String(validating: content, as: UTF8.self) else { throw failure("a text is not UTF-8", at: start) }
                return text
            } else if byte == UInt8(ascii: "\\") {
                guard let (unescaped, length) = CanonicalEscape.unescape(bytes[position...]) else {
                    throw failure("an escape is not the canonical one")
                }
                content.append(unescaped)
                position += length
            } else if byte < 0x20 {
                throw failure("a control character stands in a text unescaped")
            } else {
                content.append(byte)
                position += 1
            }
        }
        throw failure("a text does not end", at: start)
    }
}
