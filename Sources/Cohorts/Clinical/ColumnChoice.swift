/// A column of a table with what it means.
struct MappedColumn {
    let place: Int
    let name: String
    let attribute: Attribute
    let rule: ClinicalMapping.ColumnRule
    /// Numbers are multiplied by this.
    let factor: Double
    /// Canonical value by folded value of this table.
    let values: [String: String]
}

/// Which columns of a table a mapping uses, and what each means. What contradicts itself is refused, with the line of the mapping where it
/// came from a file.
struct ColumnChoice {
    private(set) var patientPlace = 0
    /// One column for each attribute.
    private(set) var columns: [MappedColumn] = []
    /// The column with the date of diagnosis.
    private(set) var diagnosis: MappedColumn?
    /// Columns that are used, with the attribute each gives.
    private(set) var names: [String: String] = [:]
    /// Columns that nothing is known about.
    private(set) var ignored: [String] = []
    private let mapping: ClinicalMapping
    private let vocabulary: Vocabulary

    init(_ mapping: ClinicalMapping, _ table: ClinicalTable, _ vocabulary: Vocabulary) throws(ClinicalTableError) {
        self.mapping = mapping
        self.vocabulary = vocabulary
        let folded = table.columns.map(Vocabulary.foldedName)
        patientPlace = try Self.patientPlace(mapping, table, folded)
        var rules: [String: (name: String, rule: ClinicalMapping.ColumnRule)] = [:]
        for (name, rule) in mapping.columns.sorted(by: { $0.key < $1.key }) {
            let key = Vocabulary.foldedName(name)
            guard folded.contains(key) else {
                throw fault(.missingColumn, name, "the mapping names a column \"\(name)\" that the table does not have")
            }
            guard folded[patientPlace] != key else {
                throw fault(.contradictoryMapping, name, "the column \"\(name)\" holds the patient identifier and cannot be an attribute")
            }
            guard rules.updateValue((name, rule), forKey: key) == nil else {
                throw fault(.contradictoryMapping, name, "the mapping has two rules for the column \"\(name)\"")
            }
        }
        let left = Set(mapping.ignored.map(Vocabulary.foldedName))
        if let both = rules.first(where: { left.contains($0.key) })?.value.name {
            throw fault(.contradictoryMapping, both, "the mapping has a rule for the column \"\(both)\" and ignores it")
        }
        var chosen: [MappedColumn] = []
        for (place, key) in folded.enumerated() where place != patientPlace && !key.isEmpty && !left.contains(key) {
            if let (name, rule) = rules[key] {
                chosen.append(try column(place, table.columns[place], rule, writtenAs: name))
            } else if let rule = builtInRule(for: key) {
                chosen.append(try column(place, table.columns[place], rule, writtenAs: key))
            } else {
                ignored.append(table.columns[place])
            }
        }
        try choose(chosen, explicit: Set(rules.keys))
    }

    private static func patientPlace(
        _ mapping: ClinicalMapping, _ table: ClinicalTable, _ folded: [String]
    ) throws(ClinicalTableError) -> Int {
        let wanted = mapping.patientColumn.map { [Vocabulary.foldedName($0)] } ?? ClinicalMapping.patientColumns
        for name in wanted {
            if let place = folded.firstIndex(of: name) { return place }
        }
        let found = table.columns.prefix(30).map { "\"\($0.prefix(40))\"" }.joined(separator: ", ")
        throw ClinicalTableError(
            .missingColumn,
            "no column \"\(wanted[0])\" with the patient identifier; found \(found). Name it so, or give its name in the mapping", line: 1)
    }

    private func builtInRule(for key: String) -> ClinicalMapping.ColumnRule? {
        if ClinicalMapping.yearColumns.contains(key) {
            return ClinicalMapping.ColumnRule(attribute: "year_of_diagnosis", reading: .yearOfDate)
        }
        if ClinicalMapping.birthColumns.contains(key) {
            return ClinicalMapping.ColumnRule(attribute: "age_at_diagnosis", reading: .ageAtDiagnosis)
        }
        // `age` alone is ambiguous in tables; as everywhere in the model it is the age at diagnosis.
        if key == "age" { return ClinicalMapping.ColumnRule(attribute: "age_at_diagnosis") }
        if let event = key.hasSuffix("_date") ? key.dropLast(5) : key.hasPrefix("date_of_") ? key.dropFirst(8) : nil,
            let attribute = vocabulary.attribute(named: "days_to_\(event)"), attribute.level == .patient
        {
            return ClinicalMapping.ColumnRule(attribute: attribute.name, reading: .daysFromDiagnosis)
        }
        guard let attribute = vocabulary.attribute(named: key), attribute.level == .patient else { return nil }
        return ClinicalMapping.ColumnRule(attribute: attribute.name)
    }

