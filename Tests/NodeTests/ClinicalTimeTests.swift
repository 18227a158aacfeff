import Cohorts
import Deidentification
import Foundation
import SampleData
import Storage
import TestSupport
import Testing

@testable import Node

@Suite("The time of clinical facts")
struct ClinicalTimeTests {
    private let key = FrozenHome.cohort.answerKey

    /// The day of a patient's first study as the hospital knows it, so many days moved.
    private func day(_ node: Node, _ originalID: String, plus days: Int) async throws -> String {
        let pseudonym = node.pseudonyms.patientIdentifier(for: originalID)
        let archived = try await node.database.read { connection in
            try connection.first("SELECT MIN(date) AS day FROM study WHERE patient_id = ?", [.text(pseudonym)])?.string("day")
        }
        let day = try #require(archived)
        return try #require(DateShift(days: days - node.pseudonyms.dateShift(forPatient: originalID)).shifted(day))
    }

    private func patients(_ node: Node) async throws -> (patients: [Patient], declared: Set<String>) {
        try await node.database.read { connection in
            let names = try connection.query("SELECT name FROM clinical_attribute").compactMap { $0.string("name") }
            return (try PatientReader.patients(connection), Set(names))
        }
    }

    @Test("studies carry their days from the date of diagnosis, and queries about time and treatment before imaging are answered")
    func days() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let ids = key.patients.map(\.originalID)
            let before = try await patients(node)
            #expect(before.patients.allSatisfy { $0.studies.allSatisfy { $0.daysFromDiagnosis == nil } })
            #expect(!before.declared.contains("days_from_diagnosis"))
            let diagnosed = try await day(node, ids[0], plus: -30)
            let treated = try await day(node, ids[0], plus: -5)
            let later = try await day(node, ids[1], plus: -10)
            let surgery = try await day(node, ids[1], plus: 20)
            let summary = try await node.loadClinicalTable(
                text: """
                    patient_id,date_of_diagnosis,treatment_date,surgery_date
                    \(ids[0]),\(diagnosed),\(treated),
                    \(ids[1]),\(later),\(surgery),\(surgery)
                    \(ids[2]),2019,,
                    """)
            #expect(summary.report.mapped == 3 && summary.report.rejectedCount == 0)
            let (all, declared) = try await patients(node)
            func of(_ id: String) throws -> Patient {
                let pseudonym = node.pseudonyms.patientIdentifier(for: id)
                return try #require(all.first { $0.id == pseudonym })
            }
            #expect(try of(ids[0]).studies.compactMap(\.daysFromDiagnosis).min() == 30)
            #expect(try of(ids[1]).studies.compactMap(\.daysFromDiagnosis).min() == 10)
            #expect(try of(ids[2]).studies.allSatisfy { $0.daysFromDiagnosis == nil }, "a year is no day")
            #expect(declared.isSuperset(of: ["days_from_diagnosis", "days_to_treatment", "days_to_surgery"]))
            let index = CohortIndex(patients: all, declared: declared)
            func found(_ text: String) throws -> Set<String> {
                let query = try Query(text: text)
                #expect(index.unsupported(in: query).isEmpty)
                return Set(index.patientIdentifiers(in: try index.evaluate(query)))
            }
            let (first, second) = (try of(ids[0]).id, try of(ids[1]).id)
            #expect(try found("treated_before_imaging") == [first])
            #expect(try found("days_from_diagnosis = 10").contains(second))
            #expect(try found("study(days_from_diagnosis 0..15)").contains(second))
            #expect(try found("days_from_treatment = 5").contains(first))
            #expect(try found("days_from_surgery = -20").contains(second))
            #expect(try found("timepoint = after_treatment").contains(first))
            #expect(try found("timepoint = before_treatment").contains(second))
            let kept = try await node.database.read { try $0.query("SELECT record, diagnosed FROM clinical").map { "\($0)" }.joined() }
            for date in [diagnosed, treated, later, surgery] { #expect(!kept.contains(date), "no date stays as it was written") }
        }
    }

    @Test("offsets without a date of diagnosis leave the days of studies unknown, and queries about them unsupported")
    func offsetsOnly() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            _ = try await node.loadClinicalTable(text: "patient_id,days_to_treatment\n\(key.patients[0].originalID),12\n")
            let (all, declared) = try await patients(node)
            #expect(all.allSatisfy { $0.studies.allSatisfy { $0.daysFromDiagnosis == nil } })
            let index = CohortIndex(patients: all, declared: declared)
            #expect(!index.unsupported(in: try Query(text: "days_from_treatment > 0")).isEmpty)
        }
    }

    @Test("a profile that does not move dates as these are moved leaves the days unknown")
    func otherProfile() async throws {
        try await withTemporaryFolder { folder in
            var configuration = makeConfiguration()
            configuration.deidentification.profile = "basic"
            let node = try makeNode(folder, configuration)
            _ = try await node.loadClinicalTable(text: "patient_id,diagnosis_date\nA,2020-01-02\n")
            #expect(try await node.count("SELECT COUNT(*) FROM clinical WHERE diagnosed IS NOT NULL") == 0)
            #expect(try await node.count("SELECT COUNT(*) FROM clinical_attribute WHERE name = 'days_from_diagnosis'") == 0)
        }
    }
}

