/// What can be asked of an index, or of a program that has none: the content of `GET /criteria`.
public struct Criteria: Sendable, Hashable, Codable {
    /// One attribute that can be evaluated.
    public struct Criterion: Sendable, Hashable, Codable {
        /// The name used in queries.
        public var name: String
        /// What to show to people.
        public var title: String
        /// The entity of the clinical model it belongs to.
        public var group: Attribute.Group
        /// `patient`, `study` or `series`.
        public var level: String
        /// How it compares.
        public var type: Attribute.Kind
        /// Whether one patient, study or series can have several values at once.
        public var isMultiple: Bool
        /// The unit of its numbers.
        public var unit: String?
        /// The smallest and the largest number that can be true.
        public var range: [Double]?
        /// Ascending edges of the bins of its distribution.
        public var bins: [Double]?
        /// Its values in their order; nil for numbers without named values and for free words.
        public var concepts: [Value]?
        /// Its codes, each with the name of its code system: `SNOMEDCT:439401001`.
        public var codes: [String]
        /// Patients of whom it is known, exactly. **This figure tells of patients**: it may leave the node only through disclosure
        /// control, or for a dataset whose policy is open; ``Criteria/withoutFigures`` is what anybody may see.
        public var knownPatients: Int?
    }

    /// One value of a criterion.
    public struct Value: Sendable, Hashable, Codable {
        /// The name used in queries.
        public var name: String
        /// What to show to people.
        public var title: String
        /// Its codes, each with the name of its code system: `SNOMEDCT:399068003`.
        public var codes: [String]
    }

    /// A code system that codes come from.
    public struct System: Sendable, Hashable, Codable {
        /// The name that stands before a code.
        public var id: String
        /// What to show to people.
        public var title: String
        /// Its canonical URI.
        public var uri: String?
        /// Its version.
        public var version: String?
    }

    /// The version of the vocabulary.
    public var vocabulary: Int
    /// The code systems.
    public var codeSystems: [System]
    /// The attributes, in the order of the vocabulary.
    public var criteria: [Criterion]

    /// Everything a vocabulary knows, or the attributes named, without figures.
    public init(of vocabulary: Vocabulary = .standard, attributes: Set<String>? = nil) {
        self.vocabulary = vocabulary.version
        codeSystems = vocabulary.codeSystems.map { System(id: $0.id, title: $0.title, uri: $0.uri, version: $0.version) }
        criteria = vocabulary.attributes.filter { attributes?.contains($0.name) ?? true }.map(Criterion.init)
    }

    /// The same without any figure about patients.
    public var withoutFigures: Criteria {
        var result = self
        for place in result.criteria.indices { result.criteria[place].knownPatients = nil }
        return result
    }
}

extension Criteria.Criterion {
    fileprivate init(_ attribute: Attribute) {
        name = attribute.name
        title = attribute.title
        group = attribute.group
        level = attribute.level.name
        type = attribute.kind
        isMultiple = attribute.isMultiple
        unit = attribute.unit
        range = attribute.range.map { [$0.lowerBound, $0.upperBound] }
        bins = attribute.bins.isEmpty ? nil : attribute.bins
        concepts =
            attribute.concepts.isEmpty
            ? nil : attribute.concepts.map { Criteria.Value(name: $0.name, title: $0.title, codes: $0.codings.map(\.description)) }
        codes = attribute.codings.map(\.description)
        knownPatients = nil
    }
}

extension CohortIndex {
    /// What can be asked here, with the exact number of patients of whom each attribute is known.
    public var criteria: Criteria {
        var result = Criteria(of: vocabulary, attributes: supportedAttributes)
        for place in result.criteria.indices {
            guard let column = vocabulary.place(of: result.criteria[place].name) else { continue }
            result.criteria[place].knownPatients = segments.reduce(0) { $0 + ($1.columns[column]?.known.population ?? 0) }
        }
        return result
    }
}
