/// What became of a clinical table. It holds values of the table that meant nothing, and therefore stays at the node.
public struct ClinicalReport: Sendable, Hashable, Codable {
    /// A value that the vocabulary has no concept for.
    public struct UnmappedValue: Sendable, Hashable, Codable {
        /// The column as the table calls it.
        public let column: String
        /// The value, cut at 80 characters.
        public let value: String
        /// Rows with it. The other values of these rows were mapped.
        public let count: Int
    }

    /// A row that was left out.
    public struct RejectedRow: Sendable, Hashable, Codable {
        /// The line of the file, counted from one.
        public let line: Int
        /// Why, in words, without the patient's values.
        public let reason: String
    }

    /// Rows of the table.
    public internal(set) var rows = 0
    /// Rows that became clinical records.
    public internal(set) var mapped = 0
    /// Columns that were used, with the attribute each was mapped to.
    public internal(set) var columns: [String: String] = [:]
    /// Columns that nothing was known about.
    public internal(set) var ignoredColumns: [String] = []
    /// Values without a concept: by column, most frequent first; at most 200 for a column.
    public internal(set) var unmapped: [UnmappedValue] = []
    /// Rows that were left out: the first 1,000.
    public internal(set) var rejected: [RejectedRow] = []
    /// All rows that were left out.
    public internal(set) var rejectedCount = 0
}
