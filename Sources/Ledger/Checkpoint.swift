/// What a ledger was at some size, in the C2SP tlog-checkpoint format (c2sp.org/tlog-checkpoint).
///
/// ```
/// let note = try ledger.checkpoint.signed(by: signer)
/// let checkpoint = try Checkpoint(note: note, verifier: signer.verifier)
/// ```
public struct Checkpoint: Sendable, Hashable, Codable {
    /// Which ledger this is; it should be the name of the key that signs it.
    public let origin: String
    /// How many entries the ledger had.
    public let size: Int
    /// The root hash of the tree over them.
    public let root: TreeHash
    /// Further lines, which nobody can audit; ours have none.
    public let extensions: [String]

    /// A checkpoint of these parts.
    public init(origin: String, size: Int, root: TreeHash) throws(LedgerError) {
        guard !origin.isEmpty, origin.utf8.allSatisfy({ $0 >= 0x20 }) else {
            throw LedgerError(.malformedCheckpoint, "the origin of a checkpoint is one line that is not empty")
        }
        guard size >= 0 else { throw LedgerError(.malformedCheckpoint, "the size of a checkpoint is not negative") }
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = []
    }

    /// Reads the text of a checkpoint; nothing is verified.
    public init(text: String) throws(LedgerError) {
        let bytes = Array(text.utf8)
        guard bytes.last == 0x0A else {
            throw LedgerError(.malformedCheckpoint, "a checkpoint ends in a newline", offset: bytes.count)
        }
        let lines = bytes.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
        if let empty = lines.first(where: { $0.isEmpty }) {
            throw LedgerError(.malformedCheckpoint, "no line of a checkpoint is empty", offset: empty.startIndex)
        }
        guard lines.count >= 3 else {
            throw LedgerError(.malformedCheckpoint, "a checkpoint has at least three lines: origin, size and root", offset: bytes.count)
        }
        let sizeText = String(decoding: lines[1], as: UTF8.self)
        guard let size = Int(sizeText), size >= 0, String(size) == sizeText else {
            throw LedgerError(
                .malformedCheckpoint, "the second line of a checkpoint is the size without leading zeros", offset: lines[1].startIndex)
        }
        guard let root = TreeHash(base64: String(decoding: lines[2], as: UTF8.self)) else {
            throw LedgerError(.malformedCheckpoint, "the third line of a checkpoint is base64 of 32 bytes", offset: lines[2].startIndex)
        }
        origin = String(decoding: lines[0], as: UTF8.self)
        self.size = size
        self.root = root
        extensions = lines.dropFirst(3).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Reads a signed checkpoint once the key has been found to have signed it.
    ///
    /// - Parameters:
    ///   - note: the signed checkpoint.
    ///   - verifier: the ledger's key.
    ///   - origin: the ledger that is expected; by default the one named as its key.
    public init(note: SignedNote, verifier: NoteVerifier, origin: String? = nil) throws(LedgerError) {
        do {
            try note.verify(with: verifier)
        } catch {
            throw LedgerError(.signature, error.message, offset: error.offset)
        }
        try self.init(text: note.text)
        let expected = origin ?? verifier.name
        guard self.origin.utf8.elementsEqual(expected.utf8) else {
            throw LedgerError(.otherOrigin, "the checkpoint is of ledger \(self.origin), not of \(expected)", offset: 0)
        }
    }

    /// The text that is signed.
    public var text: String {
        ([origin, String(size), root.base64] + extensions).map { $0 + "\n" }.joined()
    }

    /// The checkpoint as a signed note.
    public func signed(by signer: NoteSigner) throws(NoteError) -> SignedNote {
        try signer.sign(text)
    }

    /// Whether the proof shows that this is an earlier state of the same ledger as `newer` (RFC 9162 section 2.1.4.2).
    public func isConsistent(with newer: Checkpoint, proof: [TreeHash]) -> Bool {
        origin.utf8.elementsEqual(newer.origin.utf8)
            && MerkleTree.verifyConsistency(oldSize: size, oldRoot: root, newSize: newer.size, newRoot: newer.root, proof: proof)
    }

    /// Whether the proof shows that this line stands at this index of the ledger (RFC 9162 section 2.1.3.2).
    public func includes(line: [UInt8], index: Int, proof: [TreeHash]) -> Bool {
        MerkleTree.verifyInclusion(leafHash: .ofLeaf(line), index: index, size: size, root: root, proof: proof)
    }
}
