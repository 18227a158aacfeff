/// When a segment is full: after so many patients, or with the patient that brings so many series.
struct SegmentSize: Sendable {
    var patients: Int
    var series: Int

    /// Of a few milliseconds to write, and with bitmaps of a few kilobytes.
    static let standard = SegmentSize(patients: 4096, series: 32_768)
}

/// Consecutive patients of an index with all their rows: the unit that is built in parallel and replaced by a change.
///
/// Segments are small enough for a bitmap of their series to stay in the first cache of a core.
final class Segment: Sendable {
    /// Ascending.
    let identifiers: [String]
    /// 32 bytes a patient.
    let digests: [UInt8]
    let studiesOfPatients: Nesting
    let seriesOfStudies: Nesting
    let seriesOfPatients: Nesting
    /// By place of the attribute in the vocabulary; nil when no row has a value.
    let columns: [Column?]
    /// Of each series.
    let instances: [UInt32]
    /// Of each patient.
    let instancesOfPatients: [Int]

    init(
        identifiers: [String], digests: [UInt8], studiesOfPatients: Nesting, seriesOfStudies: Nesting, seriesOfPatients: Nesting,
        columns: [Column?], instances: [UInt32]
    ) {
        self.identifiers = identifiers
        self.digests = digests
        self.studiesOfPatients = studiesOfPatients
        self.seriesOfStudies = seriesOfStudies
        self.seriesOfPatients = seriesOfPatients
        self.columns = columns
        self.instances = instances
        instancesOfPatients = identifiers.indices.map { patient in
            seriesOfPatients.innerRows(of: patient).reduce(0) { $0 + Int(instances[$1]) }
        }
    }

    var patientCount: Int { identifiers.count }
    var studyCount: Int { studiesOfPatients.innerCount }
    var seriesCount: Int { instances.count }

    func rowCount(_ level: Level) -> Int {
        switch level {
        case .patient: patientCount
        case .study: studyCount
        case .series: seriesCount
        }
    }

    /// The rows of a level that belong to a patient.
    func rows(_ level: Level, ofPatient patient: Int) -> Range<Int> {
        switch level {
        case .patient: patient..<patient + 1
        case .study: studiesOfPatients.innerRows(of: patient)
        case .series: seriesOfPatients.innerRows(of: patient)
        }
    }

    /// The row of a patient.
    func row(of identifier: String) -> Int? {
        var low = 0
        var high = identifiers.count
        while low < high {
            let middle = (low + high) / 2
            if identifiers[middle] < identifier { low = middle + 1 } else { high = middle }
        }
        return low < identifiers.count && identifiers[low] == identifier ? low : nil
    }

    /// The nesting of two levels; nil when they are the same or the wrong way round.
    private func nesting(_ inner: Level, in outer: Level) -> Nesting? {
        switch (inner, outer) {
        case (.study, .patient): studiesOfPatients
        case (.series, .study): seriesOfStudies
        case (.series, .patient): seriesOfPatients
        default: nil
        }
    }

    /// Outer rows with at least one of these inner rows.
    func gathered(_ rows: Bitmap, from level: Level, to context: Level) -> Bitmap {
        nesting(level, in: context)?.outerRows(withAnyOf: rows) ?? rows
    }

    /// Inner rows of these outer rows.
    func spread(_ rows: Bitmap, from level: Level, to context: Level) -> Bitmap {
        nesting(context, in: level)?.innerRows(of: rows) ?? rows
    }

    /// Patients with at least one row that meets the test.
    func patients(_ column: Column, _ level: Level, meeting test: CompiledTest) -> Bitmap {
        column.patients(meeting: test) ?? gathered(column.rows(meeting: test), from: level, to: .patient)
    }

    /// Rows of the context's level for which the plan holds.
    func rows(_ plan: QueryPlan, in context: Level) -> Bitmap {
        switch plan {
        case .everything: return Bitmap(count: rowCount(context), filled: true)
        case .nothing: return Bitmap(count: rowCount(context))
        case .rows(let level, let column, let test):
            guard let column = columns[column] else { return Bitmap(count: rowCount(context)) }
            return spread(column.rows(meeting: test), from: level, to: context)
        case .some(let level, .rows(let own, let column, let test)) where context == .patient && own == level:
            guard let column = columns[column] else { return Bitmap(count: patientCount) }
            return patients(column, level, meeting: test)
        case .some(let level, let inner): return gathered(rows(inner, in: level), from: level, to: context)
        case .not(let inner):
            var result = rows(inner, in: context)
            result.invert()
            return result
        case .all(let children):
            guard let first = children.first else { return Bitmap(count: rowCount(context), filled: true) }
            var result = rows(first, in: context)
            for child in children.dropFirst() where !result.isEmpty { result.formIntersection(rows(child, in: context)) }
            return result
        case .any(let children):
            guard let first = children.first else { return Bitmap(count: rowCount(context)) }
            var result = rows(first, in: context)
            for child in children.dropFirst() { result.formUnion(rows(child, in: context)) }
            return result
        }
    }
}
