/// Why a command of the access procedure is refused; nothing was changed.
public struct GovernanceError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of refusal this is.
    public enum Code: String, Sendable, Codable {
        /// The step is not possible from the present state.
        case wrongState
        /// The step is another role's.
        case wrongRole
        /// The actor is an applicant, but not of this application.
        case notTheApplicant
        /// The application does not name this dataset.
        case unknownDataset
        /// Datasets are decided on only while the negotiation is in progress.
        case notInProgress
        /// A reason must be given.
        case missingReason
        /// Conditions must be given, and each must say what its term leaves open.
        case incompleteConditions
        /// The id of the permit must be given.
        case missingPermit
        /// Events do not begin with the opening, or it stands twice.
        case notOpened
    }

    /// What kind of refusal this is.
    public var code: Code
    /// What is wrong, and what to do.
    public var message: String

    /// An error with its parts.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
