/// Criteria of a query that cannot be evaluated, by name.
public struct UnsupportedCriteria: Error, Sendable, Hashable, CustomStringConvertible {
    /// The names, as the vocabulary or the asker calls them.
    public let names: [String]

    /// What to do about it.
    public var description: String {
        "cannot evaluate \(names.joined(separator: ", ")): no data for it here; leave it out or ask nodes that have it"
    }
}

/// The patients of one index that meet a query.
public struct Selection: Sendable, Hashable {
    let patients: Bitmap
    /// The snapshot it was made on; a selection means nothing on another.
    let snapshot: String

    /// How many patients it has, exactly. This number must not leave the node without disclosure control or a permit.
    public var count: Int { patients.population }
}

extension CohortIndex {
    /// What a query asks for that this index cannot evaluate: criteria unknown to the vocabulary, and attributes without data here.
    public func unsupported(in query: Query) -> [String] {
        query.unsupported + query.attributes.subtracting(supportedAttributes).sorted()
    }

    /// The patients that meet a query.
    public func evaluate(_ query: Query) throws(UnsupportedCriteria) -> Selection {
        let names = unsupported(in: query)
        guard names.isEmpty else { throw UnsupportedCriteria(names: names) }
        return Selection(patients: rows(query.expression, in: .patient), snapshot: snapshot)
    }

    /// Every patient.
    public var everyone: Selection { Selection(patients: Bitmap(count: patientCount, filled: true), snapshot: snapshot) }

    /// Rows of the context's level for which the expression holds.
    private func rows(_ expression: Expression, in context: Level) -> Bitmap {
        switch expression {
        case .everything: return Bitmap(count: rowCount(context), filled: true)
        case .nothing, .unsupported: return Bitmap(count: rowCount(context))
        case .condition(let condition):
            let own = rows(condition)
            return condition.attribute.level == context ? own : spread(own, from: condition.attribute.level, to: context)
        case .some(let level, .condition(let condition)) where context == .patient && condition.attribute.level == level:
            if let column = columns[condition.attribute.name],
                let patients = column.patients(meeting: condition.test, count: patientCount)
            {
                return patients
            }
            return gathered(rows(condition), from: level, to: context)
        case .some(let level, let inner): return gathered(rows(inner, in: level), from: level, to: context)
        case .not(let inner):
            var result = rows(inner, in: context)
            result.invert()
            return result
        case .all(let children):
            var result = Bitmap(count: rowCount(context), filled: true)
            for child in children { result.formIntersection(rows(child, in: context)) }
            return result
        case .any(let children):
            var result = Bitmap(count: rowCount(context))
            for child in children { result.formUnion(rows(child, in: context)) }
            return result
        }
    }

    private func rows(_ condition: Condition) -> Bitmap {
        columns[condition.attribute.name]?.rows(meeting: condition.test) ?? Bitmap(count: rowCount(condition.attribute.level))
    }

    /// Outer rows with at least one inner row that is set.
    private func gathered(_ inner: Bitmap, from level: Level, to context: Level) -> Bitmap {
        let starts: (Int) -> Range<Int>
        switch (level, context) {
        case (.study, .patient): starts = { self.studyStart[$0]..<self.studyStart[$0 + 1] }
        case (.series, .study): starts = { self.seriesStart[$0]..<self.seriesStart[$0 + 1] }
        case (.series, .patient): starts = { self.seriesRows(ofPatient: $0) }
        default: return inner
        }
        let count = rowCount(context)
        return Bitmap(count: count) { first in
            var word: UInt64 = 0
            for row in first..<min(first + 64, count) where inner.containsAny(of: starts(row)) { word |= 1 << UInt64(row - first) }
            return word
        }
    }

    /// Inner rows whose outer row is set.
    private func spread(_ outer: Bitmap, from level: Level, to context: Level) -> Bitmap {
        var result = Bitmap(count: rowCount(context))
        outer.forEach { row in
            switch (level, context) {
            case (.study, .series): result.insert(seriesStart[row]..<seriesStart[row + 1])
            case (.patient, .study): result.insert(studyStart[row]..<studyStart[row + 1])
            case (.patient, .series): result.insert(seriesRows(ofPatient: row))
            default: result.insert(row)
            }
        }
        return result
    }
}
