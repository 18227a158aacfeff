extension LedgerAudit {
    /// Checks that two signed checkpoints are of one ledger that only grew, given the leaf hashes of the newer.
    ///
    /// Without the leaf hashes, ask for a proof and use ``Checkpoint/isConsistent(with:proof:)``.
    ///
    /// - Returns: the proof (RFC 9162 section 2.1.4.1), which convinces whoever holds both checkpoints.
    @discardableResult
    public static func consistency(
        of older: SignedNote, with newer: SignedNote, leafHashes: [TreeHash], verifier: NoteVerifier, origin: String? = nil
    ) throws(LedgerError) -> [TreeHash] {
        let old = try Checkpoint(note: older, verifier: verifier, origin: origin)
        let new = try Checkpoint(note: newer, verifier: verifier, origin: origin)
        guard old.size <= new.size else {
            throw LedgerError(
                .inconsistent, "the older checkpoint has \(old.size) entries, the newer only \(new.size): entries were removed")
        }
        let tree = MerkleTree(leafHashes: leafHashes)
        guard let proof = tree.consistencyProof(from: old.size, to: new.size) else {
            throw LedgerError(.outOfRange, "\(leafHashes.count) leaf hashes are too few for a checkpoint of \(new.size) entries")
        }
        guard tree.root(at: new.size) == new.root else {
            throw LedgerError(.inconsistent, "the leaf hashes do not give the root of the newer checkpoint: audit the ledger")
        }
        guard old.isConsistent(with: new, proof: proof) else {
            throw LedgerError(.inconsistent, "the ledger was rewritten below entry \(old.size): both checkpoints are signed, one is false")
        }
        return proof
    }
}
