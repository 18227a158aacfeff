import Crypto
import Foundation
import Ledger
import Testing

@Suite struct CheckpointTests {
    /// The example of c2sp.org/tlog-checkpoint.
    private let example = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

    @Test("the checkpoint of the specification is read and written again")
    func specification() throws {
        let checkpoint = try Checkpoint(text: example)
        #expect(checkpoint.origin == "example.com/behind-the-sofa")
        #expect(checkpoint.size == 20_852_163)
        #expect(checkpoint.root.base64 == "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
        #expect(checkpoint.text == example)
        let extended = try Checkpoint(text: example + "extension\n")
        #expect(extended.extensions == ["extension"])
        #expect(extended.text == example + "extension\n")
    }

    @Test(
        "what is not a checkpoint is refused",
        arguments: [
            "", "\n", "a\n1\n", "a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "a\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "a\n+1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
            "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nx\n",
            "a\n99999999999999999999\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        ])
    func malformed(text: String) {
        #expect(throws: LedgerError.self) { try Checkpoint(text: text) }
    }

    @Test("a signed checkpoint is accepted from the ledger's key only, and only of the ledger expected")
    func signed() throws {
        let signer = try NoteSigner(name: "node.example", privateKey: .init(rawRepresentation: [UInt8](repeating: 1, count: 32)))
        let other = try NoteSigner(name: "node.example", privateKey: .init(rawRepresentation: [UInt8](repeating: 2, count: 32)))
        let checkpoint = try Checkpoint(origin: "node.example", size: 0, root: .ofEmptyTree)
        let note = try checkpoint.signed(by: signer)
        #expect(try Checkpoint(note: note, verifier: signer.verifier) == checkpoint)
        #expect(throws: LedgerError.self) { try Checkpoint(note: note, verifier: other.verifier) }
        #expect(throws: LedgerError.self) { try Checkpoint(note: note, verifier: signer.verifier, origin: "another.example") }
        #expect(throws: LedgerError.self) { try Checkpoint(origin: "", size: 0, root: .ofEmptyTree) }
        #expect(throws: LedgerError.self) { try Checkpoint(origin: "a\nb", size: 0, root: .ofEmptyTree) }
    }

    @Test("time never goes back in a ledger, and a restarted ledger goes on where it stood")
    func appending() throws {
        let noon = Date(timeIntervalSince1970: 1_772_366_400)
        var ledger = try AppendOnlyLedger(origin: "node.example")
        let first = ledger.append(kind: "node.joined", actor: "ana", subject: "node", now: noon)
        let second = ledger.append(kind: "dataset.published", actor: "ana", subject: "lung", now: noon.addingTimeInterval(-60))
        #expect(second.index == 1)
        #expect(second.time == first.time)
        var restarted = try AppendOnlyLedger(origin: "node.example", leafHashes: ledger.tree.leafHashes, lastTime: ledger.lastTime)
        #expect(restarted == ledger)
        let third = restarted.append(kind: "permit.granted", actor: "ana", subject: "permit", now: noon.addingTimeInterval(5))
        #expect(third.index == 2)
        let old = try ledger.checkpoint
        let new = try restarted.checkpoint
        let proof = try #require(restarted.tree.consistencyProof(from: 2, to: 3))
        #expect(old.isConsistent(with: new, proof: proof))
        #expect(!new.isConsistent(with: old, proof: proof))
        let inclusion = try #require(restarted.tree.inclusionProof(index: 1, size: 3))
        #expect(new.includes(line: second.line, index: 1, proof: inclusion))
        #expect(!new.includes(line: first.line, index: 1, proof: inclusion))
    }
}
