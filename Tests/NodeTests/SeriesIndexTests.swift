import Catalogue
import Cohorts
import Deidentification
import Federation
import Foundation
import SampleData
import Storage
import TestSupport
import Testing

@testable import Node

@Suite("An index of series without objects")
struct SeriesIndexTests {
    private static let header =
        "collection_id,PatientID,StudyInstanceUID,SeriesInstanceUID,PatientAge,PatientSex,Modality,BodyPartExamined,Manufacturer,"
        + "ManufacturerModelName,SOPClassUID,TransferSyntaxUID,instanceCount,series_size_MB"

    private static func line(
        _ patient: String, _ study: String, _ series: String, age: String = "063Y", sex: String = "F", modality: String = "CT",
        bodyPart: String = "CHEST", manufacturer: String = "SIEMENS HEALTHINEERS", count: String = "120"
    ) -> String {
        "x,\(patient),\(study),\(series),\(age),\(sex),\(modality),\(bodyPart),\(manufacturer),Force,1.2.840.10008.5.1.4.1.1.2,\"1.2.840.10008.1.2.1,1.2.840.10008.1.2\",\(count),12.5"
    }

    private func file(_ lines: [String], in folder: String, named name: String = "index.csv") throws -> String {
        let path = "\(folder)/\(name)"
        try DurableFile.write(Array(([Self.header] + lines).joined(separator: "\r\n").utf8), to: path)
        return path
    }

    /// Twenty patients with a study of two series each.
    private static var lines: [String] {
        (1...20).flatMap { number in
            [
                line("P-\(number)", "1.9.\(number)", "1.8.\(number).1"),
                line("P-\(number)", "1.9.\(number)", "1.8.\(number).2", modality: "SEG", count: "1"),
            ]
        }
    }

    private func publish(_ node: Node, _ name: String, indexes: [String]?) async throws -> DatasetRecord {
        try await node.publish(
            Node.Publication(name: name, declaration: makeDeclaration(condition: "not stated"), cohort: "", indexes: indexes), actor: "ana")
    }

    @Test("is counted by what the vocabulary makes of its values, and is published for search only")
    func loaded() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let summary = try await node.loadSeriesIndex(try file(Self.lines, in: folder), actor: "ana")
            #expect(summary.rows == 40 && summary.series == 40 && summary.patients == 20 && summary.studies == 20 && summary.replaced == 0)
            #expect(summary.instances == 20 * 121 && summary.rejected.isEmpty && summary.unmapped.isEmpty)
            #expect(summary.unusedColumns == ["collection_id", "series_size_MB"])
            #expect(try node.entries("index.loaded").map(\.subject) == ["index.csv"])

