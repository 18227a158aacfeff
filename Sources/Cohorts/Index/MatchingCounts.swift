/// How much of a cohort there is: everything of its patients, and what of it meets the query itself.
///
/// `series(modality = MR and slice_thickness <= 3)` selects patients; each of them has other series too. The figures named matching
/// count only the studies and series that a condition of the query speaks of:
/// - a condition on series is matched by the series that meet it, and by the studies that hold these;
/// - a condition on studies by the studies that meet it and, unless a condition on series inside restricts them, by all of their series;
/// - an `and` by what any of its conditions on studies or series is matched by, in the patients that meet the whole;
/// - an `or` by what any of its parts is matched by, a condition on patients by everything of the patients that meet it;
/// - a query without a condition on studies or series, or with denied ones only, is matched by everything of its patients.
///
/// Exact, and therefore for use inside the node, or under a permit that says so.
public struct MatchingCounts: Sendable, Hashable, Codable {
    /// Patients that meet the query.
    public var patients = 0
    /// All of their studies.
    public var studies = 0
    /// All of their series.
    public var series = 0
    /// All of their instances.
    public var instances = 0
    /// Their studies that match.
    public var matchingStudies = 0
    /// Their series that match.
    public var matchingSeries = 0
    /// The instances of the series that match.
    public var matchingInstances = 0
}

extension CohortIndex {
    /// Counts what a query finds, by patient and by study and series that match.
    public func matchingCounts(_ query: Query) throws(UnsupportedCriteria) -> MatchingCounts {
        let plan = try supportedPlan(of: query)
        var result = MatchingCounts()
        for segment in segments {
            let found = segment.matches(plan, in: .patient)
            let studies = found.studies ?? segment.spread(found.rows, from: .patient, to: .study)
            let series = found.series ?? segment.spread(found.rows, from: .patient, to: .series)
            result.patients += found.rows.population
            found.rows.forEach { patient in
                result.studies += segment.studiesOfPatients.innerRows(of: patient).count
                result.series += segment.seriesOfPatients.innerRows(of: patient).count
                result.instances += segment.instancesOfPatients[patient]
            }
            result.matchingStudies += studies.population
            result.matchingSeries += series.population
            series.forEach { result.matchingInstances += Int(segment.instances[$0]) }
        }
        return result
    }
}

/// Rows of a context that meet a plan, and what of theirs matches it: series, and in the context of a patient studies; nil where the
/// plan does not restrict them.
struct Matches {
    var rows: Bitmap
    var studies: Bitmap?
    var series: Bitmap?
}

extension Segment {
    func matches(_ plan: QueryPlan, in context: Level) -> Matches {
        switch plan {
        case .some(.series, let inner):
            let series = rows(inner, in: .series)
            return Matches(
                rows: gathered(series, from: .series, to: context),
                studies: context == .patient ? gathered(series, from: .series, to: .study) : nil, series: series)
        case .some(let level, let inner):
            let found = matches(inner, in: level)
            return Matches(
                rows: gathered(found.rows, from: level, to: context), studies: found.rows,
                series: found.series ?? spread(found.rows, from: level, to: .series))
        case .all(let children):
            let found = children.map { matches($0, in: context) }
            let restricting = found.filter { $0.series != nil }
            guard var result = restricting.first else { return Matches(rows: rows(plan, in: context)) }
            for child in restricting.dropFirst() { result.formUnion(child) }
            result.rows = found.reduce(into: Bitmap(count: rowCount(context), filled: true)) { $0.formIntersection($1.rows) }
            result.studies?.formIntersection(spread(result.rows, from: context, to: .study))
            result.series?.formIntersection(spread(result.rows, from: context, to: .series))
            return result
        case .any(let children):
            let found = children.map { matches($0, in: context) }
            guard found.contains(where: { $0.series != nil }) else { return Matches(rows: rows(plan, in: context)) }
            var result = Matches(rows: Bitmap(count: rowCount(context)))
            for child in found { result.formUnion(child.series == nil ? everything(of: child.rows, context) : child) }
            return result
        case .everything, .nothing, .rows, .not: return Matches(rows: rows(plan, in: context))
        }
    }

    private func everything(of rows: Bitmap, _ context: Level) -> Matches {
        Matches(
            rows: rows, studies: context == .patient ? spread(rows, from: .patient, to: .study) : nil,
            series: spread(rows, from: context, to: .series))
    }
}

extension Matches {
    fileprivate mutating func formUnion(_ other: Matches) {
        rows.formUnion(other.rows)
        studies = Self.union(studies, other.studies)
        series = Self.union(series, other.series)
    }

    private static func union(_ left: Bitmap?, _ right: Bitmap?) -> Bitmap? {
        guard var result = left, let right else { return left ?? right }
        result.formUnion(right)
        return result
    }
}
