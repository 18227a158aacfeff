/// Why a permit does not allow what was asked.
public struct PermitError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of refusal this is.
    public enum Code: String, Sendable, Hashable, Codable, CaseIterable {
        /// The note is not signed by the holder's node, or was changed after.
        case notSigned
        /// The text is not a permit.
        case malformed
        /// The permit is of a version that this program does not know.
        case unsupportedVersion
        /// The holder took the permit back.
        case revoked
        /// The permit begins later.
        case notYetValid
        /// The permit is over.
        case expired
        /// The permit does not name the user.
        case wrongUser
        /// The permit is for another dataset, or another version of it.
        case wrongDataset
        /// The permit does not allow the operation.
        case operationNotPermitted
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
