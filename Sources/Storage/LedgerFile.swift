public import Foundation
public import Ledger

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A ledger on disk: three files that can be copied and checked anywhere with nothing but the verifier.
///
/// - `entries.jsonl`: one canonical line of JSON for each entry.
/// - `leaves`: the 32-byte hash of each line, so that a changed line can be named and not only noticed.
/// - `checkpoint`: the size and root of the tree as a signed note (C2SP tlog-checkpoint).
///
/// The server and the command line append to the same ledger; a lock on the file `lock` orders them, and whoever holds it
/// first reads what the other added. What a crash left behind the last checkpoint was never acknowledged and is cut off.
public final class LedgerFile: Sendable {
    /// What to append; index and time are given by the ledger.
    public struct Draft: Sendable, Codable {
        /// What kind of thing, as `objects.archived`.
        public let kind: String
        /// Who did it.
        public let actor: String
        /// What it was done to.
        public let subject: String
        /// What else is to be known of it.
        public let details: [String: String]

        /// Something that happened. No patient data belongs here.
        public init(_ kind: String, actor: String, subject: String, details: [String: String] = [:]) {
            self.kind = kind
            self.actor = actor
            self.subject = subject
            self.details = details
        }

        /// The draft with one more detail.
        public func adding(_ name: String, _ value: String) -> Draft {
            Draft(kind, actor: actor, subject: subject, details: details.merging([name: value], uniquingKeysWith: { $1 }))
        }
    }

    private struct State {
        var ledger: AppendOnlyLedger
        var entriesSize: Int
        var isLoaded = false
    }

    private let folder: String
    private let signer: NoteSigner
    private let state: Locked<State>

    /// Opens the ledger in a folder, which is made where it is missing.
    ///
    /// - Throws: ``StorageError`` `corrupted` where the files do not carry the last checkpoint of this signer.
    public init(folder: String, signer: NoteSigner) throws {
        self.folder = folder
        self.signer = signer
        try DurableFile.makeDirectory(folder)
        state = Locked(State(ledger: try AppendOnlyLedger(origin: signer.name), entriesSize: 0))
        try withFileLock { try state.withLock { try catchUp(&$0) } }
    }

    /// Appends entries and returns when they and a new checkpoint are durable.
    @discardableResult
    public func append(_ drafts: [Draft], now: Date) throws -> [LedgerEntry] {
        guard !drafts.isEmpty else { return [] }
        return try withFileLock {
            try state.withLock { state in
                try catchUp(&state)
                var ledger = state.ledger
                var lines: [UInt8] = []
                var leaves: [UInt8] = []
                var entries: [LedgerEntry] = []
                for draft in drafts {
                    let entry = ledger.append(
                        kind: draft.kind, actor: draft.actor, subject: draft.subject, details: draft.details, now: now)
                    lines += entry.line + [0x0A]
                    leaves += entry.leafHash.bytes
                    entries.append(entry)
                }
                try write(lines, to: entriesPath, at: state.entriesSize)
                try write(leaves, to: leavesPath, at: state.ledger.count * TreeHash.byteCount)
                try DurableFile.write(ledger.checkpoint.signed(by: signer).bytes, to: checkpointPath)
                state.ledger = ledger
                state.entriesSize += lines.count
                return entries
            }
        }
    }

    /// The number of entries.
    public var count: Int { state.withLock { $0.ledger.count } }

    /// The last entries, newest first.
    public func recent(_ limit: Int) throws -> [LedgerEntry] {
        // What lies behind the signed size was never acknowledged: another process may be half through, or have crashed there.
        let signed = try withFileLock {
            try state.withLock { state in
                try catchUp(&state)
                return state.entriesSize
            }
        }
        guard signed > 0 else { return [] }
        return try DurableFile.read(entriesPath).prefix(signed).split(separator: 0x0A).suffix(limit).reversed().map {
            try LedgerEntry(line: $0)
        }
    }

    /// The last checkpoint: size and root of the tree.
    public func checkpoint() throws -> Checkpoint { try state.withLock { try $0.ledger.checkpoint } }

    private var entriesPath: String { "\(folder)/entries.jsonl" }
    private var leavesPath: String { "\(folder)/leaves" }
    private var checkpointPath: String { "\(folder)/checkpoint" }

