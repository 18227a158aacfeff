@testable import Cohorts

/// Evaluates the canonical expression of a query by walking over the values of one patient: slow, and written from the meaning of the
/// language instead of from the index.
enum ExpressionWalk {
    static func holds(_ expression: Expression, for row: BruteForce.Row) -> Bool {
        switch expression {
        case .everything: true
        case .nothing, .unsupported: false
        case .condition(let condition): BruteForce.values(condition.attribute.name, row).contains { holds(condition.test, $0) }
        case .some(let level, let inner): rows(level, of: row).contains { holds(inner, for: $0) }
        case .not(let inner): !holds(inner, for: row)
        case .all(let children): children.allSatisfy { holds($0, for: row) }
        case .any(let children): children.contains { holds($0, for: row) }
        }
    }

    private static func holds(_ test: ValueTest, _ value: BruteForce.Value) -> Bool {
        switch (test, value) {
        case (.names(let names, let complement), .text(let text)): names.contains(text) != complement
        case (.contains(let part), .text(let text)): text.lowercased().contains(part)
        case (.numbers(let set), .number(let number)):
            set.intervals.contains { interval in
                (interval.lowerIsOpen ? interval.lower < number : interval.lower <= number)
                    && (interval.upperIsOpen ? number < interval.upper : number <= interval.upper)
            }
        default: false
        }
    }

    static func rows(_ level: Level, of row: BruteForce.Row) -> [BruteForce.Row] {
        switch (level, row) {
        case (.study, .patient(let patient)): patient.studies.map { .study(patient, $0) }
        case (.series, _): BruteForce.seriesRows(of: row)
        default: [row]
        }
    }

    /// UIDs of the studies and series that match an expression that holds for the row; nil when it does not restrict them.
    static func matches(_ expression: Expression, in row: BruteForce.Row) -> (studies: Set<String>, series: Set<String>)? {
        switch expression {
        case .everything, .nothing, .unsupported, .condition, .not: return nil
        case .some(let level, let inner):
            var studies: Set<String> = []
            var series: Set<String> = []
            for found in rows(level, of: row) where holds(inner, for: found) {
                let own = everything(of: found)
                studies.formUnion(own.studies)
                series.formUnion(level == .study ? (matches(inner, in: found)?.series ?? own.series) : own.series)
            }
            return (studies, series)
        case .all(let children):
            let restricting = children.compactMap { matches($0, in: row) }
            return restricting.isEmpty ? nil : union(restricting)
        case .any(let children):
            if children.allSatisfy({ matches($0, in: row) == nil }) { return nil }
            return union(children.filter { holds($0, for: row) }.map { matches($0, in: row) ?? everything(of: row) })
        }
    }

    private static func union(_ parts: [(studies: Set<String>, series: Set<String>)]) -> (studies: Set<String>, series: Set<String>) {
        parts.reduce(into: ([], [])) {
            $0.studies.formUnion($1.studies)
            $0.series.formUnion($1.series)
        }
    }

    static func everything(of row: BruteForce.Row) -> (studies: Set<String>, series: Set<String>) {
        switch row {
        case .patient(let patient): (Set(patient.studies.map(\.uid)), Set(patient.studies.flatMap(\.series).map(\.uid)))
        case .study(_, let study): ([study.uid], Set(study.series.map(\.uid)))
        case .series(_, let study, let series): ([study.uid], [series.uid])
        }
    }

    /// What ``CohortIndex/matchingCounts(_:)`` has to say.
    static func matchingCounts(_ query: Query, _ patients: [Patient]) -> MatchingCounts {
        var result = MatchingCounts()
        for patient in patients where holds(query.expression, for: .patient(patient)) {
            let all = patient.studies.flatMap(\.series)
            let matching = matches(query.expression, in: .patient(patient)) ?? everything(of: .patient(patient))
            result.patients += 1
            result.studies += patient.studies.count
            result.series += all.count
            result.instances += all.reduce(0) { $0 + $1.instanceCount }
            result.matchingStudies += matching.studies.count
            result.matchingSeries += matching.series.count
            result.matchingInstances += all.filter { matching.series.contains($0.uid) }.reduce(0) { $0 + $1.instanceCount }
        }
        return result
    }

    /// What ``CohortIndex/facet(_:in:)`` has to say, patients by value.
    static func facet(_ attribute: String, _ patients: [Patient]) -> (values: [String: Int], missing: Int) {
        var values: [String: Int] = [:]
        var missing = 0
        for patient in patients {
            let own = Set(BruteForce.values(attribute, .patient(patient)))
            if own.isEmpty { missing += 1 }
            for value in own {
                switch value {
                case .text(let text): values[text, default: 0] += 1
                case .number(let number): values[QueryText.number(number), default: 0] += 1
                }
            }
        }
        return (values, missing)
    }
}
