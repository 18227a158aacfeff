import DICOM
import Foundation
import Storage
import TestSupport
import Testing

@testable import Node

@Suite("Recent objects")
struct RecentObjectsTests {
    /// Counts how often objects are read, and lets none through before it is told to.
    private actor Gate {
        private(set) var reads = 0
        private var isOpen = false
        private var waiting: [CheckedContinuation<Void, Never>] = []

        func pass() async {
            reads += 1
            if isOpen { return }
            await withCheckedContinuation { waiting.append($0) }
        }

        func open() {
            isOpen = true
            for continuation in waiting { continuation.resume() }
            waiting = []
        }
    }

    @Test("read an object once for all who ask while it is read, too large to be kept or not", arguments: [1, 192 << 20])
    func sharing(kept bytes: Int) async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let instance = try #require(try await node.archive.instances().first)
            let gate = Gate()
            let recent = RecentObjects(bytes: bytes) { instance in
                await gate.pass()
                return try await node.archive.load(instance)
            }
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 { group.addTask { try await recent.draw(instance) { $0.dataSet.count } } }
                while await recent.askedCount < 8 { await Task.yield() }
                while await gate.reads == 0 { await Task.yield() }
                await gate.open()
                let counts = try await group.reduce(into: Set<Int>()) { $0.insert($1) }
                #expect(counts.count == 1)
            }
            #expect(await gate.reads == 1)
            _ = try await recent.file(instance)
            #expect(await gate.reads == (bytes == 1 ? 2 : 1), "what is small enough is kept")
        }
    }

    @Test("forget an object that could not be read")
    func failure() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let instance = try #require(try await node.archive.instances().first)
            let gate = Gate()
            await gate.open()
            let recent = RecentObjects { instance in
                await gate.pass()
                if await gate.reads == 1 { throw StorageError(.failed, "The disk is away.") }
                return try await node.archive.load(instance)
            }
            await #expect(throws: StorageError.self) { try await recent.file(instance) }
            _ = try await recent.file(instance)
        }
    }
}
