import Cohorts
import Deidentification
import Federation
import Foundation
import Storage

/// Rows of a clinical load on their way in. They are gathered beside the clinical records, in short transactions, and become records all at
/// once: a load that is killed leaves what was there before, and memory holds a few rows at a time.
struct ClinicalStaging {
    /// What became of the rows of a load.
    struct Outcome: Sendable {
        var joined: Int
        var withoutImages: Int
        var patientsWithoutRow: Int
        var optedOut: Int
    }

    /// A row on its way in: what the hospital calls the patient stays outside of the record.
    private struct Entry: Sendable {
        let patient: OriginalPatient
        let pseudonym: String
        let record: String
        let diagnosed: String?
    }

    private let archive: Archive
    private let pseudonyms: PseudonymKey
    private let now: Date
    private var entries: [Entry] = []

    private static let rowsAtOnce = 500

    init(archive: Archive, pseudonyms: PseudonymKey, now: Date) {
        self.archive = archive
        self.pseudonyms = pseudonyms
        self.now = now
    }

    /// Throws away what a load left that did not end.
    func clear() async throws { try await archive.database.write { try $0.execute("DELETE FROM clinical_staging") } }

    /// Takes one row; rows of the same patient replace earlier ones.
    mutating func add(_ row: ClinicalRow, keepsDay: Bool) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        entries.append(
            Entry(
                patient: OriginalPatient(
                    id: row.originalPatientID, digest: pseudonyms.originalPatientDigest(for: row.originalPatientID)),
                pseudonym: pseudonyms.patientIdentifier(for: row.originalPatientID),
                record: String(decoding: try encoder.encode(row.record), as: UTF8.self), diagnosed: keepsDay ? row.diagnosed : nil))
        if entries.count >= Self.rowsAtOnce { try await flush() }
    }

    /// Writes the rows that are in memory.
    mutating func flush() async throws {
        let batch = entries
        entries = []
        guard !batch.isEmpty else { return }
        // Only those who did not opt out are sealed; the last transaction asks once more.
        let (linked, out) = try await archive.database.read { connection in
            (
                try LinkageTable.known(batch.lazy.map(\.patient.digest), connection),
                Set(try batch.lazy.map(\.patient.digest).filter { try OptOutList.contains($0, connection) })
            )
        }
        let links = try archive.linkage.rows(for: batch.map { ($0.patient, $0.pseudonym) }, unless: linked.union(out), now: now)
        try await archive.database.write { connection in
            for entry in batch {
                try connection.execute(
                    """
                    INSERT INTO clinical_staging (patient_id, digest, record, diagnosed, sealed) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (patient_id) DO UPDATE SET digest = excluded.digest, record = excluded.record, diagnosed = excluded.diagnosed
                    """,
                    [
                        .text(entry.pseudonym), .text(entry.patient.digest), .text(entry.record), .text(entry.diagnosed),
                        links[entry.patient.digest].map { .blob($0.sealed) } ?? .null,
                    ])
            }
        }
    }

    private static let welcome = "NOT EXISTS (SELECT 1 FROM optout o WHERE o.digest = s.digest)"

    /// Makes the rows records: all, or none where this is cut off.
    ///
    /// - Parameter note: what else is written in the same transaction.
    func commit(
        attributes: Set<String>, note: @escaping @Sendable (Outcome, any SQLConnection) throws -> Void
    ) async throws -> Outcome {
        let time = now
        return try await archive.database.write { connection in
            let staged = try connection.count("SELECT COUNT(*) FROM clinical_staging")
            let welcome = try connection.count("SELECT COUNT(*) FROM clinical_staging s WHERE \(Self.welcome)")
            let joined = try connection.count(
                """
                SELECT COUNT(*) FROM clinical_staging s WHERE \(Self.welcome)
                    AND EXISTS (SELECT 1 FROM patient p WHERE p.id = s.patient_id)
                """)
            try connection.execute(
                """
                INSERT INTO linkage (digest, patient_id, sealed) SELECT s.digest, s.patient_id, s.sealed FROM clinical_staging s
                WHERE s.sealed IS NOT NULL AND \(Self.welcome) ON CONFLICT (digest) DO NOTHING
                """)
            try connection.execute(
                """
                INSERT INTO clinical (patient_id, record, diagnosed, loaded_ms) SELECT s.patient_id, s.record, s.diagnosed, ?
                FROM clinical_staging s WHERE \(Self.welcome)
                ON CONFLICT (patient_id) DO UPDATE SET record = excluded.record, diagnosed = excluded.diagnosed, loaded_ms = excluded.loaded_ms
                """, [.integer(time.milliseconds)])
            for attribute in attributes.sorted() {
                try connection.execute("INSERT INTO clinical_attribute (name) VALUES (?) ON CONFLICT (name) DO NOTHING", [.text(attribute)])
            }
            try connection.execute("DELETE FROM clinical_staging")
            let withoutRow = try connection.count(
                "SELECT COUNT(*) FROM patient p WHERE NOT EXISTS (SELECT 1 FROM clinical c WHERE c.patient_id = p.id)")
            let outcome = Outcome(
                joined: joined, withoutImages: welcome - joined, patientsWithoutRow: withoutRow, optedOut: staged - welcome)
            try note(outcome, connection)
            return outcome
        }
    }
}
