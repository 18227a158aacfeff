import Cohorts
import Foundation
import Storage

extension Node {
    /// Loads an index of series whose objects lie elsewhere: a CSV or TSV with a line for each series and DICOM keywords as column names.
    ///
    /// The patients count in cohorts and can be published. **Nothing of them can be retrieved or computed here, and nothing says whether the
    /// objects exist**: the node repeats what the index claims. Identifiers become pseudonyms as those of objects do, so that a clinical table
    /// joins, an opt-out works, and a series whose objects arrive later is the same one; not under a profile that keeps UIDs, for those of an
    /// index are never kept. A file counts as a whole or not at all; loading a file of the same name again replaces what it held before.
    ///
    /// - Throws: `ClinicalTableError` or ``NodeError`` where the file cannot be used at all; what counts does not change then. ``NodeError`` `state`
    ///   where another index is being loaded.
    public func loadSeriesIndex(_ path: String, actor: String) async throws -> SeriesIndexSummary {
        let name = URL(fileURLWithPath: path).lastPathComponent
        guard (1...200).contains(name.utf8.count) else { throw NodeError(.input, "The file's name is longer than 200 bytes; rename it.") }
        let lock = try HomeLock(
            path: home.indexLockPath, isExclusive: true, busy: "Another index is being loaded. Wait for its end, then load again.")
        defer { lock.release() }
        let table = try ClinicalTable(file: path)
        let digest = try FilePieces.digest(of: path)
        var reading = try SeriesIndexReading(table, SeriesIndexColumns(table.columns), index: name)
        var staging = try await SeriesIndexStaging(
            archive: archive, pseudonyms: pseudonyms, deidentifier: objectIntake.preparation.deidentifier, now: now())
        do {
            while let row = try reading.next() { try await staging.add(row) }
            try await staging.flush()
        } catch {
            try await SeriesIndexStaging.clear(database)
            throw error
        }
        var summary = reading.summary
        let tally = try await staging.commit(as: name) { [self, summary] tally, connection in
            let details = [
                "rows": "\(summary.rows)", "series": "\(tally.series)", "rejected": "\(summary.rejectedCount)",
                "optedOut": "\(tally.optedOut)", "replaced": "\(tally.replaced)", "digest": digest,
            ]
            try record([.init("index.loaded", actor: actor, subject: name, details: details)], in: connection)
        }
        summary.note(tally)
        try await writeLedger()
        try await SeriesIndexStaging.clear(database)
        return summary
    }
}
