/// Why a node may not join, renew, or speak.
public struct MembershipError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of refusal this is.
    public enum Code: String, Sendable, Codable {
        /// The name cannot be one.
        case invalidName
        /// A node has the name.
        case nameTaken
        /// A node has the certificate.
        case keyTaken
        /// No node has the name.
        case unknown
        /// The node was put out.
        case revoked
        /// The certificate is over.
        case expired
        /// The certificate is not the node's present one.
        case wrongKey
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
