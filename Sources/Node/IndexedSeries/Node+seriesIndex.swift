import Cohorts
import Deidentification
import Foundation
import Storage

extension Node {
    /// What is kept of a patient on the way in: the original identifier stays outside of what is stored, but for the sealed linkage row.
    private struct IndexedPatient: Sendable {
        let patient: OriginalPatient
        let pseudonym: String
    }

    /// Loads an index of series whose objects lie elsewhere: a CSV or TSV with a line for each series and DICOM keywords as column names.
    ///
    /// The patients count in cohorts and can be published. **Nothing of them can be retrieved or computed here, and nothing says whether the
    /// objects exist**: the node repeats what the index claims. Identifiers become pseudonyms as those of objects do, so that a clinical table
    /// joins, an opt-out works, and a series whose objects arrive later is the same one. A file is one transaction; loading a file of
    /// the same name again replaces what it held before.
    ///
    /// - Throws: `ClinicalTableError` or ``NodeError`` where the file cannot be used at all; nothing is changed then.
    public func loadSeriesIndex(_ path: String, actor: String) async throws -> SeriesIndexSummary {
        let name = URL(fileURLWithPath: path).lastPathComponent
        guard (1...200).contains(name.utf8.count) else { throw NodeError(.input, "The file's name is longer than 200 bytes; rename it.") }
        let bytes = try DurableFile.read(path)
        let table = try ClinicalTable(bytes: bytes)
        let columns = try SeriesIndexColumns(table.columns)
        let patients = try patients(of: SeriesIndexReading(table, columns, index: name))
        let links = try await linkageRows(for: Array(patients.values))
        let digest = ObjectStore.digest(of: bytes)
        let summary = try await database.write { [self] connection in
            let before = try connection.execute("DELETE FROM indexed_series WHERE source = ?", [.text(name)])
            for row in links { try LinkageTable.insert(row, connection) }
            var reading = SeriesIndexReading(table, columns, index: name)
            reading.noteReplaced(before)
            let out = Set(try patients.values.map(\.patient.digest).filter { try OptOutList.contains($0, connection) })
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            try reading.forEachRow { row in
                guard let patient = patients[row.originalPatientID] else { return false }
                if out.contains(patient.patient.digest) { return false }
                try insert(row, of: patient.pseudonym, from: name, encoder, connection)
                return true
            }
            let summary = reading.summary
            try record(
                [
                    .init(
                        "index.loaded", actor: actor, subject: name,
                        details: [
                            "rows": "\(summary.rows)", "series": "\(summary.series)", "rejected": "\(summary.rejectedCount)",
                            "optedOut": "\(summary.optedOut)", "replaced": "\(before)", "digest": digest,
                        ])
                ], in: connection)
            return summary
        }
        try await writeLedger()
        return summary
    }

    /// A series that another index has as well is the later one's.
    private func insert(
        _ row: SeriesIndexRow, of patient: String, from source: String, _ encoder: JSONEncoder, _ connection: any SQLConnection
    ) throws {
        var series = row.series
        series.uid = pseudonyms.uid(for: row.seriesUID)
        try connection.execute(
            """
            INSERT INTO indexed_series (uid, study_uid, patient_id, source, sex, age, facts) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (uid) DO UPDATE SET study_uid = excluded.study_uid, patient_id = excluded.patient_id, source = excluded.source,
                sex = excluded.sex, age = excluded.age, facts = excluded.facts
            """,
            [
                .text(series.uid), .text(pseudonyms.uid(for: row.studyUID)), .text(patient), .text(source), .text(row.sex), .real(row.age),
                .text(String(decoding: try encoder.encode(series), as: UTF8.self)),
            ])
    }

    private func patients(of reading: SeriesIndexReading) throws -> [String: IndexedPatient] {
        var reading = reading
        var patients: [String: IndexedPatient] = [:]
        try reading.forEachRow { row in
            let id = row.originalPatientID
            if patients[id] == nil {
                patients[id] = IndexedPatient(
                    patient: OriginalPatient(id: id, digest: pseudonyms.originalPatientDigest(for: id)),
                    pseudonym: pseudonyms.patientIdentifier(for: id))
            }
            return true
        }
        return patients
    }

    /// Seals the identifiers that are not sealed yet, several at the same time: it takes a good part of a millisecond each.
    private func linkageRows(for patients: [IndexedPatient]) async throws -> [LinkageTable.Row] {
        let known = try await database.read { connection in
            let linked = try LinkageTable.known(patients.lazy.map(\.patient.digest), connection)
            return linked.union(try patients.lazy.map(\.patient.digest).filter { try OptOutList.contains($0, connection) })
        }
        let (sealer, time) = (archive.linkage, now())
        let groups = stride(from: 0, to: patients.count, by: 1_000).map { patients[$0..<min($0 + 1_000, patients.count)] }
        var rows: [LinkageTable.Row] = []
        try await InOrder.forEach(groups, ahead: ProcessInfo.processInfo.activeProcessorCount) { group in
            try sealer.rows(for: group.map { ($0.patient, $0.pseudonym) }, unless: known, now: time)
        } use: {
            rows += $0.values
        }
        return rows
    }
}
