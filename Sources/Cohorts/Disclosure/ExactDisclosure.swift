/// What stands between an exact count and who has a permit for exact counts: no cohort is counted that has fewer patients than the floor, and
/// none that differs by fewer than that from one that the same user was told of.
///
/// There is no noise and no guarantee as ``Disclosure`` gives it: a permit is an agreement with a person who is known. What is kept from them is
/// what no study needs, numbers about a few people. *Suppressed* does not say which of the two it was.
///
/// ```
/// let control = ExactDisclosure(floor: 10)
/// let answer = control.answer(query, after: told, on: index)   // .value, .suppressed or .unsupported
/// ```
public struct ExactDisclosure: Sendable {
    /// The lowest floor: here it is what protects, and not the noise.
    public static let lowestFloor = 5

    /// The fewest patients that a cohort has, and the fewest by which it differs from each one before it.
    public let floor: Int

    /// Exact counts down to a floor, or to ``lowestFloor`` where that is higher.
    public init(floor: Int) {
        self.floor = max(floor, Self.lowestFloor)
    }

    /// Counts a cohort exactly: patients, and the studies, series and instances that match.
    ///
    /// All of it is computed before anything is decided: a suppressed answer takes as long as another.
    ///
    /// - Parameters:
    ///   - facets: the attributes whose distributions are asked for. None is given: each of their bins would be a cohort of its own.
    ///   - told: the cohorts of this dataset that the same user was told of.
    public func answer(_ query: Query, facets: [String] = [], after told: [Query], on index: CohortIndex) -> Answer {
        do throws(UnsupportedCriteria) {
            var counts = try index.disclosedCounts(query)
            if !facets.isEmpty { counts.withheld = facets.map { Counts.Withheld(attribute: String($0.prefix(64)), reason: .policy) } }
            let isApart = try isApart(query, from: told, on: index)
            return try index.evaluate(query).count >= floor && isApart ? .value(counts) : .suppressed
        } catch {
            return .unsupported(error.names)
        }
    }

    /// Whether a cohort is the same question as each of the others, or differs from it by so many patients that the difference may be known.
    ///
    /// Another question about the same patients is as near as can be: that nobody differs would be an answer about those who could, and
    /// what is counted beside patients may differ by one person's. Cohorts that the index cannot evaluate are of another version of the
    /// dataset and are passed over.
    public func isApart(_ cohort: Query, from others: [Query], on index: CohortIndex) throws(UnsupportedCriteria) -> Bool {
        let selection = try index.evaluate(cohort)
        var isApart = true
        for other in others where index.unsupported(in: other).isEmpty && !other.isSame(as: cohort) {
            if selection.difference(from: try index.evaluate(other)) < floor { isApart = false }
        }
        return isApart
    }
}

extension Query {
    /// Whether two queries are written by the same bytes; texts that only look alike are compared by what they select.
    fileprivate func isSame(as other: Query) -> Bool { canonicalText.utf8.elementsEqual(other.canonicalText.utf8) }
}
