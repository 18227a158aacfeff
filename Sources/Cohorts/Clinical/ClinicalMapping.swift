import Foundation

/// How the columns of a clinical table become attributes of the vocabulary.
public struct ClinicalMapping: Sendable, Hashable {
    /// How one column is read.
    public struct ColumnRule: Sendable, Hashable {
        /// How the text of a field becomes a value.
        public enum Reading: String, Sendable, Hashable, Codable {
            /// By the type of the attribute.
            case value
            /// A date, of which only the year is kept.
            case yearOfDate
        }

        /// The attribute, by name or synonym.
        public var attribute: String
        /// How the text is read.
        public var reading: Reading
        /// Values of this table that the vocabulary does not know, with the concept each means. Case does not matter.
        public var values: [String: String]
        /// Numbers are multiplied by this: 1000 for a column in ug/mL when the attribute is in ng/mL.
        public var factor: Double

        /// A rule.
        public init(attribute: String, reading: Reading = .value, values: [String: String] = [:], factor: Double = 1) {
            self.attribute = attribute
            self.reading = reading
            self.values = values
            self.factor = factor
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

    /// Maps a table. Row faults are reported and leave out the row; only a table that cannot be mapped at all is an error.
    ///
    /// - Parameter moved: moves a date, `YYYYMMDD`, of a patient, whose original identifier comes first; `nil` where it cannot be moved.
    ///   A node moves clinical dates as it moves those of the patient's images. Dates stay where there is no such function.
    public func map(
        _ table: ClinicalTable, vocabulary: Vocabulary = .standard, moved: ((_ patient: String, _ date: String) -> String?)? = nil
    ) throws(ClinicalTableError) -> ClinicalImport {
        var run = try ClinicalMappingRun(mapping: self, table: table, vocabulary: vocabulary, moved: moved)
        try table.forEachRow { run.read($0) }
        return run.finished()
    }
}

/// One row of a clinical table as it was understood.
public struct ClinicalRow: Sendable, Hashable {
    /// The patient identifier of the hospital, as written. The node replaces it by the pseudonym and keeps neither file nor row.
    public let originalPatientID: String
    /// The line of the file, counted from one.
    public let line: Int
    /// The values in canonical form.
    public let record: ClinicalRecord
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
