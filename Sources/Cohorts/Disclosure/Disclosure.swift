/// What stands between an exact count and the world: noise by the discrete Gaussian, paid from a budget, then the floor.
///
/// The order is always value, noise, floor; there is no special case for zero or for equal values. Which criteria are unsupported does
/// not depend on single patients when the index declares its attributes (``CohortIndex/init(patients:declared:vocabulary:)``).
public struct Disclosure: Sendable {
    /// The dataset, by its identifier.
    public let dataset: String
    /// What its holder lets out.
    public let policy: DisclosurePolicy
    private let key: NoiseKey

    /// Disclosure control for one dataset. A policy with faults answers nothing.
    public init(dataset: String, policy: DisclosurePolicy, key: NoiseKey) {
        self.dataset = dataset
        self.policy = policy
        self.key = key
    }

    /// Answers a query and pays for it. Store the budget before the answer leaves the node.
    public func answer(_ query: Query, on index: CohortIndex, budget: inout PrivacyBudget) -> Answer {
        let faults = policy.faults(vocabulary: index.vocabulary)
        guard faults.isEmpty else { return .refused(reason: "the disclosure policy of this dataset is faulty: \(faults[0])") }
        if policy.mode == .closed { return .refused(reason: "this dataset answers under a permit only") }
        let selection: Selection
        do {
            selection = try index.evaluate(query)
        } catch {
            return .unsupported(error.names)
        }
        if policy.mode == .open { return .value(index.counts(selection)) }
        do {
            try budget.charge(releases(for: query, on: index))
        } catch {
            return .refused(reason: error.description)
        }
        return released(selection, query, index)
    }

    /// The true counts, for use under a permit that allows them.
    public static func exactAnswer(_ query: Query, on index: CohortIndex) -> Answer {
        do {
            return .value(index.counts(try index.evaluate(query)))
        } catch {
            return .unsupported(error.names)
        }
    }

    /// What answering a query would release, each with its price. None in mode open or closed.
    public func releases(for query: Query, on index: CohortIndex) -> [Release] {
        statistics(on: index).map { statistic in
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
            Statistic(name: "studies, at most \($0.perPatient) a patient", sensitivitySquared: $0.perPatient * $0.perPatient, rho: $0.rho)
        }
    }

    private var series: Statistic? {
        policy.series.map {
            Statistic(name: "series, at most \($0.perPatient) a patient", sensitivitySquared: $0.perPatient * $0.perPatient, rho: $0.rho)
        }
    }

    private func facets(on index: CohortIndex) -> [(Statistic, Attribute, Int)] {
        guard policy.mode == .countsAndFacets else { return [] }
        return policy.facets.compactMap { facet in
            guard let attribute = index.vocabulary.attribute(named: facet.attribute), index.supportedAttributes.contains(attribute.name)
            else { return nil }
            let name = "patients by \(attribute.name), at most \(facet.perPatient) values a patient"
            return (Statistic(name: name, sensitivitySquared: facet.perPatient, rho: facet.rho), attribute, facet.perPatient)
        }
    }

    private func statistics(on index: CohortIndex) -> [Statistic] {
        guard policy.mode == .counts || policy.mode == .countsAndFacets else { return [] }
        return [patients] + [studies, series].compactMap(\.self) + facets(on: index).map(\.0)
    }

    /// The noise depends on the mechanism too: two strengths of noise over the same bits could be solved for the value.
    private func fields(_ statistic: Statistic, _ query: Query, _ index: CohortIndex, bin: String = "") -> [String] {
        [
            dataset, query.canonicalText, statistic.name, bin, index.snapshot, String(statistic.sensitivitySquared),
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

    private func released(_ selection: Selection, _ query: Query, _ index: CohortIndex) -> Answer {
        guard let count = floored(selection.count + noise(patients, query, index)) else { return .suppressed }
        var counts = Counts(patients: count)
        counts.margin = policy.patients.gaussian(sensitivitySquared: 1).map { Int((1.96 * $0.variance.squareRoot()).rounded(.up)) }
        if let statistic = studies, let bound = policy.studies?.perPatient {
            counts.studies = floored(index.studies(selection, atMost: bound) + noise(statistic, query, index))
        }
        if let statistic = series, let bound = policy.series?.perPatient {
            counts.series = floored(index.series(selection, atMost: bound) + noise(statistic, query, index))
        }
        let distributions = facets(on: index).map { statistic, attribute, bound in
            let values = attribute.kind == .flag ? attribute.closedValues : attribute.concepts.map(\.name)
            let exact = index.histogram(attribute, values: values, in: selection, atMost: bound)
            return Counts.Distribution(
                attribute: attribute.name,
                bins: zip(values, exact).map { value, count in
                    Counts.Bin(value: value, patients: floored(count + noise(statistic, query, index, bin: value)))
                })
        }
        if !distributions.isEmpty { counts.distributions = distributions }
        return .value(counts)
    }
}
