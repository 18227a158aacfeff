/// What stands between an exact count and the world: noise by the discrete Gaussian, paid from a budget, then the floor.
///
/// The order is always value, noise, floor; there is no special case for zero or for equal values, and the work is the same whether or not
/// the floor hides the result. Which criteria are unsupported does not depend on single patients when the index declares its
/// attributes (``CohortIndex/init(patients:declared:vocabulary:)``).
///
/// The noise of a statistic depends on what it counts and on the snapshot, and on nothing that is asked beside it: asking for a
/// distribution alone, or together with others, gives the same numbers. `Docs/disclosure-control.md` has the guarantee and its proof.
public struct Disclosure: Sendable {
    /// The dataset, by its identifier.
    public let dataset: String
    /// Which publication of it is asked: another whenever it is published anew or a patient leaves, even if its content stays the same.
    ///
    /// Without it, equal answers before and after a publication would say for certain that nobody came or went.
    public let epoch: String
    /// What its holder lets out.
    public let policy: DisclosurePolicy
    private let key: NoiseKey
    private let sizeLimit: Int

    /// Disclosure control for one dataset. A policy with faults answers nothing.
    ///
    /// - Parameter sizeLimit: the most bytes that the distributions of one answer take as JSON; those beyond are withheld by name.
    public init(dataset: String, epoch: String = "", policy: DisclosurePolicy, key: NoiseKey, sizeLimit: Int = 800_000) {
        self.dataset = dataset
        self.epoch = epoch
        self.policy = policy
        self.key = key
        self.sizeLimit = sizeLimit
    }

    /// Answers a query and pays for it. Store the budget before the answer leaves the node.
    ///
    /// - Parameter facets: the attributes whose distributions are asked for; nil asks for those of the policy.
    public func answer(_ query: Query, facets: [String]? = nil, on index: CohortIndex, budget: inout PrivacyBudget) -> Answer {
        let faults = policy.faults(vocabulary: index.vocabulary)
        guard faults.isEmpty else { return .refused(reason: "the disclosure policy of this dataset is faulty: \(faults[0])") }
        if policy.mode == .closed {
            return .refused(reason: "this dataset answers under a permit only; 'mosaic search --permit' asks under yours")
        }
        do {
            if policy.mode == .open { return .value(try index.disclosedCounts(query, facets: facets ?? [], sizeLimit: sizeLimit)) }
            let selection = try index.evaluate(query)
            do {
                try budget.charge(releases(for: query, facets: facets, on: index))
            } catch {
                return .refused(reason: error.description)
            }
            return try released(selection, query, facets, index)
        } catch {
            return .unsupported(error.names)
        }
    }

    /// What answering a query would release, each with its price. None in mode open or closed.
    public func releases(for query: Query, facets: [String]? = nil, on index: CohortIndex) -> [Release] {
        statistics(asked: facets, on: index).map { statistic in
            Release(identifier: key.identifier(for: fields(statistic, query, index)), rho: statistic.rho, statistic: statistic.name)
        }
    }

    // MARK: Statistics

    /// One released number or vector, with all that its noise depends on.
    private struct Statistic {
        let name: String
        let sensitivitySquared: Int
        let rho: Rho
    }

    private var patients: Statistic { Statistic(name: "patients", sensitivitySquared: 1, rho: policy.patients) }

    private var studies: Statistic? {
        policy.studies.map {
            Statistic(
                name: "studies that match, at most \($0.perPatient) a patient", sensitivitySquared: $0.perPatient * $0.perPatient,
                rho: $0.rho)
        }
    }

    private var series: Statistic? {
        policy.series.map {
            Statistic(
                name: "series that match, at most \($0.perPatient) a patient", sensitivitySquared: $0.perPatient * $0.perPatient,
                rho: $0.rho)
        }
    }

    /// One distribution that is released.
    private struct Facet {
        let statistic: Statistic
        let attribute: Attribute
        let perPatient: Int
        let bins: [Attribute.Bin]
    }

