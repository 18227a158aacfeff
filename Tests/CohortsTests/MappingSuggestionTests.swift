import Foundation
import TestSupport
import Testing

@testable import Cohorts

@Suite("What the columns of a clinical table could mean")
struct MappingSuggestionTests {
    private func suggestion(_ text: String) throws -> MappingSuggestion {
        try ClinicalTable(bytes: Array(text.utf8)).suggestedMapping()
    }

    @Test("names and values that the vocabulary knows are sure")
    func known() throws {
        let found = try suggestion("patient_id,sex,diagnosis,psa\nA,M,C61,4.5\nB,f,prostate cancer,12\n")
        #expect(found.patientColumn == "patient_id")
        #expect(found.columns.map(\.attribute) == ["sex", "diagnosis", "psa"])
        #expect(found.columns.allSatisfy { $0.confidence == .sure && $0.share == 1 && $0.values.isEmpty })
    }

    @Test("another language is told by its values; near words get the nearest concept, others are listed")
    func byValues() throws {
        let found = try suggestion(
            "Pat-Nr;Geschlecht;Tumor;PSA wert\n1;m;Prostate Ca., lokal;3,2\n2;w;breast cancer (inv.);4\n3;m;Zzz;5\n4;w;lung cancer;\n")
        #expect(found.patientColumn == "Pat-Nr")
        let columns = Dictionary(uniqueKeysWithValues: found.columns.map { ($0.name, $0) })
        #expect(columns["Geschlecht"]?.attribute == "sex" && columns["Geschlecht"]?.confidence == .likely)
        #expect(columns["PSA wert"]?.attribute == "psa")
        #expect(columns["Tumor"]?.attribute == nil)
        let diagnosed = try suggestion("id,Diagnosis (text)\n1,breast cancer (inv.)\n2,Zzz\n3,lung cancer\n").columns[0]
        #expect(diagnosed.attribute == "diagnosis" && diagnosed.values == ["breast cancer (inv.)": "breast"])
        #expect(diagnosed.unknown == ["Zzz"] && diagnosed.confidence == .likely)
    }

    @Test("dates give the year, and no attribute is proposed twice")
    func datesAndRivals() throws {
        let found = try suggestion("patient,date_of_diagnosis,gender,birth_sex,notes\nA,2020-01-02,m,m,x\nB,2021-05-06,f,f,y\n")
        #expect(found.columns.first?.attribute == "year_of_diagnosis" && found.columns.first?.readsYear == true)
        #expect(found.columns.compactMap(\.attribute).filter { $0 == "sex" }.count == 1)
        #expect(found.columns.last?.attribute == nil)
    }

    @Test("what it proposes can be loaded, whatever the names and values are")
    func loadable() throws {
        var generator = SeededGenerator(seed: 17)
        let words = ["sex", "M", "\"a\"\"b\"", "é", "C61", "4,5", "2020-01-01", "x: y", "#z", "'q'", "prostate", "psa", "stage", "T1c", ""]
        for _ in 0..<200 {
            let width = Int.random(in: 1...6, using: &generator)
            let header = (0..<width).map { "\(words.randomElement(using: &generator) ?? "").\($0)" }
            var lines = [(["patient"] + header).joined(separator: ";")]
            for row in 0..<5 {
                lines.append((["P\(row)"] + header.map { _ in words.randomElement(using: &generator) ?? "" }).joined(separator: ";"))
            }
            let table = try ClinicalTable(bytes: Array(lines.joined(separator: "\n").utf8))
            let suggestion = try table.suggestedMapping()
            #expect(throws: Never.self, "\(lines)") { try suggestion.mapping.map(table) }
        }
    }

    @Test("names and values cannot end the line that they are written in, whatever a reader of YAML takes for its end")
    func oneLine() throws {
        for end in ["\u{2028}", "\u{2029}", "\u{85}", "\u{FEFF}", "\u{202E}"] {
            let found = try suggestion("patient_id,sex\(end)patient: evil,other\(end)form: 9\nA,male\(end)x: y,1\nB,f,2\n")
            #expect(!found.yaml.unicodeScalars.contains(try #require(end.unicodeScalars.first)))
            let hex = String(try #require(end.unicodeScalars.first).value, radix: 16, uppercase: true)
            #expect(found.yaml.contains("\\U" + String(repeating: "0", count: 8 - hex.count) + hex))
        }
    }

    @Test("what identifies patients has another value in every row, however many there are")
    func identifiers() throws {
        let rows = (0..<20_000).map { "\(10_000 + $0 % 2_000),K-\($0),\($0 == 0 ? "NA" : "\($0)")" }
        let found = try suggestion("zip_code,case_nr,other_id\n" + rows.joined(separator: "\n"))
        #expect(found.patientColumn == "case_nr")
        let zips = rows.map { "\($0.prefix(5)),m" }
        #expect(try suggestion("zip_code,sex\n" + zips.joined(separator: "\n")).patientColumn == nil)
    }

    @Test("a mapping is read from JSON or YAML, rules short or long, and unknown keys are refused by name")
    func coding() throws {
        let text =
            #"{"form":1,"patient":"ID","columns":{"S":"sex","P":{"attribute":"psa","factor":1000,"values":{"low":"1"}}},"ignored":["x"]}"#
        let mapping = try JSONDecoder().decode(ClinicalMapping.self, from: Data(text.utf8))
        #expect(mapping.patientColumn == "ID" && mapping.columns["S"] == .init(attribute: "sex"))
        #expect(mapping.columns["P"] == .init(attribute: "psa", values: ["low": "1"], factor: 1000) && mapping.ignored == ["x"])
        #expect(mapping.missing == ClinicalMapping.standard.missing)
        for (wrong, said) in [
            (#"{"colums":{}}"#, "Did you mean \"columns\""), (#"{"columns":{"a":{"attribut":"sex"}}}"#, "Did you mean \"attribute\""),
            (#"{"form":9}"#, "form 1, not 9"),
        ] {
            let error = #expect(throws: DecodingError.self) { try JSONDecoder().decode(ClinicalMapping.self, from: Data(wrong.utf8)) }
            #expect("\(error.map(String.init(describing:)) ?? "")".contains(said))
        }
    }
}
