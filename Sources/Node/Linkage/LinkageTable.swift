import Federation
import Foundation
import Storage

/// The rows by which the data manager, and nobody else, finds a patient's original identifier.
enum LinkageTable {
    /// A row, sealed.
    struct Row: Sendable {
        var digest: String
        var patient: String
        var sealed: [UInt8]
    }

    /// Which of these patients have a row.
    static func known(_ digests: some Sequence<String>, _ connection: any SQLConnection) throws -> Set<String> {
        var known: Set<String> = []
        for digest in Set(digests) where try connection.first("SELECT 1 AS n FROM linkage WHERE digest = ?", [.text(digest)]) != nil {
            known.insert(digest)
        }
        return known
    }

    /// Writes a row where the patient has none.
    static func insert(_ row: Row, _ connection: any SQLConnection) throws {
        try connection.execute(
            "INSERT INTO linkage (digest, patient_id, sealed) VALUES (?, ?, ?) ON CONFLICT (digest) DO NOTHING",
            [.text(row.digest), .text(row.patient), .blob(row.sealed)])
    }

    /// All rows, or that of one patient by digest or pseudonym.
    static func rows(digest: String? = nil, patient: String? = nil, _ connection: any SQLConnection) throws -> [Row] {
        let (condition, arguments): (String, [SQLValue]) =
            if let digest { ("WHERE digest = ?", [.text(digest)]) } else if let patient { ("WHERE patient_id = ?", [.text(patient)]) } else
            {
                ("", [])
            }
        return try connection.query("SELECT digest, patient_id, sealed FROM linkage \(condition) ORDER BY patient_id", arguments).map {
            Row(digest: $0.string("digest") ?? "", patient: $0.string("patient_id") ?? "", sealed: $0.bytes("sealed") ?? [])
        }
    }
}

/// Seals the rows of patients that have none yet. Sealing takes a good part of a millisecond, so it is done once a patient and outside of
/// transactions.
struct LinkageSealer: Sendable {
    /// `nil` in a home that has no linkage key yet: no rows are written.
    let key: LinkagePublicKey?

    /// The rows of those patients that are not known, by digest.
    func rows(
        for patients: some Sequence<(patient: OriginalPatient, pseudonym: String)>, unless known: Set<String>, now: Date
    ) throws -> [String: LinkageTable.Row] {
        guard let key else { return [:] }
        var rows: [String: LinkageTable.Row] = [:]
        for (patient, pseudonym) in patients where !known.contains(patient.digest) && rows[patient.digest] == nil {
            let sealed = try key.seal(LinkedPatient(id: patient.id, issuer: patient.issuer, firstSeen: now.milliseconds))
            rows[patient.digest] = LinkageTable.Row(digest: patient.digest, patient: pseudonym, sealed: sealed)
        }
        return rows
    }
}
