/// What became of an index of series that was loaded.
public struct SeriesIndexSummary: Codable, Sendable {
    /// Lines that were not taken for one reason.
    public struct Rejection: Codable, Sendable {
        /// The reason.
        public let reason: String
        /// How many lines.
        public var count: Int
        /// The first of them, counted from one.
        public var lines: [Int]
    }

    /// A value that means nothing to the vocabulary; the series is taken without it.
    public struct UnmappedValue: Codable, Sendable {
        /// The column.
        public let column: String
        /// The value.
        public let value: String
        /// In how many lines.
        public let count: Int
    }

    /// The name under which the index is known: that of the file, without its folder.
    public let index: String
    /// Lines below the header.
    public internal(set) var rows = 0
    /// Series that are known by the index now.
    public internal(set) var series = 0
    /// Their studies.
    public internal(set) var studies = 0
    /// Their patients.
    public internal(set) var patients = 0
    /// Their instances, as the index counts them.
    public internal(set) var instances = 0
    /// Series that an earlier load of the same index had and that are gone.
    public internal(set) var replaced = 0
    /// Lines left out because the patient opted out.
    public internal(set) var optedOut = 0
    /// Lines that were not taken, by reason.
    public internal(set) var rejected: [Rejection] = []
    /// Values without a meaning here, the most frequent first; at most a thousand.
    public internal(set) var unmapped: [UnmappedValue] = []
    /// Columns that were not used.
    public internal(set) var unusedColumns: [String] = []

    /// Lines that were not taken.
    public var rejectedCount: Int { rejected.reduce(0) { $0 + $1.count } }

    init(index: String) { self.index = index }

    mutating func note(_ tally: SeriesIndexStaging.Tally) {
        (series, studies, patients, instances) = (tally.series, tally.studies, tally.patients, tally.instances)
        (optedOut, replaced) = (tally.optedOut, tally.replaced)
    }

    mutating func reject(_ fault: SeriesIndexFault, line: Int) {
        if let place = rejected.firstIndex(where: { $0.reason == fault.rawValue }) {
            rejected[place].count += 1
            if rejected[place].lines.count < 5 { rejected[place].lines.append(line) }
        } else {
            rejected.append(Rejection(reason: fault.rawValue, count: 1, lines: [line]))
        }
    }
}
