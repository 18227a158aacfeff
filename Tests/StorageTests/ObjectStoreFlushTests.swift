import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Storage

@Suite("Flushing objects")
struct ObjectStoreFlushTests {
    private struct DiskAway: Error {}

    /// A disk that can be away, and remembers what was flushed.
    private final class Disk: Sendable {
        private let state = Mutex((flushed: [String](), isAway: false))

        var flushed: [String] { state.withLock { $0.flushed } }

        var flush: ObjectStore.Flush {
            ObjectStore.Flush(folder: { try self.note($0) }, fileSystem: { try self.note($0) })
        }

        func begin(isAway: Bool) { state.withLock { $0 = ([], isAway) } }

        private func note(_ path: String) throws {
            try state.withLock { state in
                if state.isAway { throw DiskAway() }
                state.flushed.append(path)
            }
        }
    }

    private func objects(_ count: Int) -> [(digest: String, bytes: [UInt8])] {
        (0..<count).map { number in
            let bytes = Array("object \(number)".utf8)
            return (ObjectStore.digest(of: bytes), bytes)
        }
    }

    @Test("that failed is made up for when the same objects come again, though their files are there", arguments: [1, 4, 20])
    func again(count: Int) async throws {
        try await withTemporaryFolder { folder in
            let disk = Disk()
            let store = try ObjectStore(root: folder, flush: disk.flush)
            let objects = objects(count)
            disk.begin(isAway: true)
            #expect(throws: DiskAway.self) { try store.store(objects) }
            disk.begin(isAway: false)
            try store.store(objects)
            let first = disk.flushed
            #expect(first.contains(folder))
            // Of a few objects every folder on the way down, of many the whole disk.
            if count <= 4 {
                for object in objects {
                    let above = "\(folder)/\(object.digest.prefix(2))"
                    #expect(first.contains(above) && first.contains("\(above)/\(object.digest.dropFirst(2).prefix(2))"))
                }
            }
            // And once more, when all of it is durable: that is not known here.
            disk.begin(isAway: false)
            try store.store(objects)
            #expect(disk.flushed.contains(folder))
            for object in objects { #expect(try store.load(object.digest) == object.bytes) }
        }
    }

    @Test("a file of another length than its object is written anew")
    func otherLength() async throws {
        try await withTemporaryFolder { folder in
            let store = try ObjectStore(root: folder)
            let object = try #require(objects(1).first)
            try store.store([object])
            let path = "\(folder)/\(object.digest.prefix(2))/\(object.digest.dropFirst(2).prefix(2))/\(object.digest)"
            try Data(object.bytes.dropLast(3)).write(to: URL(filePath: path))
            #expect(!store.contains(object.digest, size: object.bytes.count))
            try store.store([object])
            #expect(try store.load(object.digest) == object.bytes)
            #expect(store.contains(object.digest, size: object.bytes.count))
        }
    }
}
