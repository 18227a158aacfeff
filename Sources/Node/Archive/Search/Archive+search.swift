import DICOM
import Storage

extension Archive {
    /// Finds patients, studies, series or instances.
    ///
    /// What has a column is found by SQL, the rest by looking at the attributes that the archive keeps of each level. A key that is kept
    /// nowhere is named in the result and selects nothing away. Attributes that only the objects hold are for ``MatchCompletion`` to add.
    func search(_ query: ArchiveQuery) async throws -> SearchResult {
        let supported = query.level.keptTags
        var statement = SearchStatement(scope: query.scope)
        var remaining: [AttributeCondition] = []
        var unsupported: [Tag] = []
        for condition in query.conditions where !condition.match.isUniversal {
            guard supported.contains(condition.tag) || SearchColumn.of(condition.tag).map({ $0.level <= query.level }) == true else {
                unsupported.append(condition.tag)
                continue
            }
            statement.add(condition, level: query.level, fuzzy: query.fuzzy)
            remaining.append(condition)
        }
        if case .key(let key) = query.order, !key.isEmpty { statement.require("\(query.level.keyColumn) > ?", .text(key)) }
        let conditions = statement.isExact ? [] : remaining
        let sql = Self.sql(query, statement)
        let arguments = statement.arguments
        let read: @Sendable () async throws -> (rows: [DataSet], isComplete: Bool) = { [database] in
            try await database.read { connection in try Self.rows(sql, arguments, query, conditions, connection) }
        }
        // A search that looks at every row must not take all readers of the database away from others.
        let found = try await statement.isExact ? read() : fullSearches.use(1, read)
        return SearchResult(dataSets: found.rows, isComplete: found.isComplete, unsupported: unsupported)
    }

    private static func sql(_ query: ArchiveQuery, _ statement: SearchStatement) -> String {
        var columns = ["p.attributes AS patient"]
        var order = "p.id"
        if query.level == .patient {
            let scope = { (level: ArchiveQuery.Level) in SearchStatement.scopeClause(query.scope, at: level).map { " AND \($0)" } ?? "" }
            columns += [
                "(SELECT COUNT(*) FROM study s WHERE s.patient_id = p.id\(scope(.study))) AS studies",
                "(SELECT COUNT(*) FROM study s JOIN series r ON r.study_uid = s.uid WHERE s.patient_id = p.id\(scope(.series))) AS patient_series",
                "(SELECT COALESCE(SUM(r.instance_count), 0) FROM study s JOIN series r ON r.study_uid = s.uid WHERE s.patient_id = p.id\(scope(.series))) AS patient_instances",
            ]
        }
        if query.level >= .study {
            columns.append("s.attributes AS study")
            columns += studyCounts(query)
            order = "s.study_date DESC, s.uid"
        }
        if query.level >= .series {
            columns += ["r.attributes AS series", "\(seriesInstances(query)) AS series_instances"]
            order = query.names(.studyInstanceUID) ? "r.number, r.uid" : "r.uid"
        }
        if query.level == .instance {
            columns.append("i.attributes AS instance")
            order =
                query.names(.seriesInstanceUID)
                ? "i.number, i.sop_instance_uid"
                : query.names(.studyInstanceUID) ? "r.number, r.uid, i.number, i.sop_instance_uid" : "i.sop_instance_uid"
        }
        if case .key = query.order { order = query.level.keyColumn }
        var sql = "SELECT \(columns.joined(separator: ", ")) \(SearchStatement.tables(down: query.level)) "
        sql += statement.whereClause(at: query.level) + " ORDER BY \(order)"
        // One more than asked tells whether there are others.
        if statement.isExact, query.limit != nil || query.offset > 0 {
            sql += " LIMIT \(query.limit.map { $0 + 1 } ?? Int(Int32.max)) OFFSET \(query.offset)"
        }
        return sql
    }

    /// Counters kept with the study where all of it may be seen, else counts of what may.
    private static func studyCounts(_ query: ArchiveQuery) -> [String] {
        guard case .datasets = query.scope, let clause = SearchStatement.scopeClause(query.scope, at: .series) else {
            return ["s.series_count AS study_series", "s.instance_count AS study_instances", "s.modalities AS modalities"]
        }
        // The inner `r` hides the outer one.
        return [
            "(SELECT COUNT(*) FROM series r WHERE r.study_uid = s.uid AND \(clause)) AS study_series",
            "(SELECT COALESCE(SUM(\(seriesInstances(query))), 0) FROM series r WHERE r.study_uid = s.uid AND \(clause)) AS study_instances",
            "s.modalities AS modalities",
        ]
    }

    /// What a dataset holds of a series is less than the series where objects came after the publication. That takes a look at each
    /// instance, so it is counted for the study that a query names; long lists give what the series hold.
    private static func seriesInstances(_ query: ArchiveQuery) -> String {
        guard case .datasets = query.scope, query.names(.studyInstanceUID),
            let clause = SearchStatement.scopeClause(query.scope, at: .instance)
        else { return "r.instance_count" }
        return "(SELECT COUNT(*) FROM instance i WHERE i.series_uid = r.uid AND \(clause))"
    }

