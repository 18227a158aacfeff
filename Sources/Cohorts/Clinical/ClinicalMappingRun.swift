import Foundation

/// The state of mapping one table.
struct ClinicalMappingRun {
    private struct Column {
        let place: Int
        let name: String
        let attribute: Attribute
        let rule: ClinicalMapping.ColumnRule
        /// Canonical value by folded value of this table.
        let values: [String: String]
    }

    /// Why a row is left out, thrown out of reading a field.
    private struct Fault: Error {
        let reason: String
    }

    private let moved: ((_ patient: String, _ date: String) -> String?)?
    private let width: Int
    private let patientPlace: Int
    private let columns: [Column]
    private let missing: Set<String>
    private var rows: [ClinicalRow] = []
    private var lineOfPatient: [String: Int] = [:]
    private var unmapped: [[String: Int]]
    private var report = ClinicalReport()

    init(
        mapping: ClinicalMapping, table: ClinicalTable, vocabulary: Vocabulary, moved: ((_ patient: String, _ date: String) -> String?)?
    ) throws(ClinicalTableError) {
        self.moved = moved
        width = table.columns.count
        let folded = table.columns.map(Vocabulary.foldedName)
        patientPlace = try Self.patientPlace(mapping, table, folded)
        var rules: [String: ClinicalMapping.ColumnRule] = [:]
        for (name, rule) in mapping.columns.sorted(by: { $0.key < $1.key }) {
            let key = Vocabulary.foldedName(name)
            guard folded.contains(key) else {
                throw ClinicalTableError(.missingColumn, "the mapping names a column \"\(name)\" that the table does not have")
            }
            guard rules.updateValue(rule, forKey: key) == nil else {
                throw ClinicalTableError(.contradictoryMapping, "the mapping has two rules for the column \"\(name)\"")
            }
        }
        let ignored = Set(mapping.ignored.map(Vocabulary.foldedName))
        var chosen: [Column] = []
        for (place, key) in folded.enumerated() where place != patientPlace && !key.isEmpty && !ignored.contains(key) {
            guard let rule = rules[key] ?? Self.builtInRule(for: key, vocabulary) else {
                report.ignoredColumns.append(table.columns[place])
                continue
            }
            chosen.append(try Self.column(place, table.columns[place], rule, vocabulary))
        }
        columns = try Self.unambiguous(chosen)
        missing = Set(mapping.missing.map(Vocabulary.folded))
        unmapped = columns.map { _ in [:] }
        for column in columns { report.columns[column.name] = column.attribute.name }
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

    private static func builtInRule(for key: String, _ vocabulary: Vocabulary) -> ClinicalMapping.ColumnRule? {
        if ClinicalMapping.yearColumns.contains(key) {
            return ClinicalMapping.ColumnRule(attribute: "year_of_diagnosis", reading: .yearOfDate)
        }
        // `age` alone is ambiguous in tables; as everywhere in the model it is the age at diagnosis.
        if key == "age" { return ClinicalMapping.ColumnRule(attribute: "age_at_diagnosis") }
        guard let attribute = vocabulary.attribute(named: key), attribute.level == .patient else { return nil }
        return ClinicalMapping.ColumnRule(attribute: attribute.name)
    }

    private static func column(
        _ place: Int, _ name: String, _ rule: ClinicalMapping.ColumnRule, _ vocabulary: Vocabulary
    ) throws(ClinicalTableError) -> Column {
        guard let attribute = vocabulary.attribute(named: rule.attribute), attribute.level == .patient, attribute.name != "age" else {
            let near = vocabulary.nearestName(to: rule.attribute).map { "; did you mean \"\($0)\"?" } ?? ""
            throw ClinicalTableError(
                .contradictoryMapping,
                "the column \"\(name)\" is mapped to \"\(rule.attribute)\", which is no attribute of a patient\(near)")
        }
        if rule.reading == .yearOfDate, attribute.kind != .integer {
            throw ClinicalTableError(.contradictoryMapping, "the column \"\(name)\": \(attribute.name) cannot hold a year")
        }
        guard rule.factor.isFinite, rule.factor > 0 else {
            throw ClinicalTableError(.contradictoryMapping, "the column \"\(name)\": the factor must be a positive number")
        }
        var values: [String: String] = [:]
        for (raw, meaning) in rule.values {
            guard let value = attribute.normalised(meaning) ?? attribute.concept(for: meaning)?.name else {
                throw ClinicalTableError(
                    .contradictoryMapping, "the column \"\(name)\": \(attribute.name) has no value \"\(meaning)\"")
            }
            guard values.updateValue(value, forKey: Vocabulary.folded(raw)).map({ $0 == value }) ?? true else {
                throw ClinicalTableError(.contradictoryMapping, "the column \"\(name)\" maps one value to two meanings")
            }
        }
        return Column(place: place, name: name, attribute: attribute, rule: rule, values: values)
    }

    /// One column for each attribute; a date gives way to a column with the year itself.
    private static func unambiguous(_ columns: [Column]) throws(ClinicalTableError) -> [Column] {
        var result: [Column] = []
        for column in columns {
            let rivals = columns.filter { $0.attribute == column.attribute && $0.place != column.place }
            let equals = rivals.filter { $0.rule.reading == column.rule.reading }
            if let rival = equals.first {
                throw ClinicalTableError(
                    .ambiguousColumns,
                    "the columns \"\(column.name)\" and \"\(rival.name)\" both give \(column.attribute.name); ignore one in the mapping",
                    line: 1)
            }
            if column.rule.reading == .yearOfDate, !rivals.isEmpty { continue }
            result.append(column)
        }
        return result
    }

    // MARK: Rows

    mutating func read(_ row: ClinicalTable.Row) {
        report.rows += 1
        guard row.fields.count == width else {
            return reject(row, "\(row.fields.count) fields where the header has \(width)")
        }
        let patient = row.fields[patientPlace].trimmingCharacters(in: .whitespacesAndNewlines)
        guard !patient.isEmpty, !missing.contains(Vocabulary.folded(patient)) else { return reject(row, "no patient identifier") }
        guard patient.count <= 256, !patient.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
            return reject(row, "the patient identifier is too long or has control characters")
        }
        if let line = lineOfPatient[patient] { return reject(row, "the patient is already in line \(line)") }
        var record = ClinicalRecord()
        var strange: [(Int, String)] = []
        do {
            for (index, column) in columns.enumerated() {
                let field = row.fields[column.place].trimmingCharacters(in: .whitespacesAndNewlines)
                if isMissing(field, in: column) { continue }
                let value = try value(field, column, of: patient) { strange.append((index, $0)) }
                if let value { record[column.attribute.name] = value }
            }
        } catch {
            return reject(row, error.reason)
        }
        for (index, value) in strange { unmapped[index][String(value.prefix(80)), default: 0] += 1 }
        lineOfPatient[patient] = row.line
        rows.append(ClinicalRow(originalPatientID: patient, line: row.line, record: record))
    }

