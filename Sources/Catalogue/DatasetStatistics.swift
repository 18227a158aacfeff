/// What a node computes about a dataset from its data.
///
/// The counts are meant to be shown: ``coarsened(to:)`` rounds them before they leave the node.
public struct DatasetStatistics: Codable, Hashable, Sendable {
    /// The tiers of the federation.
    public enum Tier: Int, Codable, Hashable, Sendable, Comparable, CaseIterable {
        /// Described in the public catalogue.
        case described = 1
        /// Answers federated search as well.
        case searchable = 2
        /// Computes on its data as well.
        case processable = 3

        /// Orders by level.
        public static func < (left: Tier, right: Tier) -> Bool { left.rawValue < right.rawValue }
    }

    /// Patients.
    public var patients: Int
    /// Imaging studies.
    public var studies: Int
    /// Series.
    public var series: Int
    /// Instances (images and other objects).
    public var instances: Int
    /// Bytes of all instances.
    public var bytes: Int?
    /// Patients by modality, as (0008,0060) has it.
    public var modalities: [String: Int]
    /// Patients by body part examined (0018,0015).
    public var bodyParts: [String: Int]
    /// Patients by manufacturer (0008,0070).
    public var manufacturers: [String: Int]
    /// Patients by sex (0010,0040): M, F, O; `unknown` where it is empty.
    public var sexes: [String: Int]
    /// The ages in years at the first study or diagnosis.
    public var ages: ClosedRange<Int>?
    /// Patients by condition, as the clinical model calls it (`prostate`).
    public var conditions: [String: Int]
    /// The tier that quality and node reach.
    public var tier: Tier
    /// How complete each attribute is, in percent.
    public var completeness: [String: Double]
    /// The step to which the counts were rounded; 1 when they are exact.
    public var countsRoundedTo: Int

    /// Makes statistics from what was computed.
    public init(
        patients: Int, studies: Int, series: Int, instances: Int, bytes: Int? = nil, modalities: [String: Int] = [:],
        bodyParts: [String: Int] = [:], manufacturers: [String: Int] = [:], sexes: [String: Int] = [:], ages: ClosedRange<Int>? = nil,
        conditions: [String: Int] = [:], tier: Tier = .described, completeness: [String: Double] = [:], countsRoundedTo: Int = 1
    ) {
        self.patients = patients
        self.studies = studies
        self.series = series
        self.instances = instances
        self.bytes = bytes
        self.modalities = modalities
        self.bodyParts = bodyParts
        self.manufacturers = manufacturers
        self.sexes = sexes
        self.ages = ages
        self.conditions = conditions
        self.tier = tier
        self.completeness = completeness
        self.countsRoundedTo = countsRoundedTo
    }

    /// The statistics as a public page may show them: counts rounded to the nearest multiple of a step, ages widened
    /// to decades. A condition that rounds to nothing is left out: that somebody has it may already tell who. A modality, a body
    /// part, a manufacturer or a sex is shown at one step instead: that it occurs is wanted and tells of nobody.
    ///
    /// HealthDCAT-AP allows approximate counts. A version's counts are shown once and do not change, so there is no series of
    /// them to take differences of; live counts are the business of the disclosure control.
    public func coarsened(to step: Int) -> DatasetStatistics {
        guard step > 1 else { return self }
        func rounded(_ count: Int) -> Int { (count + step / 2) / step * step }
        func atLeastOneStep(_ groups: [String: Int]) -> [String: Int] { groups.mapValues { max(step, rounded($0)) } }
        var shown = self
        shown.patients = rounded(patients)
        shown.studies = rounded(studies)
        shown.series = rounded(series)
        shown.instances = rounded(instances)
        shown.bytes = nil
        shown.modalities = atLeastOneStep(modalities)
        shown.bodyParts = atLeastOneStep(bodyParts)
        shown.manufacturers = atLeastOneStep(manufacturers)
        shown.sexes = atLeastOneStep(sexes)
        shown.conditions = conditions.mapValues(rounded).filter { $0.value > 0 }
        shown.ages = ages.map { $0.lowerBound / 10 * 10...($0.upperBound / 10 * 10 + 9) }
        shown.completeness = completeness.mapValues { $0.rounded() }
        shown.countsRoundedTo = step
        return shown
    }
}
