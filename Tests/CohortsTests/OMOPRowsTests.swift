import Foundation
import Testing

@testable import Cohorts

/// A small OMOP CDM 5.4 export as hospitals write them.
enum OMOPExample {
    static let tables: [OMOPTable: String] = [
        .person: """
        person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,race_concept_id,ethnicity_concept_id,person_source_value
        1,8507,1950,3,1,8527,38003564,H-1
        2,8532,1960,,,0,0,H-2
        3,8507,1970,1,1,8515,0,
        4,424242,1980,1,1,0,0,H-4
        """,
        .conditionOccurrence: """
        condition_occurrence_id,person_id,condition_concept_id,condition_start_date,condition_type_concept_id
        1,1,4163261,2020-03-01,32817
        2,1,4163261,2021-03-01,32817
        3,2,4112853,2019-06-15,32817
        4,2,201826,2010-01-01,32817
        5,9,4163261,2020-03-01,32817
        6,1,4163261,yesterday,32817
        7,4,777,2020-01-01,32817
        """,
        .measurement: """
        measurement_id,person_id,measurement_concept_id,measurement_date,operator_concept_id,value_as_number,value_as_concept_id,unit_concept_id
        1,1,3013603,2020-02-20,4172703,7.5,0,8842
        2,1,3013603,2023-02-20,,0.1,0,8842
        3,2,3009306,2019-06-16,,3.5,0,8748
        4,1,3013603,2020-02-29,4171756,0.1,0,8842
        5,1,3013603,2020-02-28,,5,0,0
        6,2,999999,2019-06-16,,1,0,0
        7,2,3022914,2019-06-16,,22,0,8985
        8,2,4160,2019-06-16,,,0,0
        """,
        .procedureOccurrence: """
        procedure_occurrence_id,person_id,procedure_concept_id,procedure_date
        1,1,4141448,2020-05-30
        2,1,4141448,2020-06-30
        """,
        .drugExposure: "drug_exposure_id,person_id,drug_concept_id,drug_exposure_start_date\n1,2,1378,2019-07-15\n",
        .death: "person_id,death_date\n2,2022-06-14\n",
        // As OMOP's vocabulary comes: tabs, no quotes, and quotation marks in names.
        .concept: """
        concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_code
        1378\t"paclitaxel\tDrug\tRxNorm\t56946
        777\tAdenocarcinoma, NOS, of prostate gland\tCondition\tICDO3\t8140/3-C61.9
        3022914\tCancer Ag 15-3 [Units/volume] in Serum or Plasma\tMeasurement\tLOINC\t6875-9
        4160\tECOG performance status - grade 2\tMeasurement\tSNOMED\t422894000
        201826\tType 2 diabetes mellitus\tCondition\tSNOMED\t44054006
        """,
    ]

    static func rows(
        _ tables: [OMOPTable: String] = tables, limits: ClinicalTableLimits = .standard, moved: DateMove? = nil
    ) throws -> OMOPRows {
        var opened: [OMOPTable: ClinicalTable] = [:]
        for (table, text) in tables {
            opened[table] = try ClinicalTable(isQuoted: table != .concept) { BytePieces(Array(text.utf8)) }
        }
        return try OMOPRows(opened, limits: limits, moved: moved)
    }
}

extension ClinicalRows {
    /// Every row.
    mutating func all() throws -> [ClinicalRow] {
        var rows: [ClinicalRow] = []
        while let row = try nextRow() { rows.append(row) }
        return rows
    }
}

@Suite("OMOP tables")
struct OMOPRowsTests {
    @Test("become one record a patient: codes, units, the value nearest to diagnosis, days from it")
    func records() throws {
        var source = try OMOPExample.rows(moved: { patient, date in patient == "H-1" ? "20150301" : date })
        let rows = try source.all()
        #expect(rows.map(\.originalPatientID) == ["H-1", "H-2", "H-4"])
        #expect(
            rows[0].record.values == [
                "sex": .code("male"), "race": .code("white"), "ethnicity": .code("not_hispanic"), "diagnosis": .code("prostate"),
                "age_at_diagnosis": .number(70), "year_of_diagnosis": .number(2015), "psa": .number(7.5), "days_to_psa": .number(-10),
                "treatment": .codes(["radiotherapy"]), "days_to_radiotherapy": .number(90), "days_to_treatment": .number(90),
            ])
        #expect(rows.map(\.diagnosed) == ["20150301", "20190615", "20200101"])
        #expect(
            rows[1].record.values == [
                "sex": .code("female"), "diagnosis": .code("breast"), "age_at_diagnosis": .number(58.9), "year_of_diagnosis": .number(2019),
                "afp": .number(3.5), "ca15_3": .number(22), "ecog": .number(2), "treatment": .codes(["chemotherapy"]),
                "medication": .code("paclitaxel"),
                "days_to_medication": .number(30), "days_to_treatment": .number(30), "deceased": .flag(true),
                "days_to_death": .number(1095),
            ])
        #expect(rows[2].record["diagnosis"] == .code("prostate") && rows[2].record["morphology"] == .code("adenocarcinoma"))
        #expect(rows[2].record["topography"] == .code("prostate"))
    }

    @Test("a gender that is neither of two is another, not unknown")
    func genders() throws {
        var source = try OMOPExample.rows([.person: "person_id,gender_concept_id\n1,8521\n2,8551\n"])
        #expect(try source.all().map { $0.record["sex"] } == [.code("other"), .code("unknown")])
    }

    @Test("are reported row by row: mapped, unused by value, rejected by reason")
    func report() throws {
        var source = try OMOPExample.rows()
        _ = try source.all()
        let report = source.report
        #expect(report.rows == 4 + 7 + 8 + 2 + 1 + 1)
        #expect(report.mapped + report.unused + report.rejectedCount == report.rows)
        #expect(report.patients == 3)
        #expect(
            report.rejected.map { "\($0.file ?? "") \($0.line): \($0.reason)" } == [
                "person 4: no patient identifier", "condition_occurrence 6: the person is not in the table person",
                "condition_occurrence 7: condition_start_date is not a date",
            ])
        #expect(report.reasons.map(\.count) == [1, 1, 1])
        let unmapped = report.unmapped.map { "\($0.column) \($0.value)" }
        #expect(
            unmapped == [
                "condition_occurrence.condition_concept_id 201826", "measurement.measurement_concept_id 999999",
                "measurement.value (psa: a bound, not a value)", "measurement.value (psa: a number without its unit)",
                "person.gender_concept_id 424242",
            ])
        #expect(source.attributes.isSuperset(of: ["days_from_diagnosis", "psa", "days_to_treatment", "days_to_death", "er"]))
    }

    @Test("without a person table or a column that is needed are refused; too many patients with the bound")
    func refused() throws {
        var tables = OMOPExample.tables
        tables[.person] = nil
        #expect(throws: ClinicalTableError.self) { try OMOPExample.rows(tables) }
        tables[.person] = "person_id\n1\n2\n"
        tables[.measurement] = "person_id,measurement_concept_id\n1,2\n"
        let error = try #require(throws: ClinicalTableError.self, performing: { try OMOPExample.rows(tables) })
        #expect(error.message.contains("measurement has no column measurement_date"))
        tables[.measurement] = nil
        var source = try OMOPExample.rows(tables, limits: ClinicalTableLimits(patients: 1))
        let refused = try #require(throws: ClinicalTableError.self, performing: { try source.all() })
        #expect(refused.code == .tooLarge && refused.message.contains("more than 1 patients"))
    }
}
