/// The tiers of the federation.
public enum Tier: Int, Codable, Hashable, Sendable, CaseIterable, Comparable {
    /// Described in the public catalogue.
    case described = 1
    /// Answers federated search as well.
    case searchable = 2
    /// Computes on its data as well.
    case processable = 3

    /// Orders by level.
    public static func < (left: Tier, right: Tier) -> Bool { left.rawValue < right.rawValue }
}

/// What a node knows about a dataset beside the objects' own metadata.
public struct DatasetFacts: Codable, Hashable, Sendable {
    /// Whether identifiers are consistent and nothing is there twice.
    public var entitiesAreConsistent: Bool
    /// The share of patients with a row in the clinical table, in percent.
    public var clinicalCoverage: Double
    /// The share of the minimum clinical attributes that have a value, in percent.
    public var clinicalCompleteness: Double
    /// Whether the node answers federated search for the dataset.
    public var answersSearch: Bool
    /// Whether the node computes on the dataset under permits.
    public var computes: Bool

    /// Makes facts.
    public init(
        entitiesAreConsistent: Bool, clinicalCoverage: Double = 0, clinicalCompleteness: Double = 0, answersSearch: Bool = false,
        computes: Bool = false
    ) {
        self.entitiesAreConsistent = entitiesAreConsistent
        self.clinicalCoverage = clinicalCoverage
        self.clinicalCompleteness = clinicalCompleteness
        self.answersSearch = answersSearch
        self.computes = computes
    }
}

/// The thresholds of the tiers, in percent.
///
/// The reference system publishes none; these are the project's proposal and a node's to change.
public struct TierPolicy: Codable, Hashable, Sendable {
    /// The completeness of each attribute of the minimum metadata for tier 2.
    public var searchableCompleteness: Double
    /// The share of objects without an error for tier 3.
    public var processableWithoutError: Double
    /// The share of patients with clinical data for tier 3.
    public var processableClinicalCoverage: Double
    /// The completeness of the minimum clinical attributes for tier 3.
    public var processableClinicalCompleteness: Double

    /// The thresholds; the defaults are the project's proposal.
    public init(
        searchableCompleteness: Double = 90, processableWithoutError: Double = 95, processableClinicalCoverage: Double = 95,
        processableClinicalCompleteness: Double = 90
    ) {
        self.searchableCompleteness = searchableCompleteness
        self.processableWithoutError = processableWithoutError
        self.processableClinicalCoverage = processableClinicalCoverage
        self.processableClinicalCompleteness = processableClinicalCompleteness
    }
}

/// The tier that a dataset reaches, with the reason for each condition: met or what is still to do.
public struct TierProposal: Codable, Hashable, Sendable {
    /// One condition of a tier.
    public struct Condition: Codable, Hashable, Sendable {
        /// The tier that asks for it.
        public let tier: Tier
        /// Whether it is met.
        public let isMet: Bool
        /// The condition and where the dataset stands.
        public let message: String
    }

    /// The highest tier whose conditions, and those below, are all met; none when not even the first is reached.
    public let tier: Tier?
    /// Every condition of every tier.
    public let conditions: [Condition]

    /// What is still to do for the next tier.
    public var missing: [Condition] {
        let next = tier.map { $0.rawValue + 1 } ?? 1
        return conditions.filter { !$0.isMet && $0.tier.rawValue == next }
    }

    /// Proposes a tier for a dataset.
    public init(summary: QualitySummary, facts: DatasetFacts, policy: TierPolicy = TierPolicy()) {
        var conditions: [Condition] = []
        func check(_ tier: Tier, _ isMet: Bool, _ message: String) {
            conditions.append(Condition(tier: tier, isMet: isMet, message: message))
        }
        func percent(_ attribute: MinimumAttribute) -> Double { summary.completeness[attribute]?.percent ?? 0 }
        func shown(_ value: Double) -> String { "\((value * 10).rounded(.down) / 10) %" }

        check(.described, summary.objects > 0, "the dataset has objects")
        check(
            .described, summary.objects > 0 && percent(.patientID) == 100,
            "every object has a patient identifier: \(shown(percent(.patientID)))")
        check(.described, facts.entitiesAreConsistent, "identifiers are consistent and nothing is there twice")
        let identified = summary.findings.filter { $0.rule == .deidentification && $0.severity == .error }.map(\.objects).max() ?? 0
        check(.described, summary.objects > 0 && identified == 0, "every object is declared de-identified")

        for attribute in MinimumAttribute.allCases where attribute != .patientID && summary.completeness[attribute] != nil {
            check(
                .searchable, percent(attribute) >= policy.searchableCompleteness,
                "\(attribute.rawValue) is complete to \(shown(policy.searchableCompleteness)): \(shown(percent(attribute)))")
        }
        check(.searchable, facts.answersSearch, "the node answers federated search for the dataset")

        let sound = summary.objects == 0 ? 0 : 100 * Double(summary.objectsWithoutError) / Double(summary.objects)
        check(
            .processable, sound >= policy.processableWithoutError,
            "objects without error reach \(shown(policy.processableWithoutError)): \(shown(sound))")
        check(
            .processable, facts.clinicalCoverage >= policy.processableClinicalCoverage,
            "patients with clinical data reach \(shown(policy.processableClinicalCoverage)): \(shown(facts.clinicalCoverage))")
        check(
            .processable, facts.clinicalCompleteness >= policy.processableClinicalCompleteness,
            "clinical attributes are complete to \(shown(policy.processableClinicalCompleteness)): \(shown(facts.clinicalCompleteness))")
        check(.processable, facts.computes, "the node computes on the dataset under permits")

        self.conditions = conditions
        tier = Tier.allCases.last { level in conditions.allSatisfy { $0.isMet || $0.tier > level } }
    }
}
