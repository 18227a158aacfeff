import Cohorts
import DICOM
import Deidentification
import Federation
import Foundation
import Quality
import Storage

/// Moves everything that the node has of one patient to the next layer of the key.
///
/// New files are written first, beside the old ones; then one transaction exchanges all rows and notes the old files for removal. A kill
/// before it leaves files that the next run writes again under the same names; a kill after it leaves the note.
struct PatientRotation: Sendable {
    /// The pseudonym before.
    let patient: String
    /// The new layer alone.
    let layer: PseudonymKey
    let archive: Archive
    /// Whether the profile moves dates; those of clinical data move on with those of the images.
    let movesDates: Bool

    /// Objects in memory at a time.
    private static let objectsAtOnce = 16

    /// An archived object and when it came.
    private struct Member: Sendable {
        let object: PreparedObject
        let archived: Date
    }

    /// Returns how many objects were moved.
    ///
    /// - Parameter isLast: ends the work on this patient within the same transaction.
    func run(ending isLast: @escaping @Sendable (any SQLConnection) throws -> Void) async throws -> Int {
        let members = try await rewrite()
        let (patient, moved, layer) = (self.patient, layer.patientIdentifier(for: self.patient), self.layer)
        let shift = DateShift(days: movesDates ? layer.dateShift(forPatient: patient) : 0)
        let archive = self.archive
        // As the objects say: a profile may have kept UIDs as they were.
        var uids: [String: String] = [:]
        for object in members.map(\.object) {
            uids[object.original.studyUID] = object.reference.studyUID
            uids[object.original.seriesUID] = object.reference.seriesUID
        }
        let movedUIDs = uids
        try await archive.database.write { connection in
            let old = try archive.removeRows(ofPatient: patient, connection)
            try PendingRemovals.note(.object, Set(old).subtracting(members.map(\.object.digest)), connection)
            for member in members { try archive.insert(member.object, member.archived, connection) }
            try Self.moveClinicalRow(patient, moved, shift, connection)
            try moveIndexedSeries(to: moved, shift, connection)
            try moveDatasets(to: moved, movedUIDs, shift, connection)
            for row in try LinkageTable.rows(patient: patient, connection) {
                try connection.execute(
                    "UPDATE linkage SET digest = ?, patient_id = ? WHERE digest = ?",
                    [.text(layer.originalPatientDigest(for: row.digest)), .text(moved), .text(row.digest)])
            }
            try isLast(connection)
        }
        try await archive.finishRemovals()
        return members.count
    }

    // MARK: Objects

    private func rewrite() async throws -> [Member] {
        let patient = self.patient
        let rows = try await archive.database.read { connection in
            try connection.query(
                """
                SELECT i.digest, i.archived_ms, d.json AS report, q.json AS inspection FROM instance i
                JOIN series r ON r.uid = i.series_uid JOIN study s ON s.uid = r.study_uid
                JOIN deidentification_report d ON d.digest = i.report JOIN inspection q ON q.digest = i.inspection
                WHERE s.patient_id = ? ORDER BY i.archived_ms, i.number, i.sop_instance_uid
                """, [.text(patient)])
        }
        var members: [Member] = []
        members.reserveCapacity(rows.count)
        for start in stride(from: 0, to: rows.count, by: Self.objectsAtOnce) {
            var files: [(digest: String, bytes: [UInt8])] = []
            for row in rows[start..<min(start + Self.objectsAtOnce, rows.count)] {
                let (member, bytes) = try moved(row)
                members.append(member)
                files.append((member.object.digest, bytes))
            }
            try archive.objects.store(files)
        }
        return members
    }

    private func moved(_ row: SQLRow) throws -> (Member, [UInt8]) {
        let decoder = JSONDecoder()
        let report = try decoder.decode(DeidentificationReport.self, from: Data((row.string("report") ?? "").utf8))
        let inspection = try decoder.decode(InspectionReport.self, from: Data((row.string("inspection") ?? "").utf8))
        let before = try DICOMFile(bytes: archive.objects.load(row.string("digest") ?? ""))
        let file = try NextLayer(key: layer).moved(before, by: report)
        let bytes = try file.encoded()
        let object = try PreparedObject(
            file, original: ObjectReference(before.dataSet), bytes: [], size: bytes.count, digest: ObjectStore.digest(of: bytes),
            report: report, inspection: inspection)
        return (Member(object: object, archived: Date(milliseconds: row.integer("archived_ms") ?? 0)), bytes)
    }

