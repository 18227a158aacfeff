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
        let bounded = try index.matching(.everything, studiesAtMost: 1, seriesAtMost: nil)
        #expect(bounded.studies == 2 && bounded.series == nil)
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

    @Test(
        "what matches is what the conditions speak of, in the patients that are found",
        arguments: [
            ("sex = female", 2, 2, 104), ("modality = MR", 2, 2, 140), ("sex = female or modality = MR", 3, 3, 144),
            ("sex = male and modality = MR", 1, 1, 40), ("study(modality = MR)", 2, 2, 140), ("study(age_at_study > 52)", 2, 3, 141),
            ("study(age_at_study > 52 and modality = MR)", 2, 2, 140), ("modality = MR and modality = MG", 2, 2, 104),
            ("not modality = MG", 1, 2, 41), ("nothing", 0, 0, 0),
        ])
    func matching(text: String, studies: Int, series: Int, instances: Int) throws {
        let counts = try CohortIndex(patients: patients).matchingCounts(try Query(text: text))
        #expect(counts.matchingStudies == studies)
        #expect(counts.matchingSeries == series)
        #expect(counts.matchingInstances == instances)
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

    @Test("intervals between an event and imaging, and treatment before imaging, are computed where both days are known")
    func intervals() throws {
        func patient(_ id: String, _ values: [String: AttributeValue], _ days: [Int?]) -> Patient {
            Patient(
                id: id, attributes: values,
                studies: days.enumerated().map { place, days in
                    Study(uid: "\(id).\(place)", daysFromDiagnosis: days, series: [Series(uid: "\(id).\(place).1", modality: "MR")])
                })
        }
        let patients = [
            patient("A", ["days_to_psa": .number(-20), "days_to_treatment": .number(30)], [10, 200]),
            patient("B", ["days_to_psa": .number(50), "days_to_treatment": .number(-5)], [10, nil]),
            patient(
                "C", ["days_to_psa": .number(0), "treated_before_imaging": .flag(true), "days_to_treatment": .number(300)], [nil, 100]),
            patient("D", [:], [3]),
        ]
        let index = CohortIndex(patients: patients, declared: ["days_to_psa", "days_to_treatment", "days_from_diagnosis"])
        func found(_ text: String) throws -> [String] { index.patientIdentifiers(in: try index.evaluate(try Query(text: text))) }
        #expect(try found("study(days_from_psa 0..90 days and modality = MR)") == ["A"])
        #expect(try found("days_from_psa < 0") == ["B"])
        #expect(try found("days_from_psa is missing") == ["D"])
        #expect(try found("treated_before_imaging") == ["B", "C"])
        #expect(try found("not treated_before_imaging") == ["A", "D"])
        #expect(try found("days_from_treatment > 5 months") == ["A"])
        #expect(try found("timepoint = after_treatment") == ["A", "B"])
        #expect(try found("study(timepoint = baseline and modality = MR)") == ["A", "C"])
        #expect(try found("timepoint is missing") == ["D"])
        #expect(
            CohortIndex(patients: patients, declared: ["days_to_psa"]).unsupported(in: try Query(text: "days_from_psa > 0")) == [
                "days_from_psa"
            ])
        #expect(CohortIndex(patients: patients, declared: ["days_to_treatment"]).criteria.criteria.allSatisfy { $0.name != "timepoint" })
    }

    @Test("criteria say what can be asked, and in how many patients it is known, which can be taken out")
    func criteria() throws {
        let index = CohortIndex(patients: patients, declared: ["psa", "ki67"])
        let criteria = index.criteria
        #expect(Set(criteria.criteria.map(\.name)) == index.supportedAttributes)
        let known = Dictionary(uniqueKeysWithValues: criteria.criteria.map { ($0.name, $0.knownPatients) })
        #expect(known["psa"] == 1 && known["ki67"] == 0 && known["sex"] == 2 && known["modality"] == 2 && known["slice_thickness"] == 2)
        let psa = try #require(criteria.criteria.first { $0.name == "psa" })
        #expect(psa.unit == "ng/mL" && psa.type == .number && psa.level == "patient" && psa.group == .marker && psa.concepts == nil)
        #expect(psa.codes.contains("LOINC:2857-1"))
        let modality = try #require(criteria.criteria.first { $0.name == "modality" })
        #expect(modality.concepts?.first == Criteria.Value(name: "MR", title: "Magnetic resonance", codes: ["RADLEX:RID10312"]))
        #expect(criteria.withoutFigures.criteria.allSatisfy { $0.knownPatients == nil })
        #expect(criteria.withoutFigures == Criteria(attributes: index.supportedAttributes))
        #expect(try JSONDecoder().decode(Criteria.self, from: JSONEncoder().encode(criteria)) == criteria)
    }

    @Test("a series as an older version stored it is still read")
    func olderSeries() throws {
        let old = #"{"uid":"1.2","modality":"MR","bValues":[0,800],"instanceCount":3}"#
        let series = try JSONDecoder().decode(Series.self, from: Data(old.utf8))
        #expect(series == Series(uid: "1.2", modality: "MR", bValues: [0, 800], instanceCount: 3))
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
        let changes: [(inout Series) -> Void] = [
            { $0.sliceSpacing = 1 }, { $0.pixelSpacing = 1 }, { $0.rows = 1 }, { $0.columns = 1 }, { $0.exposure = 1 }, { $0.ctdiVol = 1 },
            { $0.scanningSequence = [] }, { $0.scanningSequence = ["SE"] }, { $0.mrAcquisition = "2D" }, { $0.echoTime = 1 },
            { $0.repetitionTime = 1 }, { $0.convolutionKernel = "B" }, { $0.transferSyntax = "B" }, { $0.model = "B" },
        ]
        let snapshots = changes.map { change in
            var changed = patients
            change(&changed[0].studies[0].series[0])
            return CohortIndex(patients: changed).snapshot
        }
        #expect(Set(snapshots + [index.snapshot]).count == changes.count + 1)
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
