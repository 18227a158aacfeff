import Cohorts
import Deidentification
import Federation
import Foundation
import Storage

/// An index of series on its way in.
///
/// Its rows are written in short transactions, under a number that no index has yet: no search sees them, and who sends objects meanwhile does not
/// wait for a large file. One more short transaction gives the number to the index. A load that is killed before it leaves what was there,
/// one that is killed after it what is new; rows whose number no index has go with the next load.
struct SeriesIndexStaging {
    /// What became of the lines that were written.
    struct Tally: Sendable {
        var series = 0
        var studies = 0
        var patients = 0
        var instances = 0
        var optedOut = 0
        /// Series of the load before.
        var replaced = 0
    }

    /// A line on its way in: neither the patient nor anything else of it is called here as in the index.
    private struct Entry: Sendable {
        let digest: String
        let patient: String
        let studyUID: String
        let uid: String
        let studyDate: String?
        let row: SeriesIndexRow
        let facts: String
    }

    private let archive: Archive
    private let pseudonyms: PseudonymKey
    private let deidentifier: Deidentifier
    private let now: Date
    private let load: Int
    private var rows: [SeriesIndexRow] = []
    private var tally = Tally()

    private static let rowsAtOnce = 4_000
    private static let rowsAPart = 500

    /// Throws away what a killed load left, and begins a new one. Only one load of a home may be under way.
    init(archive: Archive, pseudonyms: PseudonymKey, deidentifier: Deidentifier, now: Date) async throws {
        self.archive = archive
        self.pseudonyms = pseudonyms
        self.deidentifier = deidentifier
        self.now = now
        try await Self.clear(archive.database)
        load = try await archive.database.read { connection in
            // A later load has a higher number, for the later one of two indexes that name the same series counts.
            1
                + max(
                    try connection.count("SELECT MAX(load) FROM indexed_series"), try connection.count("SELECT MAX(load) FROM series_index")
                )
        }
    }

    /// Takes one line.
    mutating func add(_ row: SeriesIndexRow) async throws {
        rows.append(row)
        if rows.count >= Self.rowsAtOnce { try await flush() }
    }

    /// Writes the lines that are in memory.
    mutating func flush() async throws {
        let batch = rows
        rows = []
        let digests = Dictionary(
            batch.map { ($0.originalPatientID, pseudonyms.originalPatientDigest(for: $0.originalPatientID)) }, uniquingKeysWith: { $1 })
        // Only those who did not opt out are sealed; the transaction that writes their rows asks once more.
        let known = try await archive.database.read { connection in
            try LinkageTable.known(digests.values, connection)
                .union(try digests.values.filter { try OptOutList.contains($0, connection) })
        }
        let parts = stride(from: 0, to: batch.count, by: Self.rowsAPart).map { Array(batch[$0..<min($0 + Self.rowsAPart, batch.count)]) }
        var entries: [Entry] = []
        var links: [String: LinkageTable.Row] = [:]
        try await InOrder.forEach(parts, ahead: ProcessInfo.processInfo.activeProcessorCount) {
            [pseudonyms, deidentifier, sealer = archive.linkage, now] part in
            let entries = try Self.entries(part, digests, pseudonyms, deidentifier)
            let patients = zip(part, entries).map { row, entry in
                (patient: OriginalPatient(id: row.originalPatientID, digest: entry.digest), pseudonym: entry.patient)
            }
            return (entries, try sealer.rows(for: patients, unless: known, now: now))
        } use: { made in
            entries += made.0
            links.merge(made.1) { first, _ in first }
        }
        let written = try await write(entries, links)
        tally.instances += written.instances
        tally.optedOut += written.optedOut
    }

