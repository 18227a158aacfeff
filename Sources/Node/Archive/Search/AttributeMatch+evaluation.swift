import DICOM
import Foundation

extension AttributeCondition {
    /// Whether a data set meets the key.
    ///
    /// - Parameter fuzzy: whether names match by the beginnings of their words, whatever their order, case and accents.
    func isMet(by dataSet: DataSet, fuzzy: Bool) -> Bool {
        if match.isUniversal { return true }
        if case .items(let conditions) = match {
            return dataSet.items(tag).contains { item in conditions.allSatisfy { $0.isMet(by: item, fuzzy: fuzzy) } }
        }
        guard let element = dataSet[tag] else { return false }
        return dataSet.strings(of: element).contains { match.isMet(by: $0, vr: element.vr, fuzzy: fuzzy) }
    }
}

extension AttributeMatch {
    /// Whether one value of an attribute is selected.
    func isMet(by stored: String, vr: VR, fuzzy: Bool = false) -> Bool {
        let value = Self.normalised(stored.trimmingPadding, vr)
        switch self {
        case .universal: return true
        case .single(let wanted):
            switch vr {
            case .pn: return NameMatch.matches(wanted, value, fuzzy: fuzzy)
            case .is, .ds: return Double(wanted).map { $0 == Double(value) } ?? (wanted == value)
            // A time of less precision selects all that begin with it (PS3.4 §C.2.2.2.1).
            case .tm, .dt: return value.hasPrefix(wanted)
            default: return wanted == value
            }
        case .list(let wanted): return wanted.contains(value)
        case .wildcard(let pattern):
            return vr == .pn ? NameMatch.matches(pattern, value, fuzzy: fuzzy) : WildcardPattern(pattern).matches(value)
        case .range(let from, let through):
            if value.isEmpty { return false }
            if let from, value < from { return false }
            if let through, value > through, !value.hasPrefix(through) { return false }
            return true
        case .items: return false
        }
    }
}

/// A pattern with `*` and `?` (PS3.4 §C.2.2.2.4).
struct WildcardPattern {
    private let pattern: [Character]

    init(_ text: some StringProtocol) { pattern = Array(text) }

    /// Linear in the product of both lengths at worst: after a mismatch only the last `*` is tried again.
    func matches(_ text: some StringProtocol) -> Bool {
        let text = Array(text)
        var position = 0
        var index = 0
        var star: (pattern: Int, text: Int)?
        while index < text.count {
            if position < pattern.count, pattern[position] == "*" {
                star = (position, index)
                position += 1
            } else if position < pattern.count, pattern[position] == "?" || pattern[position] == text[index] {
                position += 1
                index += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                position = last.pattern + 1
                index = last.text + 1
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy { $0 == "*" }
    }

    /// The characters before the first `*` or `?`.
    var literalPrefix: String { String(pattern.prefix { $0 != "*" && $0 != "?" }) }
}

/// Names compare without regard to case, and each of their three writings counts (PS3.4 §C.2.2.2.1, PS3.5 §6.2.1).
enum NameMatch {
    static func matches(_ wanted: String, _ stored: String, fuzzy: Bool) -> Bool {
        if fuzzy {
            let words = words(of: stored)
            // Fuzzy matching as PS3.18 §8.3.4.2 leaves it to the server: every word asked for begins a word of the name.
            return Self.words(of: wanted).allSatisfy { part in words.contains { $0.hasPrefix(part) } }
        }
        let pattern = WildcardPattern(key(of: wanted))
        return pattern.matches(key(of: stored)) || PersonName(stored).groups.contains { pattern.matches(key(of: $0)) }
    }

    /// The form in which names are compared and indexed: upper case, without empty components at the end.
    static func key(of name: String) -> String {
        var key = name.uppercased()[...]
        while let last = key.last, last == "^" || last == " " { key.removeLast() }
        return String(key)
    }

    private static func words(of name: String) -> [String] {
        name.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
            .split(whereSeparator: { $0 == "^" || $0 == "=" || $0 == " " || $0 == "*" || $0 == "?" || $0 == "-" }).map(String.init)
    }
}