    /// Takes in what another process appended, and cuts off what was never under a checkpoint.
    private func catchUp(_ state: inout State) throws {
        guard access(checkpointPath, F_OK) == 0 else {
            // A new ledger has nothing but its folder; its first act is a checkpoint of size 0. After that, a missing checkpoint is damage,
            // and nothing is cut off on its account.
            guard state.ledger.count == 0, try size(of: entriesPath) == 0, try size(of: leavesPath) == 0 else {
                throw damaged("its checkpoint is gone")
            }
            return try DurableFile.write(state.ledger.checkpoint.signed(by: signer).bytes, to: checkpointPath)
        }
        let note = try SignedNote(bytes: DurableFile.read(checkpointPath, limit: 1 << 20))
        let checkpoint = try Checkpoint(note: note, verifier: signer.verifier, origin: signer.name)
        guard checkpoint.size >= state.ledger.count else { throw damaged("it is shorter than it was") }
        if checkpoint.size == state.ledger.count, state.isLoaded {
            guard checkpoint.root == state.ledger.tree.root else { throw damaged("its checkpoint has another root than before") }
            return
        }
        let leaves = try size(of: leavesPath) == 0 ? [] : DurableFile.read(leavesPath)
        guard leaves.count >= checkpoint.size * TreeHash.byteCount else { throw damaged("leaves are missing") }
        var hashes: [TreeHash] = []
        for index in 0..<checkpoint.size {
            guard let hash = TreeHash(leaves[(index * TreeHash.byteCount)..<((index + 1) * TreeHash.byteCount)]) else {
                throw damaged("a leaf cannot be read")
            }
            hashes.append(hash)
        }
        let entries = try size(of: entriesPath) == 0 ? [] : DurableFile.read(entriesPath)
        var lastStart = 0
        var end = 0
        for index in 0..<checkpoint.size {
            guard let newline = entries[end...].firstIndex(of: 0x0A) else { throw damaged("entries are missing") }
            guard TreeHash.ofLeaf(entries[end..<newline]) == hashes[index] else { throw damaged("entry \(index) is not what was signed") }
            lastStart = end
            end = newline + 1
        }
        let lastTime = end > lastStart ? try LedgerEntry(line: entries[lastStart..<(end - 1)]).timestamp : nil
        let ledger = try AppendOnlyLedger(origin: signer.name, leafHashes: hashes, lastTime: lastTime)
        guard ledger.tree.root == checkpoint.root else { throw damaged("the leaves do not give the root of the checkpoint") }
        guard ledger.tree.root(at: state.ledger.count) == state.ledger.tree.root else {
            throw damaged("earlier entries are not those that were there")
        }
        state.ledger = ledger
        state.isLoaded = true
        state.entriesSize = end
        try truncateFile(entriesPath, to: end)
        try truncateFile(leavesPath, to: checkpoint.size * TreeHash.byteCount)
    }

    private func damaged(_ what: String) -> StorageError {
        StorageError(
            .corrupted,
            "The ledger in \(folder) was changed: \(what). Run 'mosaic ledger verify \(folder)' to see where, and restore it from a copy.")
    }

    private func write(_ bytes: [UInt8], to path: String, at offset: Int) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw StorageError.system("Opening", path, errno) }
        defer { close(descriptor) }
        // A longer tail that a crash or a full disk left must not show behind what is written now.
        guard ftruncate(descriptor, off_t(offset)) == 0 else { throw StorageError.system("Shortening", path, errno) }
        guard lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else { throw StorageError.system("Writing", path, errno) }
        try DurableFile.write(bytes, to: descriptor, path)
        guard fdatasync(descriptor) == 0 else { throw StorageError.system("Flushing", path, errno) }
    }

    private func size(of path: String) throws -> Int {
        guard access(path, F_OK) == 0 else { return 0 }
        var status = stat()
        guard stat(path, &status) == 0 else { throw StorageError.system("Reading", path, errno) }
        return Int(status.st_size)
    }

    private func truncateFile(_ path: String, to size: Int) throws {
        guard access(path, F_OK) == 0 else { return }
        guard truncate(path, off_t(size)) == 0 else { throw StorageError.system("Shortening", path, errno) }
    }

    private func withFileLock<Result>(_ body: () throws -> Result) throws -> Result {
        let path = "\(folder)/lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw StorageError.system("Opening", path, errno) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw StorageError.system("Locking", path, errno) }
        }
        return try body()
    }
}