    private mutating func reject(_ row: ClinicalTable.Row, _ reason: String) {
        report.rejectedCount += 1
        if report.rejected.count < 1000 { report.rejected.append(ClinicalReport.RejectedRow(line: row.line, reason: reason)) }
    }

    private func isMissing(_ field: String, in column: Column) -> Bool {
        let word = Vocabulary.folded(field)
        if word.isEmpty { return true }
        // "-" is negative for a receptor and nothing elsewhere: what the attribute knows wins.
        return missing.contains(word) && column.values[word] == nil && column.attribute.concept(for: word) == nil
    }

    private func value(
        _ field: String, _ column: Column, of patient: String, strange: (String) -> Void
    ) throws(Fault) -> AttributeValue? {
        let attribute = column.attribute
        if column.rule.reading == .yearOfDate {
            guard let year = Self.year(in: field).flatMap({ movedYear($0, in: field, of: patient) }),
                let number = attribute.normalised(Double(year))
            else {
                throw Fault(reason: "column \"\(column.name)\": not a date such as 2021-06-30")
            }
            return .number(number)
        }
        let given = column.values[Vocabulary.folded(field)]
        if attribute.isNumeric {
            let text = given ?? attribute.concept(for: field)?.name ?? field
            guard let number = Self.number(text) else { throw Fault(reason: "column \"\(column.name)\": not a number") }
            guard let normal = attribute.normalised(given == nil ? number * column.rule.factor : number) else {
                throw Fault(reason: "column \"\(column.name)\": a number that \(attribute.name) cannot have")
            }
            guard attribute.name == "year_of_diagnosis", let moved = movedYear(Int(normal), in: "", of: patient) else {
                return .number(normal)
            }
            return .number(Double(moved))
        }
        if attribute.isMultiple {
            var codes: Set<String> = []
            for part in field.split(whereSeparator: { ";|+,".contains($0) }) {
                let word = String(part).trimmingCharacters(in: .whitespaces)
                if let value = column.values[Vocabulary.folded(word)] ?? attribute.normalised(word) {
                    codes.insert(value)
                } else if !word.isEmpty {
                    strange(word)
                }
            }
            return codes.isEmpty ? nil : .codes(codes.sorted())
        }
        guard let value = given ?? attribute.normalised(field) else {
            strange(field)
            return nil
        }
        return attribute.kind == .flag ? .flag(value == "true") : .code(value)
    }

