/// What a holder lets out of one dataset without a permit.
public struct DisclosurePolicy: Sendable, Hashable, Codable {
    /// How much is said.
    public enum Mode: String, Sendable, Hashable, Codable {
        /// Exact counts and no budget: for datasets that are public anyway.
        case open
        /// Counts with noise.
        case counts
        /// Counts and distributions with noise.
        case countsAndFacets
        /// Nothing without a permit.
        case closed
    }

    /// A count of the studies or series that match (``MatchingCounts``), in which no patient weighs more than `perPatient`: larger contributions are cut off before the noise. The count
    /// then has sensitivity `perPatient` and the noise grows with it.
    public struct BoundedCount: Sendable, Hashable, Codable {
        /// The most that one patient adds.
        public var perPatient: Int
        /// What releasing it costs.
        public var rho: Rho

        /// A bound and a price.
        public init(perPatient: Int, rho: Rho) {
            self.perPatient = perPatient
            self.rho = rho
        }
    }

    /// The distribution of one attribute over the values, or ranges of numbers, of the vocabulary. One patient counts in at most `perPatient` bins, so the whole vector
    /// has squared L2 sensitivity `perPatient` and is paid for once, not once a bin. Bins come from the vocabulary, never from the data.
    public struct BoundedFacet: Sendable, Hashable, Codable {
        /// The attribute, one with a list of values or of ranges.
        public var attribute: String
        /// The most bins that one patient counts in.
        public var perPatient: Int
        /// What releasing it costs.
        public var rho: Rho

        /// An attribute, a bound and a price.
        public init(attribute: String, perPatient: Int, rho: Rho) {
            self.attribute = attribute
            self.perPatient = perPatient
            self.rho = rho
        }
    }

    /// How much is said.
    public var mode: Mode
    /// Counts below this, after noise, are suppressed. It hides small numbers from misreading; privacy is the noise.
    public var floor: Int
    /// The price of a patient count (sensitivity 1).
    public var patients: Rho
    /// Release of the study count; nil keeps it.
    public var studies: BoundedCount?
    /// Release of the series count; nil keeps it.
    public var series: BoundedCount?
    /// Distributions that may be asked for in mode `countsAndFacets`; each is paid for when it is asked for.
    public var facets: [BoundedFacet]
    /// The budget of one user for this dataset.
    public var budget: Rho

    /// A policy. The standard values give patient counts with σ = 5, of which a user can ask fifty.
    public init(
        mode: Mode = .counts, floor: Int = 10, patients: Rho = Rho(micro: 20_000), studies: BoundedCount? = nil,
        series: BoundedCount? = nil,
        facets: [BoundedFacet] = DisclosurePolicy.standardFacets, budget: Rho = Rho(micro: 1_000_000)
    ) {
        self.mode = mode
        self.floor = floor
        self.patients = patients
        self.studies = studies
        self.series = series
        self.facets = facets
        self.budget = budget
    }

    /// Distributions that a patient counts in once, with σ = 7, and those that a patient counts in up to three times, with σ = 8.7.
    public static let standardFacets =
        ["sex", "age", "diagnosis"].map { BoundedFacet(attribute: $0, perPatient: 1, rho: Rho(micro: 10_000)) }
        + ["modality", "body_part"].map { BoundedFacet(attribute: $0, perPatient: 3, rho: Rho(micro: 20_000)) }

    /// Patient counts with σ = 5, floor 10, fifty of them for a user.
    public static let standard = DisclosurePolicy()

    /// Whether answers get noise and are paid for.
    public var isNoisy: Bool { mode == .counts || mode == .countsAndFacets }

    /// What is wrong with the policy, in words; empty when nothing is.
    public func faults(vocabulary: Vocabulary = .standard) -> [String] {
        var faults: [String] = []
        if floor < 0 { faults.append("the floor must not be negative") }
        if patients.gaussian(sensitivitySquared: 1) == nil { faults.append("the price of a patient count must be above 0 and at most 1") }
        for (name, count) in [("studies", studies), ("series", series)] {
            guard let count else { continue }
            if !(1...1024).contains(count.perPatient) || count.rho.gaussian(sensitivitySquared: 1) == nil {
                faults.append("\(name): at most 1...1024 per patient, price above 0 and at most 1")
            }
        }
        var seen: Set<String> = []
        for facet in facets {
            guard let attribute = vocabulary.attribute(named: facet.attribute), !attribute.disclosedBins.isEmpty else {
                faults.append("facet \(facet.attribute): the vocabulary has no list of values for it")
                continue
            }
            if !seen.insert(attribute.name).inserted { faults.append("facet \(facet.attribute): it is there twice") }
            if !(1...1024).contains(facet.perPatient) || facet.rho.gaussian(sensitivitySquared: 1) == nil {
                faults.append("facet \(facet.attribute): at most 1...1024 per patient, price above 0 and at most 1")
            }
            if !attribute.isMultiple, attribute.level == .patient, facet.perPatient != 1 {
                faults.append("facet \(facet.attribute): a patient has one value, so perPatient must be 1")
            }
        }
        return faults
    }
}
