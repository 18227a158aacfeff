/// Why a query was not understood, where, and what was probably meant.
public struct QueryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of fault.
    public enum Code: String, Sendable, Hashable, Codable {
        /// The text breaks the grammar.
        case syntax
        /// No attribute has this name.
        case unknownAttribute
        /// The attribute has no such value.
        case unknownValue
        /// The comparison, value or unit does not fit the type of the attribute.
        case typeMismatch
        /// A condition stands where its level makes no sense.
        case scope
        /// The query is larger than a node is willing to evaluate.
        case tooLarge
        /// The JSON or base64 of an EUCAIM query is broken.
        case malformed
    }

    /// The kind of fault.
    public let code: Code
    /// What is wrong and what to do, without the position.
    public let message: String
    /// The character at which it was noticed, counted from zero; nil for queries that are not text.
    public let offset: Int?
    /// How many characters are concerned.
    public let length: Int
    /// The nearest name that would have been understood.
    public let suggestion: String?

    init(_ code: Code, _ message: String, at offset: Int? = nil, length: Int = 1, suggestion: String? = nil) {
        self.code = code
        self.message = message
        self.offset = offset
        self.length = max(1, length)
        self.suggestion = suggestion
    }

    /// Everything in one line.
    public var description: String {
        var text = message
        if let offset { text += " (at character \(offset))" }
        if let suggestion { text += "; did you mean \"\(suggestion)\"?" }
        return text
    }

    /// The query with a line of carets under the place, for terminals. Control characters are shown as spaces.
    public func pointer(in text: String) -> String {
        guard let offset else { return description }
        let characters = Array(text)
        let start = max(0, offset - 60)
        let end = min(characters.count, start + 120)
        let shown = String(characters[start..<end].map { $0.isNewline || $0 == "\t" || $0.asciiValue.map { $0 < 32 } == true ? " " : $0 })
        let carets = String(repeating: "^", count: max(1, min(length, end - offset)))
        return shown + "\n" + String(repeating: " ", count: offset - start) + carets + "\n" + description
    }
}

/// How large a query may be. The standard is far above what a person writes and far below what costs a node anything.
public struct QueryLimits: Sendable, Hashable {
    /// Bytes of text.
    public var textBytes: Int
    /// Bytes of an EUCAIM message, envelope included.
    public var messageBytes: Int
    /// Nested parentheses, `not`, `series(...)` and `study(...)`.
    public var depth: Int
    /// Conditions in the whole query.
    public var conditions: Int
    /// Values in one list.
    public var values: Int
    /// Characters of one value or name.
    public var valueCharacters: Int

    /// Limits, each with the standard value unless given.
    public init(
        textBytes: Int = 16_384, messageBytes: Int = 262_144, depth: Int = 32, conditions: Int = 256, values: Int = 256,
        valueCharacters: Int = 256
    ) {
        self.textBytes = textBytes
        self.messageBytes = messageBytes
        self.depth = depth
        self.conditions = conditions
        self.values = values
        self.valueCharacters = valueCharacters
    }

    /// The standard limits.
    public static let standard = QueryLimits()
}
