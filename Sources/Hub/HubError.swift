/// What a hub refuses or could not do, in words that name the next step.
public struct HubError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure that callers tell apart.
    public enum Code: String, Sendable {
        /// There is no hub in this folder.
        case notInitialised = "not-initialised"
        /// There is a hub in this folder already.
        case alreadyInitialised = "already-initialised"
        /// The configuration cannot be used.
        case configuration = "configuration"
        /// Nobody is signed in.
        case signInRequired = "sign-in-required"
        /// The person may not do this.
        case notPermitted = "not-permitted"
        /// The input cannot be used.
        case input = "invalid-input"
        /// What was named is not here.
        case notFound = "not-found"
        /// It is not possible in the present state.
        case state = "conflict"
    }

    /// The kind of failure.
    public let code: Code
    /// What happened, where, and what to do next.
    public let message: String

    /// A failure of a kind, in words.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
    /// The words.
    public var description: String { message }
}
