import Foundation

/// The names that queries, tables and nodes share: attributes, their concepts, and the words and codes for both.
///
/// The content is the tables in `scripts/vocabulary`, which are built in as `VocabularyTable` and parsed once:
///
/// - `system | id | title | uri | version | prefix`
/// - `attribute | name | group | level | type | unit | range | bins | source | codes | system | title | synonyms`
/// - `concept | attribute | name | codes | title | synonyms`
public struct Vocabulary: Sendable {
    /// Raised whenever a change of the table changes what a query means.
    public let version: Int
    /// Every attribute, in the order of the table.
    public let attributes: [Attribute]
    /// The code systems its codes come from.
    public let codeSystems: [CodeSystem]

    private let byName: [String: Int]
    private let byKey: [String: [Int]]
    private let places: [String: Int]

    /// The vocabulary this version of Mosaic speaks.
    public static let standard = Vocabulary(version: VocabularyTable.version, table: VocabularyTable.text.description)

    /// Parses a table. A fault in it is a fault in the program, and ends it.
    init(version: Int, table: String) {
        self.version = version
        var systems: [String: CodeSystem] = [:]
        var codeSystems: [CodeSystem] = []
        var drafts: [Draft] = []
        var indexByName: [String: Int] = [:]
        for (number, line) in table.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
            guard let first = fields.first, !first.isEmpty, !first.hasPrefix("#") else { continue }
            switch first {
            case "system":
                precondition(fields.count == 6, "vocabulary line \(number + 1): 6 fields are needed")
                let system = CodeSystem(
                    id: fields[1], title: fields[2], uri: fields[3].isEmpty ? nil : fields[3],
                    version: fields[4].isEmpty ? nil : fields[4], prefix: fields[5])
                systems[system.id] = system
                codeSystems.append(system)
            case "attribute":
                precondition(fields.count == 13, "vocabulary line \(number + 1): 13 fields are needed")
                indexByName[fields[1]] = drafts.count
                drafts.append(Draft(fields: fields, codings: Self.codings(fields[9], systems), line: number + 1))
            case "concept":
                precondition(fields.count == 6, "vocabulary line \(number + 1): 6 fields are needed")
                guard let index = indexByName[fields[1]] else {
                    preconditionFailure("vocabulary line \(number + 1): its attribute must stand above it")
                }
                drafts[index].concepts.append(
                    Concept(
                        name: fields[2], codings: Self.codings(fields[3], systems), title: fields[4], synonyms: Self.list(fields[5])))
            default:
                preconditionFailure("vocabulary line \(number + 1): neither system, attribute nor concept")
            }
        }
        self.codeSystems = codeSystems
        attributes = drafts.map { $0.finished() }
        var byName: [String: Int] = [:]
        var byKey: [String: [Int]] = [:]
        for (index, attribute) in attributes.enumerated() {
            for name in [attribute.name] + attribute.synonyms {
                let word = Self.foldedName(name)
                precondition(byName[word] == nil || byName[word] == index, "the vocabulary uses the name \(name) twice")
                byName[word] = index
            }
            for coding in attribute.codings {
                for key in Set([coding.spelling, coding.description]) { byKey[key, default: []].append(index) }
            }
        }
        self.byName = byName
        places = Dictionary(uniqueKeysWithValues: attributes.enumerated().map { ($1.name, $0) })
        self.byKey = byKey
    }

    /// The attribute with this name or synonym, whatever its case.
    public func attribute(named name: String) -> Attribute? {
        byName[Self.foldedName(name)].map { attributes[$0] }
    }

    /// Where an attribute stands in ``attributes``, by its canonical name.
    func place(of name: String) -> Int? { places[name] }

    /// The attributes that a criterion key of the EUCAIM list stands for; their values tell them apart.
    public func attributes(forKey key: String) -> [Attribute] {
        (byKey[key] ?? []).map { attributes[$0] }
    }

    /// The attribute name nearest to a misspelt one, when it is near enough to be meant.
    public func nearestName(to name: String) -> String? {
        NearestName.find(Self.foldedName(name), among: attributes.flatMap { [$0.name] + $0.synonyms.map(Self.foldedName) })
            .flatMap { attribute(named: $0)?.name }
    }

    static let flagWords: [String: Bool] = [
        "true": true, "yes": true, "y": true, "1": true, "t": true, "positive": true, "present": true,
        "false": false, "no": false, "n": false, "0": false, "f": false, "negative": false, "absent": false,
    ]

    /// Lower case, runs of spaces and underscores as one space, no space at the ends: the form in which words are compared.
    static func folded(_ text: String) -> String {
        var result = ""
        var gap = false
        for character in text.lowercased() {
            if character == "_" || character.isWhitespace {
                gap = !result.isEmpty
            } else {
                if gap { result.append(" ") }
                gap = false
                result.append(character)
            }
        }
        return result
    }

    /// A value outside every list as it is kept: lower case, composed letters, single spaces, at most 64 code points.
    static func tidied(_ text: String) -> String {
        func joined(_ text: String) -> String { text.split { $0.isWhitespace || $0 == "\0" }.joined(separator: " ") }
        let whole = joined(text.lowercased().precomposedStringWithCanonicalMapping)
        return joined(String(String.UnicodeScalarView(whole.unicodeScalars.prefix(64))))
    }

    /// The form in which attribute and column names are compared.
    static func foldedName(_ name: String) -> String {
        var result = ""
        for character in name.lowercased() {
            if character.isLetter || character.isNumber || character == "." {
                result.append(character)
            } else if result.last != "_", !result.isEmpty {
                result.append("_")
            }
        }
        while result.last == "_" { result.removeLast() }
        return result
    }

    private static func codings(_ field: String, _ systems: [String: CodeSystem]) -> [Coding] {
        list(field).map { text in
            let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2, let system = systems[parts[0]] else {
                preconditionFailure("the vocabulary has no code system of \(text)")
            }
            return Coding(system: system, code: parts[1])
        }
    }

    fileprivate static func list(_ field: String) -> [String] {
        field.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}

