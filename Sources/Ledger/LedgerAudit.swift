/// Checks the file of entries, the stored leaf hashes and the signed checkpoint of a ledger against each other.
///
/// ```
/// let report = LedgerAudit.audit(entries: file, leafHashes: hashes, checkpoint: note.bytes, verifier: verifier)
/// guard report.isSound else { print(report) }
/// ```
/// Large files are given piece by piece to ``consume(_:)`` and closed by ``finish()``.
public struct LedgerAudit: Sendable {
    /// No more faults than this are listed; the rest are counted.
    public static let maximumFaults = 1000

    private let signed: CheckpointReading
    private let stored: [TreeHash]
    private let storedRemainder: Int
    private var reading: EntryReading
    private var partialLine: [UInt8] = []
    private var offset = 0

    /// An audit that waits for entries.
    ///
    /// - Parameters:
    ///   - leafHashes: the stored leaf hashes, 32 bytes each, one after the other.
    ///   - checkpoint: the bytes of the signed note.
    ///   - verifier: the ledger's key.
    ///   - origin: the ledger that is expected; by default the one named as its key.
    public init(leafHashes: [UInt8], checkpoint: [UInt8], verifier: NoteVerifier, origin: String? = nil) {
        signed = CheckpointReading(bytes: checkpoint, verifier: verifier, origin: origin ?? verifier.name)
        let count = leafHashes.count / TreeHash.byteCount
        stored = (0..<count).compactMap { TreeHash(leafHashes[($0 * TreeHash.byteCount)..<(($0 + 1) * TreeHash.byteCount)]) }
        storedRemainder = leafHashes.count % TreeHash.byteCount
        reading = EntryReading(stored: stored, signedSize: signed.trusted?.size)
    }

    /// Audits a whole ledger at once.
    public static func audit(
        entries: [UInt8], leafHashes: [UInt8], checkpoint: [UInt8], verifier: NoteVerifier, origin: String? = nil
    ) -> LedgerReport {
        var audit = LedgerAudit(leafHashes: leafHashes, checkpoint: checkpoint, verifier: verifier, origin: origin)
        audit.consume(entries)
        return audit.finish()
    }

    /// Audits a whole ledger whose entries are given line by line, without newlines.
    public static func audit(
        lines: some Sequence<[UInt8]>, leafHashes: [TreeHash], checkpoint: SignedNote, verifier: NoteVerifier, origin: String? = nil
    ) -> LedgerReport {
        var audit = LedgerAudit(
            leafHashes: leafHashes.flatMap(\.bytes), checkpoint: checkpoint.bytes, verifier: verifier, origin: origin)
        for line in lines {
            audit.consume(line)
            audit.consume([0x0A])
        }
        return audit.finish()
    }

    /// Reads the next piece of the file of entries, which may end anywhere.
    public mutating func consume(_ bytes: [UInt8]) {
        var start = bytes.startIndex
        while let newline = bytes[start...].firstIndex(of: 0x0A) {
            if partialLine.isEmpty {
                reading.read(line: bytes[start..<newline], offset: offset)
            } else {
                partialLine += bytes[start..<newline]
                reading.read(line: partialLine[...], offset: offset - partialLine.count + (newline - start))
                partialLine = []
            }
            offset += newline - start + 1
            start = newline + 1
        }
        partialLine += bytes[start...]
        offset += bytes.count - start
    }

    /// Ends the audit and says what was found.
    public mutating func finish() -> LedgerReport {
        if !partialLine.isEmpty {
            reading.readUnfinished(line: partialLine[...], offset: offset - partialLine.count)
            partialLine = []
        }
        var faults = signed.faults(count: reading.position, root: reading.tree.root) + reading.faults
        faults += countFaults()
        let (mismatchFaults, isExplained) = judgeMismatches()
        faults += mismatchFaults
        if let checkpoint = signed.trusted, !isExplained || (faults.isEmpty && !isWhole(checkpoint)) {
            faults.append(
                LedgerFault(
                    .rootMismatch, in: .checkpoint, offset: signed.rootOffset,
                    "the tree over the first \(checkpoint.size) entries does not have the root that was signed: the ledger was rewritten"))
        }
        faults.sort { ($0.input.order, $0.offset ?? 0, $0.index ?? 0) < ($1.input.order, $1.offset ?? 0, $1.index ?? 0) }
        return LedgerReport(
            checkpoint: signed.trusted, size: reading.tree.count, root: reading.tree.root, firstTime: reading.firstTime,
            lastTime: reading.lastTime, faults: Array(faults.prefix(Self.maximumFaults)),
            omittedFaults: reading.omittedFaults + max(0, faults.count - Self.maximumFaults), otherSigners: signed.otherSigners)
    }

