import Foundation
import Storage

extension Node {
    /// What a removal took away.
    public struct Removal: Codable, Sendable {
        /// Rows that are gone.
        public var instances: Int
        /// Files that are gone with them; fewer where other rows point to the same bytes.
        public var objects: Int
    }

    /// Removes a study from the archive: its rows, then its objects.
    ///
    /// A published version of a dataset never changes, so what it holds stays until the dataset is published anew without it.
    ///
    /// - Throws: ``NodeError`` `notFound`; `state` where a published dataset holds a series of the study.
    public func removeStudy(_ uid: String, actor: String) async throws -> Removal {
        let removed = try await database.write { connection -> [String] in
            let datasets = try connection.query("SELECT DISTINCT dataset_id FROM dataset_series WHERE study_uid = ?", [.text(uid)])
                .compactMap { $0.string("dataset_id") }
            guard datasets.isEmpty else {
                throw NodeError(
                    .state,
                    "The study belongs to the published dataset \(datasets.joined(separator: ", ")). Publish a version without it first.")
            }
            let digests = try connection.query(
                "SELECT i.digest FROM instance i JOIN series r ON r.uid = i.series_uid WHERE r.study_uid = ?", [.text(uid)]
            ).compactMap { $0.string("digest") }
            guard let patient = try connection.first("SELECT patient_id FROM study WHERE uid = ?", [.text(uid)])?.string("patient_id")
            else {
                throw NodeError(.notFound, "There is no study \(uid.prefix(70)) in the archive.")
            }
            let reports = try ObjectReports(ofStudies: "?", [.text(uid)], connection)
            try connection.execute("DELETE FROM instance WHERE series_uid IN (SELECT uid FROM series WHERE study_uid = ?)", [.text(uid)])
            try connection.execute("DELETE FROM series WHERE study_uid = ?", [.text(uid)])
            try connection.execute("DELETE FROM study WHERE uid = ?", [.text(uid)])
            try connection.execute(
                "DELETE FROM patient WHERE id = ? AND NOT EXISTS (SELECT 1 FROM study WHERE patient_id = ?)",
                [.text(patient), .text(patient)])
            try reports.removeUnused(connection)
            let digest = ObjectStore.digest(of: Array(digests.sorted().joined(separator: "\n").utf8))
            try self.record(
                [
                    .init(
                        "objects.removed", actor: actor, subject: "archive", details: ["objects": "\(digests.count)", "digests": digest])
                ], in: connection)
            return digests
        }
        // Rows first: what a crash leaves behind is a file that nothing points to, which `mosaic node verify` finds.
        let objects = try await archive.removeUnreferenced(Array(Set(removed)))
        try await writeLedger()
        return Removal(instances: removed.count, objects: objects)
    }
}

extension Archive {
    /// Deletes the rows of a patient at every level; returns the digests of the objects, whose files stay.
    func removeRows(ofPatient patient: String, _ connection: any SQLConnection) throws -> [String] {
        let digests = try connection.query(
            """
            SELECT i.digest FROM instance i JOIN series r ON r.uid = i.series_uid JOIN study s ON s.uid = r.study_uid WHERE s.patient_id = ?
            """, [.text(patient)]
        ).compactMap { $0.string("digest") }
        let studies = "SELECT uid FROM study WHERE patient_id = ?"
        try connection.execute(
            "DELETE FROM instance WHERE series_uid IN (SELECT uid FROM series WHERE study_uid IN (\(studies)))", [.text(patient)])
        try connection.execute("DELETE FROM series WHERE study_uid IN (\(studies))", [.text(patient)])
        try connection.execute("DELETE FROM study WHERE patient_id = ?", [.text(patient)])
        try connection.execute("DELETE FROM patient WHERE id = ?", [.text(patient)])
        return digests
    }

    /// Removes those files that no row points to; returns how many. Inside a transaction, so that no intake can write a row for one
    /// between the look and the removal.
    func removeUnreferenced(_ names: [String]) async throws -> Int {
        let objects = self.objects
        return try await database.write { connection in
            let unreferenced = try names.filter {
                try connection.first("SELECT 1 AS n FROM instance WHERE digest = ? LIMIT 1", [.text($0)]) == nil
            }
            for name in unreferenced { try objects.remove(name) }
            return unreferenced.count
        }
    }
}
