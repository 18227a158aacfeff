import Crypto
import Foundation
import Ledger
import Testing

/// A small ledger with its three inputs.
struct LedgerFixture {
    let signer: NoteSigner
    var lines: [[UInt8]]
    var hashes: [TreeHash]
    var note: SignedNote

    init(count: Int = 6) throws {
        signer = try NoteSigner(name: "node.example", privateKey: .init(rawRepresentation: [UInt8](repeating: 4, count: 32)))
        var ledger = try AppendOnlyLedger(origin: "node.example")
        lines = []
        for index in 0..<count {
            let now = Date(timeIntervalSince1970: 1_772_366_400 + Double(index) * 61.5)
            lines.append(
                ledger.append(kind: "dataset.published", actor: "ana", subject: "d\(index)", details: ["é": "\(index * 7)"], now: now).line)
        }
        hashes = ledger.tree.leafHashes
        note = try ledger.checkpoint.signed(by: signer)
    }

    var file: [UInt8] { lines.flatMap { $0 + [0x0A] } }
    var hashBytes: [UInt8] { hashes.flatMap(\.bytes) }

    func audit(file: [UInt8]? = nil, hashes: [UInt8]? = nil, note: [UInt8]? = nil) -> LedgerReport {
        LedgerAudit.audit(
            entries: file ?? self.file, leafHashes: hashes ?? hashBytes, checkpoint: note ?? self.note.bytes, verifier: signer.verifier)
    }

    func start(of index: Int) -> Int { lines[..<index].reduce(0) { $0 + $1.count + 1 } }
}

@Suite struct LedgerAuditTests {
    @Test("a sound ledger is reported with its size, root and times, however it is read")
    func sound() throws {
        let fixture = try LedgerFixture()
        let report = fixture.audit()
        #expect(report.isSound)
        #expect(report.size == 6)
        #expect(report.root == report.checkpoint?.root)
        #expect(report.firstTime?.description == "2026-03-01T12:00:00.000Z")
        #expect(report.lastTime?.description == "2026-03-01T12:05:07.500Z")
        #expect(report.description.hasPrefix("sound: 6 entries"))
        for width in [1, 7, 100] {
            var audit = LedgerAudit(leafHashes: fixture.hashBytes, checkpoint: fixture.note.bytes, verifier: fixture.signer.verifier)
            for start in stride(from: 0, to: fixture.file.count, by: width) {
                audit.consume(Array(fixture.file[start..<min(start + width, fixture.file.count)]))
            }
            #expect(audit.finish() == report)
        }
        let byLines = LedgerAudit.audit(
            lines: fixture.lines, leafHashes: fixture.hashes, checkpoint: fixture.note, verifier: fixture.signer.verifier)
        #expect(byLines == report)
        #expect(try LedgerFixture(count: 0).audit().isSound)
    }

    @Test("a flip of any byte of the entries is found, in the entry that holds it and in no other")
    func everyByteOfEntries() throws {
        let fixture = try LedgerFixture()
        let file = fixture.file
        for place in file.indices {
            let index = try #require(fixture.lines.indices.last { fixture.start(of: $0) <= place })
            let range = fixture.start(of: index)..<(fixture.start(of: index) + fixture.lines[index].count + 1)
            for replacement in Set([file[place] ^ 0x01, file[place] ^ 0x20, 0x0A, 0x00, 0xFF]) where replacement != file[place] {
                var changed = file
                changed[place] = replacement
                let report = fixture.audit(file: changed)
                let first = try #require(report.faults.first, "byte \(place) to \(replacement)")
                #expect(first.index == index, "byte \(place) to \(replacement): \(report)")
                #expect(first.offset.map { range.contains($0) } == true || place == range.upperBound - 1, "byte \(place): \(report)")
                #expect(
                    report.faults.allSatisfy { $0.input == .entries && [index, index + 1].contains($0.index) }, "byte \(place): \(report)")
                if place != range.upperBound - 1, replacement != 0x0A { #expect(report.faults.count == 1, "byte \(place): \(report)") }
            }
        }
    }