/// One attribute while the table is read.
private struct Draft {
    let fields: [String]
    let codings: [Coding]
    let line: Int
    var concepts: [Concept] = []

    init(fields: [String], codings: [Coding], line: Int) {
        self.fields = fields
        self.codings = codings
        self.line = line
    }

    func finished() -> Attribute {
        let levels: [String: Level] = ["patient": .patient, "study": .study, "series": .series]
        var type = fields[4]
        var isMultiple = false
        var matchesFirstWord = false
        if type == "codes" || type == "numbers" {
            isMultiple = true
            type.removeLast()
        }
        if type.hasSuffix("/first-word") {
            matchesFirstWord = true
            type.removeLast("/first-word".count)
        }
        guard let group = Attribute.Group(rawValue: fields[2]), let level = levels[fields[3]], let kind = Attribute.Kind(rawValue: type),
            let source = Attribute.Source(rawValue: fields[8])
        else { preconditionFailure("vocabulary line \(line): unknown group, level, type or source") }
        var words: [String: Int] = [:]
        for (index, concept) in concepts.enumerated() {
            for word in [concept.name, concept.title] + concept.codes + concept.codings.map(\.description) + concept.synonyms {
                let folded = Vocabulary.folded(word)
                precondition(words[folded] == nil || words[folded] == index, "vocabulary: \(fields[1]) uses the word \(word) twice")
                words[folded] = index
            }
        }
        return Attribute(
            name: fields[1], group: group, level: level, kind: kind, isMultiple: isMultiple, matchesFirstWord: matchesFirstWord,
            unit: fields[5].isEmpty ? nil : fields[5], range: range(fields[6]), bins: Vocabulary.list(fields[7]).compactMap(Double.init),
            source: source, codings: codings, system: fields[10].isEmpty ? nil : fields[10], title: fields[11],
            synonyms: Vocabulary.list(fields[12]), concepts: concepts, conceptsByWord: words)
    }
    private func range(_ field: String) -> ClosedRange<Double>? {
        guard let dots = field.firstRange(of: "..."), let low = Double(field[..<dots.lowerBound]),
            let high = Double(field[dots.upperBound...])
        else {
            precondition(field.isEmpty, "vocabulary line \(line): the range is not low...high")
            return nil
        }
        return low...high
    }
}
