import Cohorts
import Foundation
import Storage

/// Reads series that the node knows by an index only.
enum IndexedSeriesReader {
    /// Patients with the studies and series that an index adds to them.
    ///
    /// - Parameters:
    ///   - patients: those with objects. A series that is held here is not taken from an index.
    ///   - indexes: the names of the indexes that count; all where `nil`.
    static func adding(to patients: [Patient], from indexes: [String]?, _ connection: any SQLConnection) throws -> [Patient] {
        var patients = patients
        var place = Dictionary(uniqueKeysWithValues: patients.enumerated().map { ($1.id, $0) })
        let held = Set(patients.lazy.flatMap(\.studies).flatMap(\.series).map(\.uid))
        let decoder = JSONDecoder()
        let (condition, arguments) = Self.condition(indexes)
        try connection.forEachRow(
            "SELECT uid, study_uid, patient_id, sex, age, facts FROM indexed_series \(condition) ORDER BY patient_id, study_uid, uid",
            arguments
        ) { row in
            guard let id = row.string("patient_id"), let study = row.string("study_uid"), let uid = row.string("uid"), !held.contains(uid)
            else { return }
            if place[id] == nil {
                let record = try connection.first("SELECT record FROM clinical WHERE patient_id = ?", [.text(id)])?.string("record")
                place[id] = patients.count
                patients.append(
                    Patient(
                        id: id,
                        clinical: try record.map { try decoder.decode(ClinicalRecord.self, from: Data($0.utf8)) } ?? ClinicalRecord()))
            }
            guard let patient = place[id] else { return }
            if patients[patient].sex == nil, let sex = row.string("sex").flatMap(Sex.init(header:)) { patients[patient].clinical.sex = sex }
            var known = patients[patient].studies.lastIndex { $0.uid == study }
            if known == nil {
                known = patients[patient].studies.count
                patients[patient].studies.append(Study(uid: study))
            }
            guard let known else { return }
            if patients[patient].studies[known].ageAtStudy == nil { patients[patient].studies[known].ageAtStudy = row.double("age") }
            let series = try decoder.decode(Series.self, from: Data((row.string("facts") ?? "").utf8))
            patients[patient].studies[known].series.append(series)
        }
        return patients
    }

    /// Names of indexes that were asked for and are not there.
    static func missing(_ indexes: [String], _ connection: any SQLConnection) throws -> [String] {
        try indexes.filter { try connection.first("SELECT 1 AS n FROM indexed_series WHERE source = ? LIMIT 1", [.text($0)]) == nil }
    }

    private static func condition(_ indexes: [String]?) -> (String, [SQLValue]) {
        guard let indexes else { return ("", []) }
        return ("WHERE source IN (\(indexes.map { _ in "?" }.joined(separator: ", ")))", indexes.map { .text($0) })
    }
}
