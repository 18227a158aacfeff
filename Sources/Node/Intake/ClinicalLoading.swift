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
    }

    /// Loads a clinical table: rows are joined to images by the original patient id, which becomes the pseudonym here and is not kept.
    /// Loading again replaces the rows of the same patients, never doubles them.
    ///
    /// - Throws: `ClinicalTableError` where the table cannot be used at all; nothing is changed then.
    public func loadClinicalTable(_ path: String, actor: String) async throws -> ClinicalSummary {
        let bytes = try DurableFile.read(path)
        let loaded = try ClinicalMapping.standard.map(ClinicalTable(bytes: bytes))
        let time = now()
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let records = try loaded.rows.map { row in
            (pseudonyms.patientIdentifier(for: row.originalPatientID), String(decoding: try encoder.encode(row.record), as: UTF8.self))
        }
        let (joined, withoutRow) = try await database.write { connection -> (Int, Int) in
            var joined = 0
            for (patient, record) in records {
                try connection.execute(
                    """
                    INSERT INTO clinical (patient_id, record, loaded_ms) VALUES (?, ?, ?)
                    ON CONFLICT (patient_id) DO UPDATE SET record = excluded.record, loaded_ms = excluded.loaded_ms
                    """,
                    [.text(patient), .text(record), .integer(time.milliseconds)])
                if try connection.first("SELECT 1 AS n FROM patient WHERE id = ?", [.text(patient)]) != nil { joined += 1 }
            }
            for attribute in loaded.attributes {
                try connection.execute("INSERT INTO clinical_attribute (name) VALUES (?) ON CONFLICT (name) DO NOTHING", [.text(attribute)])
            }
            let withoutRow = try connection.count(
                "SELECT COUNT(*) FROM patient p WHERE NOT EXISTS (SELECT 1 FROM clinical c WHERE c.patient_id = p.id)")
            return (joined, withoutRow)
        }
        let summary = ClinicalSummary(
            report: loaded.report, joined: joined, withoutImages: records.count - joined, patientsWithoutRow: withoutRow)
        try ledger.append(
            [
                .init(
                    "clinical.loaded", actor: actor, subject: "archive",
                    details: [
                        "rows": "\(loaded.report.rows)", "joined": "\(joined)", "rejected": "\(loaded.report.rejectedCount)",
                        "unmappedValues": "\(loaded.report.unmapped.count)", "digest": ObjectStore.digest(of: bytes),
                    ])
            ], now: time)
        return summary
    }
}
