import Foundation

/// The state of mapping one table.
struct ClinicalMappingRun {
    /// Why a row is left out, thrown out of reading a field.
    private struct Fault: Error {
        let reason: String
    }

    private let moved: DateMove?
    private let width: Int
    private let patientPlace: Int
    private let columns: [MappedColumn]
    /// The column with the date of diagnosis; it may stand aside for one with the year and still counts.
    private let diagnosis: MappedColumn?
    private let missing: Set<String>
    private let limits: ClinicalTableLimits
    private var lineOfPatient: [String: Int] = [:]
    private var unmapped = UnmappedValues()
    private var report = ClinicalReport()

    init(
        mapping: ClinicalMapping, table: ClinicalTable, vocabulary: Vocabulary, moved: DateMove?
    ) throws(ClinicalTableError) {
        self.moved = moved
        let choice = try ColumnChoice(mapping, table, vocabulary)
        width = table.columns.count
        patientPlace = choice.patientPlace
        columns = choice.columns
        diagnosis = choice.diagnosis
        report.columns = choice.names
        report.ignoredColumns = choice.ignored
        missing = Set(mapping.missing.map(Vocabulary.folded))
        limits = table.limits
    }

    /// Attributes the table has columns for.
    var attributes: Set<String> {
        Set(columns.map(\.attribute.name)).union(diagnosis == nil ? [] : ["days_from_diagnosis"])
    }

    /// The report so far.
    var finishedReport: ClinicalReport {
        var report = report
        report.mapped = lineOfPatient.count
        report.patients = lineOfPatient.count
        report.unmapped = unmapped.listed(columns.map(\.name))
        report.reasons.sort { ($1.count, $0.reason) < ($0.count, $1.reason) }
        return report
    }

    /// The row as a record; `nil` where it was left out.
    mutating func read(_ row: ClinicalTable.Row) throws(ClinicalTableError) -> ClinicalRow? {
        report.rows += 1
        guard row.fields.count == width else {
            report.reject(
                line: row.line, "\(row.fields.count) fields where the header has \(width)", kind: "not as many fields as the header")
            return nil
        }
        let patient = row.fields[patientPlace].withoutBlankEnds
        if missing.contains(Vocabulary.folded(patient)) {
            report.reject(line: row.line, "no patient identifier")
            return nil
        }
        if let reason = PatientIdentifier.fault(in: patient) {
            report.reject(line: row.line, reason)
            return nil
        }
        if let line = lineOfPatient[patient] {
            report.reject(line: row.line, "the patient is already in line \(line)", kind: "the patient is already in an earlier line")
            return nil
        }
        guard lineOfPatient.count < limits.patients else {
            throw ClinicalTableError(
                .tooLarge, "the table has more than \(limits.patients) patients, which one load takes; split it", line: row.line)
        }
        var strange: [(String, String)] = []
        let result: ClinicalRow
        do {
            result = try record(row, of: patient) { strange.append(($0, $1)) }
        } catch {
            report.reject(line: row.line, error.reason)
            return nil
        }
        for (column, value) in strange { unmapped.add(value, in: column) }
        lineOfPatient[patient] = row.line
        return result
    }

    private func record(
        _ row: ClinicalTable.Row, of patient: String, strange: (String, String) -> Void
    ) throws(Fault) -> ClinicalRow {
        func field(_ column: MappedColumn) -> String? {
            let field = row.fields[column.place].withoutBlankEnds
            return isMissing(field, in: column) ? nil : field
        }
        var diagnosed: ClinicalDate?
        if let diagnosis, let text = field(diagnosis) {
            diagnosed = ClinicalDate(text)
            if diagnosed == nil { throw Fault(reason: "column \"\(diagnosis.name)\": not a date such as 2021-06-30") }
        }
        var record = ClinicalRecord()
        for column in columns {
            guard let field = field(column) else { continue }
            let value =
                column.rule.reading.isDate
                ? try value(ofDate: field, column, of: patient, diagnosed) { strange(column.name, $0) }
                : try value(field, column, of: patient) { strange(column.name, $0) }
            if let value { record[column.attribute.name] = value }
        }
        return ClinicalRow(
            originalPatientID: patient, line: row.line, record: record,
            diagnosed: diagnosed?.dayNumber == nil ? nil : diagnosed.flatMap { move($0, of: patient) })
    }