    @Test("a flip of any bit of the leaf hashes is found at its byte")
    func everyBitOfHashes() throws {
        let fixture = try LedgerFixture()
        let bytes = fixture.hashBytes
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << bit
                let faults = fixture.audit(hashes: changed).faults
                #expect(faults.count == 1)
                #expect(faults.first?.kind == .leafHashChanged)
                #expect(faults.first?.input == .leafHashes)
                #expect(faults.first?.index == place / 32)
                #expect(faults.first?.offset == place)
            }
        }
    }

    @Test("a flip of any bit of the checkpoint is found there")
    func everyBitOfCheckpoint() throws {
        let fixture = try LedgerFixture()
        let bytes = fixture.note.bytes
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << bit
                let faults = fixture.audit(note: changed).faults
                #expect(faults.count == 1, "byte \(place), bit \(bit): \(faults)")
                #expect(faults.first?.input == .checkpoint, "byte \(place), bit \(bit): \(faults)")
            }
        }
        // The place is guessed from what the entries give: a changed size, root or signature is pointed at.
        func offset(ofChange place: Int) -> Int? {
            var changed = bytes
            changed[place] = changed[place] == UInt8(ascii: "5") ? UInt8(ascii: "4") : UInt8(ascii: "5")
            return fixture.audit(note: changed).faults.first?.offset
        }
        let sizeOffset = "node.example\n".utf8.count
        #expect(offset(ofChange: sizeOffset) == sizeOffset)
        #expect(offset(ofChange: sizeOffset + 10) == sizeOffset + 2)
        #expect(offset(ofChange: bytes.count - 20) == fixture.note.text.utf8.count + 1)
        #expect(offset(ofChange: 2) == 0)
    }

    @Test("a removed, repeated, swapped or added line is told from a changed one")
    func lines() throws {
        let fixture = try LedgerFixture()
        func kinds(_ lines: [[UInt8]]) -> [String] {
            fixture.audit(file: lines.flatMap { $0 + [0x0A] }).faults.map { "\($0.kind.rawValue) \($0.index ?? -1)" }
        }
        var lines = fixture.lines
        lines.remove(at: 2)
        #expect(kinds(lines) == ["entryMissing 2"])
        #expect(kinds(Array(fixture.lines.dropFirst(3))) == ["entryMissing 0"])
        #expect(kinds(fixture.lines.dropLast(2)) == ["entryMissing 4"])
        #expect(kinds([]) == ["entryMissing 0"])
        lines = fixture.lines
        lines.insert(lines[1], at: 4)
        #expect(kinds(lines) == ["indexOutOfOrder 1"])
        lines = fixture.lines
        lines.insert(
            LedgerEntry(index: 3, time: .init(timeIntervalSince1970: 1_772_366_500), kind: "k", actor: "a", subject: "s").line, at: 3)
        #expect(kinds(lines) == ["entryInserted 3"])
        lines = fixture.lines
        lines.swapAt(2, 3)
        #expect(!kinds(lines).isEmpty)
        lines = fixture.lines
        lines.insert(Array("junk".utf8), at: 3)
        #expect(kinds(lines) == ["malformed 3"])
        lines =
            fixture.lines + [
                LedgerEntry(index: 6, time: Date(timeIntervalSince1970: 1_900_000_000), kind: "k", actor: "a", subject: "s").line
            ]
        #expect(kinds(lines) == ["afterCheckpoint 6"])
    }

    @Test("bytes after the checkpoint, and hashes too few or too many, are found")
    func counts() throws {
        let fixture = try LedgerFixture()
        func kinds(_ report: LedgerReport) -> [LedgerFault.Kind] { report.faults.map(\.kind) }
        #expect(kinds(fixture.audit(hashes: fixture.hashBytes.dropLast(32))) == [.leafHashMissing])
        #expect(kinds(fixture.audit(hashes: fixture.hashBytes.dropLast(5))) == [.malformed, .leafHashMissing])
        #expect(kinds(fixture.audit(hashes: fixture.hashBytes + fixture.hashes[0].bytes)) == [.afterCheckpoint])
        #expect(kinds(fixture.audit(hashes: fixture.hashBytes + [0])) == [.malformed])
        #expect(kinds(fixture.audit(note: fixture.note.bytes + [0x0A])) == [.malformed])
        #expect(kinds(fixture.audit(note: [])) == [.malformed])
        #expect(kinds(fixture.audit(file: fixture.file + Array("x".utf8))) == [.malformed, .afterCheckpoint])
    }

    @Test("a ledger that was rewritten whole, hashes and all, does not have the root that was signed")
    func rewritten() throws {
        var fixture = try LedgerFixture()
        fixture.lines[2] = LedgerEntry(index: 2, time: Date(timeIntervalSince1970: 1_772_366_523), kind: "k", actor: "a", subject: "s").line
        fixture.hashes[2] = .ofLeaf(fixture.lines[2])
        #expect(fixture.audit().faults.map(\.kind) == [.rootMismatch])
    }

    @Test("entries and hashes changed in different places are told apart")
    func both() throws {
        var fixture = try LedgerFixture()
        fixture.lines[1] = LedgerEntry(index: 1, time: Date(timeIntervalSince1970: 1_772_366_462), kind: "k", actor: "a", subject: "s").line
        fixture.hashes[4] = .ofLeaf([1])
        let report = fixture.audit()
        #expect(report.faults.map(\.kind) == [.entryChanged, .leafHashChanged])
        #expect(report.faults.map(\.index) == [1, 4])
    }

    @Test("times that go back and indices out of order are found even when they were signed")
    func signedDisorder() throws {
        let signer = try LedgerFixture().signer
        func report(_ entries: [LedgerEntry]) throws -> LedgerReport {
            let tree = MerkleTree(leafHashes: entries.map(\.leafHash))
            let note = try Checkpoint(origin: "node.example", size: tree.count, root: tree.root).signed(by: signer)
            return LedgerAudit.audit(lines: entries.map(\.line), leafHashes: tree.leafHashes, checkpoint: note, verifier: signer.verifier)
        }
        func entry(_ index: Int, _ second: Double) -> LedgerEntry {
            LedgerEntry(index: index, time: Date(timeIntervalSince1970: second), kind: "k", actor: "a", subject: "s")
        }
        #expect(try report([entry(0, 5), entry(1, 4), entry(2, 6)]).faults.map(\.kind) == [.timeWentBack])
        #expect(try report([entry(0, 5), entry(2, 6)]).faults.map(\.kind) == [.indexOutOfOrder])
    }

    @Test("a checkpoint of another ledger by the same key is refused")
    func otherOrigin() throws {
        let fixture = try LedgerFixture()
        let tree = MerkleTree(leafHashes: fixture.hashes)
        let note = try Checkpoint(origin: "other.example", size: tree.count, root: tree.root).signed(by: fixture.signer)
        #expect(fixture.audit(note: note.bytes).faults.map(\.kind) == [.checkpointOrigin])
    }

    @Test("signatures of witnesses are named but not needed")
    func witnesses() throws {
        let fixture = try LedgerFixture()
        let witness = try NoteSigner(name: "witness.example", privateKey: .init(rawRepresentation: [UInt8](repeating: 8, count: 32)))
        let report = fixture.audit(note: try witness.cosign(fixture.note).bytes)
        #expect(report.isSound)
        #expect(report.otherSigners == ["witness.example"])
    }

    @Test("two checkpoints of one ledger are consistent; after a rewrite, or backwards, they are not")
    func consistency() throws {
        let old = try LedgerFixture(count: 4)
        let new = try LedgerFixture(count: 9)
        let verifier = new.signer.verifier
        let proof = try LedgerAudit.consistency(of: old.note, with: new.note, leafHashes: new.hashes, verifier: verifier)
        #expect(proof == MerkleTree(leafHashes: new.hashes).consistencyProof(from: 4, to: 9))
        #expect(throws: LedgerError.self) {
            try LedgerAudit.consistency(of: new.note, with: old.note, leafHashes: new.hashes, verifier: verifier)
        }
        #expect(throws: LedgerError.self) {
            try LedgerAudit.consistency(of: old.note, with: new.note, leafHashes: old.hashes, verifier: verifier)
        }
        var rewritten = new.hashes
        rewritten[1] = .ofLeaf([9])
        let forged = try Checkpoint(origin: "node.example", size: 9, root: MerkleTree(leafHashes: rewritten).root).signed(by: new.signer)
        do {
            try LedgerAudit.consistency(of: old.note, with: forged, leafHashes: rewritten, verifier: verifier)
            Issue.record("a rewritten ledger was called consistent")
        } catch {
            #expect(error.code == .inconsistent)
        }
    }

    @Test("faults beyond a thousand are counted, not listed")
    func manyFaults() throws {
        let fixture = try LedgerFixture()
        let report = fixture.audit(file: [UInt8](repeating: 0x0A, count: 1500))
        #expect(report.faults.count == 1000)
        #expect(report.omittedFaults > 400)
    }
}
