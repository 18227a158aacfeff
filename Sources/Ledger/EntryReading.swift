/// Reads the lines of a ledger in order and finds each one's place, also after lines that were lost, added or damaged.
struct EntryReading: Sendable {
    /// An entry that does not fit the stored hash of its place.
    struct Mismatch: Sendable {
        let index: Int
        let offset: Int
        let hash: TreeHash
    }

    /// The tree over the lines as they stand.
    private(set) var tree = MerkleTree()
    /// The index that the next line should have.
    private(set) var position = 0
    private(set) var mismatches: [Mismatch] = []
    private(set) var faults: [LedgerFault] = []
    private(set) var omittedFaults = 0
    private(set) var firstTime: Timestamp?
    private(set) var lastTime: Timestamp?
    private(set) var firstOffsetAfterCheckpoint: Int?

    private let stored: [TreeHash]
    private let signedSize: Int?
    /// How many lines directly before this one did not fit the place they were given.
    private var unfitting = 0

    init(stored: [TreeHash], signedSize: Int?) {
        self.stored = stored
        self.signedSize = signedSize
    }

    mutating func read(line: ArraySlice<UInt8>, offset: Int) {
        let hash = TreeHash.ofLeaf(line)
        tree.append(hash)
        if position == signedSize, firstOffsetAfterCheckpoint == nil { firstOffsetAfterCheckpoint = offset }
        let entry: LedgerEntry
        do {
            entry = try LedgerEntry(line: line)
        } catch {
            report(.malformed, index: position, offset: offset + (error.offset ?? 0), error.message)
            unfitting = fits(hash, at: position) ? 0 : unfitting + 1
            position += 1
            return
        }
        if fits(hash, at: position) {
            if entry.index != position {
                report(.indexOutOfOrder, index: position, offset: offset, "the entry says index \(entry.index), its place is \(position)")
            }
            accept(entry, offset: offset)
        } else if entry.index != position, fits(hash, at: entry.index) {
            place(entry, offset: offset)
        } else {
            settle(entry, hash: hash, offset: offset)
        }
    }

    /// Reads what stands after the last newline.
    mutating func readUnfinished(line: ArraySlice<UInt8>, offset: Int) {
        tree.append(.ofLeaf(line))
        if position == signedSize, firstOffsetAfterCheckpoint == nil { firstOffsetAfterCheckpoint = offset }
        report(.malformed, index: position, offset: offset, "the last line does not end in a newline: it was cut or changed")
        position += 1
    }

    private func fits(_ hash: TreeHash, at index: Int) -> Bool { index < stored.count && stored[index] == hash }

    /// An entry that stands where its stored hash says.
    private mutating func accept(_ entry: LedgerEntry, offset: Int) {
        if let lastTime, entry.timestamp < lastTime {
            report(.timeWentBack, index: position, offset: offset, "the entry says \(entry.timestamp), the one before it \(lastTime)")
        }
        note(entry)
        position += 1
        unfitting = 0
    }

    /// An entry that is whole, by its stored hash, but stands elsewhere than expected.
    private mutating func place(_ entry: LedgerEntry, offset: Int) {
        if entry.index > position {
            report(
                .entryMissing, index: position, offset: offset,
                entry.index - position == 1
                    ? "entry \(position) is missing here" : "entries \(position) to \(entry.index - 1) are missing here")
            position = entry.index
            accept(entry, offset: offset)
        } else if entry.index >= position - unfitting {
            // The lines before took places that were not theirs: they were added.
            for mismatch in mismatches.reversed() where mismatch.index >= entry.index {
                report(.entryInserted, index: mismatch.index, offset: mismatch.offset, "the line was never part of the ledger")
            }
            mismatches.removeAll { $0.index >= entry.index }
            position = entry.index
            accept(entry, offset: offset)
        } else {
            report(.indexOutOfOrder, index: entry.index, offset: offset, "entry \(entry.index) stands again, where \(position) should be")
        }
    }

    /// An entry that fits no stored hash takes the next place.
    private mutating func settle(_ entry: LedgerEntry, hash: TreeHash, offset: Int) {
        if position < stored.count {
            mismatches.append(Mismatch(index: position, offset: offset, hash: hash))
            unfitting += 1
        } else {
            if entry.index != position {
                report(.indexOutOfOrder, index: position, offset: offset, "the entry says index \(entry.index), its place is \(position)")
            }
            if let lastTime, entry.timestamp < lastTime {
                report(.timeWentBack, index: position, offset: offset, "the entry says \(entry.timestamp), the one before it \(lastTime)")
            }
            note(entry)
        }
        position += 1
    }

    private mutating func note(_ entry: LedgerEntry) {
        if firstTime == nil { firstTime = entry.timestamp }
        lastTime = entry.timestamp
    }

    private mutating func report(_ kind: LedgerFault.Kind, index: Int, offset: Int, _ message: String) {
        guard faults.count < LedgerAudit.maximumFaults else {
            omittedFaults += 1
            return
        }
        faults.append(LedgerFault(kind, in: .entries, index: index, offset: offset, message))
    }
}
