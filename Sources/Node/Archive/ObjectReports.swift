import Storage

/// The reports and inspections that objects point to, taken down before the objects' rows go: equal ones are kept once, for many objects.
struct ObjectReports {
    /// Digests by table, with the column of `instance` that points to it.
    private var digests: [(table: String, column: String, values: [String])] = []

    /// Statements take so many values at once.
    private static let batch = 500

    /// Those of all objects of some studies, which an SQL expression names: `?`, or a query for UIDs.
    init(ofStudies studies: String, _ arguments: [SQLValue], _ connection: any SQLConnection) throws {
        for (table, column) in [("deidentification_report", "report"), ("inspection", "inspection")] {
            let rows = try connection.query(
                """
                SELECT DISTINCT i.\(column) AS digest FROM instance i JOIN series r ON r.uid = i.series_uid WHERE r.study_uid IN (\(studies))
                """, arguments)
            digests.append((table, column, rows.compactMap { $0.string("digest") }))
        }
    }

    /// Removes those that no object points to any more.
    func removeUnused(_ connection: any SQLConnection) throws {
        for (table, column, values) in digests {
            for start in stride(from: 0, to: values.count, by: Self.batch) {
                let batch = values[start..<min(start + Self.batch, values.count)].map(SQLValue.text)
                let places = batch.map { _ in "?" }.joined(separator: ", ")
                try connection.execute(
                    """
                    DELETE FROM \(table) WHERE digest IN (\(places))
                    AND digest NOT IN (SELECT \(column) FROM instance WHERE \(column) IN (\(places)))
                    """, batch + batch)
            }
        }
    }
}
