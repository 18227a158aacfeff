import Foundation
import TestSupport
import Testing

@testable import Cohorts

/// Resources as the examples of the mCODE guide are structured, of people who do not exist.
enum FHIRExample {
    private static let profiles = "http://hl7.org/fhir/us/mcode/StructureDefinition"
    private static let sct = "\"system\": \"http://snomed.info/sct\""
    private static let loinc = "\"system\": \"http://loinc.org\""

    static func observation(_ id: String, _ code: String, _ date: String, _ value: String, status: String = "final") -> String {
        """
        {"resourceType": "Observation", "id": "\(id)", "status": "\(status)", "code": {"coding": [{\(code)}]},
         "subject": {"reference": "Patient/p1"}, "effectiveDateTime": "\(date)", \(value)}
        """
    }

    static let patient = """
        {"resourceType": "Patient", "id": "p1", "meta": {"profile": ["\(profiles)/mcode-cancer-patient"]},
         "identifier": [{"system": "http://other", "value": "X"},
                        {"type": {"coding": [{"code": "MR"}]}, "system": "http://hospital.example.org", "value": "H-1"}],
         "name": [{"family": "Never", "given": ["Kept \\"so\\" {["]}], "gender": "female", "birthDate": "1965-01-01",
         "deceasedDateTime": "2021-03-15T08:00:00Z"}
        """

    static let resources: [String] = [
        """
        {"resourceType": "Condition", "id": "c1", "meta": {"profile": ["\(profiles)/mcode-primary-cancer-condition"]},
         "extension": [{"url": "\(profiles)/mcode-histology-morphology-behavior",
                        "valueCodeableConcept": {"coding": [{\(sct), "code": "82711006"}]}}],
         "verificationStatus": {"coding": [{"code": "confirmed"}]},
         "code": {"coding": [{\(sct), "code": "353431000119107", "display": "Primary malignant neoplasm of female left breast"}]},
         "subject": {"reference": "Patient/p1"}, "onsetDateTime": "2018-03-16",
         "stage": [{"summary": {"coding": [{\(sct), "code": "1222806003"}]}}]}
        """,
        """
        {"resourceType": "Condition", "id": "c2", "meta": {"profile": ["\(profiles)/mcode-secondary-cancer-condition"]},
         "code": {"coding": [{\(sct), "code": "94225005"}]}, "subject": {"reference": "Patient/p1"}, "onsetDateTime": "2019-05-01"}
        """,
        """
        {"resourceType": "Condition", "id": "c3", "code": {"coding": [{\(sct), "code": "48694002"}]},
         "subject": {"reference": "Patient/p1"}, "onsetDateTime": "2005-01-01"}
        """,
        observation(
            "o1", "\(loinc), \"code\": \"85337-4\"", "2018-03-10",
            "\"valueCodeableConcept\": {\"coding\": [{\(loinc), \"code\": \"LA6576-8\"}]}"),
        observation(
            "o2", "\(loinc), \"code\": \"85339-0\"", "2018-03-10",
            "\"valueCodeableConcept\": {\"coding\": [{\(sct), \"code\": \"260385009\"}]}"),
        observation(
            "o3", "\(loinc), \"code\": \"21905-5\"", "2018-03-16",
            "\"valueCodeableConcept\": {\"coding\": [{\"system\": \"http://cancerstaging.org\", \"code\": \"cT3\"}]}"),
        observation("o4", "\(loinc), \"code\": \"89247-1\"", "2018-04-12", "\"valueInteger\": 0"),
        observation(
            "o5", "\(loinc), \"code\": \"21889-1\"", "2018-04-01",
            "\"component\": [{\"code\": {\"coding\": [{\(loinc), \"code\": \"33728-7\"}]}, \"valueQuantity\": {\"value\": 1.2, \"code\": \"cm\", \"unit\": \"centimeter\"}}]"
        ),
        observation("o6", "\(loinc), \"code\": \"6875-9\"", "2018-03-10", "\"valueQuantity\": {\"value\": 22, \"unit\": \"kU/L\"}"),
        observation("o7", "\(loinc), \"code\": \"6875-9\"", "2020-03-10", "\"valueQuantity\": {\"value\": 99, \"unit\": \"kU/L\"}"),
        observation("o8", "\(loinc), \"code\": \"6875-9\"", "2018-03-12", "\"valueQuantity\": {\"value\": 22, \"unit\": \"bushel\"}"),
        observation("o9", "\(loinc), \"code\": \"85319-2\"", "2018-03-12", "\"valueString\": \"2+\"", status: "preliminary"),
        """
        {"resourceType": "Procedure", "id": "s1", "meta": {"profile": ["\(profiles)/mcode-cancer-related-surgical-procedure"]},
         "extension": [{"url": "\(profiles)/mcode-procedure-intent", "valueCodeableConcept": {"coding": [{\(sct), "code": "373808002"}]}}],
         "status": "completed", "code": {"coding": [{\(sct), "code": "392021009"}]}, "subject": {"reference": "Patient/p1"},
         "performedDateTime": "2018-04-01"}
        """,
        """
        {"resourceType": "MedicationAdministration", "id": "m1", "status": "completed",
         "medicationCodeableConcept": {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "56946"}]},
         "subject": {"reference": "https://server.example/fhir/Patient/p1"}, "effectivePeriod": {"start": "2018-04-12", "end": "2018-08-01"}}
        """,
        """
        {"resourceType": "MedicationRequest", "id": "m2", "status": "active", "authoredOn": "2018-10-01",
         "medicationCodeableConcept": {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "84857"}]},
         "subject": {"reference": "Patient/p1"}}
        """,
        "{\"resourceType\": \"Encounter\", \"id\": \"e1\"}",
        "{\"resourceType\": \"Observation\", \"status\": \"final\", \"code\": {}, \"subject\": {\"reference\": \"Patient/nobody\"}}",
        "{\"resourceType\": \"Observation\", \"status\": 7}",
    ]

