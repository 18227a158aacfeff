import Foundation

extension ClinicalTable {
    /// So many rows are looked at: more would tell no more about a column.
    static let suggestionRows = 20_000
    /// So many different values of a column are counted.
    private static let distinctValues = 2_000
    /// So many columns may turn out to be the patient's identifier, whose values are all kept while they do.
    private static let identifierColumns = 16

    /// Proposes a mapping of the table's columns to attributes of patients.
    ///
    /// A column whose name the vocabulary knows gets that attribute, if its values do not deny it. Other columns get the attribute whose name is
    /// nearest, or one whose concepts most of their values are. No attribute is proposed twice.
    public func suggestedMapping(vocabulary: Vocabulary = .standard) throws(ClinicalTableError) -> MappingSuggestion {
        var counts = [[String: Int]](repeating: [:], count: columns.count)
        var identifiers = columns.indices.filter { isNamedLikeIdentifier($0) }.prefix(Self.identifierColumns).map(IdentifierColumn.init)
        var rows = 0
        try forEachRow(atMost: Self.suggestionRows) { row in
            rows += 1
            for index in identifiers.indices { identifiers[index].read(row) }
            for (place, field) in row.fields.prefix(counts.count).enumerated() {
                let word = field.withoutBlankEnds
                if Self.isMissing(word) { continue }
                if counts[place][word] != nil || counts[place].count < Self.distinctValues { counts[place][word, default: 0] += 1 }
            }
        }
        let folded = columns.map(Vocabulary.foldedName)
        let named = ClinicalMapping.patientColumns.lazy.compactMap { folded.firstIndex(of: $0) }.first
        let patient = named ?? (rows > 1 ? identifiers.first { $0.isDistinct }?.place : nil)
        let attributes = vocabulary.attributes.filter { $0.level == .patient && $0.name != "age" }
        var candidates: [Candidate] = []
        for place in columns.indices where place != patient && !folded[place].isEmpty {
            candidates += attributes.compactMap { Candidate(place, folded[place], counts[place], $0) }
        }
        // The best fit first; each column and each attribute once.
        var chosen: [Int: Candidate] = [:]
        var taken: Set<String> = []
        for candidate in candidates.sorted(by: { ($1.score, $0.place, $0.attribute.name) < ($0.score, $1.place, $1.attribute.name) })
        where chosen[candidate.place] == nil && !taken.contains(candidate.attribute.name) {
            chosen[candidate.place] = candidate
            taken.insert(candidate.attribute.name)
        }
        return MappingSuggestion(
            patientColumn: patient.map { columns[$0] },
            columns: columns.indices.filter { $0 != patient }.map { chosen[$0]?.column(named: columns[$0]) ?? .unknown(columns[$0]) },
            rows: rows)
    }

    private static let saysMissing = Set(ClinicalMapping.standard.missing.map(Vocabulary.folded))

    fileprivate static func isMissing(_ word: String) -> Bool { word.isEmpty || saysMissing.contains(Vocabulary.folded(word)) }

    /// Whether a column is named like an identifier of patients.
    private func isNamedLikeIdentifier(_ place: Int) -> Bool {
        Vocabulary.foldedName(columns[place]).split(separator: "_")
            .contains { ["id", "nr", "no", "number", "nummer", "numero", "code", "pat", "patient"].contains($0) }
    }
}

/// A column that is named like an identifier of patients, and is one as long as every row has another value.
private struct IdentifierColumn {
    let place: Int
    private(set) var isDistinct = true
    private var seen: Set<String> = []

    init(place: Int) { self.place = place }

    mutating func read(_ row: ClinicalTable.Row) {
        guard isDistinct else { return }
        let word = place < row.fields.count ? row.fields[place].withoutBlankEnds : ""
        isDistinct = !ClinicalTable.isMissing(word) && seen.insert(word).inserted
        if !isDistinct { seen = [] }
    }
}

/// An attribute that a column could hold, and what speaks for it.
private struct Candidate {
    let place: Int
    let attribute: Attribute
    let score: Double
    let share: Double
    private let isNamed: Bool
    private let readsYear: Bool
    private let values: [String: String]
    private let unknown: [String]

