import Foundation

/// How the columns of a clinical table become attributes of the vocabulary.
public struct ClinicalMapping: Sendable, Hashable {
    /// How one column is read.
    public struct ColumnRule: Sendable, Hashable {
        /// How the text of a field becomes a value.
        public enum Reading: String, Sendable, Hashable, Codable {
            /// By the type of the attribute.
            case value
            /// A date, of which only the year is kept. That of `year_of_diagnosis` is the date of diagnosis, from which days are counted.
            case yearOfDate
            /// A date, of which the days from the row's date of diagnosis are kept.
            case daysFromDiagnosis
            /// A date of birth, of which the years to the row's date of diagnosis are kept.
            case ageAtDiagnosis

            /// Whether fields are dates.
            var isDate: Bool { self != .value }
        }

        /// The attribute, by name or synonym.
        public var attribute: String
        /// How the text is read.
        public var reading: Reading
        /// Values of this table that the vocabulary does not know, with the concept each means. Case does not matter.
        public var values: [String: String]
        /// Numbers are multiplied by this: 1000 for a column in ug/mL when the attribute is in ng/mL.
        public var factor: Double
        /// The unit of the column's numbers, instead of a factor; `nil` for that of the attribute.
        public var unit: String?

        /// A rule.
        public init(
            attribute: String, reading: Reading = .value, values: [String: String] = [:], factor: Double = 1, unit: String? = nil
        ) {
            self.attribute = attribute
            self.reading = reading
            self.values = values
            self.factor = factor
            self.unit = unit
        }
    }

    /// The column with the patient identifier of the hospital; nil looks for the usual names.
    public var patientColumn: String?
    /// Rules by column name; they win over the built-in names. Case and punctuation do not matter.
    public var columns: [String: ColumnRule]
    /// Columns to leave alone although their names are known.
    public var ignored: [String]
    /// Field contents that mean "not known", besides the empty one.
    public var missing: [String]
    /// In which line of its file the rule of a column stands, by the column's name as written there; for messages.
    public var lines: [String: Int] = [:]

    /// A mapping.
    public init(
        patientColumn: String? = nil, columns: [String: ColumnRule] = [:], ignored: [String] = [],
        missing: [String] = ["na", "n/a", "nan", "null", "none known", "missing", "unk", "?", "-", "."]
    ) {
        self.patientColumn = patientColumn
        self.columns = columns
        self.ignored = ignored
        self.missing = missing
    }

    /// Only the built-in names: those of the vocabulary and its synonyms, and `diagnosis_date` for the year.
    public static let standard = ClinicalMapping()

    static let patientColumns = ["patient_id", "patientid", "patient", "subject_id", "subject", "case_id", "pid", "mrn"]
    static let yearColumns = ["diagnosis_date", "date_of_diagnosis"]
    static let birthColumns = ["birth_date", "date_of_birth", "birthdate", "dob"]

    /// Maps a table. Row faults are reported and leave out the row; only a table that cannot be mapped at all is an error.
    ///
    /// - Parameter moved: moves a date, `YYYYMMDD`, of a patient, whose original identifier comes first; `nil` where it cannot be moved.
    ///   A node moves clinical dates as it moves those of the patient's images. Dates stay where there is no such function.
    public func map(
        _ table: ClinicalTable, vocabulary: Vocabulary = .standard, moved: DateMove? = nil
    ) throws(ClinicalTableError) -> ClinicalImport {
        var source = try rows(of: table, vocabulary: vocabulary, moved: moved)
        var rows: [ClinicalRow] = []
        while let row = try source.nextRow() { rows.append(row) }
        return ClinicalImport(rows: rows, report: source.report, attributes: source.attributes)
    }

    /// The rows of a table as they are mapped, one after the other.
    public func rows(
        of table: ClinicalTable, vocabulary: Vocabulary = .standard, moved: DateMove? = nil
    ) throws(ClinicalTableError) -> MappedRows {
        MappedRows(run: try ClinicalMappingRun(mapping: self, table: table, vocabulary: vocabulary, moved: moved), rows: try table.rows())
    }
}

/// Moves a date, `YYYYMMDD`, of a patient, whose original identifier comes first; `nil` where it cannot be moved.
public typealias DateMove = (_ patient: String, _ date: String) -> String?

/// Clinical rows that come one at a time, so that a large load is never held as a whole.
public protocol ClinicalRows {
    /// The next row; `nil` at the end.
    mutating func nextRow() throws(ClinicalTableError) -> ClinicalRow?

    /// What became of the rows; complete after the last one.
    var report: ClinicalReport { get }

    /// Attributes that the load could tell of: what to declare to ``CohortIndex``.
    var attributes: Set<String> { get }
}

/// The rows of a clinical table while they are mapped.
public struct MappedRows: ClinicalRows {
    var run: ClinicalMappingRun
    var rows: ClinicalTable.Rows

    /// The next row that can be used; `nil` at the end.
    public mutating func nextRow() throws(ClinicalTableError) -> ClinicalRow? {
        while let row = try rows.next() {
            if let row = try run.read(row) { return row }
        }
        return nil
    }

    /// What became of the rows so far.
    public var report: ClinicalReport { run.finishedReport }

    /// Attributes the table has columns for.
    public var attributes: Set<String> { run.attributes }
}

/// One patient's row of a clinical load as it was understood.
public struct ClinicalRow: Sendable, Hashable {
    /// The patient identifier of the hospital, as written. The node replaces it by the pseudonym and keeps neither file nor row.
    public let originalPatientID: String
    /// The line of the file, counted from one; 0 where a patient has many rows.
    public let line: Int
    /// The values in canonical form.
    public let record: ClinicalRecord
    /// The day of diagnosis, `YYYYMMDD`, moved as the patient's dates are; `nil` where the day is not known. No part of the record: with
    /// it stand the days from diagnosis of studies that come later.
    public let diagnosed: String?
}

/// The outcome of mapping a clinical table.
public struct ClinicalImport: Sendable, Hashable {
    /// One row a patient, in the order of the table.
    public let rows: [ClinicalRow]
    /// What became of the table.
    public let report: ClinicalReport
    /// Attributes the table has columns for: what to declare to ``CohortIndex``.
    public let attributes: Set<String>
}
