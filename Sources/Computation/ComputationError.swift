/// Why a computation could not be described, run or finished, and what to do about it.
///
/// The message never holds a row's value: names of attributes and sites, positions and thresholds only.
public struct ComputationError: Error, Codable, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for programs.
    public enum Code: String, Codable, Hashable, Sendable {
        /// The job description has faults; the message lists every one of them.
        case invalidJob
        /// A request from the coordinator does not make sense to a node.
        case invalidRequest
        /// Rows and outcomes at a node do not have the shape or the finite values that the request needs.
        case invalidRows
        /// An aggregate has the wrong version, dimensions or values that no data could give.
        case invalidAggregate
        /// An aggregate belongs to another job.
        case wrongJob
        /// A message from a site that takes no part in the job.
        case unknownSite
        /// An aggregate for a round that was not asked for yet.
        case unexpectedRound
        /// Two different aggregates from one site for the same round.
        case conflictingAggregate
        /// A site's number of rows changed between two rounds of one job.
        case changedRows
        /// A site left a job that cannot go on without it.
        case siteWithdrew
        /// Fewer rows than the model has parameters to estimate.
        case tooFewRows
        /// All rows have the same outcome.
        case singleClass
        /// A feature has the same value in every row.
        case constantFeature
        /// A feature is a linear combination of others, so its coefficient is not determined.
        case collinearFeature
        /// The outcome is predicted perfectly, so coefficients grow without limit.
        case separation
        /// The permitted number of rounds ended before the fit was exact.
        case notConverged
        /// A result left the range of numbers.
        case overflow
    }

    /// What went wrong, for programs.
    public let code: Code
    /// What, where and what to do next, for people.
    public let message: String
    /// The sites, features or fields that the message is about, for programs.
    public let names: [String]

    /// Makes an error from its code, its words and the names it is about.
    public init(_ code: Code, _ message: String, names: [String] = []) {
        self.code = code
        self.message = message
        self.names = names
    }

    /// The message after its code.
    public var description: String { "\(code.rawValue): \(message)" }
}
