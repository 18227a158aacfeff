import DICOM
import Storage

/// A column that answers for an attribute.
struct SearchColumn: Sendable {
    /// How the column's values compare.
    enum Kind: Sendable { case text, name, date, time, integer, modalities }

    let tag: Tag
    let level: ArchiveQuery.Level
    let column: String
    let kind: Kind

    /// The column of an attribute, `nil` where it has none.
    static func of(_ tag: Tag) -> SearchColumn? { all[tag] }

    private static let all = Dictionary(
        uniqueKeysWithValues: [
            SearchColumn(tag: .patientID, level: .patient, column: "p.id", kind: .text),
            SearchColumn(tag: .patientName, level: .patient, column: "p.name_key", kind: .name),
            SearchColumn(tag: .studyInstanceUID, level: .study, column: "s.uid", kind: .text),
            SearchColumn(tag: .studyDate, level: .study, column: "s.study_date", kind: .date),
            SearchColumn(tag: .studyTime, level: .study, column: "s.study_time", kind: .time),
            SearchColumn(tag: .accessionNumber, level: .study, column: "s.accession_number", kind: .text),
            SearchColumn(tag: .studyID, level: .study, column: "s.study_id", kind: .text),
            SearchColumn(tag: .studyDescription, level: .study, column: "s.description", kind: .text),
            SearchColumn(tag: .modalitiesInStudy, level: .study, column: "m.modality", kind: .modalities),
            SearchColumn(tag: .seriesInstanceUID, level: .series, column: "r.uid", kind: .text),
            SearchColumn(tag: .modality, level: .series, column: "r.modality", kind: .text),
            SearchColumn(tag: .seriesNumber, level: .series, column: "r.number", kind: .integer),
            SearchColumn(tag: .seriesDescription, level: .series, column: "r.description", kind: .text),
            SearchColumn(tag: .bodyPartExamined, level: .series, column: "r.body_part", kind: .text),
            SearchColumn(tag: .sopInstanceUID, level: .instance, column: "i.sop_instance_uid", kind: .text),
            SearchColumn(tag: .sopClassUID, level: .instance, column: "i.sop_class_uid", kind: .text),
            SearchColumn(tag: .instanceNumber, level: .instance, column: "i.number", kind: .integer),
        ].map { ($0.tag, $0) })

    /// A clause that every match meets; where it is exact, nothing else does.
    func clause(for match: AttributeMatch, fuzzy: Bool) -> ((sql: String, isExact: Bool), [SQLValue])? {
        switch (kind, match) {
        case (.modalities, _):
            guard let (inner, values) = SearchColumn(tag: tag, level: level, column: column, kind: .text).clause(for: match, fuzzy: false)
            else { return nil }
            return (("EXISTS (SELECT 1 FROM series m WHERE m.study_uid = s.uid AND \(inner.sql))", inner.isExact), values)
        case (.name, .single), (.name, .wildcard):
            return nameClause(match, fuzzy: fuzzy)
        case (.integer, .single(let value)):
            guard let number = Int(value) else { return (("1 = 0", true), []) }
            return (("\(column) = ?", true), [.integer(number)])
        case (.time, .single(let value)):
            return (("\(column) >= ? AND \(column) <= ?", true), [.text(value), .text(value + "~")])
        case (_, .single(let value)):
            return (("\(column) = ?", true), [.text(value)])
        case (.text, .list(let values)):
            guard !values.isEmpty else { return (("1 = 0", true), []) }
            let marks = [String](repeating: "?", count: values.count).joined(separator: ", ")
            return (("\(column) IN (\(marks))", true), values.map { .text($0) })
        case (.text, .wildcard(let pattern)):
            return prefixClause(WildcardPattern(pattern).literalPrefix)
        case (.date, .range(let from, let through)), (.time, .range(let from, let through)):
            // '~' sorts behind digits and the point: the upper bound takes in all that begin with it, as 12:00 does 12:00:30.
            var parts: [String] = ["\(column) <> ''"]
            var values: [SQLValue] = []
            if let from {
                parts.append("\(column) >= ?")
                values.append(.text(from))
            }
            if let through {
                parts.append("\(column) <= ?")
                values.append(.text(through + "~"))
            }
            return ((parts.joined(separator: " AND "), true), values)
        default:
            return nil
        }
    }

    private func nameClause(_ match: AttributeMatch, fuzzy: Bool) -> ((sql: String, isExact: Bool), [SQLValue])? {
        // A name may match in its ideographic or phonetic writing too, and roughly: then every name has to be looked at.
        guard !fuzzy else { return nil }
        let text: String
        switch match {
        case .single(let value), .wildcard(let value): text = NameMatch.key(of: value)
        default: return nil
        }
        guard text.utf8.allSatisfy({ $0 < 128 }) else { return nil }
        return prefixClause(WildcardPattern(text).literalPrefix)
    }

    /// All that begin with a text; the bounds let an index find them.
    private func prefixClause(_ prefix: String) -> ((sql: String, isExact: Bool), [SQLValue])? {
        guard !prefix.isEmpty, prefix.utf8.allSatisfy({ $0 < 128 }) else { return (("\(column) IS NOT NULL", false), []) }
        return (("\(column) >= ? AND \(column) < ?", false), [.text(prefix), .text(prefix + "\u{10FFFF}")])
    }
}
