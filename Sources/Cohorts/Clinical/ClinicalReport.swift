/// What became of a clinical load: of a table, of OMOP tables or of FHIR resources. It holds values of patients that meant nothing, and
/// therefore stays at the node.
public struct ClinicalReport: Sendable, Hashable, Codable {
    /// A value that the vocabulary has no concept for.
    public struct UnmappedValue: Sendable, Hashable, Codable {
        /// The column as the table calls it; of OMOP `table.column`, of FHIR `Resource.element`.
        public let column: String
        /// The value, cut at 80 characters.
        public let value: String
        /// Rows with it. The other values of these rows were mapped.
        public let count: Int
    }

    /// A row that was left out.
    public struct RejectedRow: Sendable, Hashable, Codable {
        /// The file, where the load has several.
        public let file: String?
        /// The line of the file, counted from one; of a FHIR bundle the entry.
        public let line: Int
        /// Why, in words, without the patient's values.
        public let reason: String
    }

    /// How many rows were left out for one reason.
    public struct RejectedReason: Sendable, Hashable, Codable {
        /// Why, in words, without the patient's values.
        public let reason: String
        /// Rows.
        public internal(set) var count: Int
    }

    /// Rows of the table, of all OMOP tables, or FHIR resources. Every one is mapped, unused or rejected.
    public internal(set) var rows = 0
    /// Rows that something was taken from.
    public internal(set) var mapped = 0
    /// Rows that nothing was taken from, because what they say has no concept here or is not asked for.
    public internal(set) var unused = 0
    /// Patients with a clinical record.
    public internal(set) var patients = 0
    /// Columns that were used, with the attribute each was mapped to.
    public internal(set) var columns: [String: String] = [:]
    /// Columns that nothing was known about.
    public internal(set) var ignoredColumns: [String] = []
    /// Values without a concept: by column, most frequent first; at most 200 for a column.
    public internal(set) var unmapped: [UnmappedValue] = []
    /// Rows that were left out: the first 1,000.
    public internal(set) var rejected: [RejectedRow] = []
    /// All rows that were left out, by reason, most frequent first.
    public internal(set) var reasons: [RejectedReason] = []
    /// All rows that were left out.
    public internal(set) var rejectedCount = 0

    mutating func reject(file: String? = nil, line: Int, _ reason: String, kind: String? = nil) {
        rejectedCount += 1
        if rejected.count < 1_000 { rejected.append(RejectedRow(file: file, line: line, reason: reason)) }
        let kind = kind ?? reason
        if let place = reasons.firstIndex(where: { $0.reason == kind }) {
            reasons[place].count += 1
        } else {
            reasons.append(RejectedReason(reason: kind, count: 1))
        }
    }
}

/// Values without a concept while they are counted, in bounded memory.
struct UnmappedValues {
    private var counts: [String: [String: Int]] = [:]

    /// So many different values of a column are told apart; what comes after them is counted together.
    private static let distinctValues = 5_000
    private static let listedValues = 200

    mutating func add(_ value: some StringProtocol, in column: String) {
        let value = String(value.prefix(80))
        let isKnown = counts[column]?[value] != nil || (counts[column]?.count ?? 0) < Self.distinctValues
        counts[column, default: [:]][isKnown ? value : "(other values)", default: 0] += 1
    }

    /// The values of the columns in this order, each column's most frequent ones first.
    func listed(_ columns: [String]? = nil) -> [ClinicalReport.UnmappedValue] {
        (columns ?? counts.keys.sorted()).flatMap { column in
            (counts[column] ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.listedValues)
                .map { ClinicalReport.UnmappedValue(column: column, value: $0.key, count: $0.value) }
        }
    }
}
