import Cohorts
import Federation
import Foundation
import Logging
import Quality
import Storage

/// De-identified objects and what is known of them: first the object, then the row, and only then an acknowledgement.
struct Archive: Sendable {
    let database: Database
    let objects: ObjectStore
    let linkage: LinkageSealer
    let now: @Sendable () -> Date
    let logger: Logger
    /// Searches by attributes without a column look at every row, each with a database reader of its own, of which there are five.
    let fullSearches = Capacity(limit: 2)
    /// Long headers are read one at a time.
    let longHeaders = Capacity(limit: 1)

    /// What became of one object that was offered.
    enum Outcome: Sendable, Equatable {
        /// It is durable and found by the index.
        case archived
        /// The same object is there already.
        case duplicate
        /// An object with the same SOP Instance UID and other content is there already.
        case conflict
        /// Its study belongs to another patient here, or its series to another study.
        case inconsistent
        /// Its patient opted out; nothing of it is kept.
        case optedOut
    }

    /// What is known of a batch before it is stored.
    private struct Standing: Sendable {
        /// Digests of those instances that are here, by SOP Instance UID.
        var digests: [String: String]
        /// Patients who opted out, by their digest.
        var optedOut: Set<String> = []
        /// Patients who have a row in the linkage table.
        var linked: Set<String> = []
    }

    /// Stores a batch; returns an outcome for each object, in order, when all of it is durable.
    ///
    /// - Parameter batch: objects with who sent each. What was archived is noted for the ledger in the same transaction.
    func store(_ batch: [(object: PreparedObject, actor: String)]) async throws -> [Outcome] {
        guard !batch.isEmpty else { return [] }
        while true {
            // Objects first: one that gets no row in the end is no harm, it is found under its digest when it is offered again.
            let standing = try await database.read { try Self.standing(of: batch.map(\.object), $0) }
            let welcome = batch.map(\.object).filter { !standing.optedOut.contains($0.originalPatient?.digest ?? "") }
            let links = try linkage.rows(
                for: welcome.compactMap { object in object.originalPatient.map { ($0, object.patient) } }, unless: standing.linked,
                now: now())
            // What is here already is written again where its file is lost or cut off: the sender may delete its copy after the answer.
            let missing = welcome.filter { object in
                guard let known = standing.digests[object.sopInstanceUID] else { return true }
                return known == object.digest && !objects.contains(known, size: object.bytes.count)
            }
            try objects.store(missing.map { ($0.digest, $0.bytes) })
            do {
                return try await insert(batch, links)
            } catch is ObjectRemovedMeanwhile {
                continue
            }
        }
    }

    /// A removal took away a file that was found in the store just before its new row was written.
    private struct ObjectRemovedMeanwhile: Error {}

    private func insert(
        _ batch: [(object: PreparedObject, actor: String)], _ links: [String: LinkageTable.Row]
    ) async throws -> [Outcome] {
        return try await database.write { connection in
            // Taken inside the transaction: one that waited for a publication must not look as if it had come before.
            let time = Date(milliseconds: try PublicationMark.time(now(), connection))
            var digests: [String: [String]] = [:]
            let outcomes = try batch.map { object, actor -> Outcome in
                let outcome = try self.outcome(of: object, connection)
                if outcome == .optedOut {
                    // The file was written where the patient opted out after the look above.
                    if objects.contains(object.digest) { try PendingRemovals.note(.object, [object.digest], connection) }
                    return outcome
                }
                if [.archived, .duplicate].contains(outcome), let row = object.originalPatient.flatMap({ links[$0.digest] }) {
                    try LinkageTable.insert(row, connection)
                }
                guard [.archived, .duplicate].contains(outcome) else { return outcome }
                // Removals happen inside a transaction too (Removal.swift), so what is there now stays.
                guard objects.contains(object.digest) else { throw ObjectRemovedMeanwhile() }
                guard outcome == .archived else { return outcome }
                try self.insert(object, time, connection)
                digests[actor, default: []].append(object.digest)
                return .archived
            }
            try LedgerDrafts.note(digests.sorted { $0.key < $1.key }.map { ArchivedNote.draft($0.value, actor: $0.key) }, in: connection)
            return outcomes
        }
    }

    /// Decided inside the transaction, because another process may be taking in the same files.
    private func outcome(of object: PreparedObject, _ connection: any SQLConnection) throws -> Outcome {
        if let patient = object.originalPatient, try OptOutList.contains(patient.digest, connection) { return .optedOut }
        if let digest = try Self.known([object], connection)[object.sopInstanceUID] {
            return digest == object.digest ? .duplicate : .conflict
        }
        let patient = try connection.first("SELECT patient_id FROM study WHERE uid = ?", [.text(object.studyUID)])?.string("patient_id")
        let study = try connection.first("SELECT study_uid FROM series WHERE uid = ?", [.text(object.series.uid)])?.string("study_uid")
        let fits = (patient ?? object.patient) == object.patient && (study ?? object.studyUID) == object.studyUID
        return fits ? .archived : .inconsistent
    }

    /// Digests of the instances of some series, each series in order of Instance Number.
    func digests(ofSeries uids: [String]) async throws -> [String] {
        try await database.read { connection in
            try uids.flatMap { uid in
                try connection.query("SELECT digest FROM instance WHERE series_uid = ? ORDER BY number, sop_instance_uid", [.text(uid)])
                    .compactMap { $0.string("digest") }
            }
        }
    }

