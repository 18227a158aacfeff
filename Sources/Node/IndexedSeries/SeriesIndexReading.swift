import Cohorts

/// Reads the lines of an index of series and keeps account of them.
///
/// What must not come twice is remembered by its hash, 16 bytes a series, so that an index of ten million lines fits.
struct SeriesIndexReading {
    /// What was read, and what became of it, so far.
    var summary: SeriesIndexSummary {
        var summary = account
        summary.unmapped = unmapped.flatMap { place, values in
            values.map { SeriesIndexSummary.UnmappedValue(column: names[place], value: $0.key, count: $0.value) }
        }.sorted { ($1.count, $0.column, $0.value) < ($0.count, $1.column, $1.value) }
        summary.unmapped = Array(summary.unmapped.prefix(1_000))
        return summary
    }

    private var account: SeriesIndexSummary
    private let names: [String]
    private let columns: SeriesIndexColumns
    private var rows: ClinicalTable.Rows
    private var seriesSeen: Set<Int> = []
    private var patientOfStudy: [Int: Int] = [:]
    private var unmapped: [Int: [String: Int]] = [:]

    /// So many different values of a column are counted, and of so many characters.
    private static let mostValues = 10_000
    private static let longestValue = 100

    init(_ table: ClinicalTable, _ columns: SeriesIndexColumns, index: String) throws {
        self.columns = columns
        names = table.columns
        rows = try table.rows()
        account = SeriesIndexSummary(index: index)
        account.unusedColumns = columns.unused
    }

    /// The next line that can be taken; `nil` at the end.
    mutating func next() throws -> SeriesIndexRow? {
        while let line = try rows.next() {
            account.rows += 1
            var strange: [(place: Int, value: String)] = []
            let row = columns.row(line.fields) { strange.append(($0, $1)) }
            for (place, value) in strange { note(value, at: place) }
            switch row {
            case .failure(let fault): account.reject(fault, line: line.line)
            case .success(let row):
                let (patient, study, series) = (row.originalPatientID.hashValue, row.studyUID.hashValue, row.seriesUID.hashValue)
                if seriesSeen.contains(series) {
                    account.reject(.repeated, line: line.line)
                } else if patientOfStudy[study].map({ $0 != patient }) ?? false {
                    account.reject(.studyOfAnother, line: line.line)
                } else {
                    seriesSeen.insert(series)
                    patientOfStudy[study] = patient
                    return row
                }
            }
        }
        return nil
    }

    private mutating func note(_ value: String, at place: Int) {
        let shown = String(value.prefix(Self.longestValue))
        guard unmapped[place]?[shown] != nil || (unmapped[place]?.count ?? 0) < Self.mostValues else { return }
        unmapped[place, default: [:]][shown, default: 0] += 1
    }
}
