public import Cohorts
import Deidentification
import Federation
import Foundation
import Storage

extension Node {
    /// What became of a clinical table.
    public struct ClinicalSummary: Codable, Sendable {
        /// Rows, mapped columns, unmapped values, rejected rows.
        public var report: ClinicalReport
        /// Rows whose patient has images here.
        public var joined: Int
        /// Rows whose patient has no image here (yet); they are kept and join when images come.
        public var withoutImages: Int
        /// Patients with images and no row in the table.
        public var patientsWithoutRow: Int
        /// Rows that were left out because their patients opted out.
        public var optedOut: Int
    }

    /// A row on its way in: what the hospital calls the patient stays outside of the record.
    private struct ClinicalEntry: Sendable {
        let patient: OriginalPatient
        let pseudonym: String
        let record: String
    }

    /// Loads a clinical table: rows are joined to images by the original patient id, which becomes the pseudonym here and is kept only
    /// sealed, in the linkage table. Dates are treated as those of the patient's images, so that intervals between them survive.
    /// Loading again replaces the rows of the same patients, never doubles them.
    ///
    /// - Parameter mapping: what the columns mean; by default only names that the vocabulary knows are read.
    /// - Throws: `ClinicalTableError` where the table cannot be used at all; nothing is changed then.
    public func loadClinicalTable(
        _ path: String, mapping: ClinicalMapping = .standard, actor: String
    ) async throws -> ClinicalSummary {
        let bytes = try DurableFile.read(path)
        let pseudonyms = self.pseudonyms
        let deidentifier = objectIntake.preparation.deidentifier
        let loaded = try mapping.map(ClinicalTable(bytes: bytes)) { patient, date in
            deidentifier.clinicalDate(date, ofPatient: patient)
        }
        let time = now()
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let entries = try loaded.rows.map { row in
            ClinicalEntry(
                patient: OriginalPatient(
                    id: row.originalPatientID, digest: pseudonyms.originalPatientDigest(for: row.originalPatientID)),
                pseudonym: pseudonyms.patientIdentifier(for: row.originalPatientID),
                record: String(decoding: try encoder.encode(row.record), as: UTF8.self))
        }
        // Only those who did not opt out are sealed; the transaction asks once more.
        let (linked, out) = try await database.read { connection in
            (
                try LinkageTable.known(entries.lazy.map(\.patient.digest), connection),
                Set(try entries.lazy.map(\.patient.digest).filter { try OptOutList.contains($0, connection) })
            )
        }
        let links = try archive.linkage.rows(for: entries.map { ($0.patient, $0.pseudonym) }, unless: linked.union(out), now: time)
        let (joined, optedOut, withoutRow) = try await database.write { connection -> (Int, Int, Int) in
            var (joined, optedOut) = (0, 0)
            for entry in entries {
                if try OptOutList.contains(entry.patient.digest, connection) {
                    optedOut += 1
                    continue
                }
                if let row = links[entry.patient.digest] { try LinkageTable.insert(row, connection) }
                try connection.execute(
                    """
                    INSERT INTO clinical (patient_id, record, loaded_ms) VALUES (?, ?, ?)
                    ON CONFLICT (patient_id) DO UPDATE SET record = excluded.record, loaded_ms = excluded.loaded_ms
                    """,
                    [.text(entry.pseudonym), .text(entry.record), .integer(time.milliseconds)])
                if try connection.first("SELECT 1 AS n FROM patient WHERE id = ?", [.text(entry.pseudonym)]) != nil { joined += 1 }
            }
            for attribute in loaded.attributes {
                try connection.execute("INSERT INTO clinical_attribute (name) VALUES (?) ON CONFLICT (name) DO NOTHING", [.text(attribute)])
            }
            let withoutRow = try connection.count(
                "SELECT COUNT(*) FROM patient p WHERE NOT EXISTS (SELECT 1 FROM clinical c WHERE c.patient_id = p.id)")
            return (joined, optedOut, withoutRow)
        }
        let summary = ClinicalSummary(
            report: loaded.report, joined: joined, withoutImages: entries.count - optedOut - joined, patientsWithoutRow: withoutRow,
            optedOut: optedOut)
        try ledger.append(
            [
                .init(
                    "clinical.loaded", actor: actor, subject: "archive",
                    details: [
                        "rows": "\(loaded.report.rows)", "joined": "\(joined)", "rejected": "\(loaded.report.rejectedCount)",
                        "optedOut": "\(optedOut)",
                        "unmappedValues": "\(loaded.report.unmapped.count)", "digest": ObjectStore.digest(of: bytes),
                    ])
            ], now: time)
        return summary
    }
}