            let record = try await publish(node, "index", indexes: ["index.csv"])
            #expect(record.statistics.tier < .processable && record.statistics.patients == 20)
            let published = try #require(try await node.cohorts.dataset("north.index"))
            for (query, expected) in [
                ("modality = CT and body_part = chest and manufacturer = siemens", 20), ("age 60..70 and sex = female", 20),
                ("series(modality = SEG and instance_count = 1)", 20), ("has_segmentation", 20), ("modality = MR", 0),
                ("transfer_syntax = \"1.2.840.10008.1.2.1\"", 20), ("model = force", 20),
            ] {
                let selection = try published.index.evaluate(Query(text: query))
                #expect(selection.count == expected, "\(query)")
            }
            // No original identifier is stored, and nothing is there to be retrieved.
            let rows = try await node.database.read { try $0.query("SELECT uid, study_uid, patient_id, facts FROM indexed_series") }
            #expect(rows.allSatisfy { row in !["P-", "1.9.", "1.8."].contains { "\(row)".contains("\"\($0)") } })
            #expect(rows.contains { $0.string("patient_id") == node.pseudonyms.patientIdentifier(for: "P-7") })
            #expect(try await node.archive.instances(limit: 10).isEmpty)
            #expect(try await node.state().patients == 0)
        }
    }

    @Test("takes what can be taken and says why the rest is not")
    func rejected() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let lines =
                Self.lines + [
                    Self.line("", "1.9.90", "1.8.90"), Self.line("A", "none", "1.8.90"), Self.line("A", "1.9.90", "1..8"),
                    Self.line("A", "1.9.90", "1.8.90", count: "many"), Self.line("P-1", "1.9.1", "1.8.1.1"),
                    Self.line("P-2", "1.9.1", "1.8.91"), "too,few",
                    Self.line("P-1", "1.9.1", "1.8.92", age: "old", sex: "?", modality: ""),
                ]
            let summary = try await node.loadSeriesIndex(try file(lines, in: folder), actor: "ana")
            #expect(summary.series == 41 && summary.rejectedCount == 7)
            #expect(Set(summary.rejected.map(\.reason)).count == 7 && summary.rejected.allSatisfy { $0.count == 1 })
            #expect(summary.rejected.first { $0.reason == SeriesIndexFault.patient.rawValue }?.lines == [42])
            #expect(Set(summary.unmapped.map { "\($0.column)=\($0.value)" }) == ["PatientAge=old", "PatientSex=?"])
            let path = "\(folder)/none.csv"
            try DurableFile.write(Array("PatientID,Modality\nA,CT\n".utf8), to: path)
            let error = await #expect(throws: NodeError.self) { try await node.loadSeriesIndex(path, actor: "ana") }
            #expect(error?.message.contains("StudyInstanceUID") == true)
        }
    }

    @Test("again replaces, never doubles; another file is added")
    func again() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let path = try file(Self.lines, in: folder)
            _ = try await node.loadSeriesIndex(path, actor: "ana")
            let same = try await node.loadSeriesIndex(path, actor: "ana")
            #expect(same.replaced == 40 && same.series == 40)
            #expect(try await node.count("SELECT COUNT(*) FROM indexed_series") == 40)
            #expect(try await node.count("SELECT COUNT(*) FROM linkage") == 20)
            _ = try await node.loadSeriesIndex(try file(Array(Self.lines.prefix(10)), in: folder), actor: "ana")
            #expect(try await node.count("SELECT COUNT(*) FROM indexed_series") == 10)
            _ = try await node.loadSeriesIndex(try file(Self.lines.suffix(6), in: folder, named: "more.csv"), actor: "ana")
            #expect(try await node.count("SELECT COUNT(*) FROM indexed_series") == 16)
            let error = await #expect(throws: NodeError.self) { try await publish(node, "none", indexes: ["none.csv"]) }
            #expect(error?.code == .notFound)
        }
    }

    @Test("an opt-out takes the patient out of it and keeps the patient out")
    func optOut() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let path = try file(Self.lines, in: folder)
            _ = try await node.loadSeriesIndex(path, actor: "ana")
            _ = try await publish(node, "index", indexes: nil)
            _ = try await node.optOut(["P-3"], actor: "ana")
            #expect(try await node.count("SELECT COUNT(*) FROM indexed_series") == 38)
            #expect(try await node.cohorts.dataset("north.index")?.index.patientCount == 19)
            let again = try await node.loadSeriesIndex(path, actor: "ana")
            #expect(again.optedOut == 2 && again.series == 38 && again.patients == 19)
        }
    }

    @Test("joins clinical tables and objects of the same patients; a series with objects is not counted twice")
    func joined() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let held = try #require(FrozenHome.cohort.answerKey.patients.first?.files.first)
            let patient = FrozenHome.cohort.answerKey.patients[0].originalID
            let before = try await node.publish()
            let lines =
                Self.lines + [
                    Self.line(patient, held.studyInstanceUID, held.seriesInstanceUID, count: "999"),
                    Self.line(patient, held.studyInstanceUID, "1.8.999", modality: "PT", count: "7"),
                ]
            _ = try await node.loadSeriesIndex(try file(lines, in: folder), actor: "ana")
            _ = try await node.loadClinicalTable(text: "patient_id,diagnosis\nP-1,prostate\nP-2,prostate\n")
            let record = try await node.publish()
            #expect(record.statistics.tier < .processable && before.snapshot != record.snapshot)
            let index = try #require(try await node.cohorts.dataset("north.all")).index
            #expect(index.patientCount == FrozenHome.cohort.answerKey.patients.count + 20)
            #expect(try index.evaluate(Query(text: "diagnosis = prostate and modality = SEG")).count == 2)
            let both = index.counts(try index.evaluate(Query(text: "modality = PT")))
            #expect(both.patients == 1 && both.instances == FrozenHome.cohort.answerKey.patients[0].files.count + 7)
        }
    }

    private static func staging(_ node: Node) async throws -> SeriesIndexStaging {
        try await SeriesIndexStaging(
            archive: node.archive, pseudonyms: node.pseudonyms, deidentifier: node.objectIntake.preparation.deidentifier, now: node.now())
    }

    /// Reads a file into a load as far as it goes, without making it an index.
    private func stage(_ path: String, _ node: Node) async throws {
        let table = try ClinicalTable(file: path)
        var reading = try SeriesIndexReading(table, SeriesIndexColumns(table.columns), index: "index.csv")
        var staging = try await Self.staging(node)
        while let row = try reading.next() { try await staging.add(row) }
        try await staging.flush()
    }

    @Test("a load that does not come to its end changes nothing, keeps no one waiting, and is thrown away by the next")
    func killed() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            _ = try await node.loadSeriesIndex(try file(Array(Self.lines.prefix(20)), in: folder), actor: "ana")
            func known() async throws -> [Patient] {
                try await node.database.read { try IndexedSeriesReader.adding(to: [], from: nil, $0) }
            }
            let before = try await known()
            let lines = Self.lines + [Self.line("NEW", "1.9.77", "1.8.77")]
            let changed = try file(lines.map { $0.replacing(",CT,", with: ",MR,") }, in: folder)
            try await stage(changed, node)
            #expect(try await node.count("SELECT COUNT(*) FROM indexed_series") == 20 + 41)
            #expect(try await known() == before)
            #expect(try await node.count("SELECT COUNT(*) FROM linkage") == 10, "whom no index has is not linked")
            // Rows are there, and nobody holds the database: another process writes.
            let other = try openNode(folder)
            try await other.database.write { _ = try $0.execute("DELETE FROM outbox") }
            // Who opts out in the middle of a load is taken out of it too.
            _ = try await node.optOut(["P-15"], actor: "ana")
            #expect(try await node.count("SELECT COUNT(*) FROM indexed_series") == 20 + 39)
            #expect(
                try await node.count(
                    "SELECT COUNT(*) FROM index_linkage WHERE patient_id = '\(node.pseudonyms.patientIdentifier(for: "P-15"))'") == 0)

            let summary = try await node.loadSeriesIndex(changed, actor: "ana")
            #expect(summary.series == 39 && summary.optedOut == 2 && summary.replaced == 20 && summary.patients == 20)
            #expect(try await node.count("SELECT COUNT(*) FROM indexed_series") == 39)
            #expect(try await node.count("SELECT COUNT(*) FROM index_linkage") == 0)
            #expect(try await node.count("SELECT COUNT(*) FROM linkage") == 20)
            let after = try await known()
            #expect(after.count == 20 && after.allSatisfy { $0.studies.allSatisfy { $0.series.allSatisfy { $0.modality != "CT" } } })
        }
    }

    @Test("one load at a time")
    func atOnce() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let path = try file(Self.lines, in: folder)
            let lock = try HomeLock(path: node.home.indexLockPath, isExclusive: true)
            let error = await #expect(throws: NodeError.self) { try await node.loadSeriesIndex(path, actor: "ana") }
            #expect(error?.code == .state && error?.message.contains("Wait for its end") == true)
            lock.release()
            #expect(try await node.loadSeriesIndex(path, actor: "ana").series == 40)
        }
    }

    @Test("of a series that two indexes have, the one that was loaded last counts, among those that are published")
    func later() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            _ = try await node.loadSeriesIndex(try file(Self.lines, in: folder, named: "first.csv"), actor: "ana")
            _ = try await node.loadSeriesIndex(
                try file(Self.lines.map { $0.replacing(",CT,", with: ",MR,") }, in: folder, named: "second.csv"), actor: "ana")
            let cases: [(indexes: [String]?, modality: String)] = [
                (nil, "MR"), (["second.csv"], "MR"), (["first.csv"], "CT"), (["first.csv", "second.csv"], "MR"),
            ]
            for (indexes, modality) in cases {
                let patients = try await node.database.read { try IndexedSeriesReader.adding(to: [], from: indexes, $0) }
                #expect(patients.count == 20 && patients.allSatisfy { $0.studies.count == 1 && $0.studies[0].series.count == 2 })
                #expect(patients.allSatisfy { $0.studies[0].series.contains { $0.modality == modality } }, "\(indexes ?? [])")
            }
        }
    }

    @Test("days of studies are counted from the diagnosis that a clinical table names; no date stays as it was written")
    func dates() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let path = "\(folder)/dated.csv"
            let rows = [
                "P-1,1.9.1,1.8.1,2020-03-31", "P-1,1.9.2,1.8.2,20200220", "P-2,1.9.3,1.8.3,2020-03-31", "P-3,1.9.4,1.8.4,2020-03",
                "P-3,1.9.5,1.8.5,",
            ]
            try DurableFile.write(
                Array((["PatientID,StudyInstanceUID,SeriesInstanceUID,StudyDate"] + rows).joined(separator: "\n").utf8), to: path)
            let summary = try await node.loadSeriesIndex(path, actor: "ana")
            #expect(summary.unusedColumns.isEmpty && summary.unmapped.map(\.value) == ["2020-03"])
            _ = try await node.loadClinicalTable(
                text: "patient_id,diagnosis_date,treatment_date\nP-1,2020-03-01,2020-03-11\nP-3,2020-03-01,\n")
            let patients = try await node.database.read { try IndexedSeriesReader.adding(to: [], from: nil, $0) }
            func days(_ patient: String) -> [Int?] {
                let id = node.pseudonyms.patientIdentifier(for: patient)
                return patients.first { $0.id == id }?.studies.map(\.daysFromDiagnosis) ?? []
            }
            #expect(Set(days("P-1")) == [30, -10] && days("P-2") == [nil] && days("P-3") == [nil, nil])
            let index = CohortIndex(patients: patients, declared: ["days_from_diagnosis", "days_to_treatment"])
            #expect(try index.evaluate(Query(text: "timepoint = after_treatment")).count == 1)
            #expect(try index.evaluate(Query(text: "study(timepoint = baseline and days_from_diagnosis = -10)")).count == 1)
            let kept = try await node.database.read {
                try $0.query("SELECT study_date FROM indexed_series").map { $0.string("study_date") ?? "" }
            }
            #expect(kept.filter { !$0.isEmpty }.count == 3 && !kept.contains { ["20200331", "20200220"].contains($0) })
        }
    }

    @Test("is kept by the step of the schema that lets loads be read in pieces")
    func migrated() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/old.db"
            let old = try Database(path: path, migrations: Array(NodeSchema.migrations.prefix(5)))
            try await old.write { connection in
                for (uid, source) in [("1.1", "b.csv"), ("1.2", "a.csv"), ("1.3", "b.csv")] {
                    try connection.execute(
                        "INSERT INTO indexed_series (uid, study_uid, patient_id, source, sex, age, facts) VALUES (?, '9', 'p', ?, 'F', 61, ?)",
                        [.text(uid), .text(source), .text(#"{"uid":"\#(uid)","bValues":[],"instanceCount":7}"#)])
                }
            }
            try old.close()
            let new = try Database(path: path, migrations: NodeSchema.migrations)
            let cases: [(indexes: [String]?, uids: [String])] = [
                (nil, ["1.1", "1.2", "1.3"]), (["b.csv"], ["1.1", "1.3"]), (["a.csv"], ["1.2"]),
            ]
            for (indexes, uids) in cases {
                let patients = try await new.read { try IndexedSeriesReader.adding(to: [], from: indexes, $0) }
                #expect(patients.flatMap(\.studies).flatMap(\.series).map(\.uid) == uids)
                #expect(patients.first?.sex == .female && patients.first?.studies.first?.ageAtStudy == 61)
            }
        }
    }
}
