/// The absolute address of a thing in RDF, safe to write into Turtle and JSON-LD.
public struct IRI: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The schemes that the catalogue writes; anything else in a declaration is refused.
    public static let schemes: Set<String> = ["http", "https", "mailto", "tel", "urn"]

    /// The address.
    public let description: String

    /// Reads an address: one of ``schemes``, something after it, and no character that RDF forbids in an IRI.
    public init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":"), Self.schemes.contains(text[..<colon].lowercased()) else { return nil }
        let rest = text[text.index(after: colon)...]
        guard !rest.isEmpty, !text.unicodeScalars.contains(where: Self.isForbidden) else { return nil }
        if text[..<colon].lowercased().hasPrefix("http") {
            guard rest.hasPrefix("//"), rest.dropFirst(2).first.map({ $0 != "/" }) ?? false else { return nil }
        }
        description = text
    }

    init(trusted text: String) { description = text }

    /// Turtle 1.1, production [18] IRIREF; control and separator characters beyond ASCII are left out as well.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "<", ">", "\"", "{", "}", "|", "^", "`", "\\": true
        default: scalar.value <= 0x20 || scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
        }
    }

    /// A segment of a path with everything escaped that could end it.
    static func escapedSegment(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }

    /// Orders by text.
    public static func < (left: IRI, right: IRI) -> Bool { left.description < right.description }
}

/// A value in RDF: text with a language or a datatype.
public struct RDFLiteral: Hashable, Sendable {
    /// The text.
    public let text: String
    /// The language tag in lower case; none for a value with a datatype.
    public let language: String?
    /// The datatype; none for plain text and for text with a language.
    public let datatype: IRI?

    /// Plain text, or text in a language. NUL, which no format can carry, becomes U+FFFD.
    public init(_ text: String, language: String? = nil) {
        self.text = Self.withoutNUL(text)
        self.language = language.flatMap { Self.isLanguage($0) ? $0.lowercased() : nil }
        datatype = nil
    }

    /// A value of a datatype.
    public init(_ text: String, datatype: IRI) {
        self.text = Self.withoutNUL(text)
        language = nil
        self.datatype = datatype
    }

    /// Turtle 1.1, production [144s] LANGTAG with the lengths of BCP 47.
    static func isLanguage(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, (1...8).contains(first.utf8.count), first.allSatisfy({ $0.isASCII && $0.isLetter }) else {
            return false
        }
        return parts.dropFirst().allSatisfy { part in
            (1...8).contains(part.utf8.count) && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        }
    }

    private static func withoutNUL(_ text: String) -> String {
        guard text.unicodeScalars.contains("\0") else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(scalar == "\0" ? "\u{FFFD}" : scalar) }
        return String(result)
    }
}

/// Anything a triple can hold as its subject or object.
public enum RDFTerm: Hashable, Sendable {
    /// A named thing.
    case iri(IRI)
    /// A thing without a name, by its number in the graph.
    case blank(Int)
    /// A value.
    case literal(RDFLiteral)
}
