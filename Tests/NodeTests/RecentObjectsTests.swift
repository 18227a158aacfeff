import DICOM
import DICOMPixels
import Foundation
import Storage
import TestSupport
import Testing

@testable import Node

private typealias Tag = DICOM.Tag

@Suite("Recent objects", .timeLimit(.minutes(10)))
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
                for _ in 0..<8 { group.addTask { try await recent.file(instance).dataSet.count } }
                while await recent.askedCount < 8 { await Task.yield() }
                while await gate.reads == 0 { await Task.yield() }
                await gate.open()
                let counts = try await group.reduce(into: Set<Int>()) { $0.insert($1) }
                #expect(counts.count == 1)
            }
            #expect(await gate.reads == 1)
            _ = try await recent.file(instance)
            #expect(await gate.reads == 1, "the last one is kept whatever its size")
            let other = try #require(try await node.archive.instances().dropFirst().first)
            _ = try await recent.file(other)
            _ = try await recent.file(instance)
            #expect(await gate.reads == (bytes == 1 ? 3 : 2), "of several, as many as there is room for")
        }
    }

    @Test("keep what is asked for again within a minute, and give back the rest")
    func idling() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let instance = try #require(try await node.archive.instances().first)
            let clock = ManualClock()
            let recent = RecentObjects(clock: clock) { try await node.archive.load($0) }
            for _ in 0..<3 {
                _ = try await recent.file(instance)
                await clock.untilSomebodySleeps()
                clock.advance(by: RecentObjects.idleTime - .seconds(1))
                #expect(await recent.keptCount == 1)
            }
            _ = try await recent.file(instance)
            await clock.untilSomebodySleeps()
            clock.advance(by: RecentObjects.idleTime)
            while await recent.keptCount > 0 { await Task.yield() }
        }
    }

    @Test("are drawn together as their images allow, not their files: a small file may hold a large image")
    func drawing() async throws {
        var dataSet = DataSet()
        for (tag, value) in [(Tag.rows, 1_000), (.columns, 1_000), (.bitsAllocated, 16), (.samplesPerPixel, 1)] {
            dataSet.set(tag, integers: [value])
        }
        dataSet.set(.photometricInterpretation, "MONOCHROME2")
        dataSet.setBytes(.pixelData, vr: .ow, [UInt8](repeating: 0, count: 2_000_000))
        let file = try DICOMFile(dataSet: dataSet, transferSyntax: .explicitVRLittleEndian).transcoded(to: .jpegLSLossless)
        #expect(try file.encoded().count < 10_000)
        #expect(RecentObjects.bytes(drawing: file) > 2_000_000)
        let capacity = Capacity(limit: 1_000_000)
        let recent = RecentObjects(drawing: capacity) { _ in [] }
        var held: Capacity.Lease? = await capacity.lease(1)
        async let drawn = recent.draw(file) { try file.frame().values.count }
        while await capacity.waitingCount == 0 { await Task.yield() }
        held = nil
        #expect(try await drawn == 1_000_000)
        #expect(held == nil)
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
