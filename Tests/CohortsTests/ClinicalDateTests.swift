import Foundation
import TestSupport
import Testing

@testable import Cohorts

@Suite("Dates of clinical records")
struct ClinicalDateTests {
    @Test(
        "are read as exactly as they are written, and what no calendar has is none",
        arguments: [
            ("2021-06-30", "20210630", true), ("20210630", "20210630", true), ("30.06.2021", "20210630", true),
            ("06/30/2021", "20210630", true), ("30/06/2021", "20210630", true), ("2021-06-30T10:00:00+02:00", "20210630", true),
            ("2021-06", "20210615", false), ("06.2021", "20210615", false), ("2021", "20210701", false), ("2020-02-29", "20200229", true),
            ("2021-02-29", nil, false), ("2021-13-01", nil, false), ("2021-00-10", nil, false), ("30.06.21", nil, false),
            ("soon", nil, false),
            ("", nil, false), ("--", nil, false), ("2021-06-30x", nil, false), ("٢٠٢١", nil, false), ("99999999", nil, false),
        ] as [(String, String?, Bool)])
    func forms(text: String, middle: String?, hasDay: Bool) {
        let date = ClinicalDate(text)
        #expect(date?.middle == middle)
        #expect((date?.dayNumber != nil) == hasDay)
    }

    @Test("number their days as Foundation's calendar does")
    func days() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            let day = Int.random(in: -20_000...30_000, using: &generator)
            let parts = calendar.dateComponents([.year, .month, .day], from: Date(timeIntervalSince1970: Double(day) * 86_400 + 3_600))
            let year = try #require(parts.year)
            #expect(ClinicalDate(year, parts.month, parts.day)?.dayNumber == day)
        }
    }

    @Test("become days from the date of diagnosis, the age then, and the year; the date itself is in no record")
    func offsets() throws {
        let text = """
            patient_id,date_of_diagnosis,surgery_date,date_of_death,psa_date,birth_date
            A,2020-03-01,2020-03-31,2021-03-01,20.02.2020,1950-03-01
            B,2020-03,2020-04-01,,,1950
            C,,2020-04-01,,,
            D,2020-03-01,2020-04,,,1950
            E,2020-03-01,never,,,
            F,2020-02-30,,,,
            """
        let result = try ClinicalMapping.standard.map(try ClinicalTable(bytes: Array(text.utf8))) { patient, date in
            patient == "A" ? "20150601" : date
        }
        #expect(result.rows.map(\.originalPatientID) == ["A", "B", "C", "D"])
        #expect(
            result.rows[0].record.values == [
                "year_of_diagnosis": .number(2015), "days_to_surgery": .number(30), "days_to_death": .number(365),
                "days_to_psa": .number(-10),
                "age_at_diagnosis": .number(70),
            ])
        #expect(result.rows.map(\.diagnosed) == ["20150601", nil, nil, "20200301"])
        #expect(result.rows[1].record.values == ["year_of_diagnosis": .number(2020)])
        #expect(result.rows[2].record.values.isEmpty)
        #expect(result.attributes.isSuperset(of: ["days_from_diagnosis", "days_to_surgery", "days_to_death", "age_at_diagnosis"]))
        #expect(
            result.report.rejected.map(\.reason) == [
                "column \"surgery_date\": not a date such as 2021-06-30", "column \"date_of_diagnosis\": not a date such as 2021-06-30",
            ])
        #expect(!result.report.unmapped.contains { $0.value.contains("2020") || $0.value.contains("1950") })
        #expect(result.report.unmapped.map(\.count).reduce(0, +) == 5)
    }

    @Test("give way to days that the table has already, and need a column with the date of diagnosis")
    func rivals() throws {
        let both = "patient_id,diagnosis_date,year_of_diagnosis,days_to_surgery,surgery_date\nA,2020-03-01,2020,12,2020-05-01\n"
        let result = try ClinicalMapping.standard.map(try ClinicalTable(bytes: Array(both.utf8)))
        #expect(result.rows[0].record.number("days_to_surgery") == 12)
        #expect(result.rows[0].diagnosed == "20200301")
        #expect(result.report.columns["diagnosis_date"] == "days_from_diagnosis")
        let without = "patient_id,surgery_date\nA,2020-05-01\n"
        let alone = try ClinicalMapping.standard.map(try ClinicalTable(bytes: Array(without.utf8)))
        #expect(alone.report.ignoredColumns == ["surgery_date"] && !alone.attributes.contains("days_from_diagnosis"))
        let mapping = ClinicalMapping(columns: ["surgery_date": .init(attribute: "days_to_surgery", reading: .daysFromDiagnosis)])
        let error = #expect(throws: ClinicalTableError.self) { try mapping.map(ClinicalTable(bytes: Array(without.utf8))) }
        #expect(error?.code == .contradictoryMapping)
    }

    @Test("may stand in any column that a mapping names")
    func mapped() throws {
        let text = "Fall;Diagnose am;OP am;PSA\n1;01.03.2020;31.03.2020;0,0045\n"
        let mapping = ClinicalMapping(
            patientColumn: "Fall",
            columns: [
                "Diagnose am": .init(attribute: "year_of_diagnosis", reading: .yearOfDate),
                "OP am": .init(attribute: "days_to_surgery", reading: .daysFromDiagnosis), "PSA": .init(attribute: "psa", unit: "ug/mL"),
            ])
        let record = try mapping.map(try ClinicalTable(bytes: Array(text.utf8))).rows[0].record
        #expect(record.values == ["year_of_diagnosis": .number(2020), "days_to_surgery": .number(30), "psa": .number(4.5)])
        #expect(try JSONDecoder().decode(ClinicalMapping.self, from: JSONEncoder().encode(mapping)) == mapping)
    }
}

