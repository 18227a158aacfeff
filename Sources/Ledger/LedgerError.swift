/// Why an entry or a checkpoint of a ledger is refused.
public struct LedgerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of refusal this is.
    public enum Code: String, Sendable, Codable {
        /// The bytes are not a canonical entry.
        case malformedEntry
        /// The entry is of a version that this program does not know.
        case unsupportedVersion
        /// The text is not a checkpoint (C2SP tlog-checkpoint).
        case malformedCheckpoint
        /// The checkpoint is of another ledger than the one expected.
        case otherOrigin
        /// The note is not signed by the ledger's key, or was changed.
        case signature
        /// Two checkpoints cannot both be true of one append-only ledger.
        case inconsistent
        /// An index or a size is outside the ledger.
        case outOfRange
    }

    /// What kind of refusal this is.
    public var code: Code
    /// What is wrong, and what to do.
    public var message: String
    /// Where in the bytes that were read, if that is known.
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
