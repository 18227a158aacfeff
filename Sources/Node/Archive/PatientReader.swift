import Cohorts
import Foundation
import Storage

/// Reads the rows of the archive as the clinical model sees them.
enum PatientReader {
    /// All patients, in order of their pseudonym.
    ///
    /// - Parameter archivedThrough: instances that were archived later, in milliseconds since 1970, are left out, and so are series of
    ///   nothing else.
    static func patients(_ connection: any SQLConnection, archivedThrough mark: Int = .max) throws -> [Patient] {
        var patients: [Patient] = []
        var position: [String: Int] = [:]
        var diagnosed: [Int: Int] = [:]
        let decoder = JSONDecoder()

        let rows = try connection.query(
            "SELECT p.id, p.sex, c.record, c.diagnosed FROM patient p LEFT JOIN clinical c ON c.patient_id = p.id ORDER BY p.id")
        for row in rows {
            let id = row.string("id") ?? ""
            var header = ClinicalRecord()
            header.sex = row.string("sex").flatMap(Sex.init(header:))
            let clinical = try row.string("record").map { try decoder.decode(ClinicalRecord.self, from: Data($0.utf8)) } ?? ClinicalRecord()
            position[id] = patients.count
            diagnosed[patients.count] = row.string("diagnosed").flatMap { ClinicalDate($0)?.dayNumber }
            patients.append(Patient(id: id, clinical: clinical.completed(by: header)))
        }

        let counts = Dictionary(
            try connection.query(
                "SELECT series_uid, COUNT(*) AS n FROM instance WHERE archived_ms <= ? GROUP BY series_uid", [.integer(mark)]
            ).map { ($0.string("series_uid") ?? "", $0.integer("n") ?? 0) }, uniquingKeysWith: { $1 })
        let studies = try connection.query(
            """
            SELECT s.uid AS study, s.patient_id, s.date, s.age, r.uid AS series, r.facts FROM study s JOIN series r ON r.study_uid = s.uid
            ORDER BY s.patient_id, s.uid, r.uid
            """)
        for row in studies {
            guard let patient = row.string("patient_id").flatMap({ position[$0] }), let uid = row.string("study") else { continue }
            var series = try decoder.decode(Series.self, from: Data((row.string("facts") ?? "").utf8))
            guard let count = counts[series.uid] else { continue }
            series.instanceCount = count
            if patients[patient].studies.last?.uid != uid {
                // Both days were moved by the same number, so that what lies between them is what it was.
                let day = row.string("date").flatMap { ClinicalDate($0)?.dayNumber }
                let origin = diagnosed[patient]
                patients[patient].studies.append(
                    Study(uid: uid, ageAtStudy: row.double("age"), daysFromDiagnosis: day.flatMap { day in origin.map { day - $0 } }))
            }
            patients[patient].studies[patients[patient].studies.count - 1].series.append(series)
        }
        return patients
    }
}

extension Sex {
    /// Of Patient's Sex (0010,0040): M, F, O.
    init?(header value: String) {
        switch value {
        case "M": self = .male
        case "F": self = .female
        case "O": self = .other
        default: return nil
        }
    }
}