@Suite("A mapping that contradicts itself")
struct ContradictoryMappingTests {
    private func error(_ columns: [String: ClinicalMapping.ColumnRule], ignored: [String] = []) throws -> ClinicalTableError {
        var mapping = ClinicalMapping(columns: columns, ignored: ignored)
        for (line, name) in columns.keys.sorted().enumerated() { mapping.lines[name] = line + 3 }
        return try #require(
            throws: ClinicalTableError.self, performing: { try mapping.map(ClinicalTable(bytes: Array("patient_id,a,b\n1,2,3\n".utf8))) })
    }

    @Test("is refused with the line of the mapping")
    func refused() throws {
        let twice = try error(["a": .init(attribute: "psa"), "b": .init(attribute: "psa")])
        #expect(
            twice.code == .ambiguousColumns && twice.message.hasPrefix("line 3 of the mapping: ") && twice.message.contains("both give psa")
        )
        let cases: [(ClinicalMapping.ColumnRule, String)] = [
            (.init(attribute: "psa", unit: "furlong"), "the unit \"furlong\" is not known"),
            (.init(attribute: "psa", unit: "mm"), "mm cannot be turned into ng/mL"),
            (.init(attribute: "sex", unit: "mm"), "sex has no unit"),
            (.init(attribute: "psa", factor: 10, unit: "ug/mL"), "a unit and a factor"),
            (.init(attribute: "sex", values: ["1": "male", " 1": "female"]), "one value to two meanings"),
            (.init(attribute: "psa", reading: .daysFromDiagnosis), "holds no days from diagnosis"),
            (.init(attribute: "psa", reading: .ageAtDiagnosis), "is not the age"),
            (.init(attribute: "sexx"), "did you mean \"sex\""),
        ]
        for (rule, expected) in cases {
            let error = try error(["a": .init(attribute: "ecog"), "b": rule])
            #expect(error.code == .contradictoryMapping && error.message.hasPrefix("line 4 of the mapping: "), "\(error)")
            #expect(error.message.contains(expected), "\(error)")
        }
        #expect(try error(["a": .init(attribute: "psa")], ignored: ["A"]).message.contains("and ignores it"))
        #expect(try error(["patient_id": .init(attribute: "psa")]).message.contains("patient identifier"))
    }
}

@Suite("A clinical table in pieces")
struct ClinicalPiecesTests {
    @Test("is read as if it were whole, wherever the pieces end")
    func pieces() throws {
        let text = "\u{FEFF}patient_id,sex\r\n\"A \"\"1\"\"\",m\r\n\r\n\"B\nC\",\"f\"\n\"é,\",x"
        let whole = try ClinicalTable(bytes: Array(text.utf8))
        var expected: [ClinicalTable.Row] = []
        try whole.forEachRow { expected.append($0) }
        #expect(expected.count == 3)
        for size in 20...text.utf8.count {
            let table = try ClinicalTable {
                var rest = Array(text.utf8)[...]
                return BytePieces {
                    defer { rest = rest.dropFirst(size) }
                    return Array(rest.prefix(size))
                }
            }
            var rows: [ClinicalTable.Row] = []
            try table.forEachRow { rows.append($0) }
            #expect(rows == expected && table.columns == whole.columns)
        }
    }

    @Test("that cannot be read on is an error with its line, and more patients than one load takes are refused with the bound")
    func broken() throws {
        struct Broken: Error {}
        let table = try ClinicalTable {
            var isFirst = true
            return BytePieces {
                defer { isFirst = false }
                guard isFirst else { throw Broken() }
                return Array("patient_id\n1\n2".utf8)
            }
        }
        let error = try #require(throws: ClinicalTableError.self, performing: { try table.forEachRow { _ in } })
        #expect(error.code == .unreadable && error.line == 3)
        let many = try ClinicalTable(bytes: Array("patient_id\n1\n2\n3\n".utf8), limits: ClinicalTableLimits(patients: 2))
        let refused = try #require(throws: ClinicalTableError.self, performing: { try ClinicalMapping.standard.map(many) })
        #expect(refused.code == .tooLarge && refused.line == 4 && refused.message.contains("2 patients"))
    }
}
