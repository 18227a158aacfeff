/// What stands between an exact count and who has a permit for exact counts: no cohort is counted that has fewer patients than the floor, and
/// none that differs by fewer than that from one that was asked about before.
///
/// There is no noise and no guarantee as ``Disclosure`` gives it: a permit is an agreement with a person who is known. What is kept from them is
/// what no study needs, numbers about a few people. *Suppressed* does not say which of the two it was.
///
/// ```
/// let control = ExactDisclosure(floor: 10)
/// let answer = control.answer(query, after: earlier, on: index)   // .value, .suppressed or .unsupported
/// ```
public struct ExactDisclosure: Sendable {
    /// The fewest patients that a cohort has, and the fewest by which it differs from each one before it.
    public let floor: Int

    /// Exact counts down to a floor.
    public init(floor: Int) {
        self.floor = floor
    }

    /// Counts a cohort exactly: patients, and the studies, series and instances that match.
    ///
    /// - Parameters:
    ///   - facets: the attributes whose distributions are asked for. None is given: each of their bins would be a cohort of its own.
    ///   - earlier: the cohorts that the same user asked about at this dataset, whether or not they were told.
    public func answer(_ query: Query, facets: [String] = [], after earlier: [Query], on index: CohortIndex) -> Answer {
        do throws(UnsupportedCriteria) {
            var counts = try index.disclosedCounts(query)
            if !facets.isEmpty { counts.withheld = facets.map { Counts.Withheld(attribute: String($0.prefix(64)), reason: .policy) } }
            guard try index.evaluate(query).count >= floor, try isApart(query, from: earlier, on: index) else { return .suppressed }
            return .value(counts)
        } catch {
            return .unsupported(error.names)
        }
    }

    /// Whether a cohort has the same patients as each of the others, or differs from it by so many that the difference may be known.
    ///
    /// Cohorts that the index cannot evaluate are of another version of the dataset and are passed over.
    public func isApart(_ cohort: Query, from others: [Query], on index: CohortIndex) throws(UnsupportedCriteria) -> Bool {
        let selection = try index.evaluate(cohort)
        for other in others where index.unsupported(in: other).isEmpty {
            let difference = selection.difference(from: try index.evaluate(other))
            if difference > 0, difference < floor { return false }
        }
        return true
    }
}
