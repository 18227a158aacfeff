/// What a visitor chose on the left of the catalogue: values of one facet are alternatives, facets must all be met.
public struct CatalogueFilter: Codable, Hashable, Sendable {
    /// Modalities, any of which a dataset must have.
    public var modalities: Set<String>
    /// Body parts.
    public var bodyParts: Set<String>
    /// Conditions.
    public var conditions: Set<String>
    /// Tiers.
    public var tiers: Set<DatasetStatistics.Tier>
    /// Holders.
    public var holders: Set<String>
    /// Words that must all occur in title, description, keywords, holder or a facet's value.
    public var text: String

    /// A filter; the default lets everything through.
    public init(
        modalities: Set<String> = [], bodyParts: Set<String> = [], conditions: Set<String> = [],
        tiers: Set<DatasetStatistics.Tier> = [], holders: Set<String> = [], text: String = ""
    ) {
        self.modalities = modalities
        self.bodyParts = bodyParts
        self.conditions = conditions
        self.tiers = tiers
        self.holders = holders
        self.text = text
    }

    /// The facets that have values to choose from.
    public enum Facet: String, Codable, Hashable, Sendable, CaseIterable, CodingKeyRepresentable {
        /// (0008,0060).
        case modality
        /// (0018,0015).
        case bodyPart
        /// The condition of the clinical model.
        case condition
        /// The tier of the federation.
        case tier
        /// The node.
        case holder
    }

    /// Whether a record meets the filter.
    public func matches(_ record: DatasetRecord) -> Bool {
        Facet.allCases.allSatisfy { meets($0, record) } && meetsText(record)
    }

    /// The records that meet the filter, in their order.
    public func select(_ records: some Sequence<DatasetRecord>) -> [DatasetRecord] { records.filter(matches) }

    /// How many records each value of each facet would show, given the choices in the other facets.
    public func facets(of records: some Collection<DatasetRecord>) -> [Facet: [String: Int]] {
        var result: [Facet: [String: Int]] = [:]
        for facet in Facet.allCases {
            var counts: [String: Int] = [:]
            for record in records where meetsText(record) && Facet.allCases.allSatisfy({ $0 == facet || meets($0, record) }) {
                for value in Self.values(facet, record) { counts[value, default: 0] += 1 }
            }
            result[facet] = counts
        }
        return result
    }

    private func meets(_ facet: Facet, _ record: DatasetRecord) -> Bool {
        let chosen: Set<String> =
            switch facet {
            case .modality: modalities
            case .bodyPart: bodyParts
            case .condition: conditions
            case .tier: Set(tiers.map { String($0.rawValue) })
            case .holder: holders
            }
        guard !chosen.isEmpty else { return true }
        let values = Set(Self.values(facet, record).map { $0.lowercased() })
        return chosen.contains { values.contains($0.lowercased()) }
    }

    private static func values(_ facet: Facet, _ record: DatasetRecord) -> [String] {
        switch facet {
        case .modality: Array(record.statistics.modalities.keys)
        case .bodyPart: Array(record.statistics.bodyParts.keys)
        case .condition: Array(record.statistics.conditions.keys)
        case .tier: [String(record.statistics.tier.rawValue)]
        case .holder: [record.holder]
        }
    }

    private func meetsText(_ record: DatasetRecord) -> Bool {
        let words = text.lowercased().split(whereSeparator: \.isWhitespace)
        guard !words.isEmpty else { return true }
        let declaration = record.declaration
        let fields =
            [record.id, record.holder, declaration.title, declaration.description, declaration.publisher?.name ?? ""]
            + declaration.keywords + Array(declaration.titles.values) + Array(declaration.descriptions.values)
            + [Facet.modality, .bodyPart, .condition].flatMap { Self.values($0, record) }
        let haystack = fields.joined(separator: "\n").lowercased()
        return words.allSatisfy { haystack.contains($0) }
    }
}