@Suite("Clinical loads of every kind")
struct ClinicalSourceTests {
    private let key = FrozenHome.cohort.answerKey

    private func records(_ node: Node) async throws -> [String: String] {
        try await node.database.read { connection in
            Dictionary(
                uniqueKeysWithValues: try connection.query("SELECT patient_id, record, diagnosed FROM clinical").map {
                    ($0.string("patient_id") ?? "", "\($0.string("record") ?? "") \($0.string("diagnosed") ?? "")")
                })
        }
    }

    @Test(
        "a table, OMOP tables and FHIR resources that say the same give the same records under the same pseudonyms, each as often as it is loaded"
    )
    func same() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let id = key.patients[0].originalID
            let others = try await node.count("SELECT COUNT(*) FROM clinical") - 1
            try write(
                [
                    (
                        "table.csv",
                        Array("patient_id,sex,diagnosis,psa,diagnosis_date,psa_date\n\(id),m,C61,7.5,2020-03-01,2020-02-20\n".utf8)
                    ),
                    ("omop/PERSON.csv", Array("person_id,gender_concept_id,person_source_value\n1,8507,\(id)\n".utf8)),
                    (
                        "omop/condition_occurrence.tsv",
                        Array("person_id\tcondition_concept_id\tcondition_start_date\n1\t4163261\t2020-03-01\n".utf8)
                    ),
                    (
                        "omop/measurement.csv",
                        Array(
                            "person_id,measurement_concept_id,measurement_date,value_as_number,unit_concept_id\n1,3013603,2020-02-20,7.5,8842\n"
                                .utf8)
                    ),
                    (
                        "fhir/a.json",
                        Array(
                            """
                            {"resourceType": "Bundle", "entry": [{"fullUrl": "urn:uuid:1", "resource":
                              {"resourceType": "Patient", "identifier": [{"value": "\(id)"}], "gender": "male"}}, {"resource":
                              {"resourceType": "Condition", "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "C61"}]},
                               "subject": {"reference": "urn:uuid:1"}, "onsetDateTime": "2020-03-01"}}]}
                            """.utf8)
                    ),
                    (
                        "fhir/b.ndjson",
                        Array(
                            """
                            {"resourceType": "Observation", "status": "final", "code": {"coding": [{"system": "http://loinc.org", "code": "2857-1"}]}, \
                            "subject": {"reference": "urn:uuid:1"}, "effectiveDateTime": "2020-02-20", "valueQuantity": {"value": 7.5, "code": "ng/mL"}}

                            """.utf8)
                    ),
                ], to: folder)
            var seen: Set<[String: String]> = []
            for source in [
                ClinicalSource.table("\(folder)/table.csv", .standard), .omop("\(folder)/omop"), .fhir("\(folder)/fhir"),
                .fhir("\(folder)/fhir"),
            ] {
                let summary = try await node.loadClinical(source, actor: "data manager")
                #expect(
                    summary.joined == 1 && summary.withoutImages == 0 && summary.report.rejectedCount == 0 && summary.report.patients == 1)
                #expect(summary.report.mapped == summary.report.rows)
                seen.insert(try await records(node))
            }
            #expect(seen.count == 1, "\(seen)")
            #expect(seen.first?.count == others + 1)
            let pseudonym = node.pseudonyms.patientIdentifier(for: id)
            let record = try #require(seen.first?[pseudonym])
            #expect(
                record.contains("\"psa\":7.5") && record.contains("\"days_to_psa\":-10") && record.contains("\"diagnosis\":\"prostate\""))
            let shift = DateShift(days: node.pseudonyms.dateShift(forPatient: id))
            #expect(record.hasSuffix(try #require(shift.shifted("20200301"))))
            #expect(try node.entries("clinical.loaded").count >= 5)
            #expect(try await node.count("SELECT COUNT(*) FROM clinical_staging") == 0)
        }
    }

    @Test("one that fails in the middle leaves what was before, and nothing behind")
    func failing() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let before = try await records(node)
            let entries = node.ledger.count
            let rows = (0..<2_000).map { "P\($0),5\n" }.joined()
            try write(
                [("bad.csv", Array(("patient_id,psa\n" + rows + "X,\"5\n").utf8)), ("bad.json", Array("{\"a\": [".utf8))], to: folder)
            for source in [ClinicalSource.table("\(folder)/bad.csv", .standard), .fhir("\(folder)/bad.json")] {
                await #expect(throws: ClinicalTableError.self) { try await node.loadClinical(source, actor: "data manager") }
                #expect(try await records(node) == before)
                #expect(try await node.count("SELECT COUNT(*) FROM clinical_staging") == 0)
            }
            for source in [
                ClinicalSource.omop("\(folder)/nowhere"), .fhir("\(folder)/nowhere"), .table("\(folder)/nowhere.csv", .standard),
            ] {
                await #expect(throws: (any Error).self) { try await node.loadClinical(source, actor: "data manager") }
            }
            #expect(node.ledger.count == entries)
        }
    }

    @Test("what a killed load left is seen by no search and gone with the next load; a second load at the same time is refused")
    func leftovers() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let before = try await records(node)
            let patient = try #require(before.keys.sorted().first)
            try await node.database.write { connection in
                try connection.execute(
                    "INSERT INTO clinical_staging (patient_id, digest, record) VALUES (?, 'd', '{}')", [.text(patient)])
            }
            #expect(try await records(node) == before)
            let lock = try HomeLock(path: node.home.clinicalLockPath, isExclusive: true)
            await #expect(throws: NodeError.self) { try await node.loadClinicalTable(text: "patient_id,psa\nnew,4\n") }
            lock.release()
            _ = try await node.loadClinicalTable(text: "patient_id,psa\nnew,4\n")
            let after = try await records(node)
            #expect(after.count == before.count + 1 && before.allSatisfy { after[$0.key] == $0.value })
        }
    }

    @Test("a mapping that contradicts itself is refused with the line of its file")
    func contradictions() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            try write(
                [
                    ("table.csv", Array("patient_id,a,b\n1,2,3\n".utf8)),
                    (
                        "unit.yaml",
                        Array("form: 1\ncolumns:\n  a: { attribute: psa }\n  b:\n    attribute: tumor_size\n    unit: furlong\n".utf8)
                    ),
                    ("twice.yaml", Array("columns:\n  a: psa\n\n  b: psa\n".utf8)),
                    ("same.yaml", Array("columns:\n  a: psa\n  a: sex\n".utf8)),
                ], to: folder)
            for (file, line) in [("unit", "line 4 of the mapping"), ("twice", "line 2 of the mapping")] {
                let mapping = try ClinicalMappingFile.mapping("\(folder)/\(file).yaml")
                let error = await #expect(throws: ClinicalTableError.self) {
                    try await node.loadClinical(.table("\(folder)/table.csv", mapping), actor: "data manager")
                }
                #expect(error?.message.hasPrefix(line) == true, "\(file): \(error?.message ?? "")")
            }
            let error = #expect(throws: NodeError.self) { try ClinicalMappingFile.mapping("\(folder)/same.yaml") }
            #expect(error?.message.contains("3") == true, "\(error?.message ?? "")")
            #expect(try await node.count("SELECT COUNT(*) FROM clinical") == 0)
        }
    }
}
