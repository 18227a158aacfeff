import Foundation

/// The tables of OMOP CDM 5.4 that are read.
public enum OMOPTable: String, Sendable, Hashable, CaseIterable {
    /// The people; without it nothing is loaded.
    case person
    case conditionOccurrence = "condition_occurrence"
    case measurement
    case procedureOccurrence = "procedure_occurrence"
    case drugExposure = "drug_exposure"
    case observation
    case death
    /// OMOP's own vocabulary, where the folder has it: it tells what concepts are that the built-in table does not know.
    case concept
}

/// One row a patient out of OMOP tables. Tables are read in a fixed order, piece by piece; what is held in memory grows with the patients.
///
/// The hospital's identifier of a patient is `person_source_value`; `person_id` where the table has no such column.
public struct OMOPRows: ClinicalRows {
    private let tables: [OMOPTable: ClinicalTable]
    private let moved: DateMove?
    private var gathering: FactGathering
    private var concepts: [String: [ClinicalCodes.Meaning]] = [:]
    private var isGathered = false
    private var next = 0

    /// Rows of these tables.
    ///
    /// - Throws: `ClinicalTableError` where a table lacks a column that is needed.
    public init(
        _ tables: [OMOPTable: ClinicalTable], codes: ClinicalCodes = .standard, limits: ClinicalTableLimits = .standard,
        moved: DateMove? = nil
    ) throws(ClinicalTableError) {
        guard tables[.person] != nil else {
            throw ClinicalTableError(.missingColumn, "there is no table person; OMOP tables are files such as person.csv")
        }
        self.tables = tables
        self.moved = moved
        gathering = FactGathering(codes: codes, limits: limits)
        for table in OMOPTable.allCases { if let content = tables[table] { _ = try Columns(table, content) } }
    }

    /// What became of the rows so far.
    public var report: ClinicalReport { gathering.finishedReport }

    /// What the source could tell of; complete after the last row.
    public var attributes: Set<String> { gathering.attributes }

    /// The next patient; `nil` at the end. Everything is read before the first one.
    public mutating func nextRow() throws(ClinicalTableError) -> ClinicalRow? {
        if !isGathered {
            try gather()
            isGathered = true
        }
        guard next < gathering.patients.count else { return nil }
        next += 1
        return gathering.patients[next - 1].row(gathering.vocabulary, line: 0, moved: moved)
    }

    // MARK: Tables

    /// Where the columns of a table stand.
    private struct Columns {
        let table: OMOPTable
        let places: [String: Int]
        let width: Int

