import Cohorts
import Deidentification
import Foundation
import SampleData
import Storage
import TestSupport
import Testing

@testable import Node

@Suite("A clinical table")
struct ClinicalTests {
    private let cohort = FrozenHome.cohort
    private let key = FrozenHome.cohort.answerKey

    private func record(_ node: Node, _ originalID: String) async throws -> ClinicalRecord? {
        let patient = node.pseudonyms.patientIdentifier(for: originalID)
        let text = try await node.database.read { connection in
            try connection.first("SELECT record FROM clinical WHERE patient_id = ?", [.text(patient)])?.string("record")
        }
        return try text.map { try JSONDecoder().decode(ClinicalRecord.self, from: Data($0.utf8)) }
    }

    @Test("is joined by the original patient id, and says what it could not use, as the answer key does")
    func joined() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let summary = try await node.loadClinicalTable(text: cohort.clinicalTable)
            #expect(summary.report.rows == key.clinical.rows)
            #expect(summary.joined == key.patients.count)
            #expect(summary.withoutImages == key.clinical.withoutImages.count)
            #expect(summary.patientsWithoutRow == 0)
            #expect(summary.report.rejectedCount == 0)
            let unmapped = summary.report.unmapped.flatMap { value in
                [String](repeating: "\(value.column)=\(value.value)", count: value.count)
            }
            #expect(unmapped.sorted() == key.clinical.unmapped.map { "\($0.column)=\($0.value)" }.sorted())
            let entry = try #require(try node.entries("clinical.loaded").last)
            #expect(entry.details["rows"] == "\(key.clinical.rows)" && entry.details["joined"] == "\(key.patients.count)")
            for patient in key.patients where patient.significantCancer != nil {
                #expect(try await record(node, patient.originalID)?.flag("significant_cancer") == patient.significantCancer)
            }
        }
    }

    @Test("loaded again replaces the rows of the same patients and leaves the others")
    func again() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let rows = try await node.count("SELECT COUNT(*) FROM clinical")
            #expect(rows == key.clinical.rows)
            let patient = key.patients[0].originalID
            let other = key.patients[1].originalID
            let before = try await record(node, other)
            let summary = try await node.loadClinicalTable(text: "patient_id,psa_ng_ml\n\(patient),77.5\n")
            #expect(summary.joined == 1 && summary.patientsWithoutRow == 0)
            #expect(try await record(node, patient)?.number("psa") == 77.5)
            #expect(try await record(node, other) == before)
            #expect(try await node.count("SELECT COUNT(*) FROM clinical") == rows)
        }
    }

    @Test("that comes before the images joins when they come")
    func beforeImages() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let early = try await node.loadClinicalTable(text: cohort.clinicalTable)
            #expect(early.joined == 0 && early.withoutImages == key.clinical.rows && early.patientsWithoutRow == 0)
            let patient = key.patients[0]
            let paths = try write(cohort.files.prefix(patient.files.count), to: "\(folder)/images")
            #expect(try await node.ingest(paths).archived == patient.files.count)
            let pseudonym = node.pseudonyms.patientIdentifier(for: patient.originalID)
            let patients = try await node.database.read { try PatientReader.patients($0) }
            #expect(patients.map(\.id) == [pseudonym])
            #expect(patients[0].ageAtDiagnosis != nil)
            #expect(try await node.loadClinicalTable(text: cohort.clinicalTable).joined == 1)
        }
    }

    @Test("counts patients with images and no row")
    func withoutRow() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            try await node.ingest(write(cohort.files, to: "\(folder)/images"))
            let summary = try await node.loadClinicalTable(text: "patient_id,sex\n\(key.patients[2].originalID),F\nnobody,M\n")
            #expect(summary.joined == 1 && summary.withoutImages == 1 && summary.patientsWithoutRow == key.patients.count - 1)
        }
    }

    @Test("with faulty rows leaves those out, names their lines, and uses the rest")
    func rejected() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let ids = key.patients.map(\.originalID)
            let text = "patient_id,psa_ng_ml\n\(ids[0]),5\n\(ids[0]),6\n,7\n\(ids[1]),plenty\n\(ids[2]),8,extra\n\(ids[3]),9\n"
            let summary = try await node.loadClinicalTable(text: text)
            #expect(summary.report.rows == 6 && summary.report.mapped == 2 && summary.report.rejectedCount == 4)
            #expect(summary.report.rejected.map(\.line) == [3, 4, 5, 6])
            #expect(summary.report.rejected[0].reason == "the patient is already in line 2")
            #expect(!summary.report.rejected.contains { row in ids.contains { row.reason.contains($0) } })
            #expect(try await record(node, ids[0])?.number("psa") == 5)
            #expect(try await record(node, ids[3])?.number("psa") == 9)
        }
    }

    @Test(
        "that cannot be used at all is refused and changes nothing",
        arguments: [
            "identifier,psa_ng_ml\n1,5\n", "", "patient_id,psa,psa_ng_ml\n1,2,3\n",
        ])
    func refused(_ text: String) async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let rows = try await node.count("SELECT COUNT(*) FROM clinical")
            let entries = node.ledger.count
            let error = await #expect(throws: ClinicalTableError.self) { try await node.loadClinicalTable(text: text) }
            if text.hasPrefix("identifier") { #expect(error?.message.contains("no column \"patient_id\"") == true) }
            #expect(try await node.count("SELECT COUNT(*) FROM clinical") == rows)
            #expect(node.ledger.count == entries)
        }
    }

    @Test("has its dates moved as those of the patient's images, so that the interval to a study survives to the year")
    func dates() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            // 400 patients, diagnosed 30 days before a study of 2020-06-15: only patients whose shifted dates fall into two years differ.
            let text = "patient_id,diagnosis_date\n" + (0..<400).map { "p\($0),16.05.2020\n" }.joined()
            _ = try await node.loadClinicalTable(text: text)
            var years: Set<Int> = []
            for number in 0..<400 {
                let shift = DateShift(days: node.pseudonyms.dateShift(forPatient: "p\(number)"))
                let (diagnosis, study) = (try #require(shift.shifted("20200516")), try #require(shift.shifted("20200615")))
                let year = try #require(try await record(node, "p\(number)")?.yearOfDiagnosis)
                #expect("\(year)" == diagnosis.prefix(4))
                #expect(try #require(dayNumber(study)) - #require(dayNumber(diagnosis)) == 30)
                years.insert(year)
            }
            #expect(years.count >= 9, "ten years of shifts: \(years.sorted())")
            #expect(!years.contains(2021))
        }
    }

    @Test(
        "has a year without a day moved by its middle, and keeps no date as it was written",
        arguments: ["2020", "2020-06-30", "20200630", "30.06.2020", "06/30/2020", "2020-06-30T11:00"])
    func spellings(_ date: String) async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let shift = DateShift(days: node.pseudonyms.dateShift(forPatient: "4711"))
            let expected = try #require(shift.shifted(date == "2020" ? "20200701" : "20200630")).prefix(4)
            _ = try await node.loadClinicalTable(text: "patient_id,diagnosis_date,comment\n4711,\(date),seen by Dr. Xaverius\n")
            #expect(try await record(node, "4711")?.yearOfDiagnosis == Int(expected))
            _ = try await node.loadClinicalTable(text: "patient_id,year_of_diagnosis\n4711,2020\n")
            #expect(try await record(node, "4711")?.yearOfDiagnosis == Int(try #require(shift.shifted("20200701")).prefix(4)))
            for file in try allFiles(below: "\(folder)/home") { #expect(!String(decoding: file.bytes, as: UTF8.self).contains("Xaverius")) }
        }
    }
}
