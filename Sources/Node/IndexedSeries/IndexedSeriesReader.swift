import Cohorts
import Foundation
import Storage

/// Reads series that the node knows by an index only.
enum IndexedSeriesReader {
    /// Patients with the studies and series that an index adds to them.
    ///
    /// Of a series that several indexes name, what the one says that was loaded last counts.
    ///
    /// - Parameters:
    ///   - patients: those with objects. A series that is held here is not taken from an index.
    ///   - indexes: the names of the indexes that count; all where `nil`.
    static func adding(to patients: [Patient], from indexes: [String]?, _ connection: any SQLConnection) throws -> [Patient] {
        var patients = patients
        var place = Dictionary(uniqueKeysWithValues: patients.enumerated().map { ($1.id, $0) })
        let held = Set(patients.lazy.flatMap(\.studies).flatMap(\.series).map(\.uid))
        let decoder = JSONDecoder()
        var texts = SharedTexts()
        let loads = try loads(of: indexes, connection)
        guard !loads.isEmpty else { return patients }
        try connection.forEachRow(
            """
            SELECT s.uid, s.study_uid, s.patient_id, s.sex, s.age, s.study_date, s.facts, c.diagnosed FROM indexed_series s
            LEFT JOIN clinical c ON c.patient_id = s.patient_id WHERE s.load IN (\(loads)) AND NOT EXISTS
                (SELECT 1 FROM indexed_series l WHERE l.uid = s.uid AND l.load > s.load AND l.load IN (\(loads)))
            ORDER BY s.patient_id, s.study_uid, s.uid
            """, []
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
            if patients[patient].studies[known].daysFromDiagnosis == nil {
                // Both days were moved by the same number.
                let day = row.string("study_date").flatMap { ClinicalDate($0)?.dayNumber }
                let origin = row.string("diagnosed").flatMap { ClinicalDate($0)?.dayNumber }
                patients[patient].studies[known].daysFromDiagnosis = day.flatMap { day in origin.map { day - $0 } }
            }
            var series = try decoder.decode(Series.self, from: Data((row.string("facts") ?? "").utf8))
            series.model = texts.shared(series.model)
            series.sopClass = texts.shared(series.sopClass)
            series.transferSyntax = texts.shared(series.transferSyntax)
            patients[patient].studies[known].series.append(series)
        }
        return patients
    }

    /// Keeps equal texts once: a million series have a few hundred models, classes and syntaxes.
    private struct SharedTexts {
        private var texts: Set<String> = []

        mutating func shared(_ text: String?) -> String? { text.map { texts.insert($0).memberAfterInsert } }
    }

    /// Names of indexes that were asked for and are not there.
    static func missing(_ indexes: [String], _ connection: any SQLConnection) throws -> [String] {
        try indexes.filter { try connection.first("SELECT 1 AS n FROM series_index WHERE source = ?", [.text($0)]) == nil }
    }

    /// The numbers of the loads that count, between commas.
    private static func loads(of indexes: [String]?, _ connection: any SQLConnection) throws -> String {
        let all = try connection.query("SELECT source, load FROM series_index ORDER BY load")
        let wanted = indexes.map(Set.init)
        return all.filter { row in wanted?.contains(row.string("source") ?? "") ?? true }.compactMap { $0.integer("load") }
            .map(String.init).joined(separator: ", ")
    }
}