        init(_ table: OMOPTable, _ content: ClinicalTable) throws(ClinicalTableError) {
            self.table = table
            width = content.columns.count
            places = Dictionary(
                content.columns.enumerated().map { ($1.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
            for name in Self.needed[table] ?? [] where places[name] == nil {
                throw ClinicalTableError(.missingColumn, "the table \(table.rawValue) has no column \(name)", line: 1)
            }
        }

        private static let needed: [OMOPTable: [String]] = [
            .person: ["person_id"], .conditionOccurrence: ["person_id", "condition_concept_id", "condition_start_date"],
            .measurement: ["person_id", "measurement_concept_id", "measurement_date"],
            .procedureOccurrence: ["person_id", "procedure_concept_id", "procedure_date"],
            .drugExposure: ["person_id", "drug_concept_id", "drug_exposure_start_date"],
            .observation: ["person_id", "observation_concept_id", "observation_date"], .death: ["person_id"],
            .concept: ["concept_id", "vocabulary_id", "concept_code"],
        ]

        func field(_ name: String, _ row: ClinicalTable.Row) -> String {
            places[name].map { row.fields[$0].withoutBlankEnds } ?? ""
        }
    }

    /// What is read out of a table.
    private enum Step {
        case concepts, people, diagnoses, deaths
        case events(concept: String, date: String)
    }

    private mutating func gather() throws(ClinicalTableError) {
        try visit(.concept, .concepts, isCounted: false)
        try visit(.person, .people)
        // Twice: what else is known of a patient is weighed by its distance from the diagnosis.
        try visit(.conditionOccurrence, .diagnoses, isCounted: false)
        try visit(.conditionOccurrence, .events(concept: "condition_concept_id", date: "condition_start_date"))
        try visit(.measurement, .events(concept: "measurement_concept_id", date: "measurement_date"))
        try visit(.observation, .events(concept: "observation_concept_id", date: "observation_date"))
        try visit(.procedureOccurrence, .events(concept: "procedure_concept_id", date: "procedure_date"))
        try visit(.drugExposure, .events(concept: "drug_concept_id", date: "drug_exposure_start_date"))
        try visit(.death, .deaths)
        declare()
    }

    private mutating func declare() {
        gathering.declare(["sex", "race", "ethnicity"])
        if tables[.conditionOccurrence] != nil {
            gathering.declare(FactGathering.ofDiagnosis.union(["topography", "morphology", "metastasis", "tumor_laterality"]))
        }
        if tables[.measurement] != nil || tables[.observation] != nil {
            gathering.declare(FactGathering.ofObservations(gathering.codes))
        }
        if tables[.procedureOccurrence] != nil || tables[.drugExposure] != nil { gathering.declare(FactGathering.ofTreatment) }
        if tables[.death] != nil { gathering.declare(["deceased", "days_to_death"]) }
    }

    private mutating func visit(_ table: OMOPTable, _ step: Step, isCounted: Bool = true) throws(ClinicalTableError) {
        guard let content = tables[table] else { return }
        let columns = try Columns(table, content)
        var rows = try content.rows()
        while let row = try rows.next() {
            var fate = FactGathering.Fate.rejected("not as many fields as the header")
            if row.fields.count == columns.width { fate = try take(step, columns, row) }
            if isCounted { gathering.count(fate, file: table.rawValue, line: row.line) }
        }
    }

    private mutating func take(_ step: Step, _ columns: Columns, _ row: ClinicalTable.Row) throws(ClinicalTableError) -> FactGathering.Fate
    {
        switch step {
        case .concepts:
            // Only concepts whose codes say something here are kept.
            let meanings = gathering.codes.meanings(columns.field("concept_code", row), system: columns.field("vocabulary_id", row))
            if !meanings.isEmpty { concepts[columns.field("concept_id", row)] = meanings }
            return .unused
        case .people: return try person(columns, row)
        case .diagnoses: return diagnosis(columns, row)
        case .events(let concept, let date): return event(columns, row, concept, date)
        case .deaths: return death(columns, row)
        }
    }

    private func meanings(_ id: String) -> [ClinicalCodes.Meaning] {
        let known = gathering.codes.meanings(ofConcept: id)
        return known.isEmpty ? concepts[id] ?? [] : known
    }

    private mutating func person(_ columns: Columns, _ row: ClinicalTable.Row) throws(ClinicalTableError) -> FactGathering.Fate {
        let key = columns.field("person_id", row)
        let original = columns.places["person_source_value"] == nil ? key : columns.field("person_source_value", row)
        if let fault = try gathering.add(original, key: key) { return .rejected(fault) }
        guard let patient = gathering.place(key) else { return .unused }
        let numbers = ["year_of_birth", "month_of_birth", "day_of_birth"].map { Int(columns.field($0, row)) }
        if let year = numbers[0] {
            gathering.setBorn(ClinicalDate(year, numbers[1], numbers[1] == nil ? nil : numbers[2]), patient)
        }
        for name in ["gender_concept_id", "race_concept_id", "ethnicity_concept_id"] {
            let id = columns.field(name, row)
            if id.isEmpty || id == "0" { continue }
            if !gathering.gather(meanings(id), day: nil, of: patient, column: "person.\(name)") {
                gathering.unmapped.add(id, in: "person.\(name)")
            }
        }
        return .mapped
    }

    private mutating func diagnosis(_ columns: Columns, _ row: ClinicalTable.Row) -> FactGathering.Fate {
        if let patient = gathering.place(columns.field("person_id", row)),
            meanings(columns.field("condition_concept_id", row)).contains(where: \.isDiagnosis),
            let date = ClinicalDate(columns.field("condition_start_date", row))
        {
            gathering.noteDiagnosis(date, patient)
        }
        return .mapped
    }

    private mutating func event(_ columns: Columns, _ row: ClinicalTable.Row, _ concept: String, _ date: String) -> FactGathering.Fate {
        guard let patient = gathering.place(columns.field("person_id", row)) else {
            return .rejected("the person is not in the table person")
        }
        let written = columns.field(date, row)
        let day = ClinicalDate(written)
        guard day != nil || written.isEmpty else { return .rejected("\(date) is not a date") }
        let id = columns.field(concept, row)
        let meanings = meanings(id)
        guard !meanings.isEmpty else {
            gathering.unmapped.add(id, in: "\(columns.table.rawValue).\(concept)")
            return .unused
        }
        let column = "\(columns.table.rawValue).value"
        return gathering.gather(meanings, answer: answer(columns, row), day: day?.dayNumber, of: patient, column: column)
            ? .mapped : .unused
    }

    private func answer(_ columns: Columns, _ row: ClinicalTable.Row) -> FactGathering.Answer {
        var answer = FactGathering.Answer()
        answer.number = ClinicalMappingRun.number(columns.field("value_as_number", row))
        let unit = columns.field("unit_concept_id", row)
        if case .unit(let name)? = meanings(unit).first {
            answer.unit = name
        } else if !unit.isEmpty, unit != "0" {
            answer.unit = "unit_concept_id \(unit)"
        } else {
            answer.unit = columns.field("unit_source_value", row)
        }
        // 4172703 is "=".
        answer.isBound = !["", "0", "4172703"].contains(columns.field("operator_concept_id", row))
        let value = columns.field("value_as_concept_id", row)
        if !value.isEmpty, value != "0" { answer.codes = [("value_as_concept_id \(value)", meanings(value))] }
        let words = columns.field("value_as_string", row)
        if !words.isEmpty { answer.words = [words] }
        return answer
    }

    private mutating func death(_ columns: Columns, _ row: ClinicalTable.Row) -> FactGathering.Fate {
        guard let patient = gathering.place(columns.field("person_id", row)) else {
            return .rejected("the person is not in the table person")
        }
        gathering.noteDeath(ClinicalDate(columns.field("death_date", row))?.dayNumber, patient)
        return .mapped
    }
}