    /// Nil where too little speaks for it.
    init?(_ place: Int, _ name: String, _ counts: [String: Int], _ attribute: Attribute) {
        let likeness = Self.likeness(of: name, to: attribute)
        let readsYear = attribute.name == "year_of_diagnosis" && Self.areDates(counts)
        let (known, guessed, unknown) =
            readsYear ? (counts.values.reduce(0, +), [:], []) : Self.understood(counts, attribute, guesses: likeness > 0)
        let filled = counts.values.reduce(0, +)
        let share = filled == 0 ? 0 : Double(known) / Double(filled)
        // Words say little about themselves where they are yes and no, or any number: then the name has to speak.
        let isTelling = attribute.kind == .code || attribute.kind == .ordinal || attribute.kind == .open
        guard likeness > 0 && (share > 0.3 || filled == 0) || isTelling && share > 0.8 && counts.count > 1 && !Self.areNumbers(counts)
        else { return nil }
        self.place = place
        self.attribute = attribute
        self.share = share
        score = likeness * 2 + share
        isNamed = likeness == 1
        self.readsYear = readsYear
        values = guessed
        self.unknown = unknown
    }

    func column(named name: String) -> MappingSuggestion.Column {
        MappingSuggestion.Column(
            name: name, attribute: attribute.name, confidence: isNamed && values.isEmpty && share > 0.95 ? .sure : .likely, values: values,
            unknown: unknown, readsYear: readsYear, share: share)
    }

    /// 1 where the name is known, less where it is near, 0 where it is another.
    private static func likeness(of name: String, to attribute: Attribute) -> Double {
        var names = ([attribute.name] + attribute.synonyms).map(Vocabulary.foldedName)
        if attribute.name == "year_of_diagnosis" { names += ClinicalMapping.yearColumns }
        if attribute.name == "age_at_diagnosis" { names.append("age") }
        if names.contains(name) { return 1 }
        let words = Set(name.split(separator: "_"))
        if names.contains(where: { !$0.isEmpty && words.isSuperset(of: $0.split(separator: "_")) }) { return 0.8 }
        return NearestName.find(name, among: names.filter { $0.count > 3 }) == nil ? 0 : 0.6
    }

    private static func areNumbers(_ counts: [String: Int]) -> Bool { counts.keys.allSatisfy { Double($0) != nil } }

    private static func areDates(_ counts: [String: Int]) -> Bool {
        !counts.isEmpty && counts.keys.allSatisfy { $0.count >= 8 && ClinicalDate($0) != nil }
    }

    /// How many fields the attribute takes, the concepts that are near to other values, and what is left.
    private static func understood(
        _ counts: [String: Int], _ attribute: Attribute, guesses: Bool
    ) -> (known: Int, guessed: [String: String], unknown: [String]) {
        var known = 0
        var guessed: [String: String] = [:]
        var unknown: [(value: String, count: Int)] = []
        let words = attribute.concepts.flatMap { concept in
            ([concept.name, concept.title] + concept.synonyms).map { (word: Vocabulary.folded($0), concept: concept.name) }
        }
        for (value, count) in counts {
            let parts = attribute.isMultiple ? value.split(whereSeparator: { ";|+,".contains($0) }).map(String.init) : [value]
            if parts.allSatisfy({ takes($0, attribute) }) {
                known += count
            } else if guesses, !attribute.isNumeric, !attribute.isMultiple, let concept = nearest(to: value, among: words) {
                guessed[value] = concept
                known += count
            } else {
                unknown.append((value, count))
            }
        }
        let listed = unknown.sorted { ($1.count, $0.value) < ($0.count, $1.value) }.prefix(20).map { String($0.value.prefix(80)) }
        return (known, guessed, listed)
    }

    private static func takes(_ value: String, _ attribute: Attribute) -> Bool {
        if attribute.isNumeric {
            let text = attribute.concept(for: value)?.name ?? value
            return ClinicalMappingRun.number(text).flatMap { attribute.normalised($0) } != nil
        }
        return attribute.isOpen || attribute.kind == .text ? attribute.concept(for: value) != nil : attribute.normalised(value) != nil
    }

    /// The concept of which a word stands in the value, the longest one; otherwise the one whose word is nearest.
    private static func nearest(to value: String, among words: [(word: String, concept: String)]) -> String? {
        let folded = Vocabulary.folded(value)
        let parts = folded.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let spoken = words.filter { $0.word.count > 3 && (" " + parts.joined(separator: " ") + " ").contains(" \($0.word) ") }
        if let longest = spoken.max(by: { $0.word.count < $1.word.count }) { return longest.concept }
        guard let near = NearestName.find(folded, among: words.map(\.word).filter { $0.count > 3 }) else { return nil }
        return words.first { $0.word == near }?.concept
    }
}

extension MappingSuggestion.Column {
    fileprivate static func unknown(_ name: String) -> Self {
        Self(name: name, attribute: nil, confidence: .none, values: [:], unknown: [], readsYear: false, share: 0)
    }
}
