/// What a node refuses or could not do, in words that name the next step. Holds no patient data.
public struct NodeError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure that callers tell apart.
    public enum Code: Sendable {
        /// There is no node in this folder.
        case notInitialised
        /// There is a node in this folder already.
        case alreadyInitialised
        /// The configuration cannot be used.
        case configuration
        /// The node has not joined a federation.
        case notJoined
        /// What was asked for cannot be meant, whatever is here: a word outside of what it may be, or words that do not go together.
        case misuse
        /// The input cannot be used.
        case input
        /// What was named is not here.
        case notFound
        /// It is not possible in the present state.
        case state
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
