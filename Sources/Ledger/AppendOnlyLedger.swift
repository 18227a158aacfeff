public import Foundation

/// The state that is needed to add to a ledger and to prove what is in it; the entries themselves are kept elsewhere.
///
/// ```
/// let entry = ledger.append(kind: "dataset.published", actor: "ana", subject: "lung-ct", now: now)
/// // store entry.line, a newline and entry.leafHash, then the checkpoint
/// ```
public struct AppendOnlyLedger: Sendable, Equatable {
    /// Which ledger this is; it should be the name of the key that signs its checkpoints.
    public let origin: String
    /// The tree over its entries.
    public private(set) var tree: MerkleTree
    /// The time of the last entry.
    public private(set) var lastTime: Timestamp?

    /// A ledger as it was left: the stored leaf hashes in order, and the time of the last entry.
    ///
    /// The origin is the first line of checkpoints, so it must be one line that is not empty.
    public init(origin: String, leafHashes: some Sequence<TreeHash> = [], lastTime: Timestamp? = nil) throws(LedgerError) {
        _ = try Checkpoint(origin: origin, size: 0, root: .ofEmptyTree)
        self.origin = origin
        self.tree = MerkleTree(leafHashes: leafHashes)
        self.lastTime = lastTime
    }

    /// How many entries there are.
    public var count: Int { tree.count }

    /// Adds an entry and returns it, to be stored by the caller.
    ///
    /// Time in a ledger never goes back: if the clock did, the entry takes the time of the one before.
    public mutating func append(
        kind: String, actor: String, subject: String, details: [String: String] = [:], now: Date
    ) -> LedgerEntry {
        let moment = max(Timestamp(now), lastTime ?? Timestamp(now))
        let entry = LedgerEntry(index: count, timestamp: moment, kind: kind, actor: actor, subject: subject, details: details)
        tree.append(entry.leafHash)
        lastTime = moment
        return entry
    }

    /// The ledger as it is now, to be signed.
    public var checkpoint: Checkpoint {
        get throws(LedgerError) { try Checkpoint(origin: origin, size: count, root: tree.root) }
    }
}
