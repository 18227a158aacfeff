import Cohorts
import DICOM
import Foundation
import Logging
import Storage

extension Node {
    /// Fills in what searches look at for objects that an older version archived, and what cohorts know of their series. Ends at once where
    /// there are none. Published versions of datasets stay as they were: publish again for the new facts.
    ///
    /// - Parameter progress: called after each group with the number of objects done.
    public func indexOlderObjects(progress: @Sendable (Int) -> Void = { _ in }) async throws {
        try await noteSeriesOfOlderDatasets()
        var done = try await readFactsOfOlderSeries(progress: progress)
        while true {
            let group = try await database.read { connection in
                try connection.query("SELECT sop_instance_uid, digest FROM instance WHERE attributes IS NULL LIMIT 200").map {
                    (uid: $0.string("sop_instance_uid") ?? "", digest: $0.string("digest") ?? "")
                }
            }
            guard !group.isEmpty else { return }
            var headers: [(uid: String, dataSet: DataSet)] = []
            var damaged: [String] = []
            for (uid, digest) in group {
                do {
                    headers.append((uid, try archive.objects.header(digest).dataSet))
                } catch {
                    // One file that is missing must not keep the node from starting; it is found by no search until it is back.
                    logger.error("The object \(digest) cannot be indexed: \(error) 'mosaic node verify' names all such objects.")
                    damaged.append(uid)
                }
            }
            let (readable, unreadable) = (headers, damaged)
            try await database.write { connection in
                for header in readable { try Self.index(header.dataSet, uid: header.uid, connection) }
                for uid in unreadable {
                    try connection.execute("UPDATE instance SET attributes = ? WHERE sop_instance_uid = ?", [.blob([]), .text(uid)])
                }
            }
            done += group.count
            progress(done)
        }
    }

    /// Reads the headers of series again whose facts an older version read, each from the instance that came first; returns how many.
    private func readFactsOfOlderSeries(progress: @Sendable (Int) -> Void) async throws -> Int {
        var done = 0
        while true {
            let group = try await database.read { connection in
                try connection.query(
                    """
                    SELECT r.uid, r.facts, (SELECT i.digest FROM instance i WHERE i.series_uid = r.uid
                        ORDER BY i.archived_ms, i.number, i.sop_instance_uid LIMIT 1) AS digest
                    FROM series r WHERE r.facts_form < ? LIMIT 200
                    """, [.integer(Series.factsForm)]
                ).map { (uid: $0.string("uid") ?? "", facts: $0.string("facts") ?? "", digest: $0.string("digest") ?? "") }
            }
            guard !group.isEmpty else { return done }
            var facts: [(uid: String, text: String)] = []
            for (uid, known, digest) in group {
                do {
                    let header = try archive.objects.header(digest)
                    guard var series = Series(header: header.dataSet, transferSyntax: header.transferSyntax) else {
                        throw NodeError(.state, "no UID")
                    }
                    // Gathered from all instances when they came.
                    series.bValues = try JSONDecoder().decode(Series.self, from: Data(known.utf8)).bValues
                    facts.append((uid, try Archive.encoded(series)))
                } catch {
                    logger.error("The object \(digest) cannot be read again: \(error) Its series keeps the facts it has.")
                    facts.append((uid, known))
                }
            }
            let read = facts
            try await database.write { connection in
                for (uid, text) in read {
                    try connection.execute(
                        "UPDATE series SET facts = ?, facts_form = ? WHERE uid = ?", [.text(text), .integer(Series.factsForm), .text(uid)])
                }
            }
            done += group.count
            progress(done)
        }
    }

    private static func index(_ dataSet: DataSet, uid: String, _ connection: any SQLConnection) throws {
        let keys = SearchKeys(dataSet)
        let attributes = try ArchivedAttributes(dataSet)
        try connection.execute(
            "UPDATE instance SET attributes = ? WHERE sop_instance_uid = ?", [.blob(attributes.instance), .text(uid)])
        try connection.execute(
            "UPDATE series SET number = ?, description = ?, body_part = ?, attributes = ? WHERE uid = ? AND attributes IS NULL",
            [
                .integer(keys.seriesNumber), .text(keys.seriesDescription), .text(keys.bodyPart), .blob(attributes.series),
                .text(dataSet.string(.seriesInstanceUID)),
            ])
        let study = dataSet.string(.studyInstanceUID)
        try connection.execute(
            """
            UPDATE study SET study_date = ?, study_time = ?, accession_number = ?, study_id = ?, description = ?, attributes = ?
            WHERE uid = ? AND attributes IS NULL
            """,
            [
                .text(keys.studyDate), .text(keys.studyTime), .text(keys.accessionNumber), .text(keys.studyID),
                .text(keys.studyDescription),
                .blob(attributes.study), .text(study),
            ])
        let modalities = try connection.query("SELECT DISTINCT modality FROM series WHERE study_uid = ? ORDER BY modality", [.text(study)])
        try connection.execute(
            "UPDATE study SET modalities = ? WHERE uid = ?",
            [.text(modalities.compactMap { $0.string("modality") }.joined(separator: "\\")), .text(study)])
        try connection.execute(
            "UPDATE patient SET name_key = ?, attributes = ? WHERE id = ? AND attributes IS NULL",
            [.text(keys.name), .blob(attributes.patient), .text(dataSet.string(.patientID))])
    }

    /// Versions that were published before series were noted name them in their patients' records.
    private func noteSeriesOfOlderDatasets() async throws {
        try await database.write { connection in
            let older = try connection.query(
                """
                SELECT p.dataset_id, p.record FROM dataset_patient p
                WHERE NOT EXISTS (SELECT 1 FROM dataset_series d WHERE d.dataset_id = p.dataset_id AND d.patient_id = p.patient_id)
                    AND EXISTS (SELECT 1 FROM patient h WHERE h.id = p.patient_id)
                """)
            for row in older {
                let member = try JSONDecoder().decode(Patient.self, from: Data((row.string("record") ?? "").utf8))
                try DatasetSeries.note(member, of: row.string("dataset_id") ?? "", connection)
            }
        }
    }
}
