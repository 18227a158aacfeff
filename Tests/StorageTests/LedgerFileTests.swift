import Crypto
import Foundation
import Ledger
import Storage
import TestSupport
import Testing

/// A signer that is the same in every run.
func makeSigner(_ name: String = "north", seed: UInt8 = 1) throws -> NoteSigner {
    try NoteSigner(name: name, privateKey: .init(rawRepresentation: [UInt8](repeating: seed, count: 32)))
}

/// The audit of the files of a ledger, as `mosaic ledger verify` makes it.
func audit(_ folder: String, _ verifier: NoteVerifier) throws -> LedgerReport {
    LedgerAudit.audit(
        entries: try DurableFile.read("\(folder)/entries.jsonl"), leafHashes: try DurableFile.read("\(folder)/leaves"),
        checkpoint: try DurableFile.read("\(folder)/checkpoint"), verifier: verifier)
}

@Suite("A ledger on disk")
struct LedgerFileTests {
    private let noon = Date(timeIntervalSince1970: 1_772_366_400)

    private func draft(_ subject: String) -> LedgerFile.Draft {
        LedgerFile.Draft("dataset.published", actor: "ana", subject: subject, details: ["version": "1.0.0"])
    }

    private func append(_ bytes: [UInt8], to path: String) throws {
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: bytes)
        try handle.close()
    }

    private func flip(_ path: String, at position: Int) throws {
        var bytes = try DurableFile.read(path)
        bytes[position] ^= 1
        try Data(bytes).write(to: URL(filePath: path))
    }

    @Test("is empty at first, and appending nothing leaves it so")
    func empty() async throws {
        try await withTemporaryFolder { folder in
            let ledger = try LedgerFile(folder: "\(folder)/new/ledger", signer: makeSigner())
            #expect(ledger.count == 0)
            #expect(try ledger.recent(10).isEmpty)
            #expect(try ledger.append([], now: noon).isEmpty)
            #expect(try ledger.checkpoint().size == 0)
        }
    }

    @Test("grows over reopenings and stays sound")
    func reopening() async throws {
        try await withTemporaryFolder { folder in
            let signer = try makeSigner()
            for round in 0..<4 {
                let ledger = try LedgerFile(folder: folder, signer: signer)
                #expect(ledger.count == 3 * round)
                let entries = try ledger.append((0..<3).map { draft("\(round).\($0)") }, now: noon + Double(round))
                #expect(entries.map(\.index) == Array(3 * round..<3 * round + 3))
                #expect(try audit(folder, signer.verifier).isSound)
                #expect(try ledger.checkpoint().size == 3 * round + 3)
            }
            let ledger = try LedgerFile(folder: folder, signer: signer)
            #expect(try ledger.recent(4).map(\.subject) == ["3.2", "3.1", "3.0", "2.2"])
            #expect(try audit(folder, signer.verifier).size == 12)
        }
    }

    @Test("does not go back in time when the clock does, not even over a reopening")
    func time() async throws {
        try await withTemporaryFolder { folder in
            let signer = try makeSigner()
            try LedgerFile(folder: folder, signer: signer).append([draft("a")], now: noon)
            let entries = try LedgerFile(folder: folder, signer: signer).append([draft("b")], now: noon - 3_600)
            #expect(entries.map(\.time) == [noon])
            #expect(try audit(folder, signer.verifier).isSound)
        }
    }

    @Test("written by two instances at once loses nothing and stays sound")
    func twoInstances() async throws {
        try await withTemporaryFolder { folder in
            let signer = try makeSigner()
            let ledgers = [try LedgerFile(folder: folder, signer: signer), try LedgerFile(folder: folder, signer: signer)]
            let now = noon
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask {
                        for step in 0..<15 {
                            try ledgers[writer % 2].append([LedgerFile.Draft("step", actor: "w", subject: "\(writer)-\(step)")], now: now)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let report = try audit(folder, signer.verifier)
            #expect(report.isSound, "\(report)")
            #expect(report.size == 60)
            for ledger in ledgers { #expect(try Set(ledger.recent(100).map(\.subject)).count == 60) }
        }
    }

    @Test("cuts off what a crash left behind the last checkpoint", arguments: [0, 1, 5_000])
    func tornTail(_ extra: Int) async throws {
        try await withTemporaryFolder { folder in
            let signer = try makeSigner()
            try LedgerFile(folder: folder, signer: signer).append([draft("a"), draft("b")], now: noon)
            let next = LedgerEntry(index: 2, time: noon, kind: "never.acknowledged", actor: "x", subject: "y")
            try append(next.line + [0x0A] + [UInt8](repeating: 0x7B, count: extra), to: "\(folder)/entries.jsonl")
            try append(next.leafHash.bytes + [UInt8](repeating: 1, count: extra / 100), to: "\(folder)/leaves")
            #expect(try !audit(folder, signer.verifier).isSound)
            let ledger = try LedgerFile(folder: folder, signer: signer)
            #expect(ledger.count == 2)
            #expect(try audit(folder, signer.verifier).isSound)
            try ledger.append([draft("c")], now: noon)
            #expect(try ledger.recent(9).map(\.subject) == ["c", "b", "a"])
            #expect(try audit(folder, signer.verifier).isSound)
        }
    }

    @Test("that another process left torn is read and written on by one that had it open", arguments: [3, 5_000])
    func tornWhileOpen(_ extra: Int) async throws {
        try await withTemporaryFolder { folder in
            let signer = try makeSigner()
            let ledger = try LedgerFile(folder: folder, signer: signer)
            try ledger.append([draft("a")], now: noon)
            try append([UInt8](repeating: 0x7B, count: extra), to: "\(folder)/entries.jsonl")
            try append([UInt8](repeating: 1, count: extra), to: "\(folder)/leaves")
            #expect(try ledger.recent(9).map(\.subject) == ["a"])
            try ledger.append([draft("b")], now: noon)
            #expect(try ledger.recent(9).map(\.subject) == ["b", "a"])
            let report = try audit(folder, signer.verifier)
            #expect(report.isSound, "\(report)")
        }
    }

    @Test("is under a checkpoint from its first moment; with entries and without one it is damaged, and nothing is cut off (T26)")
    func neverSigned() async throws {
        try await withTemporaryFolder { folder in
            let signer = try makeSigner()
            let ledger = try LedgerFile(folder: folder, signer: signer)
            #expect(try ledger.checkpoint().size == 0)
            try ledger.append([draft("a")], now: noon)
            let entries = try DurableFile.read("\(folder)/entries.jsonl")
            try FileManager.default.removeItem(atPath: "\(folder)/checkpoint")
            let error = #expect(throws: StorageError.self) { try LedgerFile(folder: folder, signer: signer) }
            #expect(error?.code == .corrupted)
            #expect(try DurableFile.read("\(folder)/entries.jsonl") == entries)
        }
    }

    @Test("that was rolled back with its checkpoint is noticed by the process that saw more (T27)")
    func rolledBack() async throws {
        try await withTemporaryFolder { folder in
            let signer = try makeSigner()
            let ledger = try LedgerFile(folder: folder, signer: signer)
            try ledger.append([draft("a")], now: noon)
            let files = ["entries.jsonl", "leaves", "checkpoint"]
            let earlier = try files.map { try DurableFile.read("\(folder)/\($0)") }
            try ledger.append([draft("b")], now: noon)
            for (file, bytes) in zip(files, earlier) { try Data(bytes).write(to: URL(filePath: "\(folder)/\(file)")) }
            let error = #expect(throws: StorageError.self) { try ledger.append([draft("c")], now: noon) }
            #expect(error?.code == .corrupted)
            // As long, but with another entry in place of the one that was seen.
            try LedgerFile(folder: folder, signer: signer).append([draft("x")], now: noon)
            #expect(throws: StorageError.self) { try ledger.append([draft("c")], now: noon) }
        }
    }

    @Test("with a changed leaf or entry is refused on opening, and the audit says which", arguments: ["leaves", "entries.jsonl"])
    func changed(_ file: String) async throws {
        try await withTemporaryFolder { folder in
            let signer = try makeSigner()
            try LedgerFile(folder: folder, signer: signer).append((0..<5).map { draft("\($0)") }, now: noon)
            let position =
                file == "leaves"
                ? 3 * TreeHash.byteCount + 7 : try #require(try place(of: "\"subject\":\"3\"", in: "\(folder)/\(file)")) + 11
            try flip("\(folder)/\(file)", at: position)
            let error = #expect(throws: StorageError.self) { try LedgerFile(folder: folder, signer: signer) }
            #expect(error?.code == .corrupted)
            #expect(error?.message.contains("mosaic ledger verify \(folder)") == true)
            let report = try audit(folder, signer.verifier)
            #expect(!report.isSound)
            #expect(report.faults.contains { $0.index == 3 }, "\(report)")
        }
    }

    @Test("with any byte changed anywhere is not sound", arguments: ["leaves", "entries.jsonl", "checkpoint"])
    func everyByte(_ file: String) async throws {
        try await withTemporaryFolder { folder in
            let signer = try makeSigner()
            try LedgerFile(folder: folder, signer: signer).append((0..<2).map { draft("\($0)") }, now: noon)
            let path = "\(folder)/\(file)"
            for position in try DurableFile.read(path).indices {
                try flip(path, at: position)
                #expect(try !audit(folder, signer.verifier).isSound, "byte \(position) of \(file)")
                try flip(path, at: position)
            }
            #expect(try audit(folder, signer.verifier).isSound)
        }
    }

    @Test("that was shortened, or whose checkpoint is another's or gone, is refused")
    func shortened() async throws {
        try await withTemporaryFolder { folder in
            let signer = try makeSigner()
            let ledger = try LedgerFile(folder: folder, signer: signer)
            try ledger.append((0..<3).map { draft("\($0)") }, now: noon)
            #expect(throws: (any Error).self) { try LedgerFile(folder: folder, signer: makeSigner(seed: 2)) }
            for file in ["entries.jsonl", "leaves"] {
                let whole = try DurableFile.read("\(folder)/\(file)")
                try Data(whole.dropLast(2)).write(to: URL(filePath: "\(folder)/\(file)"))
                let refusal = #expect(throws: StorageError.self) { try LedgerFile(folder: folder, signer: signer) }
                #expect(refusal?.code == .corrupted)
                try Data(whole).write(to: URL(filePath: "\(folder)/\(file)"))
            }
            try FileManager.default.removeItem(atPath: "\(folder)/checkpoint")
            let refusal = #expect(throws: StorageError.self) { try ledger.append([draft("x")], now: noon) }
            #expect(refusal?.code == .corrupted)
        }
    }

    private func place(of text: String, in path: String) throws -> Int? {
        let bytes = try DurableFile.read(path)
        let wanted = Array(text.utf8)
        return (0...(bytes.count - wanted.count)).first { bytes[$0..<$0 + wanted.count].elementsEqual(wanted) }
    }
}
