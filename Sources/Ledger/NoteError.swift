/// Why a signed note, its key or its signature is refused.
public struct NoteError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of refusal this is.
    public enum Code: String, Sendable, Codable {
        /// The bytes are not a signed note (C2SP signed-note, "Format").
        case malformed
        /// The note, or its number of signatures, is larger than is read.
        case tooLarge
        /// A key name is empty or holds a space or a plus sign.
        case invalidName
        /// A verifier or signer key cannot be read, or its hash does not fit its name and key.
        case invalidKey
        /// The text cannot be signed: it must end in a newline and hold no other control character.
        case invalidText
        /// No signature on the note is by the given key.
        case notSigned
        /// There is a signature by the given key, and it does not fit the text.
        case invalidSignature
    }

    /// What kind of refusal this is.
    public var code: Code
    /// What is wrong, and what to do.
    public var message: String
    /// Where in the encoded note, in bytes from its start, if that is known.
    public var offset: Int?

    /// An error with its parts.
    public init(_ code: Code, _ message: String, offset: Int? = nil) {
        self.code = code
        self.message = message
        self.offset = offset
    }

    /// The message with its place.
    public var description: String {
        guard let offset else { return message }
        return "\(message) (byte \(offset))"
    }
}
