extension CohortIndex {
    /// The true counts of a cohort as an answer carries them, with the distributions that are asked for.
    ///
    /// - Parameters:
    ///   - names: the attributes whose distributions are wanted.
    ///   - sizeLimit: the most bytes that the distributions take as JSON; those beyond are withheld by name.
    func disclosedCounts(_ query: Query, facets names: [String] = [], sizeLimit: Int = 0) throws(UnsupportedCriteria) -> Counts {
        let exact = try matchingCounts(query)
        var counts = Counts(
            patients: exact.patients, studies: exact.matchingStudies, series: exact.matchingSeries, instances: exact.matchingInstances)
        guard !names.isEmpty else { return counts }
        var withheld: [Counts.Withheld] = []
        var wanted: Set<String> = []
        for name in names {
            if let attribute = vocabulary.attribute(named: name), supportedAttributes.contains(attribute.name) {
                wanted.insert(attribute.name)
            } else {
                withheld.append(Counts.Withheld(attribute: String(name.prefix(64)), reason: .unsupported))
            }
        }
        var size = 0
        var distributions: [Counts.Distribution] = []
        for facet in facets(wanted, in: try evaluate(query), isBinned: true) {
            let added = Counts.Distribution.size(of: facet.values.map(\.value))
            guard size + added <= sizeLimit else {
                withheld.append(Counts.Withheld(attribute: facet.attribute, reason: .size))
                continue
            }
            size += added
            distributions.append(
                Counts.Distribution(
                    attribute: facet.attribute, bins: facet.values.map { Counts.Bin(value: $0.value, patients: $0.patients) }))
        }
        if !distributions.isEmpty { counts.distributions = distributions }
        if !withheld.isEmpty { counts.withheld = withheld }
        return counts
    }
}

extension Counts.Distribution {
    /// About what a distribution takes as JSON, in bytes.
    static func size(of values: [String]) -> Int { values.reduce(100) { $0 + $1.utf8.count + 40 } }
}
