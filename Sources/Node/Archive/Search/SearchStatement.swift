import DICOM
import Storage

/// The WHERE clause of a search as it grows, with its arguments in order.
///
/// Tables go by fixed letters: `p` patient, `s` study, `r` series, `i` instance.
struct SearchStatement {
    private(set) var clauses: [String] = []
    private(set) var arguments: [SQLValue] = []
    /// Keys that SQL narrowed only: values have to be looked at once more.
    private(set) var isExact = true
    private let scope: AccessScope

    init(scope: AccessScope) { self.scope = scope }

    mutating func require(_ clause: String, _ values: SQLValue...) {
        clauses.append(clause)
        arguments += values
    }

    /// Adds a key of the query; one that has no column is left to ``AttributeCondition/isMet(by:fuzzy:)``.
    mutating func add(_ condition: AttributeCondition, level: ArchiveQuery.Level, fuzzy: Bool) {
        if case .universal = condition.match { return }
        // Modalities outside of the scope must not be told by what is found.
        let isScoped = if case .datasets = scope { true } else { false }
        guard let column = SearchColumn.of(condition.tag), column.level <= level, !(isScoped && column.kind == .modalities) else {
            isExact = false
            return
        }
        guard let (clause, values) = column.clause(for: condition.match, fuzzy: fuzzy) else {
            isExact = false
            return
        }
        clauses.append(clause.sql)
        arguments += values
        if !clause.isExact { isExact = false }
    }

    static func tables(down level: ArchiveQuery.Level) -> String {
        var sql = "FROM patient p"
        if level >= .study { sql += " JOIN study s ON s.patient_id = p.id" }
        if level >= .series { sql += " JOIN series r ON r.study_uid = s.uid" }
        if level >= .instance { sql += " JOIN instance i ON i.series_uid = r.uid" }
        return sql
    }

    /// The clause, with what the asker may see. The scope's arguments are quoted in place: they come from a token of the node's own
    /// making, or a published name, and are checked to be plain.
    func whereClause(at level: ArchiveQuery.Level) -> String {
        let all = clauses + [Self.scopeClause(scope, at: level)].compactMap { $0 }
        return all.isEmpty ? "" : "WHERE " + all.joined(separator: " AND ")
    }

    /// `nil` where everything may be seen.
    static func scopeClause(_ scope: AccessScope, at level: ArchiveQuery.Level) -> String? {
        switch scope {
        case .everything: return nil
        case .datasets(let names):
            let list = quoted(names)
            return switch level {
            case .patient: "EXISTS (SELECT 1 FROM dataset_series d WHERE d.patient_id = p.id AND d.dataset_id IN (\(list)))"
            case .study: "EXISTS (SELECT 1 FROM dataset_series d WHERE d.study_uid = s.uid AND d.dataset_id IN (\(list)))"
            case .series: "EXISTS (SELECT 1 FROM dataset_series d WHERE d.series_uid = r.uid AND d.dataset_id IN (\(list)))"
            // A published version never changes: what came into one of its series later is not a part of it.
            case .instance:
                """
                EXISTS (SELECT 1 FROM dataset_series d JOIN dataset v ON v.id = d.dataset_id WHERE d.series_uid = r.uid
                    AND d.dataset_id IN (\(list)) AND i.archived_ms <= v.published_ms)
                """
            }
        case .studies(let uids):
            let list = quoted(uids)
            return level == .patient
                ? "EXISTS (SELECT 1 FROM study v WHERE v.patient_id = p.id AND v.uid IN (\(list)))" : "s.uid IN (\(list))"
        }
    }

    /// A list for `IN`: letters, digits, dots and hyphens only; anything else could be no name of ours and selects nothing.
    private static func quoted(_ names: [String]) -> String {
        let plain = names.filter { name in
            !name.isEmpty
                && name.utf8.allSatisfy {
                    ($0 >= 48 && $0 <= 57) || ($0 >= 65 && $0 <= 90) || ($0 >= 97 && $0 <= 122) || $0 == 45 || $0 == 46 || $0 == 95
                }
        }
        return plain.isEmpty ? "NULL" : plain.map { "'\($0)'" }.joined(separator: ", ")
    }
}
