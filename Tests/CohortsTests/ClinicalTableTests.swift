import Foundation
import TestSupport
import Testing

@testable import Cohorts

@Suite("Clinical tables")
struct ClinicalTableTests {
    private func rows(_ text: String, limits: ClinicalTableLimits = .standard) throws -> [[String]] {
        let table = try ClinicalTable(Data(text.utf8), limits: limits)
        var rows = [table.columns]
        try table.forEachRow { rows.append($0.fields) }
        return rows
    }

    private func code(_ bytes: [UInt8], limits: ClinicalTableLimits = .standard) -> ClinicalTableError.Code? {
        do {
            let table = try ClinicalTable(bytes: bytes, limits: limits)
            try table.forEachRow { _ in }
            return nil
        } catch {
            return error.code
        }
    }

    @Test("RFC 4180 with its quotes, line ends and mark; semicolons and tabs too")
    func formats() throws {
        #expect(try rows("a,b\r\n1,2\r\n") == [["a", "b"], ["1", "2"]])
        #expect(try rows("a,b\n1,\"x, \"\"y\"\"\nz\"\n") == [["a", "b"], ["1", "x, \"y\"\nz"]])
        #expect(try rows("a;b\r1;2") == [["a", "b"], ["1", "2"]])
        #expect(try rows("a\tb\n1,5\t2") == [["a", "b"], ["1,5", "2"]])
        #expect(try rows("\u{FEFF}a,b\n\n\n1,\n,\n") == [["a", "b"], ["1", ""], ["", ""]])
        #expect(try rows("\"a,x\";b\n1;2") == [["a,x", "b"], ["1", "2"]])
        #expect(try rows("a\n1\n") == [["a"], ["1"]])
        #expect(try rows("a,b\n\"1\"x,2") == [["a", "b"], ["1x", "2"]])
    }

    @Test("hostile tables are errors with a line")
    func hostile() throws {
        #expect(code([]) == .empty)
        #expect(code(Array("\n\n".utf8)) == .empty)
        #expect(code(Array("a,b\n1,\"2".utf8)) == .unterminatedQuote)
        #expect(code([0xFF, 0xFE, 0x61, 0x00]) == .notText)
        #expect(code(Array("a,b\n1,".utf8) + [0xE9, 0x0A]) == .notText)
        #expect(code(Array("a,a\n".utf8)) == .duplicateColumn)
        #expect(code(Array((String(repeating: "x,", count: 3000) + "y\n").utf8)) == .tooLarge)
        #expect(code(Array("a\n1\n2\n3\n".utf8), limits: ClinicalTableLimits(rows: 2)) == .tooLarge)
        #expect(code(Array(("a\n" + String(repeating: "x", count: 70_000)).utf8)) == .tooLarge)
        #expect(code(Array(("a\n\"" + String(repeating: "x\n", count: 70_000)).utf8)) == .tooLarge)
        let error = try #require(throws: ClinicalTableError.self) { try rows("a,b\n1,2\n3,\"4") }
        #expect(error.line == 3)
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<300 {
            let bytes = (0..<40).map { _ in generator.pick(Array("a,;\t\"\n\r\u{0}1".utf8) + [0xFF]) }
            _ = code(bytes)
        }
    }

