import Catalogue
import Cohorts
import Foundation

/// Values as the pages write them.
enum PageText {
    private static let locale = Locale(identifier: "en_GB")

    /// A whole number with its thousands apart.
    static func count(_ number: Int) -> String { number.formatted(.number.locale(locale)) }

    /// A number of things, such as `1 dataset`.
    static func count(_ number: Int, _ noun: String) -> String { "\(count(number)) \(noun)\(number == 1 ? "" : "s")" }

    /// A count as a record may show it.
    static func count(_ number: Int, roundedTo step: Int) -> String {
        if step <= 1 { return count(number) }
        return number == 0 ? "fewer than \(count(step))" : "about \(count(number))"
    }

    /// A moment, in UTC.
    static func time(_ date: Date) -> String { date.formatted(.iso8601.dateTimeSeparator(.space)) }

    /// A day, in UTC.
    static func day(_ date: Date) -> String { date.formatted(.iso8601.year().month().day()) }

    /// A number to four significant digits.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        return minus(String(format: abs(value) >= 10_000 ? "%.0f" : "%.4g", value))
    }

    /// The probability of a test, as journals write it.
    static func probability(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        return value < 0.001 ? "< 0.001" : String(format: "%.3f", value)
    }

    /// A value of an attribute in the words of the vocabulary; the value itself where it has none.
    static func label(_ value: String, of attribute: String) -> String {
        Vocabulary.standard.attribute(named: attribute)?.concept(for: value)?.title ?? value
    }

    /// Bars of a distribution, the longest first.
    static func bars(_ groups: [String: Int], of attribute: String, roundedTo step: Int) -> [[String: Any]] {
        let most = max(groups.values.max() ?? 1, 1)
        return groups.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { value, number in
            ["label": label(value, of: attribute), "count": count(number, roundedTo: step), "width": 100 * number / most]
        }
    }

    /// The beginning of a longer text, cut between words.
    static func beginning(of text: String, characters: Int = 220) -> String {
        guard text.count > characters else { return text }
        let cut = text.prefix(characters)
        let words = cut.lastIndex(where: \.isWhitespace).map { cut[..<$0] } ?? cut
        return words.trimmingCharacters(in: .whitespacesAndNewlines) + " …"
    }

    /// A user as a permit names them, by their key: the name and the key's digest.
    static func user(_ key: String) -> String {
        let parts = key.split(separator: "+", maxSplits: 2)
        return parts.count > 1 ? "\(parts[0]), key \(parts[1])" : key
    }

    /// Text as a part of an address (RFC 3986 §2.3: only unreserved characters stay).
    static func escaped(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            if isPlain(byte) || byte == UInt8(ascii: "~") {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += String(format: "%%%02X", byte)
            }
        }
    }

    /// Text as one word of a shell's command, which a reader may copy: nothing in it is run.
    static func shellWord(_ text: String) -> String {
        !text.isEmpty && text.utf8.allSatisfy(isPlain) ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func minus(_ text: String) -> String { text.replacing("-", with: "\u{2212}") }
}
