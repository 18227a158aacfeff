import Foundation
import Testing

@testable import Cohorts

@Suite("Cohort index")
struct CohortIndexTests {
    private let patients = [
        Patient(
            id: "P1", sex: .male, ageAtDiagnosis: 63.5, diagnosis: "prostate",
            attributes: ["psa": .number(7.2), "significant_cancer": .flag(true)],
            studies: [
                Study(
                    uid: "1", ageAtStudy: 64,
                    series: [
                        Series(
                            uid: "1.1", modality: "MR", manufacturer: "SIEMENS", sliceThickness: 3, bValues: [50, 1400], instanceCount: 40),
                        Series(uid: "1.2", modality: "SEG", instanceCount: 1),
                    ])
            ]),
        Patient(
            id: "P2", sex: .female, diagnosis: "breast",
            studies: [
                Study(
                    uid: "2", ageAtStudy: 51, series: [Series(uid: "2.1", modality: "MG", manufacturer: "HOLOGIC, Inc.", instanceCount: 4)]),
                Study(uid: "3", ageAtStudy: 53, series: [Series(uid: "3.1", modality: "MR", sliceThickness: 5, instanceCount: 100)]),
            ]),
        Patient(id: "P3"),
    ]

    private func identifiers(_ text: String) throws -> [String] {
        let index = CohortIndex(patients: patients)
        return index.patientIdentifiers(in: try index.evaluate(try Query(text: text)))
    }

    @Test(
        "conditions outside a scope need one series each, inside it one and the same",
        arguments: [
            ("", ["P1", "P2", "P3"]), ("modality = MR", ["P1", "P2"]), ("modality = MR and manufacturer = hologic", ["P2"]),
            ("series(modality = MR and manufacturer = hologic)", []), ("study(modality = MR and modality = MG)", []),
            ("study(modality = MR and modality = SEG)", ["P1"]), ("has_segmentation", ["P1"]), ("not modality = MR", ["P3"]),
            ("modality != MR", ["P1", "P2"]), ("age 50..64", ["P1", "P2"]), ("age = 51", ["P2"]), ("not age > 0", ["P3"]),
            ("sex != male", ["P2"]), ("not sex = male", ["P2", "P3"]), ("b_value > 1000 and b_value < 100", ["P1"]),
            ("series(slice_thickness >= 5 and age_at_study > 52)", ["P2"]),
        ])
    func scopes(text: String, expected: [String]) throws {
        #expect(try identifiers(text) == expected)
    }

    @Test("counts, facets, summaries and rows")
    func results() throws {
        let index = CohortIndex(patients: patients)
        let everyone = index.everyone
        #expect(index.counts(everyone) == Counts(patients: 3, studies: 3, series: 4, instances: 145))
        #expect(index.studies(everyone, atMost: 1) == 2)
        #expect(index.facet("modality", in: everyone)?.values.map(\.value) == ["MR", "MG", "SEG"])
        #expect(index.facet("modality", in: everyone)?.values.first?.patients == 2)
        #expect(index.facet("modality", in: everyone)?.missing == 1)
        #expect(index.facet("sex", in: everyone)?.values.map(\.patients) == [1, 1])
        #expect(index.facet("b_value", in: everyone)?.values.map(\.value) == ["1400", "50"])
        #expect(index.facet("b_value", in: everyone)?.missing == 2)
        #expect(index.facet("nonsense", in: everyone) == nil)
        #expect(index.summary(of: "age", in: everyone) == NumericSummary(known: 2, minimum: 51, maximum: 63.5, median: 51))
        #expect(
            index.features(["psa", "significant_cancer", "sex=female", "age"], in: everyone) == [
                [7.2, 1, 0, 63.5], [nil, nil, 1, 51], [nil, nil, nil, nil],
            ])
        #expect(index.number("psa", ofPatient: "P1") == 7.2)
        #expect(index.number("psa", ofPatient: "P9") == nil)
        #expect(index.values(of: "modality", ofPatient: "P2") == ["MG", "MR"])
    }

    @Test("an attribute without data is unsupported by name; a declared one is supported and matches nobody")
    func support() throws {
        let index = CohortIndex(patients: patients)
        let query = try Query(text: "sex = male and (ki67 > 20 or gleason = 7)")
        #expect(throws: UnsupportedCriteria(names: ["gleason", "ki67"])) { try index.evaluate(query) }
        let declared = CohortIndex(patients: patients, declared: ["ki67", "gleason", "psa"])
        #expect(try declared.evaluate(query).count == 0)
        // Header attributes are always known, even when no image has them.
        #expect(try index.evaluate(try Query(text: "kvp > 100")).count == 0)
        // Declaring decides alone: values of a column that was not declared do not count as support.
        #expect(declared.unsupported(in: try Query(text: "significant_cancer")) == ["significant_cancer"])
    }

    @Test("the snapshot is that of the content, not of its order")
    func snapshot() {
        let index = CohortIndex(patients: patients)
        #expect(index.snapshot == CohortIndex(patients: patients.reversed()).snapshot)
        #expect(index.snapshot == CohortIndex(patients: patients + [patients[0]]).snapshot)
        #expect(index.snapshot != CohortIndex(patients: Array(patients.dropLast())).snapshot)
        var changed = patients
        changed[0].studies[0].series[0].instanceCount += 1
        #expect(index.snapshot != CohortIndex(patients: changed).snapshot)
        #expect(index.applying(upserts: [patients[1]]).snapshot == index.snapshot)
        #expect(index.applying(upserts: [], removals: ["P3"]).patientCount == 2)
    }

    @Test("an index without patients answers zero")
    func empty() throws {
        let index = CohortIndex(patients: [])
        #expect(try index.evaluate(.everything).count == 0)
        #expect(try index.evaluate(try Query(text: "not series(modality = MR and not kvp > 1)")).count == 0)
        #expect(index.counts(index.everyone) == Counts(patients: 0, studies: 0, series: 0, instances: 0))
    }

    @Test("a patient survives JSON")
    func json() throws {
        let data = try JSONEncoder().encode(patients)
        #expect(try JSONDecoder().decode([Patient].self, from: data) == patients)
        let record = try JSONDecoder().decode(
            ClinicalRecord.self,
            from: Data(#"{"sex":"male","age_at_diagnosis":63.5,"significant_cancer":true,"treatment":["surgery"]}"#.utf8))
        #expect(record.sex == .male)
        #expect(record.flag("significant_cancer") == true)
        #expect(record["treatment"] == .codes(["surgery"]))
        let header = ClinicalRecord(values: ["sex": .code("female"), "psa": .number(1)])
        #expect(record.completed(by: header).sex == .male)
        #expect(record.completed(by: header).number("psa") == 1)
    }
}
