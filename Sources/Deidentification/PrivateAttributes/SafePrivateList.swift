import DICOM

/// The private attributes that the Retain Safe Private Option keeps (PS3.15 section E.3.10), by creator, group and element.
///
/// A list is a text that a person can read and a spreadsheet can write:
///
/// ```
/// # creator            group  element  VR  VM   meaning
/// SIEMENS MR HEADER    0019   0C       IS  1    B Value
/// ```
///
/// Fields are parted by tabulators. The creator is compared exactly; the element is its place in the creator's block, two digits, maybe
/// after `xx`. Several representations are parted by `/`. The multiplicity is written as in PS3.6: `1`, `3`, `1-n`, `2-2n`. A line that
/// begins with `#` is a remark. What is on a list still passes the checks of standard attributes: a text that holds the patient's name
/// is removed, a UID replaced, a date moved or removed.
public struct SafePrivateList: Sendable, Hashable {
    struct Key: Sendable, Hashable {
        let creator: String
        let group: UInt16
        let element: UInt8
    }

    struct Entry: Sendable, Hashable {
        let representations: [VR]
        let multiplicity: Multiplicity
        let meaning: String
    }

    private(set) var entries: [Key: Entry] = [:]

    /// The longest list that is read, in lines: more than all the private dictionaries that are published.
    static let lineLimit = 100_000

    /// Nothing private.
    public static let none = SafePrivateList()

    /// PS3.15 Table E.3.10-1, without its attributes of bytes, which nothing can look into.
    public static let standard: SafePrivateList = {
        guard let list = try? SafePrivateList(text: StandardSafePrivateList.text.withUTF8Buffer { String(decoding: $0, as: UTF8.self) })
        else { preconditionFailure("The list of the standard cannot be read.") }
        return list
    }()

    private init() {}

    /// Reads a list.
    public init(text: String) throws(DeidentificationError) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard lines.count <= Self.lineLimit else {
            throw DeidentificationError(.profileNotValid, "safePrivate: the list has more than \(Self.lineLimit) lines.")
        }
        for (number, line) in lines.enumerated() {
            let line = line.drop { $0 == " " }
            if line.isEmpty || line.hasPrefix("#") || line.allSatisfy(\.isWhitespace) { continue }
            guard let (key, entry) = Self.row(line) else {
                throw DeidentificationError(
                    .profileNotValid,
                    "safePrivate: line \(number + 1) is not creator, odd group, element, VR, VM and meaning, parted by tabulators.")
            }
            entries[key] = entry
        }
    }

    /// Whether nothing is kept.
    public var isEmpty: Bool { entries.isEmpty }

    /// How many attributes are on the list.
    public var count: Int { entries.count }

    /// This list and another; where both name an attribute the other counts.
    public func union(_ other: SafePrivateList) -> SafePrivateList {
        var list = self
        list.entries.merge(other.entries) { _, other in other }
        return list
    }

    /// The list as text, in the order of creators, groups and elements.
    public var text: String {
        entries.sorted { ($0.key.creator, $0.key.group, $0.key.element) < ($1.key.creator, $1.key.group, $1.key.element) }
            .map { key, entry in
                let tag = Tag(key.group, UInt16(key.element)).hex
                return [
                    key.creator, String(tag.prefix(4)), String(tag.suffix(2)), entry.representations.map(\.letters).joined(separator: "/"),
                    entry.multiplicity.description, entry.meaning,
                ].joined(separator: "\t")
            }
            .joined(separator: "\n")
    }

    private static func row(_ line: Substring) -> (Key, Entry)? {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map { $0.trimmed }
        guard fields.count >= 5, !fields[0].isEmpty, fields[0].count <= 64, fields[1].count == 4, let group = UInt16(fields[1], radix: 16),
            group & 1 == 1, group > 8
        else { return nil }
        let place = fields[2].lowercased()
        let digits = place.hasPrefix("xx") ? place.dropFirst(2) : place[...]
        guard digits.count == 2, let element = UInt8(digits, radix: 16) else { return nil }
        let representations = fields[3].split(separator: "/").compactMap { VR($0.trimmed) }
        guard !representations.isEmpty, representations.count == fields[3].split(separator: "/").count,
            let multiplicity = Multiplicity(fields[4])
        else { return nil }
        let meaning = fields.count > 5 ? String(fields[5]) : ""
        return (
            Key(creator: String(fields[0]), group: group, element: element),
            Entry(representations: representations, multiplicity: multiplicity, meaning: meaning)
        )
    }
}

/// How many values an attribute may have (PS3.6 section 6): from so many, to so many or any number, in steps.
struct Multiplicity: Sendable, Hashable, CustomStringConvertible {
    let description: String
    private let least: Int
    private let most: Int
    private let step: Int

    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, let least = Int(first), least > 0, parts.count <= 2 else { return nil }
        description = String(text)
        self.least = least
        guard parts.count == 2 else {
            most = least
            step = 1
            return
        }
        if parts[1].hasSuffix("n") {
            guard parts[1] == "n" || Int(parts[1].dropLast()).map({ $0 > 0 }) == true else { return nil }
            most = .max
            step = Int(parts[1].dropLast()) ?? 1
        } else {
            guard let number = Int(parts[1]), number >= least else { return nil }
            most = number
            step = 1
        }
    }

    /// Whether there may be so many values.
    func allows(_ count: Int) -> Bool {
        count >= least && count <= most && count % step == 0
    }
}

extension Substring {
    /// The text without blanks at both ends.
    fileprivate var trimmed: Substring {
        var text = drop { $0 == " " }
        while text.last == " " || text.last == "\r" { text.removeLast() }
        return text
    }
}