    /// A finite decimal number; a comma may be its decimal mark when it is the only one.
    static func number(_ text: String) -> Double? {
        let plain = text.contains(".") || text.filter { $0 == "," }.count != 1 ? text : text.replacing(",", with: ".")
        guard plain.utf8.allSatisfy({ ($0 >= 48 && $0 <= 57) || "+-.eE".utf8.contains($0) }) else { return nil }
        return Double(plain).flatMap { $0.isFinite ? $0 : nil }
    }

    /// The year of a date: 2021, 2021-06-30, 20210630, 30.06.2021, 06/30/2021, with or without a time behind it.
    static func year(in text: String) -> Int? {
        let date = text.prefix { $0 != "T" && $0 != " " }
        let parts = date.split(whereSeparator: { !$0.isNumber }).map(String.init)
        guard date.allSatisfy({ $0.isNumber || "-./".contains($0) }), parts.allSatisfy({ Int($0) != nil }) else { return nil }
        switch parts.count {
        case 1 where parts[0].count == 4: return Int(parts[0])
        case 1 where parts[0].count == 8: return Int(parts[0].prefix(4))
        case 2, 3:
            if parts[0].count == 4 { return Int(parts[0]) }
            return parts[parts.count - 1].count == 4 ? Int(parts[parts.count - 1]) : nil
        default: return nil
        }
    }

    /// The year of a date after it was moved; of a date without a day, the middle of the year is moved. `nil` where it cannot be.
    private func movedYear(_ year: Int, in text: String, of patient: String) -> Int? {
        guard let moved else { return year }
        return (Self.day(in: text).flatMap { moved(patient, $0) } ?? moved(patient, "\(year)0701")).flatMap { Int($0.prefix(4)) }
    }

    /// The day that a date names, as YYYYMMDD: of 2021-06-30, 20210630, 30.06.2021, 06/30/2021. Where day and month could be either, points
    /// mean that the day is first, slashes that the month is.
    static func day(in text: String) -> String? {
        let date = text.prefix { $0 != "T" && $0 != " " }
        let parts = date.split(whereSeparator: { !$0.isNumber }).map(String.init)
        if parts.count == 1, parts[0].count == 8 { return parts[0] }
        let numbers = parts.compactMap { Int($0) }
        guard parts.count == 3, numbers.count == 3, numbers.allSatisfy({ (1...9_999).contains($0) }) else { return nil }
        var (year, month, day) = (numbers[0], numbers[1], numbers[2])
        if parts[0].count != 4 {
            (year, month, day) = date.contains("/") ? (numbers[2], numbers[0], numbers[1]) : (numbers[2], numbers[1], numbers[0])
            if month > 12 { swap(&month, &day) }
        }
        func digits(_ number: Int, _ count: Int) -> String {
            String(repeating: "0", count: max(0, count - "\(number)".count)) + "\(number)"
        }
        return digits(year, 4) + digits(month, 2) + digits(day, 2)
    }

    func finished() -> ClinicalImport {
        var report = report
        report.mapped = rows.count
        for (index, values) in unmapped.enumerated() {
            let sorted = values.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(200)
            report.unmapped += sorted.map {
                ClinicalReport.UnmappedValue(column: columns[index].name, value: $0.key, count: $0.value)
            }
        }
        return ClinicalImport(rows: rows, report: report, attributes: Set(columns.map(\.attribute.name)))
    }
}
