/// Why an invitation cannot be issued, used or revoked.
public struct InvitationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of refusal this is.
    public enum Code: String, Sendable, Codable {
        /// The secret is too short to be one.
        case weakSecret
        /// The secret is not that of the invitation.
        case wrongSecret
        /// The invitation was used.
        case used
        /// The invitation is over.
        case expired
        /// The invitation was taken back.
        case revoked
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