    /// Whether entries and hashes both give the signed root.
    private func isWhole(_ checkpoint: Checkpoint) -> Bool {
        reading.tree.root(at: checkpoint.size) == checkpoint.root
            && MerkleTree(leafHashes: stored).root(at: checkpoint.size) == checkpoint.root
    }

    /// Too few or too many entries or hashes, against the signed size or, without one, against each other.
    private func countFaults() -> [LedgerFault] {
        var faults: [LedgerFault] = []
        let width = TreeHash.byteCount
        if storedRemainder > 0 {
            faults.append(
                LedgerFault(
                    .malformed, in: .leafHashes, index: stored.count, offset: stored.count * width,
                    "the last \(storedRemainder) bytes are not a whole hash of \(width)"))
        }
        let expected = signed.trusted?.size ?? max(stored.count, reading.position)
        if reading.position < expected {
            faults.append(
                LedgerFault(
                    .entryMissing, in: .entries, index: reading.position, offset: offset,
                    "entries \(reading.position) to \(expected - 1) are missing at the end"))
        }
        if let trailing = reading.firstOffsetAfterCheckpoint, reading.position > expected {
            faults.append(
                LedgerFault(
                    .afterCheckpoint, in: .entries, index: expected, offset: trailing,
                    "\(reading.position - expected) entries stand after the \(expected) that were signed"))
        }
        if stored.count < expected {
            faults.append(
                LedgerFault(
                    .leafHashMissing, in: .leafHashes, index: stored.count, offset: stored.count * width,
                    "hashes \(stored.count) to \(expected - 1) are missing at the end"))
        } else if stored.count > expected {
            faults.append(
                LedgerFault(
                    .afterCheckpoint, in: .leafHashes, index: expected, offset: expected * width,
                    "\(stored.count - expected) hashes stand after the \(expected) that were signed"))
        }
        return faults
    }

    /// Says of every entry that does not fit its stored hash which of the two was changed, by what gives the signed root.
    ///
    /// - Returns: the faults, and whether the signed root could be reached by choosing sides.
    private func judgeMismatches() -> ([LedgerFault], isExplained: Bool) {
        let mismatches = reading.mismatches
        guard !mismatches.isEmpty else { return ([], true) }
        let changedHashes = signed.claimed.flatMap { hashesToReplace(reaching: $0) }
        let faults = mismatches.map { mismatch in
            if changedHashes?.contains(mismatch.index) == true {
                let differing = zip(mismatch.hash.bytes, stored[mismatch.index].bytes).enumerated().first { $0.element.0 != $0.element.1 }
                return LedgerFault(
                    .leafHashChanged, in: .leafHashes, index: mismatch.index,
                    offset: mismatch.index * TreeHash.byteCount + (differing?.offset ?? 0),
                    "the stored hash was changed; the entry is as it was signed")
            }
            let reason =
                changedHashes == nil ? "the entry does not fit its stored hash, and nothing tells which is right" : "the entry was changed"
            return LedgerFault(.entryChanged, in: .entries, index: mismatch.index, offset: mismatch.offset, reason)
        }
        return (faults, changedHashes != nil)
    }

    /// The indices at which the entry must be taken and the stored hash left, to reach the root of the checkpoint.
    private func hashesToReplace(reaching checkpoint: Checkpoint) -> Set<Int>? {
        let mismatches = reading.mismatches
        if MerkleTree(leafHashes: stored).root(at: checkpoint.size) == checkpoint.root { return [] }
        if reading.tree.root(at: checkpoint.size) == checkpoint.root { return Set(mismatches.map(\.index)) }
        // Some entries and some hashes were changed: try every choice while that costs at most some millions of hashes.
        guard mismatches.count < 12, stored.count << mismatches.count <= 1 << 22 else { return nil }
        for choice in 1..<(1 << mismatches.count) {
            var hashes = stored
            var chosen: Set<Int> = []
            for (bit, mismatch) in mismatches.enumerated() where choice >> bit & 1 == 1 {
                hashes[mismatch.index] = mismatch.hash
                chosen.insert(mismatch.index)
            }
            if MerkleTree(leafHashes: hashes).root(at: checkpoint.size) == checkpoint.root { return chosen }
        }
        return nil
    }
}

extension LedgerFault.Input {
    /// The order in which reports list the inputs.
    fileprivate var order: Int {
        switch self {
        case .checkpoint: 0
        case .entries: 1
        case .leafHashes: 2
        }
    }
}
