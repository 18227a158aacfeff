/// The thresholds that a data holder sets for what leaves its node.
public struct OutputPolicy: Codable, Hashable, Sendable {
    /// The fewest rows of an aggregate.
    public var minimumRows: Int
    /// The fewest rows with and the fewest without the outcome.
    public var minimumPerClass: Int
    /// The fewest rows for each parameter of a model.
    public var minimumRowsPerParameter: Int
    /// The most rounds of one job.
    public var maximumRounds: Int
    /// The fewest rows on either side of a feature that has only two values.
    public var minimumPerCategory: Int
    /// The fewest rows that the sum at given coefficients may effectively rest on: (Σw)² / Σw² of the weights p(1 - p).
    ///
    /// Coefficients can be chosen so that all rows but a few have weight 0; their sums would then tell about those few.
    public var minimumEffectiveRows: Double

    /// The thresholds; the defaults are those the project proposes.
    public init(
        minimumRows: Int = 10, minimumPerClass: Int = 5, minimumRowsPerParameter: Int = 5, maximumRounds: Int = 30,
        minimumPerCategory: Int = 5, minimumEffectiveRows: Double = 5
    ) {
        self.minimumRows = minimumRows
        self.minimumPerClass = minimumPerClass
        self.minimumRowsPerParameter = minimumRowsPerParameter
        self.maximumRounds = maximumRounds
        self.minimumPerCategory = minimumPerCategory
        self.minimumEffectiveRows = minimumEffectiveRows
    }
}
