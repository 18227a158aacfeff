import Foundation
import Testing

@testable import Cohorts

@Suite("Queries of the EUCAIM federation")
struct EUCAIMQueryTests {
    private func query(_ json: String) throws -> Query { try Query(eucaimAST: Data(json.utf8)) }

    private func leaf(_ key: String, _ type: String, _ value: String, system: String = "") -> String {
        #"{"operand":"AND","children":[{"key":"\#(key)","type":"\#(type)","system":"\#(system)","value":\#(value)}]}"#
    }

    @Test("a tree of operations with keys and codes")
    func tree() throws {
        let json = """
            {"operand":"OR","children":[{"operand":"AND","children":[
              {"operand":"OR","children":[
                {"key":"SNOMEDCT439401001","type":"EQUALS","system":"urn:snomed-org/sct","value":"SNOMEDCT399068003"},
                {"key":"SNOMEDCT439401001","type":"EQUALS","system":"urn:snomed-org/sct","value":"SNOMEDCT254837009"}]},
              {"key":"RID10311","type":"EQUALS","system":"urn:oid:2.16.840.1.113883.6.256","value":"RID10312"},
              {"key":"SNOMEDCT423493009","type":"BETWEEN","system":"","value":{"min":50,"max":75}}]}]}
            """
        let expected = try Query(text: "diagnosis in (breast, prostate) and modality = MR and age_at_diagnosis 50..75")
        #expect(try query(json) == expected)
        #expect(try query(#"{"ast":\#(json),"id":"7"}"#) == expected)
    }