    /// The patient comes last: order must not matter.
    static let bundle = """
        {"resourceType": "Bundle", "type": "collection", "entry": [
        \((resources + [patient]).map { "{\"fullUrl\": \"urn:uuid:\(UUID().uuidString)\", \"resource\": \($0)}" }.joined(separator: ",\n"))
        ], "total": \(resources.count + 1)}
        """

    static let lines = (resources + [patient]).map { $0.replacing("\n", with: " ") }.joined(separator: "\n") + "\n"

    static func file(_ text: String, isLines: Bool = false, size: Int = .max) -> FHIRFile {
        FHIRFile(name: "file", isLines: isLines) {
            var rest = Array(text.utf8)[...]
            return BytePieces {
                defer { rest = rest.dropFirst(size) }
                return Array(rest.prefix(size))
            }
        }
    }
}

@Suite("FHIR resources in the mCODE profiles")
struct FHIRRowsTests {
    private let expected: [String: AttributeValue] = [
        "sex": .code("female"), "age_at_diagnosis": .number(53.2), "year_of_diagnosis": .number(2018), "diagnosis": .code("breast"),
        "tumor_laterality": .code("left"), "morphology": .code("ductal"), "stage": .code("IIIC"), "metastasis": .codes(["brain"]),
        "er": .code("positive"), "pr": .code("negative"), "ct": .code("T3"), "ecog": .number(0), "tumor_size": .number(12),
        "ca15_3": .number(22), "treatment": .codes(["chemotherapy", "hormone_therapy", "surgery"]), "surgery": .code("lumpectomy"),
        "treatment_intent": .code("curative"), "medication": .code("paclitaxel"), "days_to_treatment": .number(16),
        "days_to_surgery": .number(16), "days_to_medication": .number(27), "deceased": .flag(true), "days_to_death": .number(1095),
    ]

