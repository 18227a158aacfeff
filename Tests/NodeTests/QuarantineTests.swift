import Foundation
import SampleData
import Storage
import TestSupport
import Testing

@testable import Node

@Suite("Quarantine")
struct QuarantineTests {
    private func flaw(_ kind: AnswerKey.Flaw.Kind) throws -> (path: String, bytes: [UInt8]) {
        let path = FrozenHome.cohort.answerKey.flaws.first { $0.kind == kind }?.path
        return try #require(FrozenHome.cohort.files.first { $0.path == path })
    }

    @Test("gives back the original bytes, readable by the account only, and notes it in the ledger")
    func export() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            for (reason, kind) in [("pixelsMayIdentify", AnswerKey.Flaw.Kind.recognizableFeatures), ("unreadable: truncated", .truncated)] {
                let item = try #require(try await node.quarantined().first { $0.reason == reason })
                let original = try flaw(kind)
                let path = "\(folder)/released.dcm"
                let source = try await node.exportFromQuarantine(item.id, to: path, actor: "ana")
                #expect(source.hasSuffix(original.path))
                #expect(try DurableFile.read(path) == original.bytes)
                #expect(item.size == original.bytes.count)
                let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
                #expect(mode?.intValue == 0o600)
                #expect(try node.entries("quarantine.exported").contains { $0.subject == item.id && $0.actor == "ana" })
            }
        }
    }

    @Test("destroys an item with its bytes, and nothing else")
    func destroy() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let items = try await node.quarantined()
            try await node.destroyInQuarantine(items[0].id, actor: "ana")
            #expect(try await node.quarantined().map(\.id) == items.dropFirst().map(\.id))
            #expect(try allFiles(below: "\(folder)/home/quarantine").map(\.path) == items.dropFirst().map(\.id))
            #expect(try node.entries("quarantine.destroyed").map(\.subject) == [items[0].id])
            for action in [
                node.destroyInQuarantine(_:actor:), { _ = try await node.exportFromQuarantine($0, to: "\(folder)/x", actor: $1) },
            ] {
                await #expect(throws: NodeError.self) { try await action(items[0].id, "ana") }
            }
            #expect(try await node.quarantine.open(items[1].id).bytes.count == items[1].size)
        }
    }

    @Test("cannot be led out of its folder by an item's name", arguments: ["../node.yaml", "..", "", "/etc/passwd", "ABC"])
    func names(_ id: String) async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            await #expect(throws: (any Error).self) { try await node.exportFromQuarantine(id, to: "\(folder)/out", actor: "ana") }
            await #expect(throws: NodeError.self) { try await node.destroyInQuarantine(id, actor: "ana") }
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/out"))
        }
    }

    @Test("finds a changed byte of an item")
    func changed() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let item = try #require(try await node.quarantined().first)
            var bytes = try DurableFile.read("\(folder)/home/quarantine/\(item.id)")
            bytes[bytes.count / 2] ^= 1
            try Data(bytes).write(to: URL(filePath: "\(folder)/home/quarantine/\(item.id)"))
            await #expect(throws: (any Error).self) { try await node.exportFromQuarantine(item.id, to: "\(folder)/out", actor: "ana") }
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/out"))
        }
    }
}
