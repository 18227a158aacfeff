/// A JSON value with exactly one spelling: RFC 8785 (JSON Canonicalization Scheme) without fractions and null.
///
/// What is hashed or signed is written in this form: one line, no white space, keys sorted by UTF-16 code unit, only the
/// escapes that JSON demands. The reader refuses every other spelling, so that bytes that were read can be written again.
public enum CanonicalJSON: Sendable, Equatable {
    /// A text.
    case string(String)
    /// A whole number between -(2^53 - 1) and 2^53 - 1, what every JSON reader holds exactly.
    case integer(Int)
    /// True or false.
    case boolean(Bool)
    /// Values in order.
    case array([CanonicalJSON])
    /// Values by key.
    case object([String: CanonicalJSON])

    /// The largest whole number that is written.
    public static let maximumInteger = (1 << 53) - 1

    /// The one spelling, in UTF-8.
    public var bytes: [UInt8] {
        var output: [UInt8] = []
        write(to: &output)
        return output
    }

    /// The one spelling.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The text, if this is one.
    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The number, if this is one.
    public var integer: Int? {
        guard case .integer(let number) = self else { return nil }
        return number
    }

    /// The truth value, if this is one.
    public var boolean: Bool? {
        guard case .boolean(let value) = self else { return nil }
        return value
    }

    /// The values in order, if this is an array.
    public var array: [CanonicalJSON]? {
        guard case .array(let values) = self else { return nil }
        return values
    }

    /// The values by key, if this is an object.
    public var object: [String: CanonicalJSON]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// An array of texts.
    public static func strings(_ texts: some Sequence<String>) -> CanonicalJSON { .array(texts.map { .string($0) }) }

    private func write(to output: inout [UInt8]) {
        switch self {
        case .string(let text): Self.write(text, to: &output)
        case .integer(let number): output += String(min(max(number, -Self.maximumInteger), Self.maximumInteger)).utf8
        case .boolean(let value): output += (value ? "true" : "false").utf8
        case .array(let values):
            output.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                value.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
            for (index, member) in sorted.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                Self.write(member.key, to: &output)
                output.append(UInt8(ascii: ":"))
                member.value.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if let escape = CanonicalEscape.escape(of: byte) {
                output += escape
            } else {
                output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