    private func fault(_ code: ClinicalTableError.Code, _ name: String, _ message: String) -> ClinicalTableError {
        ClinicalTableError(code, mapping.lines[name].map { "line \($0) of the mapping: \(message)" } ?? message)
    }

    private func column(
        _ place: Int, _ name: String, _ rule: ClinicalMapping.ColumnRule, writtenAs key: String
    ) throws(ClinicalTableError) -> MappedColumn {
        func contradiction(_ message: String) -> ClinicalTableError {
            fault(.contradictoryMapping, key, "the column \"\(name)\"\(message)")
        }
        guard let attribute = vocabulary.attribute(named: rule.attribute), attribute.level == .patient, attribute.name != "age" else {
            let near = vocabulary.nearestName(to: rule.attribute).map { "; did you mean \"\($0)\"?" } ?? ""
            throw contradiction(" is mapped to \"\(rule.attribute)\", which is no attribute of a patient\(near)")
        }
        switch rule.reading {
        case .value: break
        case .yearOfDate:
            if attribute.kind != .integer { throw contradiction(": \(attribute.name) cannot hold a year") }
        case .daysFromDiagnosis:
            guard attribute.name.hasPrefix("days_to_") else {
                throw contradiction(": \(attribute.name) holds no days from diagnosis; those that do are called days_to_…")
            }
        case .ageAtDiagnosis:
            guard attribute.name == "age_at_diagnosis" else { throw contradiction(": \(attribute.name) is not the age at diagnosis") }
        }
        guard rule.factor.isFinite, rule.factor > 0 else { throw contradiction(": the factor must be a positive number") }
        var factor = rule.factor
        if let unit = rule.unit {
            guard rule.factor == 1 else { throw contradiction(" has a unit and a factor: give one of them") }
            guard let own = attribute.unit, attribute.isNumeric else { throw contradiction(": \(attribute.name) has no unit") }
            guard Units.isUnit(unit) else { throw contradiction(": the unit \"\(unit.prefix(40))\" is not known here") }
            guard let converted = Units.convert(1, from: unit, toUnitOf: attribute) else {
                throw contradiction(": \(unit) cannot be turned into \(own), the unit of \(attribute.name)")
            }
            factor = converted
        }
        var values: [String: String] = [:]
        for (raw, meaning) in rule.values {
            guard let value = attribute.normalised(meaning) ?? attribute.concept(for: meaning)?.name else {
                throw contradiction(": \(attribute.name) has no value \"\(meaning)\"")
            }
            guard values.updateValue(value, forKey: Vocabulary.folded(raw)).map({ $0 == value }) ?? true else {
                throw contradiction(" maps one value to two meanings")
            }
        }
        return MappedColumn(place: place, name: name, attribute: attribute, rule: rule, factor: factor, values: values)
    }

    /// One column for each attribute; a date gives way to a column with the value itself.
    private mutating func choose(_ chosen: [MappedColumn], explicit: Set<String>) throws(ClinicalTableError) {
        diagnosis = chosen.first { $0.attribute.name == "year_of_diagnosis" && $0.rule.reading == .yearOfDate }
        for column in chosen {
            let isExplicit = explicit.contains(Vocabulary.foldedName(column.name))
            let rivals = chosen.filter { $0.attribute == column.attribute && $0.place != column.place }
            if let rival = rivals.first(where: { $0.rule.reading.isDate == column.rule.reading.isDate }) {
                let written = mapping.lines.keys.first { Vocabulary.foldedName($0) == Vocabulary.foldedName(column.name) } ?? column.name
                let message =
                    "the columns \"\(column.name)\" and \"\(rival.name)\" both give \(column.attribute.name); ignore one in the mapping"
                throw mapping.lines[written] == nil
                    ? ClinicalTableError(.ambiguousColumns, message, line: 1) : fault(.ambiguousColumns, written, message)
            }
            if [.daysFromDiagnosis, .ageAtDiagnosis].contains(column.rule.reading), diagnosis == nil {
                guard !isExplicit else {
                    throw fault(
                        .contradictoryMapping, column.name,
                        "the column \"\(column.name)\" is counted from the date of diagnosis, and no column holds that: give one the attribute year_of_diagnosis and the reading yearOfDate"
                    )
                }
                ignored.append(column.name)
                continue
            }
            if column.rule.reading.isDate, !rivals.isEmpty {
                names[column.name] = column.place == diagnosis?.place ? "days_from_diagnosis" : nil
                continue
            }
            names[column.name] = column.attribute.name
            columns.append(column)
        }
    }
}