    private func isMissing(_ field: String, in column: MappedColumn) -> Bool {
        let word = Vocabulary.folded(field)
        if word.isEmpty { return true }
        // "-" is negative for a receptor and nothing elsewhere: what the attribute knows wins.
        return missing.contains(word) && column.values[word] == nil && column.attribute.concept(for: word) == nil
    }

    // MARK: Dates

    private func move(_ date: ClinicalDate, of patient: String) -> String? {
        guard let moved else { return date.middle }
        return moved(patient, date.middle)
    }

    private func value(
        ofDate field: String, _ column: MappedColumn, of patient: String, _ diagnosed: ClinicalDate?, strange: (String) -> Void
    ) throws(Fault) -> AttributeValue? {
        guard let date = ClinicalDate(field) else { throw Fault(reason: "column \"\(column.name)\": not a date such as 2021-06-30") }
        if column.rule.reading == .yearOfDate {
            guard let year = move(date, of: patient).flatMap({ Double($0.prefix(4)) }).flatMap(column.attribute.normalised) else {
                throw Fault(reason: "column \"\(column.name)\": a date that \(column.attribute.name) cannot have")
            }
            return .number(year)
        }
        // The value itself is a date and tells nothing about what is missing.
        guard let origin = diagnosed?.dayNumber else {
            strange("(a date in a row without the day of diagnosis)")
            return nil
        }
        guard let day = date.dayNumber else {
            strange("(a date without its day)")
            return nil
        }
        let number = column.rule.reading == .ageAtDiagnosis ? ClinicalAge.years(from: day, to: origin) : Double(day - origin)
        guard let normal = column.attribute.normalised(number) else {
            throw Fault(reason: "column \"\(column.name)\": a date that gives a number \(column.attribute.name) cannot have")
        }
        return .number(normal)
    }

    // MARK: Values

    private func value(
        _ field: String, _ column: MappedColumn, of patient: String, strange: (String) -> Void
    ) throws(Fault) -> AttributeValue? {
        let attribute = column.attribute
        let given = column.values[Vocabulary.folded(field)]
        if attribute.isNumeric {
            let text = given ?? attribute.concept(for: field)?.name ?? field
            guard let number = Self.number(text) else { throw Fault(reason: "column \"\(column.name)\": not a number") }
            guard let normal = attribute.normalised(given == nil ? number * column.factor : number) else {
                throw Fault(reason: "column \"\(column.name)\": a number that \(attribute.name) cannot have")
            }
            guard attribute.name == "year_of_diagnosis", let date = ClinicalDate(Int(normal), nil, nil),
                let year = move(date, of: patient).flatMap({ Double($0.prefix(4)) })
            else { return .number(normal) }
            return .number(year)
        }
        if attribute.isMultiple {
            var codes: Set<String> = []
            for part in field.split(whereSeparator: { ";|+,".contains($0) }) {
                let word = part.withoutBlankEnds
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
}

/// What an identifier of a patient must be, wherever it comes from.
enum PatientIdentifier {
    /// What is wrong with one; `nil` where nothing is.
    static func fault(in identifier: String) -> String? {
        if identifier.isEmpty { return "no patient identifier" }
        guard identifier.count <= 256, !identifier.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
            return "the patient identifier is too long or has control characters"
        }
        return nil
    }
}

/// Ages in years.
enum ClinicalAge {
    /// Years of 365.2425 days between two days, to a tenth, rounded down: nobody is older than he is.
    static func years(from birth: Int, to day: Int) -> Double { (Double(day - birth) / 36.52425).rounded(.down) / 10 }
}
