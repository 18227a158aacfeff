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
}