    private static func rows(
        _ sql: String, _ arguments: [SQLValue], _ query: ArchiveQuery, _ conditions: [AttributeCondition], _ connection: any SQLConnection
    ) throws -> (rows: [DataSet], isComplete: Bool) {
        struct Enough: Error {}
        var found: [DataSet] = []
        var levels = LevelAttributes()
        var isComplete = true
        var passed = 0
        let limit = query.limit ?? Int.max
        do {
            try connection.forEachRow(sql, arguments) { row in
                let dataSet = try dataSet(row, &levels, query.scope, connection)
                if !conditions.isEmpty {
                    guard conditions.allSatisfy({ $0.isMet(by: dataSet, fuzzy: query.fuzzy) }) else { return }
                    passed += 1
                    guard passed > query.offset else { return }
                }
                guard found.count < limit else {
                    isComplete = false
                    throw Enough()
                }
                found.append(dataSet)
            }
        } catch is Enough {
            // The cursor is left where it stands.
        }
        return (found, isComplete)
    }

    /// One match: what is kept of its level and of those above, and the counts.
    private static func dataSet(
        _ row: SQLRow, _ levels: inout LevelAttributes, _ scope: AccessScope, _ connection: any SQLConnection
    ) throws -> DataSet {
        var elements = try levels.elements(row)
        elements.append(DataElement(tag: .specificCharacterSet, vr: .cs, bytes: Array("ISO_IR 192".utf8)))
        var dataSet = DataSet(elements)
        dataSet.set(.instanceAvailability, "ONLINE")
        func count(_ tag: Tag, _ column: String) {
            if let count = row.integer(column) { dataSet.set(tag, integers: [count]) }
        }
        count(.numberOfPatientRelatedStudies, "studies")
        count(.numberOfPatientRelatedSeries, "patient_series")
        count(.numberOfPatientRelatedInstances, "patient_instances")
        count(.numberOfStudyRelatedSeries, "study_series")
        count(.numberOfStudyRelatedInstances, "study_instances")
        count(.numberOfSeriesRelatedInstances, "series_instances")
        if let modalities = row.string("modalities") {
            var found = modalities.split(separator: "\\").map(String.init)
            if case .datasets = scope, let clause = SearchStatement.scopeClause(scope, at: .series), let study = dataSet[.studyInstanceUID]
            {
                let uid = dataSet.strings(of: study).first
                found = try connection.query(
                    "SELECT DISTINCT r.modality FROM series r WHERE r.study_uid = ? AND \(clause) ORDER BY r.modality", [.text(uid)]
                ).compactMap { $0.string("modality") }
            }
            dataSet.set(.modalitiesInStudy, strings: found)
        }
        return dataSet
    }
}

/// The kept attributes of the rows of one result: those of the levels above are the same for many rows and decoded once.
private struct LevelAttributes {
    private var last: [(bytes: [UInt8], elements: [DataElement])] = [([], []), ([], []), ([], [])]

    mutating func elements(_ row: SQLRow) throws -> [DataElement] {
        var all: [DataElement] = []
        for (level, column) in ["patient", "study", "series"].enumerated() {
            guard let bytes = row.bytes(column) else { continue }
            if last[level].bytes != bytes { last[level] = (bytes, try ArchivedAttributes.decoded(bytes).elements) }
            all += last[level].elements
        }
        if let bytes = row.bytes("instance") { all += try ArchivedAttributes.decoded(bytes).elements }
        return all
    }
}

extension ArchiveQuery.Level {
    /// What a search of this level answers without opening a file.
    var keptTags: Set<Tag> {
        // The archive counts these instead of keeping them.
        let computed: [Tag] = [
            .modalitiesInStudy, .numberOfPatientRelatedStudies, .numberOfPatientRelatedSeries, .numberOfPatientRelatedInstances,
            .numberOfStudyRelatedSeries, .numberOfStudyRelatedInstances, .numberOfSeriesRelatedInstances, .instanceAvailability,
        ]
        return Set(Self.allCases.filter { $0 <= self }.flatMap(ArchivedAttributes.tags(of:)) + computed)
    }

    /// The column of what names one result of the level.
    fileprivate var keyColumn: String {
        switch self {
        case .patient: "p.id"
        case .study: "s.uid"
        case .series: "r.uid"
        case .instance: "i.sop_instance_uid"
        }
    }
}

extension ArchiveQuery {
    /// So many results are passed over first.
    fileprivate var offset: Int {
        if case .natural(let offset) = order { offset } else { 0 }
    }

    /// Whether the query names one value for an attribute.
    fileprivate func names(_ tag: Tag) -> Bool {
        conditions.contains { condition in
            if case .single = condition.match { condition.tag == tag } else { false }
        }
    }
}
