/// One thing that is wrong with a ledger, and where.
public struct LedgerFault: Sendable, Hashable, Codable, CustomStringConvertible {
    /// What is wrong.
    public enum Kind: String, Sendable, Codable {
        /// An entry is not what it was when its hash was stored and signed.
        case entryChanged
        /// One or more entries are not there.
        case entryMissing
        /// A line stands between the entries that was never part of the ledger.
        case entryInserted
        /// A stored leaf hash is not what it was.
        case leafHashChanged
        /// One or more stored leaf hashes are not there.
        case leafHashMissing
        /// The entries and hashes fit each other, but not the root that was signed.
        case rootMismatch
        /// The checkpoint is not signed by the ledger's key, or was changed.
        case checkpointSignature
        /// The checkpoint is signed, but of another ledger.
        case checkpointOrigin
        /// An entry says another index than its place.
        case indexOutOfOrder
        /// An entry says an earlier time than the one before it.
        case timeWentBack
        /// Bytes that are not what they should be: an entry, a hash, a note, a checkpoint.
        case malformed
        /// Entries or hashes stand after the size that was signed.
        case afterCheckpoint
    }

    /// Which of the three inputs of an audit is meant.
    public enum Input: String, Sendable, Codable, CaseIterable {
        /// The file of entries, one a line.
        case entries
        /// The stored leaf hashes, 32 bytes each.
        case leafHashes
        /// The signed note with the checkpoint.
        case checkpoint
    }

    /// What is wrong.
    public let kind: Kind
    /// In which input it shows.
    public let input: Input
    /// The index of the entry, if it is about one.
    public let index: Int?
    /// Where in the input, in bytes from its start, if that is known.
    public let offset: Int?
    /// What is wrong, in words.
    public let message: String

    /// A fault with its parts.
    public init(_ kind: Kind, in input: Input, index: Int? = nil, offset: Int? = nil, _ message: String) {
        self.kind = kind
        self.input = input
        self.index = index
        self.offset = offset
        self.message = message
    }

    /// The fault in one line.
    public var description: String {
        let entry = index.map { ", entry \($0)" } ?? ""
        let byte = offset.map { ", byte \($0)" } ?? ""
        return "\(kind.rawValue) in \(input.rawValue)\(entry)\(byte): \(message)"
    }
}