    private static func entries(
        _ rows: [SeriesIndexRow], _ digests: [String: String], _ pseudonyms: PseudonymKey, _ deidentifier: Deidentifier
    ) throws -> [Entry] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try rows.map { row in
            var series = row.series
            series.uid = pseudonyms.uid(for: row.seriesUID)
            return Entry(
                digest: digests[row.originalPatientID] ?? pseudonyms.originalPatientDigest(for: row.originalPatientID),
                patient: pseudonyms.patientIdentifier(for: row.originalPatientID), studyUID: pseudonyms.uid(for: row.studyUID),
                uid: series.uid,
                studyDate: row.studyDate.flatMap { deidentifier.clinicalDate($0.middle, ofPatient: row.originalPatientID) }, row: row,
                facts: String(decoding: try encoder.encode(series), as: UTF8.self))
        }
    }

    private func write(_ entries: [Entry], _ links: [String: LinkageTable.Row]) async throws -> Tally {
        let load = load
        return try await archive.database.write { connection in
            var tally = Tally()
            let out = Set(try Set(entries.map(\.digest)).filter { try OptOutList.contains($0, connection) })
            for entry in entries {
                if out.contains(entry.digest) {
                    tally.optedOut += 1
                    continue
                }
                let isNew =
                    try connection.execute(
                        """
                        INSERT INTO indexed_series (uid, load, study_uid, patient_id, sex, age, study_date, facts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (uid, load) DO NOTHING
                        """,
                        [
                            .text(entry.uid), .integer(load), .text(entry.studyUID), .text(entry.patient), .text(entry.row.sex),
                            .real(entry.row.age), .text(entry.studyDate), .text(entry.facts),
                        ]) > 0
                if isNew { tally.instances += entry.row.series.instanceCount }
            }
            for link in links.values where !out.contains(link.digest) {
                try connection.execute(
                    "INSERT INTO index_linkage (digest, patient_id, sealed) VALUES (?, ?, ?) ON CONFLICT (digest) DO NOTHING",
                    [.text(link.digest), .text(link.patient), .blob(link.sealed)])
            }
            return tally
        }
    }

    /// Makes the lines those of an index, in place of all that it had before.
    ///
    /// - Parameter note: what else is written in the same transaction.
    func commit(as source: String, note: @escaping @Sendable (Tally, any SQLConnection) throws -> Void) async throws -> Tally {
        let (load, optedOut, instances) = (load, tally.optedOut, tally.instances)
        let tally = try await archive.database.read { connection in
            let row = try connection.first(
                """
                SELECT COUNT(*) AS series, COUNT(DISTINCT study_uid) AS studies, COUNT(DISTINCT patient_id) AS patients FROM indexed_series
                WHERE load = ?
                """, [.integer(load)])
            return Tally(
                series: row?.integer("series") ?? 0, studies: row?.integer("studies") ?? 0, patients: row?.integer("patients") ?? 0,
                instances: instances, optedOut: optedOut,
                replaced: try connection.count(
                    "SELECT COUNT(*) FROM indexed_series s JOIN series_index i ON i.load = s.load WHERE i.source = ?", [.text(source)]))
        }
        try await archive.database.write { connection in
            try connection.execute(
                """
                INSERT INTO linkage (digest, patient_id, sealed) SELECT l.digest, l.patient_id, l.sealed FROM index_linkage l
                WHERE NOT EXISTS (SELECT 1 FROM optout o WHERE o.digest = l.digest) ON CONFLICT (digest) DO NOTHING
                """)
            try connection.execute("DELETE FROM index_linkage")
            try connection.execute(
                "INSERT INTO series_index (source, load) VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET load = excluded.load",
                [.text(source), .integer(load)])
            try note(tally, connection)
        }
        return tally
    }

    /// Throws away, a few at a time, all that is of no index.
    static func clear(_ database: Database) async throws {
        try await database.write { try $0.execute("DELETE FROM index_linkage") }
        let loads = try await database.read { connection in
            try connection.query("SELECT DISTINCT load FROM indexed_series WHERE load NOT IN (SELECT load FROM series_index)")
                .compactMap { $0.integer("load") }
        }
        for load in loads {
            var removed = Self.rowsAtOnce
            while removed > 0 {
                removed = try await database.write { connection in
                    try connection.execute(
                        """
                        DELETE FROM indexed_series WHERE load = ? AND uid IN
                            (SELECT uid FROM indexed_series WHERE load = ? LIMIT \(Self.rowsAtOnce))
                        """, [.integer(load), .integer(load)])
                }
            }
        }
    }
}