    @Test("become the same record from a bundle, from single resources and from NDJSON, wherever the pieces end")
    func records() throws {
        let single = (FHIRExample.resources + [FHIRExample.patient]).joined(separator: "\n")
        for file in [
            FHIRExample.file(FHIRExample.bundle), FHIRExample.file(FHIRExample.bundle, size: 1),
            FHIRExample.file(FHIRExample.bundle, size: 7),
            FHIRExample.file(single, size: 1_000), FHIRExample.file(FHIRExample.lines, isLines: true, size: 64),
        ] {
            var source = FHIRRows([file], moved: { _, date in date })
            let rows = try source.all()
            #expect(rows.map(\.originalPatientID) == ["H-1"])
            #expect(rows[0].record.values == expected)
            #expect(rows[0].diagnosed == "20180316")
            let report = source.report
            #expect(report.rows == FHIRExample.resources.count + 1 && report.patients == 1)
            #expect(report.mapped + report.unused + report.rejectedCount == report.rows)
            #expect(
                Set(report.rejected.map(\.reason)) == [
                    "its patient is not among the resources", "the resource is not as FHIR R4 has it",
                ])
            #expect(
                report.unmapped.map { "\($0.column) \($0.value)" } == [
                    "Condition.code http://snomed.info/sct#48694002", "Observation.status preliminary",
                    "Observation.value ca15_3 in bushel",
                    "resourceType Encounter",
                ])
            #expect(source.attributes.isSuperset(of: ["days_from_diagnosis", "psa", "days_to_treatment", "deceased"]))
        }
    }

    /// As mCODE has them since STU 3: category and value are concepts of SNOMED CT.
    @Test(
        "categories of TNM and stage groups are read in the codes of the present guide",
        arguments: [
            ("399504009", "1228936003", "ct", "T2c"), ("399534004", "1229973008", "cn", "N1"), ("399387003", "1229907005", "cm", "M1b"),
            ("384625004", "1229861009", "pt", "T3b"), ("371494008", "1229947003", "pn", "N0"), ("371497001", "1229917000", "pm", "M1a"),
            ("399537006", "1222605001", "stage", "0"), ("399588009", "1222838008", "stage", "IVA"),
        ])
    func stages(category: String, value: String, attribute: String, expected: String) throws {
        let observation = FHIRExample.observation(
            "o", "\"system\": \"http://snomed.info/sct\", \"code\": \"\(category)\"", "2018-03-16",
            "\"valueCodeableConcept\": {\"coding\": [{\"system\": \"http://snomed.info/sct\", \"code\": \"\(value)\"}]}")
        var source = FHIRRows([FHIRExample.file(FHIRExample.patient + observation)])
        #expect(try source.all().first?.record.values[attribute] == .code(expected))
        #expect(source.report.unmapped.isEmpty && source.attributes.contains(attribute))
    }

    /// What one patient's record is after resources that follow each other, and what the report says of them.
    private func loaded(_ resources: String...) throws -> (record: ClinicalRecord, unmapped: [String], attributes: Set<String>) {
        var source = FHIRRows([FHIRExample.file(FHIRExample.patient + resources.joined())])
        let record = try #require(try source.all().first?.record)
        return (record, source.report.unmapped.map { "\($0.column) \($0.value)" }, source.attributes)
    }

    private func observation(_ code: String, _ value: String) -> String {
        let parts = code.split(separator: " ")
        let system = parts[0] == "LOINC" ? "http://loinc.org" : "http://snomed.info/sct"
        return FHIRExample.observation("o", "\"system\": \"\(system)\", \"code\": \"\(parts[1])\"", "2018-03-16", value)
    }

    private func answer(_ code: String) -> String {
        let parts = code.split(separator: " ")
        let system = ["LOINC": "http://loinc.org", "AJCC": "http://cancerstaging.org"][parts[0]] ?? "http://snomed.info/sct"
        return "\"valueCodeableConcept\": {\"coding\": [{\"system\": \"\(system)\", \"code\": \"\(parts[1])\"}]}"
    }

    private func treatment(_ kind: String, _ more: String, code: String = "56946") -> String {
        let coding = "{\"coding\": [{\"system\": \"http://www.nlm.nih.gov/research/umls/rxnorm\", \"code\": \"\(code)\"}]}"
        return """
            {"resourceType": "\(kind)", "\(kind == "Procedure" ? "code" : "medicationCodeableConcept")": \(coding), \(more),
             "subject": {"reference": "Patient/p1"}}
            """
    }

    @Test("the intent of a treatment is read as mCODE calls it now and as its first edition did", arguments: ["procedure", "treatment"])
    func intent(name: String) throws {
        let url = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-\(name)-intent"
        for (code, intent) in [("373847000", "neoadjuvant"), ("373846009", "adjuvant"), ("363676003", "palliative")] {
            let concept = "{\"coding\": [{\"system\": \"http://snomed.info/sct\", \"code\": \"\(code)\"}]}"
            let given = "\"status\": \"completed\", \"extension\": [{\"url\": \"\(url)\", \"valueCodeableConcept\": \(concept)}]"
            #expect(try loaded(treatment("MedicationStatement", given)).record["treatment_intent"] == .code(intent))
        }
    }

    @Test(
        "a treatment counts once some of it was given, by the states of its resource, and not where it is only meant or denied",
        arguments: [
            ("Procedure", ["in-progress", "on-hold", "stopped", "completed"], ["preparation", "not-done", "entered-in-error", "unknown"]),
            ("MedicationAdministration", ["in-progress", "on-hold", "stopped", "completed"], ["not-done", "entered-in-error", "unknown"]),
            ("MedicationRequest", ["active", "on-hold", "stopped", "completed"], ["cancelled", "draft", "entered-in-error", "unknown"]),
            (
                "MedicationStatement", ["active", "on-hold", "stopped", "completed"],
                ["intended", "not-taken", "entered-in-error", "unknown", "new"]
            ),
        ])
    func states(kind: String, given: [String], others: [String]) throws {
        for status in given {
            #expect(
                try loaded(treatment(kind, "\"status\": \"\(status)\"")).record["treatment"] == .codes(["chemotherapy"]),
                "\(kind) \(status)")
        }
        for status in others {
            let (record, unmapped, _) = try loaded(treatment(kind, "\"status\": \"\(status)\""))
            #expect(record["treatment"] == nil && unmapped == ["\(kind).status \(status)"])
        }
        for refusal in ["\"doNotPerform\": true", "\"intent\": \"proposal\""] where kind == "MedicationRequest" {
            #expect(try loaded(treatment(kind, "\"status\": \"active\", \(refusal)")).record["treatment"] == nil)
        }
    }

    @Test("HER2 has its four steps; positive and negative, which are none of them, are reported alike")
    func her2() throws {
        for (code, value) in [("LA6111-4", "0"), ("LA11841-6", "1+"), ("LA11842-4", "2+"), ("LA11843-2", "3+")] {
            #expect(try loaded(observation("LOINC 85319-2", answer("LOINC \(code)"))).record["her2"] == .code(value))
        }
        #expect(try loaded(observation("LOINC 85319-2", "\"valueInteger\": 3")).record["her2"] == .code("3+"))
        for code in ["10828004", "260385009"] {
            let (record, unmapped, attributes) = try loaded(observation("LOINC 85319-2", answer("SNOMED \(code)")))
            #expect(record["her2"] == nil && unmapped == ["Observation.value her2 = \(code)"] && attributes.contains("her2"))
        }
    }

    @Test("a score of a receptor is neither its presence nor its absence", arguments: ["LOINC 85337-4", "LOINC 85339-0"])
    func scores(code: String) throws {
        let name = code.hasSuffix("85337-4") ? "er" : "pr"
        for value in ["\"valueInteger\": 0", "\"valueInteger\": 1", "\"valueString\": \"1\"", "\"valueQuantity\": {\"value\": 1}"] {
            let (record, unmapped, _) = try loaded(observation(code, value))
            #expect(record[name] == nil && unmapped.count == 1, "\(value)")
        }
        #expect(try loaded(observation(code, "\"valueString\": \"positive\"")).record[name] == .code("positive"))
    }

    @Test(
        "units as UCUM and laboratories write them",
        arguments: [
            ("SNOMED 401201003", 20, "{pack-years}", "pack_years", 20), ("LOINC 6875-9", 22, "[IU]/mL", "ca15_3", 22),
            ("LOINC 6875-9", 22, "k[IU]/L", "ca15_3", 22), ("LOINC 14682-9", 100, "umol/L", "creatinine", 1.1312),
            ("LOINC 2160-0", 1.2, "mg/dL", "creatinine", 1.2), ("LOINC 89243-0", 90, nil, "karnofsky", 90),
            ("LOINC 89243-0", 90, "{score}", "karnofsky", 90), ("LOINC 89243-0", 90, "%", "karnofsky", 90),
            ("LOINC 15325-4", 0.35, "ng/mL/cm3", "psa_density", 0.35), ("LOINC 85330-9", 20, "%", "ki67", 20),
            ("LOINC 85329-1", 95, "%", "er_percent", 95), ("LOINC 85325-9", 5, "%", "pr_percent", 5),
            ("LOINC 85330-9", 20, nil, "ki67", nil),
            ("LOINC 2857-1", 7, "umol/L", "psa", nil),
        ] as [(String, Double, String?, String, Double?)])
    func units(code: String, number: Double, unit: String?, attribute: String, expected: Double?) throws {
        let quantity = "\"valueQuantity\": {\"value\": \(number)\(unit.map { ", \"code\": \"\($0)\"" } ?? "")}"
        let found = try loaded(observation(code, quantity))
        #expect(found.record[attribute] == expected.map(AttributeValue.number))
        // Whether a dataset can tell of an attribute must not hang on whether one of its patients has it.
        #expect(found.attributes.contains(attribute))
    }

    @Test(
        "codes of markers, grades and states of health",
        arguments: [
            ("LOINC 94734-1", "LOINC LA30794-4", "isup", .number(1)), ("LOINC 94734-1", "LOINC LA9630-0", "isup", .number(2)),
            ("SNOMED 399390009", "SNOMED 1222802001", "stage", .code("IIIA")),
            ("LOINC 85318-4", "LOINC LA6576-8", "her2_amplified", .flag(true)), ("LOINC 89247-1", "SNOMED 425389002", "ecog", .number(0)),
            ("LOINC 89247-1", "SNOMED 423409001", "ecog", .number(5)), ("LOINC 21905-5", "SNOMED 1228891009", "ct", .code("T1")),
            ("LOINC 21905-5", "SNOMED 1228948000", "ct", .code("T4")), ("LOINC 21905-5", "AJCC cT4d", "ct", .code("T4")),
            ("LOINC 21906-3", "SNOMED 1229981009", "cn", .code("N2")), ("LOINC 21899-0", "SNOMED 1228954004", "pt", .code("Tis")),
            ("LOINC 21899-0", "AJCC pTis(DCIS)", "pt", .code("Tis")), ("LOINC 21901-4", "SNOMED 1229926002", "pm", .code("M1")),
        ] as [(String, String, String, AttributeValue)])
    func codes(code: String, value: String, attribute: String, expected: AttributeValue) throws {
        let (record, unmapped, attributes) = try loaded(observation(code, answer(value)))
        #expect(record[attribute] == expected && unmapped.isEmpty && attributes.contains(attribute))
    }

    @Test("patterns of Gleason are whole numbers")
    func gleason() throws {
        #expect(try loaded(observation("LOINC 44641-9", "\"valueInteger\": 4")).record["gleason_primary"] == .number(4))
        #expect(try loaded(observation("LOINC 44642-7", "\"valueInteger\": 3")).record["gleason_secondary"] == .number(3))
    }

    @Test(
        "a subcategory says what its category does, but meninges are no brain and marrow is no bone",
        arguments: [("C79.31", "brain"), ("C79.32", "other"), ("C79.51", "bone"), ("C79.52", "other"), ("C78.01", "lung")])
    func subcategories(code: String, site: String) throws {
        let condition = """
            {"resourceType": "Condition", "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "\(code)"}]},
             "subject": {"reference": "Patient/p1"}, "onsetDateTime": "2019-05-01"}
            """
        #expect(try loaded(condition).record["metastasis"] == .codes([site]))
    }

    @Test("several files are one load, and a patient in two of them is rejected once")
    func files() throws {
        let files = [FHIRExample.file(FHIRExample.lines, isLines: true), FHIRExample.file(FHIRExample.patient)]
        var source = FHIRRows(files)
        #expect(try source.all().map(\.record.values) == [expected])
        #expect(source.report.reasons.contains { $0.reason == "the patient is there already" && $0.count == 1 })
    }

    @Test("hostile files are errors or rejected rows, never a crash: deep, cut off, no JSON, huge")
    func hostile() throws {
        func code(_ text: String, isLines: Bool = false) -> ClinicalTableError.Code? {
            var source = FHIRRows([FHIRExample.file(text, isLines: isLines)])
            do {
                while try source.nextRow() != nil {}
                return nil
            } catch {
                return error.code
            }
        }
        let deep = "{\"a\":" + String(repeating: "[", count: 100_000)
        #expect(code(deep) == .tooLarge && code(deep, isLines: true) == .tooLarge)
        #expect(code("{\"entry\": [" + String(repeating: "{\"a\":", count: 100_000)) == .tooLarge)
        #expect(code("{\"resourceType\": \"Bundle\", \"entry\": [{") == .notText)
        #expect(code("{\"a\": \"x") == .notText)
        #expect(code("patient_id,sex\n1,m\n") == .notText)
        #expect(code("}}") == .notText)
        for (text, isLines) in [("{\"a\": \"\(String(repeating: "x", count: 100))\"}", false), (String(repeating: "x", count: 101), true)] {
            var elements = FHIRElements(BytePieces(Array(text.utf8)), isLines: isLines, longest: 100)
            #expect(try #require(throws: ClinicalTableError.self, performing: { try elements.next() }).code == .tooLarge)
        }
        #expect(code("") == nil && code("[]") == nil && code("{}\n{\n", isLines: true) == nil && code("{\"entry\": [[], 1, {}]}") == nil)
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<300 {
            var bytes = Array(FHIRExample.patient.utf8)
            for _ in 0..<4 { bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 32...126, using: &generator) }
            _ = code(String(decoding: bytes, as: UTF8.self), isLines: Bool.random(using: &generator))
        }
    }
}