    // MARK: Rows

    private static func moveClinicalRow(_ patient: String, _ moved: String, _ shift: DateShift, _ connection: any SQLConnection) throws {
        guard let row = try connection.first("SELECT record, diagnosed FROM clinical WHERE patient_id = ?", [.text(patient)]),
            let text = row.string("record")
        else { return }
        let record = try JSONDecoder().decode(ClinicalRecord.self, from: Data(text.utf8)).moved(by: shift)
        try connection.execute(
            "UPDATE clinical SET patient_id = ?, record = ?, diagnosed = ? WHERE patient_id = ?",
            [
                .text(moved), .text(String(decoding: try encoder.encode(record), as: UTF8.self)),
                .text(row.string("diagnosed").flatMap(shift.shifted)), .text(patient),
            ])
    }

    private func moveIndexedSeries(to moved: String, _ shift: DateShift, _ connection: any SQLConnection) throws {
        let rows = try connection.query(
            "SELECT uid, load, study_uid, study_date, facts FROM indexed_series WHERE patient_id = ?", [.text(patient)])
        for row in rows {
            var series = try JSONDecoder().decode(Series.self, from: Data((row.string("facts") ?? "").utf8))
            series.uid = layer.uid(for: series.uid)
            try connection.execute(
                "UPDATE indexed_series SET uid = ?, study_uid = ?, patient_id = ?, study_date = ?, facts = ? WHERE uid = ? AND load = ?",
                [
                    .text(series.uid), .text(layer.uid(for: row.string("study_uid") ?? "")), .text(moved),
                    .text(row.string("study_date").flatMap(shift.shifted)),
                    .text(String(decoding: try Self.encoder.encode(series), as: UTF8.self)), row["uid"], row["load"],
                ])
        }
    }

    /// Published versions stay: their snapshots name the same patients by their new pseudonyms.
    private func moveDatasets(
        to moved: String, _ uids: [String: String], _ shift: DateShift, _ connection: any SQLConnection
    ) throws {
        func uid(_ old: String) -> String { uids[old] ?? layer.uid(for: old) }
        let rows = try connection.query("SELECT dataset_id, record FROM dataset_patient WHERE patient_id = ?", [.text(patient)])
        for row in rows {
            var member = try JSONDecoder().decode(Patient.self, from: Data((row.string("record") ?? "").utf8))
            member.id = moved
            member.clinical = member.clinical.moved(by: shift)
            for study in member.studies.indices {
                member.studies[study].uid = uid(member.studies[study].uid)
                for series in member.studies[study].series.indices {
                    member.studies[study].series[series].uid = uid(member.studies[study].series[series].uid)
                }
            }
            let dataset = row.string("dataset_id") ?? ""
            try connection.execute(
                "UPDATE dataset_patient SET patient_id = ?, record = ? WHERE dataset_id = ? AND patient_id = ?",
                [
                    .text(moved), .text(String(decoding: try Self.encoder.encode(member), as: UTF8.self)), .text(dataset), .text(patient),
                ])
            try connection.execute(
                "DELETE FROM dataset_series WHERE dataset_id = ? AND patient_id = ?", [.text(dataset), .text(patient)])
            try DatasetSeries.note(member, of: dataset, connection)
        }
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return encoder
    }
}

extension ClinicalRecord {
    /// The record with its year of diagnosis moved as the patient's dates are; of the year, its middle is moved.
    fileprivate func moved(by shift: DateShift) -> ClinicalRecord {
        guard let year = yearOfDiagnosis, let date = shift.shifted("\(year)0701"), let moved = Int(date.prefix(4)) else { return self }
        var record = self
        record.yearOfDiagnosis = moved
        return record
    }
}