    @Test("its base64 envelope, with inner and outer base64 or without")
    func envelope() throws {
        let ast = leaf("SNOMEDCT263495000", "EQUALS", "\"SNOMEDCT248152002\"")
        let inner = Data(#"{"ast":\#(ast),"id":"a6f1"}"#.utf8).base64EncodedString()
        let outer = #"{"lang":"ast","query":"\#(inner)"}"#
        #expect(try query(outer).canonicalText == "sex = female")
        #expect(try query(Data(outer.utf8).base64EncodedString()).canonicalText == "sex = female")
        #expect(try query("\n" + Data(outer.utf8).base64EncodedString(options: .lineLength64Characters)).canonicalText == "sex = female")
    }

    @Test("operations without children mean everything, as the explorer sends it")
    func empty() throws {
        #expect(try query(#"{"operand":"OR","children":[{"operand":"AND","children":[]}]}"#) == .everything)
        #expect(try query(#"{"operand":"AND","children":[]}"#) == .everything)
    }

    @Test("every criterion of the published list is understood and means one value")
    func everyCriterion() throws {
        #expect(EUCAIMCriteria.rows.count == 92)
        for row in EUCAIMCriteria.rows {
            let value = row[3].isEmpty ? #"{"min":1950,"max":2000}"# : "\"\(row[3])\""
            let query = try query(leaf(row[0], row[1], value, system: row[2]))
            #expect(query.unsupported.isEmpty, "\(row)")
            #expect(query.attributes.count == 1)
            #expect(try Query(text: query.canonicalText) == query)
        }
    }

    @Test("BI-RADS and PI-RADS share a key there; the value tells them apart")
    func sharedKey() throws {
        let key = "EUCAIM_Hyper-Ontology_V1.0.IMG1005459"
        #expect(try query(leaf(key, "EQUALS", #""EUCAIM_Hyper-Ontology_V1.0.IMG1005465""#)).canonicalText == "birads = 4")
        #expect(try query(leaf(key, "EQUALS", #""EUCAIM_Hyper-Ontology_V1.0.IMG1005476""#)).canonicalText == "pirads = 4")
        let both = leaf(key, "IN", #"["EUCAIM_Hyper-Ontology_V1.0.IMG1005465","EUCAIM_Hyper-Ontology_V1.0.IMG1005476"]"#)
        #expect(try query(both).canonicalText == "birads = 4 or pirads = 4")
        #expect(try query(leaf("MOSAIC.PI-RADS", "EQUALS", "5")).canonicalText == "pirads = 5")
    }

    @Test("each row of the published list selects the patients that have its value, and nobody else")
    func everyRowSelects() throws {
        let vocabulary = Vocabulary.standard
        for row in EUCAIMCriteria.rows {
            let attributes = vocabulary.attributes(forKey: row[0])
            let value = row[3].isEmpty ? #"{"min":3,"max":5}"# : "\"\(row[3])\""
            let query = try query(leaf(row[0], row[1], value, system: row[2]))
            let attribute = try #require(attributes.first { query.attributes.contains($0.name) })
            let others = row[3].isEmpty ? ["2", "6"] : attribute.concepts.filter { !$0.codes.contains(row[3]) }.map(\.name)
            let own = try row[3].isEmpty ? "4" : #require(attribute.concepts.first { $0.codes.contains(row[3]) }).name
            // The year and the age are out of what can be true for 3 to 5; they are asked for below.
            if attribute.name == "year_of_diagnosis" { continue }
            let patients = ([own] + others).enumerated().map { place, value -> Patient in
                switch attribute.level {
                case .series:
                    let key = attribute.name
                    let series = Series(
                        uid: "1.\(place)", modality: key == "modality" ? value : nil, bodyPart: key == "body_part" ? value : nil,
                        manufacturer: key == "manufacturer" ? value : nil)
                    return Patient(id: "P\(place + 100)", studies: [Study(uid: "1", series: [series])])
                default:
                    let known: AttributeValue = attribute.isNumeric ? .number(Double(value) ?? .nan) : .code(value)
                    return Patient(id: "P\(place + 100)", attributes: [attribute.name: known])
                }
            }
            let index = CohortIndex(patients: patients, declared: [attribute.name])
            #expect(index.patientIdentifiers(in: try index.evaluate(query)) == ["P100"], "\(row)")
        }
        let years = CohortIndex(patients: [1950, 1999, 2001].map { (year: Int) in Patient(id: String(year), yearOfDiagnosis: year) })
        let query = try query(leaf("SNOMEDCT432213005", "BETWEEN", #"{"min":1950,"max":2000}"#))
        #expect(years.patientIdentifiers(in: try years.evaluate(query)) == ["1950", "1999"])
    }

    @Test("an answer in the form that its explorer reads")
    func response() throws {
        let collection = try #require(
            EUCAIMResponse.Collection(
                id: "d1", name: "Prostate", description: "MR of the prostate",
                answer: .value(Counts(patients: 120, studies: 130, margin: 10)),
                ageRange: .init(min: 50, max: 75), gender: ["male"], modalities: ["MR"], bodyParts: ["prostate"]))
        for answer in [Answer.suppressed, .unsupported(["psa"]), .refused(reason: "budget"), .offline(since: nil)] {
            #expect(EUCAIMResponse.Collection(id: "d2", name: "", description: "", answer: answer) == nil)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let response = EUCAIMResponse(provider: "North", providerIcon: "https://north.example/icon.svg", collections: [collection])
        #expect(
            String(decoding: try encoder.encode(response), as: UTF8.self)
                == #"{"collections":[{"age_range":{"max":75,"min":50},"body_parts":["prostate"],"description":"MR of the prostate","gender":["male"],"#
                + #""id":"d1","modalities":["MR"],"name":"Prostate","studies_count":130,"subjects_count":120}],"provider":"North","#
                + #""provider_icon":"https://north.example/icon.svg"}"#)
        let uncounted = try #require(
            EUCAIMResponse.Collection(id: "d1", name: "", description: "", answer: .value(Counts(patients: 120, margin: 10))))
        let text = String(decoding: try encoder.encode(uncounted), as: UTF8.self)
        #expect(text.contains(#""studies_count":null"#), "studies that were not counted are not said to be none")
    }

    @Test(
        "every comparison",
        arguments: [
            ("psa", "LOWER_THAN", "10", "psa < 10"),
            ("psa", "GREATER_THAN", "10", "psa > 10"),
            ("psa", "BETWEEN", #"{"min":4}"#, "psa >= 4"),
            ("psa", "BETWEEN", #"{"min":"4","max":"10.5"}"#, "psa 4..10.5"),
            ("psa", "EQUALS", "4", "psa = 4"),
            ("isup", "NOT_EQUALS", "4", "isup in (<= 3, >= 5)"),
            ("SNOMEDCT263495000", "NOT_EQUALS", "\"SNOMEDCT248153007\"", "sex in (female, other, unknown)"),
            ("RID10311", "IN", #"["RID10312","RID10321"]"#, "modality in (CT, MR)"),
            ("RID10311", "NOT_EQUALS", #"["RID10312","RID10321"]"#, "modality not in (CT, MR)"),
            ("model", "CONTAINS", "\"Skyra\"", "model contains \"skyra\""),
            ("significant_cancer", "EQUALS", "true", "significant_cancer = true"),
        ])
    func comparisons(key: String, type: String, value: String, expected: String) throws {
        #expect(try query(leaf(key, type, value)).canonicalText == expected)
    }

    @Test(
        "what is not understood is named, never dropped",
        arguments: [
            ("SNOMEDCT999", "EQUALS", "\"x\"", "", "SNOMEDCT999"),
            ("SNOMEDCT439401001", "EQUALS", "\"SNOMEDCT111\"", "", "SNOMEDCT439401001 = SNOMEDCT111"),
            ("SNOMEDCT123037004", "EQUALS", "\"SNOMEDCT111\"", "", "SNOMEDCT123037004 = SNOMEDCT111"),
            ("SNOMEDCT439401001", "BETWEEN", "{\"min\":1,\"max\":2}", "", "SNOMEDCT439401001 BETWEEN"),
            ("SNOMEDCT423493009", "BETWEEN", "{\"min\":1,\"step\":2}", "", "SNOMEDCT423493009 BETWEEN"),
            ("SNOMEDCT423493009", "ABOUT", "1", "", "SNOMEDCT423493009 ABOUT"),
            ("RID10311", "EQUALS", "\"RID10312\"", "urn:other", "RID10311 of system urn:other"),
        ])
    func unsupported(key: String, type: String, value: String, system: String, name: String) throws {
        let query = try query(
            #"{"operand":"OR","children":[{"key":"psa","type":"EQUALS","value":1},\#(leaf(key, type, value, system: system))]}"#)
        #expect(query.unsupported == [name])
        let index = CohortIndex(patients: [Patient(id: "a", attributes: ["psa": .number(1)])])
        #expect(throws: UnsupportedCriteria(names: [name])) { try index.evaluate(query) }
        #expect(try Query(text: query.canonicalText).unsupported == [name])
    }

    @Test("a surplus member such as a negation is unsupported, not ignored")
    func surplus() throws {
        let query = try query(#"{"operand":"AND","negate":true,"children":[{"key":"psa","type":"EQUALS","value":1}]}"#)
        #expect(query.unsupported == ["member negate"])
        #expect(try self.query(#"{"operand":"XOR","children":[]}"#).unsupported == ["operand XOR"])
    }

    @Test(
        "broken messages are errors",
        arguments: [
            "", "{", "null", "[]", "@@@@", "{}", #"{"operand":"AND"}"#, #"{"operand":"AND","children":[1]}"#, #"{"key":"psa"}"#,
            #"{"lang":"cql","query":"x"}"#, #"{"lang":"ast"}"#, "bnVsbA==",
        ])
    func broken(text: String) {
        #expect(throws: QueryError.self) { try Query(eucaimAST: Data(text.utf8)) }
    }

    @Test("depth and size are bounded")
    func hostile() throws {
        var deep = #"{"operand":"AND","children":[]}"#
        for _ in 0..<100 { deep = #"{"operand":"AND","children":[\#(deep)]}"# }
        #expect(throws: QueryError.self) { try query(deep) }
        let veryDeep = String(repeating: #"{"operand":"AND","children":["#, count: 8000)
        #expect(throws: QueryError.self) { try query(veryDeep) }
        #expect(throws: QueryError.self) { try query("{" + String(repeating: " ", count: 300_000) + "}") }
        var wrapped = leaf("psa", "EQUALS", "1")
        for _ in 0..<6 { wrapped = Data(wrapped.utf8).base64EncodedString() }
        #expect(throws: QueryError.self) { try query(wrapped) }
    }
}