    private static func standing(of batch: [PreparedObject], _ connection: any SQLConnection) throws -> Standing {
        let patients = Set(batch.compactMap(\.originalPatient?.digest))
        return Standing(
            digests: try known(batch, connection), optedOut: try patients.filter { try OptOutList.contains($0, connection) },
            linked: try LinkageTable.known(patients, connection))
    }

    /// Removes the files of objects whose rows are gone.
    func finishRemovals() async throws {
        try await PendingRemovals.finish(.object, database) { names, connection in
            for name in names where try connection.first("SELECT 1 AS n FROM instance WHERE digest = ? LIMIT 1", [.text(name)]) == nil {
                try objects.remove(name)
            }
            try objects.flush()
        }
    }

    /// Digests of those instances that are here, by SOP Instance UID.
    private static func known(_ batch: [PreparedObject], _ connection: any SQLConnection) throws -> [String: String] {
        var found: [String: String] = [:]
        for object in batch {
            let row = try connection.first("SELECT digest FROM instance WHERE sop_instance_uid = ?", [.text(object.sopInstanceUID)])
            if let digest = row?.string("digest") { found[object.sopInstanceUID] = digest }
        }
        return found
    }

    func insert(_ object: PreparedObject, _ time: Date, _ connection: any SQLConnection) throws {
        try connection.execute(
            """
            INSERT INTO patient (id, sex, name_key, attributes) VALUES (?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET sex = COALESCE(patient.sex, excluded.sex)
            """,
            [.text(object.patient), .text(object.sex), .text(object.keys.name), .blob(object.attributes.patient)])
        try connection.execute(
            """
            INSERT INTO study (uid, patient_id, date, age, study_date, study_time, accession_number, study_id, description, attributes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (uid) DO UPDATE SET date = COALESCE(study.date, excluded.date), age = COALESCE(study.age, excluded.age)
            """,
            [
                .text(object.studyUID), .text(object.patient), .text(object.studyDate), .real(object.age), .text(object.keys.studyDate),
                .text(object.keys.studyTime), .text(object.keys.accessionNumber), .text(object.keys.studyID),
                .text(object.keys.studyDescription), .blob(object.attributes.study),
            ])
        try insertSeries(object, connection)
        let report = try keepOnce(object.report, in: "deidentification_report", connection)
        let inspection = try keepOnce(object.inspection, in: "inspection", connection)
        try connection.execute(
            """
            INSERT INTO instance (sop_instance_uid, series_uid, sop_class_uid, transfer_syntax_uid, number, digest, size, report, inspection,
                archived_ms, attributes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(object.sopInstanceUID), .text(object.series.uid), .text(object.sopClassUID), .text(object.transferSyntaxUID),
                .integer(object.instanceNumber), .text(object.digest), .integer(object.size), .text(report), .text(inspection),
                .integer(time.milliseconds), .blob(object.attributes.instance),
            ])
    }

    /// Stores a text under its digest, where it is not there yet; returns the digest.
    private func keepOnce(_ json: [UInt8], in table: String, _ connection: any SQLConnection) throws -> String {
        let digest = ObjectStore.digest(of: json)
        try connection.execute(
            "INSERT INTO \(table) (digest, json) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
            [.text(digest), .text(String(decoding: json, as: UTF8.self))])
        return digest
    }

    /// The first instance of a series gives its facts; b-values are gathered from all of them.
    private func insertSeries(_ object: PreparedObject, _ connection: any SQLConnection) throws {
        let isNew = try connection.execute(
            """
            INSERT INTO series (uid, study_uid, modality, facts, facts_form, number, description, body_part, instance_count, attributes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?) ON CONFLICT (uid) DO NOTHING
            """,
            [
                .text(object.series.uid), .text(object.studyUID), .text(object.series.modality), .text(object.facts),
                .integer(Series.factsForm), .integer(object.keys.seriesNumber), .text(object.keys.seriesDescription),
                .text(object.keys.bodyPart),
                .blob(object.attributes.series),
            ])
        guard isNew == 0 else { return try countSeries(object, connection) }
        try connection.execute("UPDATE series SET instance_count = instance_count + 1 WHERE uid = ?", [.text(object.series.uid)])
        try connection.execute("UPDATE study SET instance_count = instance_count + 1 WHERE uid = ?", [.text(object.studyUID)])
        guard let value = object.series.bValues.first,
            let known = try connection.first("SELECT facts FROM series WHERE uid = ?", [.text(object.series.uid)])?.string("facts")
        else { return }
        var facts = try JSONDecoder().decode(Series.self, from: Data(known.utf8))
        guard !facts.bValues.contains(value) else { return }
        facts.bValues = (facts.bValues + [value]).sorted()
        try connection.execute("UPDATE series SET facts = ? WHERE uid = ?", [.text(try Self.encoded(facts)), .text(facts.uid)])
    }

    /// A new series of a study: one more, and perhaps one more modality.
    private func countSeries(_ object: PreparedObject, _ connection: any SQLConnection) throws {
        let known = try connection.first("SELECT modalities FROM study WHERE uid = ?", [.text(object.studyUID)])?.string("modalities")
        let modalities = Set((known ?? "").split(separator: "\\").map(String.init)).union([object.series.modality].compactMap { $0 })
        try connection.execute(
            "UPDATE study SET series_count = series_count + 1, instance_count = instance_count + 1, modalities = ? WHERE uid = ?",
            [.text(modalities.sorted().joined(separator: "\\")), .text(object.studyUID)])
    }

    static func encoded(_ series: Series) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(series), as: UTF8.self)
    }
}
