import ArgumentParser
import Foundation
import Ledger
import Storage

/// `mosaic ledger`
struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Check a node's ledger, or prove that an entry is in it.", subcommands: [Verify.self, Prove.self])

    /// The files of a ledger, as they lie in a folder or a copy of it.
    struct Folder {
        let entries: [UInt8]
        let leaves: [UInt8]
        let checkpoint: [UInt8]
        let verifier: NoteVerifier

        init(_ path: String, key: String?) throws {
            entries = try DurableFile.read("\(path)/entries.jsonl")
            leaves = try DurableFile.read("\(path)/leaves")
            checkpoint = try DurableFile.read("\(path)/checkpoint", limit: 1 << 20)
            let text = try key ?? String(decoding: DurableFile.read("\(path)/verifier", limit: 4_096), as: UTF8.self)
            verifier = try NoteVerifier(vkey: text.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    /// `mosaic ledger verify`
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check entries, hashes and checkpoint against each other; say where something was changed.",
            discussion: """
                The folder may be a copy. Its own file 'verifier' is trusted unless --key gives the node's key as you know it from elsewhere.
                Exit status 0: sound, 1: changed. Example: mosaic ledger verify /srv/mosaic/ledger
                """)
        @Argument(help: "The ledger's folder.") var folder: String
        @Option(name: .long, help: "The node's key, as 'name+hash+key'.") var key: String?
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let files = try Folder(folder, key: key)
            let report = LedgerAudit.audit(
                entries: files.entries, leafHashes: files.leaves, checkpoint: files.checkpoint, verifier: files.verifier)
            if output.json { try Terminal.printJSON(report) } else { print(report) }
            guard report.isSound else { throw ExitCode(1) }
        }
    }

    /// `mosaic ledger prove`
    struct Prove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the proof that an entry is in the ledger (RFC 9162), checkable with the checkpoint alone.",
            discussion: "Example: mosaic ledger prove /srv/mosaic/ledger --entry 12")
        @Argument(help: "The ledger's folder.") var folder: String
        @Option(name: .long, help: "The entry's index, from 0.") var entry: Int

        private struct Proof: Encodable {
            let entry: LedgerEntry
            let leafHash: String
            let proof: [String]
            let checkpoint: String
        }

        func run() async throws {
            let files = try Folder(folder, key: nil)
            let checkpoint = try Checkpoint(note: SignedNote(bytes: files.checkpoint), verifier: files.verifier)
            let lines = files.entries.split(separator: 0x0A).map { Array($0) }
            guard lines.indices.contains(entry), lines.count >= checkpoint.size else {
                throw ValidationError("There is no entry \(entry); the ledger has \(lines.count).")
            }
            let tree = MerkleTree(leafHashes: lines.prefix(checkpoint.size).map { TreeHash.ofLeaf($0) })
            guard let proof = tree.inclusionProof(index: entry, size: checkpoint.size),
                checkpoint.includes(line: lines[entry], index: entry, proof: proof)
            else {
                throw StorageError(
                    .corrupted, "The entry is not in the ledger that the checkpoint signs. Run 'mosaic ledger verify \(folder)'.")
            }
            try Terminal.printJSON(
                Proof(
                    entry: LedgerEntry(line: lines[entry]), leafHash: TreeHash.ofLeaf(lines[entry]).base64, proof: proof.map(\.base64),
                    checkpoint: String(decoding: files.checkpoint, as: UTF8.self)))
        }
    }
}
