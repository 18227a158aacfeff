import Cohorts

/// Reads the lines of an index of series and keeps account of them.
///
/// What must not come twice is remembered by its hash, 16 bytes a series, so that an index of ten million lines fits.
struct SeriesIndexReading {
    private(set) var summary: SeriesIndexSummary
    private let table: ClinicalTable
    private let columns: SeriesIndexColumns
    private var seriesSeen: Set<Int> = []
    private var patientOfStudy: [Int: Int] = [:]
    private var unmapped: [Int: [String: Int]] = [:]

    /// So many different values of a column are counted, and of so many characters.
    private static let mostValues = 10_000
    private static let longestValue = 100

    init(_ table: ClinicalTable, _ columns: SeriesIndexColumns, index: String) {
        self.table = table
        self.columns = columns
        summary = SeriesIndexSummary(index: index)
        summary.unusedColumns = columns.unused
    }

    /// Visits every line that can be taken.
    ///
    /// - Parameter take: returns whether the line was taken; where not, the patient opted out.
    mutating func forEachRow(_ take: (SeriesIndexRow) throws -> Bool) throws {
        let (table, columns) = (table, columns)
        var failure: (any Error)?
        var patients: Set<Int> = []
        try table.forEachRow { line in
            if failure != nil { return }
            summary.rows += 1
            let row = columns.row(line.fields) { place, value in note(value, at: place) }
            switch row {
            case .failure(let fault): summary.reject(fault, line: line.line)
            case .success(let row):
                if seriesSeen.contains(row.seriesUID.hashValue) { return summary.reject(.repeated, line: line.line) }
                let patient = row.originalPatientID.hashValue
                let owner = patientOfStudy[row.studyUID.hashValue]
                if let owner, owner != patient { return summary.reject(.studyOfAnother, line: line.line) }
                do {
                    guard try take(row) else {
                        summary.optedOut += 1
                        return
                    }
                } catch {
                    failure = error
                    return
                }
                seriesSeen.insert(row.seriesUID.hashValue)
                patientOfStudy[row.studyUID.hashValue] = patient
                patients.insert(patient)
                summary.series += 1
                summary.instances += row.series.instanceCount
            }
        }
        if let failure { throw failure }
        summary.studies = patientOfStudy.count
        summary.patients = patients.count
        summary.unmapped = unmapped.flatMap { place, values in
            values.map { SeriesIndexSummary.UnmappedValue(column: table.columns[place], value: $0.key, count: $0.value) }
        }.sorted { ($1.count, $0.column, $0.value) < ($0.count, $1.column, $1.value) }
        summary.unmapped = Array(summary.unmapped.prefix(1_000))
    }

    mutating func noteReplaced(_ count: Int) { summary.replaced = count }

    private mutating func note(_ value: String, at place: Int) {
        let shown = String(value.prefix(Self.longestValue))
        guard unmapped[place]?[shown] != nil || (unmapped[place]?.count ?? 0) < Self.mostValues else { return }
        unmapped[place, default: [:]][shown, default: 0] += 1
    }
}