    /// Which of the distributions that were asked for are released, in the order of the policy, and which are not and why. Nothing here looks
    /// at a patient.
    private func facets(asked names: [String]?, on index: CohortIndex) -> (released: [Facet], withheld: [Counts.Withheld]) {
        let ofPolicy = policy.mode == .countsAndFacets ? policy.facets : []
        var wanted: [String] = []
        var withheld: [Counts.Withheld] = []
        for name in names ?? ofPolicy.map(\.attribute) {
            guard let attribute = index.vocabulary.attribute(named: name), index.supportedAttributes.contains(attribute.name) else {
                if names != nil { withheld.append(Counts.Withheld(attribute: String(name.prefix(64)), reason: .unsupported)) }
                continue
            }
            if ofPolicy.contains(where: { index.vocabulary.attribute(named: $0.attribute) == attribute }) {
                wanted.append(attribute.name)
            } else {
                withheld.append(Counts.Withheld(attribute: attribute.name, reason: .policy))
            }
        }
        var released: [Facet] = []
        var size = 0
        for facet in ofPolicy {
            guard let attribute = index.vocabulary.attribute(named: facet.attribute), wanted.contains(attribute.name) else { continue }
            let own = attribute.disclosedBins
            let added = Counts.Distribution.size(of: own.map(\.value))
            guard size + added <= sizeLimit else {
                withheld.append(Counts.Withheld(attribute: attribute.name, reason: .size))
                continue
            }
            size += added
            let statistic = Statistic(
                name: "patients by \(attribute.name), at most \(facet.perPatient) values a patient", sensitivitySquared: facet.perPatient,
                rho: facet.rho)
            released.append(Facet(statistic: statistic, attribute: attribute, perPatient: facet.perPatient, bins: own))
        }
        return (released, withheld)
    }

    private func statistics(asked names: [String]?, on index: CohortIndex) -> [Statistic] {
        guard policy.isNoisy else { return [] }
        return [patients] + [studies, series].compactMap(\.self) + facets(asked: names, on: index).released.map(\.statistic)
    }

    /// The noise depends on the mechanism too: two strengths of noise over the same bits could be solved for the value.
    private func fields(_ statistic: Statistic, _ query: Query, _ index: CohortIndex, bin: String = "") -> [String] {
        [
            dataset, query.canonicalText, statistic.name, bin, epoch, index.snapshot, String(statistic.sensitivitySquared),
            String(statistic.rho.micro),
        ]
    }

    private func noise(_ statistic: Statistic, _ query: Query, _ index: CohortIndex, bin: String = "") -> Int {
        guard let gaussian = statistic.rho.gaussian(sensitivitySquared: statistic.sensitivitySquared) else {
            preconditionFailure("a faulty policy reached the noise")
        }
        var stream = key.stream(for: fields(statistic, query, index, bin: bin))
        return gaussian.sample(using: &stream)
    }

    /// Noise, then the floor; nil when suppressed.
    private func floored(_ noisy: Int) -> Int? { noisy < policy.floor ? nil : max(0, noisy) }

    private func margin(_ statistic: Statistic) -> Int? {
        statistic.rho.gaussian(sensitivitySquared: statistic.sensitivitySquared)?.margin
    }

    /// All of it is computed before the floor decides: a suppressed answer takes as long as another.
    private func released(_ selection: Selection, _ query: Query, _ names: [String]?, _ index: CohortIndex) throws(UnsupportedCriteria)
        -> Answer
    {
        let count = floored(selection.count + noise(patients, query, index))
        let exact = try index.matching(query, studiesAtMost: policy.studies?.perPatient, seriesAtMost: policy.series?.perPatient)
        var counts = Counts(patients: count ?? 0, margin: margin(patients))
        if let statistic = studies, let studies = exact.studies { counts.studies = floored(studies + noise(statistic, query, index)) }
        if let statistic = series, let series = exact.series { counts.series = floored(series + noise(statistic, query, index)) }
        let (released, withheld) = facets(asked: names, on: index)
        let distributions = released.map { facet in
            let exact = index.histogram(facet.attribute, tests: facet.bins.map(\.test), in: selection, atMost: facet.perPatient)
            let bins = zip(facet.bins, exact).map { bin, count in
                Counts.Bin(value: bin.value, patients: floored(count + noise(facet.statistic, query, index, bin: bin.value)))
            }
            return Counts.Distribution(attribute: facet.attribute.name, bins: bins, margin: margin(facet.statistic))
        }
        if !distributions.isEmpty { counts.distributions = distributions }
        if !withheld.isEmpty { counts.withheld = withheld }
        return count == nil ? .suppressed : .value(counts)
    }
}