    @Test("the built-in names map a usual table")
    func standard() throws {
        let text = """
            patient_id,sex,age_at_diagnosis,year_of_diagnosis,diagnosis,population,psa_ng_ml,isup,gleason,pirads,birads,er,pr,her2,ki67,ct_stage,ecog,pack_years,significant_cancer,treatment,comment
            H-1,M,63.5,2019,Prostate cancer,positive,"7,2",4,3+4,5,,,,,,cT2a,1,20,yes,surgery; RT,fine
            H-2,female,51,2020,C50.9,case,,,,,BI-RADS 4,+,neg,2+,35,T1,0,,no,,
            H-3,,,,,control,NA,,,,,,,,,,,,,,
            """
        let result = try ClinicalMapping.standard.map(try ClinicalTable(Data(text.utf8)))
        #expect(result.report.rows == 3)
        #expect(result.report.mapped == 3)
        #expect(result.report.ignoredColumns == ["comment"])
        #expect(result.report.unmapped.isEmpty)
        #expect(result.report.rejected.isEmpty)
        #expect(result.attributes.contains("psa"))
        #expect(result.rows.map(\.originalPatientID) == ["H-1", "H-2", "H-3"])
        #expect(
            result.rows[0].record.values == [
                "sex": .code("male"), "age_at_diagnosis": .number(63.5), "year_of_diagnosis": .number(2019), "diagnosis": .code("prostate"),
                "population": .code("positive"), "psa": .number(7.2), "isup": .number(4), "gleason": .number(7), "pirads": .number(5),
                "ct": .code("T2a"), "ecog": .number(1), "pack_years": .number(20), "significant_cancer": .flag(true),
                "treatment": .codes(["radiotherapy", "surgery"]),
            ])
        #expect(result.rows[1].record["birads"] == .number(4))
        #expect(result.rows[1].record["er"] == .code("positive"))
        #expect(result.rows[1].record["pr"] == .code("negative"))
        #expect(result.rows[1].record["her2"] == .code("2+"))
        #expect(result.rows[2].record.values == ["population": .code("control")])
    }

    @Test("bad rows are left out with a reason, strange values are listed, the rest goes on")
    func report() throws {
        let text = """
            patient_id,sex,psa,er
            A,male,4,positive
            ,male,4,positive
            A,male,5,positive
            B,male,four,positive
            C,klingon,-3,maybe
            D,klingon,3,maybe
            E,male
            F,klingon,,-
            """
        let result = try ClinicalMapping.standard.map(try ClinicalTable(Data(text.utf8)))
        #expect(result.rows.map(\.originalPatientID) == ["A", "D", "F"])
        #expect(result.rows[2].record["er"] == .code("negative"))
        #expect(result.report.rows == 8)
        #expect(result.report.rejectedCount == 5)
        #expect(
            result.report.rejected.map { "\($0.line): \($0.reason)" }
                == [
                    "3: no patient identifier", "4: the patient is already in line 2", "5: column \"psa\": not a number",
                    "6: column \"psa\": a number that psa cannot have", "7: 2 fields where the header has 4",
                ].map { $0.replacing("7: 2", with: "8: 2") })
        #expect(
            result.report.unmapped == [
                ClinicalReport.UnmappedValue(column: "sex", value: "klingon", count: 2),
                ClinicalReport.UnmappedValue(column: "er", value: "maybe", count: 1),
            ])
        #expect(!result.report.rejected.contains { $0.reason.contains("four") })
    }

    @Test("a table that cannot be mapped at all says why")
    func impossible() throws {
        func message(_ text: String, _ mapping: ClinicalMapping = .standard) -> String {
            do {
                _ = try mapping.map(try ClinicalTable(Data(text.utf8)))
                return ""
            } catch {
                return error.description
            }
        }
        #expect(message("sex,psa\nm,1").hasPrefix("line 1: no column \"patient_id\" with the patient identifier; found \"sex\", \"psa\"."))
        #expect(message("patient_id,psa,psa_ng_ml\n").contains("both give psa"))
        #expect(message("patient_id,x\n", ClinicalMapping(columns: ["y": .init(attribute: "psa")])).contains("does not have"))
        #expect(
            message("patient_id,x\n", ClinicalMapping(columns: ["x": .init(attribute: "pssa")])).contains("did you mean \"psa\"?"))
        #expect(
            message("patient_id,x\n", ClinicalMapping(columns: ["x": .init(attribute: "sex", values: ["1": "male", "2": "mle"])]))
                .contains("sex has no value \"mle\""))
        #expect(
            message("patient_id,x\n", ClinicalMapping(columns: ["x": .init(attribute: "modality")])).contains("no attribute of a patient"))
    }

    @Test("an explicit mapping: columns, values, factors, dates to years")
    func explicit() throws {
        let text = "Nr;Geschlecht;PSA (ug/ml);Diagnosis Date\n1;1;0.004;30.06.2021\n2;2;0,01;2018-01-02\n3;9;;x\n"
        let mapping = ClinicalMapping(
            patientColumn: "Nr",
            columns: [
                "geschlecht": .init(attribute: "sex", values: ["1": "male", "2": "female"]),
                "PSA (ug/ml)": .init(attribute: "psa", factor: 1000),
            ])
        let result = try mapping.map(try ClinicalTable(Data(text.utf8)))
        #expect(result.rows.map { $0.record.sex } == [.male, .female])
        #expect(result.rows.map { $0.record.number("psa") } == [4, 10])
        #expect(result.rows.map { $0.record.yearOfDiagnosis } == [2021, 2018])
        #expect(result.report.rejected.map(\.reason) == ["column \"Diagnosis Date\": not a date such as 2021-06-30"])
        let saved = try JSONDecoder().decode(ClinicalMapping.self, from: JSONEncoder().encode(mapping))
        #expect(saved == mapping)
    }

    @Test(
        "years are found in dates of usual forms and nowhere else",
        arguments: [
            ("2021", 2021), ("2021-06-30", 2021), ("20210630", 2021), ("30.06.2021", 2021), ("6/30/2021", 2021), ("2021-06", 2021),
            ("2021-06-30T10:00:00Z", 2021), ("30/06/21", nil), ("soon", nil), ("", nil), ("12", nil), ("2021-06-30x", nil),
        ] as [(String, Int?)])
    func years(text: String, year: Int?) {
        #expect(ClinicalDate(text)?.year == year)
    }
}
