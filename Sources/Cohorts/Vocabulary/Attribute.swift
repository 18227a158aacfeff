/// What an attribute describes: the patient, one imaging study, or one series.
public enum Level: Int, Sendable, Hashable, Comparable, Codable {
    case patient, study, series

    /// The outer level comes first.
    public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

    /// The word of the query language.
    public var name: String {
        switch self {
        case .patient: "patient"
        case .study: "study"
        case .series: "series"
        }
    }
}

/// One named value of an attribute, with its codes in the code systems and the words it may be written with.
public struct Concept: Sendable, Hashable {
    /// The name used in canonical queries and in stored values.
    public let name: String
    /// Its codes in the code systems; the first is ours to send.
    public let codings: [Coding]
    /// Its codes as the EUCAIM federation writes them, in the same order.
    public var codes: [String] { codings.map(\.spelling) }
    /// What to show to people.
    public let title: String
    /// Other words for it, accepted on input.
    public let synonyms: [String]
}

/// One thing a query can ask about: its level, type, unit and, where it has them, its concepts.
public struct Attribute: Sendable, Hashable {
    /// How values of an attribute compare.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// Yes or no.
        case flag
        /// A whole number.
        case integer
        /// Any finite number.
        case number
        /// One of a closed list of concepts.
        case code
        /// One of a closed list of concepts that have an order.
        case ordinal
        /// A list of concepts, but values outside it occur.
        case open
        /// Free words, compared without regard to case.
        case text
    }

    /// The entity of the clinical model that an attribute belongs to.
    public enum Group: String, Sendable, Hashable, Codable, CaseIterable {
        case patient, health, history, condition, stage, grade, marker, laboratory, tumour, assessment, treatment, episode, procedure
        case study, series, acquisition
    }

    /// Where values come from, which decides what a node can evaluate.
    public enum Source: String, Sendable, Hashable, Codable {
        /// From the headers of the images: every node knows it.
        case header
        /// From a clinical table: known when a table with it was loaded.
        case clinical
    }

    /// The name used in canonical queries.
    public let name: String
    /// The entity of the clinical model it belongs to.
    public let group: Group
    /// What it describes.
    public let level: Level
    /// How it compares.
    public let kind: Kind
    /// Whether one patient, study or series can have several values at once.
    public let isMultiple: Bool
    /// Whether the first word of an unknown value may decide ("SIEMENS NIXDORF").
    let matchesFirstWord: Bool
    /// The unit of its numbers.
    public let unit: String?
    /// The numbers that can be true; others are refused when loaded.
    public let range: ClosedRange<Double>?
    /// Ascending edges of the bins of its distribution, chosen without looking at any data; empty for what is no number.
    public let bins: [Double]
    /// Where its values come from.
    public let source: Source
    /// Its codes in the code systems.
    public let codings: [Coding]
    /// Keys of the criterion as the EUCAIM federation writes them; one key may be shared by two attributes.
    public var keys: [String] { codings.map(\.spelling) }
    /// The code system named beside the key in an EUCAIM query.
    public let system: String?
    /// What to show to people.
    public let title: String
    /// Other names, accepted in queries and as column names.
    public let synonyms: [String]
    /// The values it can have, in their order.
    public let concepts: [Concept]

    let conceptsByWord: [String: Int]

    /// Whether its values are numbers.
    public var isNumeric: Bool { kind == .number || kind == .integer }
    /// Whether its values come from a list that cannot be left.
    var isClosed: Bool { kind == .code || kind == .ordinal || kind == .flag }

    /// Whether it has a list but meets values outside it.
    var isOpen: Bool { kind == .open }

    /// All values of a closed attribute.
    var closedValues: [String] { kind == .flag ? ["false", "true"] : concepts.map(\.name) }

    /// The bins of its distribution, below the first edge and from the last one on included.
    var binIntervals: [IntervalSet] {
        guard let first = bins.first, let last = bins.last else { return [] }
        let isWhole = kind == .integer
        let inner = zip(bins, bins.dropFirst()).map { IntervalSet.between($0, open: false, $1, open: true, isWhole: isWhole) }
        return [.below(first, open: true, isWhole: isWhole)] + inner + [.above(last, isWhole: isWhole)]
    }

    /// Attributes are the same when their names are.
    public static func == (left: Attribute, right: Attribute) -> Bool { left.name == right.name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// The concept that a word, code or synonym stands for.
    public func concept(for raw: String) -> Concept? {
        if let index = conceptsByWord[Vocabulary.folded(raw)] { return concepts[index] }
        return nil
    }

    /// The canonical form of a value as it comes from a header or a table; nil when it means nothing here.
    ///
    /// Concepts win; an ICD-10 subcategory falls back on its category (C50.9 is C50); values of an open or text attribute that no
    /// concept has are kept, in lower case with single spaces.
    public func normalised(_ raw: String) -> String? {
        let word = Vocabulary.folded(raw)
        if word.isEmpty { return nil }
        if let index = conceptsByWord[word] { return concepts[index].name }
        if kind == .flag { return Vocabulary.flagWords[word].map { $0 ? "true" : "false" } }
        if let dot = word.firstIndex(of: "."), word.first?.isLetter == true, let index = conceptsByWord[String(word[..<dot])] {
            return concepts[index].name
        }
        if matchesFirstWord {
            let first = word.prefix { $0.isLetter || $0.isNumber }
            if first.count > 1, let index = conceptsByWord[String(first)] { return concepts[index].name }
        }
        return kind == .open || kind == .text ? Vocabulary.tidied(raw) : nil
    }

    /// A number as this attribute holds it: finite, whole when it counts, inside the range that can be true.
    public func normalised(_ number: Double) -> Double? { numberDomain.normalised(number) }

    /// Which numbers can be true.
    var numberDomain: NumberDomain { NumberDomain(isWhole: kind == .integer, range: range) }
}

/// The numbers that an attribute can hold.
struct NumberDomain: Sendable {
    let isWhole: Bool
    let range: ClosedRange<Double>?

    func normalised(_ number: Double) -> Double? {
        guard number.isFinite else { return nil }
        if isWhole, number.rounded() != number { return nil }
        if let range, !range.contains(number) { return nil }
        return number == 0 ? 0 : number  // one zero, not two
    }
}
