import Foundation
import Storage
import TestSupport
import Testing

@Suite("An object store")
struct ObjectStoreTests {
    private func object(_ text: String) -> (digest: String, bytes: [UInt8]) {
        let bytes = Array(text.utf8)
        return (ObjectStore.digest(of: bytes), bytes)
    }

    /// Where an object lies, as the store documents it.
    private func path(_ digest: String, in folder: String) -> String {
        "\(folder)/\(digest.prefix(2))/\(digest.dropFirst(2).prefix(2))/\(digest)"
    }

    @Test("names bytes by their SHA-256")
    func digest() {
        // FIPS 180-4, the message "abc".
        #expect(ObjectStore.digest(of: Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(hexadecimal([0x00, 0x0F, 0xA0, 0xFF]) == "000fa0ff")
    }

    @Test("gives back what was stored, and storing again changes nothing")
    func idempotent() async throws {
        try await withTemporaryFolder { folder in
            let store = try ObjectStore(root: folder)
            let objects = ["one", "two", ""].map(object)
            for _ in 0..<3 {
                try store.store(objects)
                for object in objects {
                    #expect(try store.load(object.digest) == object.bytes)
                }
                #expect(try files(below: folder).count == 3)
            }
            try store.store([])
        }
    }

    @Test("takes a batch that holds the same object more than once")
    func batchWithDuplicates() async throws {
        try await withTemporaryFolder { folder in
            let store = try ObjectStore(root: folder)
            try store.store(["a", "b", "a", "a", "b"].map(object))
            #expect(try files(below: folder).count == 2)
            #expect(try store.load(object("a").digest) == Array("a".utf8))
        }
    }

    @Test("finds one changed byte and names the object")
    func changedByte() async throws {
        try await withTemporaryFolder { folder in
            let store = try ObjectStore(root: folder)
            let object = object("an image that matters")
            try store.store([object])
            for position in object.bytes.indices {
                var bytes = object.bytes
                bytes[position] ^= 1
                try Data(bytes).write(to: URL(filePath: path(object.digest, in: folder)))
                let error = #expect(throws: StorageError.self) { try store.load(object.digest) }
                #expect(error?.code == .corrupted)
                #expect(error?.message.contains(object.digest) == true)
            }
        }
    }

    @Test("never serves what a crash left half written, and stores over it")
    func leftovers() async throws {
        try await withTemporaryFolder { folder in
            let store = try ObjectStore(root: folder)
            let object = object("a long image of which only a part reached the disk")
            let place = path(object.digest, in: folder)
            try DurableFile.makeDirectory(String(place.dropLast(object.digest.count + 1)))
            try Data(object.bytes.prefix(10)).write(to: URL(filePath: "\(place).4711.1.partial"))
            let refusal = #expect(throws: StorageError.self) { try store.load(object.digest) }
            #expect(refusal?.code == .notFound)
            try store.store([object])
            #expect(try store.load(object.digest) == object.bytes)
        }
    }

    @Test("forgets an object once, and again without complaint")
    func removing() async throws {
        try await withTemporaryFolder { folder in
            let store = try ObjectStore(root: folder)
            let object = object("gone")
            try store.store([object])
            for _ in 0..<2 {
                try store.remove(object.digest)
                #expect(throws: StorageError.self) { try store.load(object.digest) }
            }
            try store.store([object])
            #expect(try store.load(object.digest) == object.bytes)
        }
    }

    @Test("takes the same objects from several writers at once")
    func concurrentWriters() async throws {
        try await withTemporaryFolder { folder in
            let store = try ObjectStore(root: folder)
            let objects = (0..<40).map { object("object \($0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { try store.store(objects.shuffled()) } }
                try await group.waitForAll()
            }
            #expect(try files(below: folder).count == 40)
            for object in objects { #expect(try store.load(object.digest) == object.bytes) }
        }
    }
}
