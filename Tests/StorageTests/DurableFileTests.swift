import Foundation
import Storage
import TestSupport
import Testing

@Suite("A durable file")
struct DurableFileTests {
    private func permissions(_ path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test("is read as it was written, and replaced whole")
    func replaced() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/file"
            for bytes in [[], [1, 2, 3], [UInt8](repeating: 7, count: 300_000), [9]] as [[UInt8]] {
                try DurableFile.write(bytes, to: path)
                #expect(try DurableFile.read(path) == bytes)
                #expect(try files(below: folder) == ["file"])
            }
        }
    }

    @Test("that cannot be put into place leaves the old one and no leftover")
    func failure() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/taken"
            try DurableFile.makeDirectory(path)
            try DurableFile.write([1], to: "\(path)/inside")
            let error = #expect(throws: StorageError.self) { try DurableFile.write([2], to: path) }
            #expect(error?.message.contains(path) == true)
            #expect(try files(below: folder) == ["taken/inside"])
        }
    }

    @Test("is never seen half by a reader while writers replace it")
    func readers() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/file"
            try DurableFile.write([UInt8](repeating: 0, count: 70_000), to: path)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 1...2 {
                    group.addTask {
                        for round in 0..<20 {
                            try DurableFile.write([UInt8](repeating: UInt8(writer * 100 + round), count: 70_000), to: path)
                        }
                    }
                }
                group.addTask {
                    for _ in 0..<100 {
                        let bytes = try DurableFile.read(path)
                        #expect(bytes.count == 70_000 && Set(bytes).count == 1)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("has the permission bits that were asked for, from its first moment", arguments: [0o600, 0o640, 0o644] as [UInt32])
    func permissionBits(_ mode: UInt32) async throws {
        try await withTemporaryFolder { folder in
            try DurableFile.write([1], to: "\(folder)/file", mode: mode)
            #expect(try permissions("\(folder)/file") == Int(mode))
            try DurableFile.makeDirectory("\(folder)/deep/down", mode: 0o700)
            #expect(try permissions("\(folder)/deep") == 0o700)
            #expect(try permissions("\(folder)/deep/down") == 0o700)
        }
    }

    @Test("that is missing, too large or in no folder is refused with its path and the reason")
    func words() async throws {
        try await withTemporaryFolder { folder in
            let missing = #expect(throws: StorageError.self) { try DurableFile.read("\(folder)/none") }
            #expect(missing?.code == .notFound)
            #expect(missing?.message == "Opening \(folder)/none: No such file or directory")
            let nowhere = #expect(throws: StorageError.self) { try DurableFile.write([1], to: "\(folder)/no/file") }
            #expect(nowhere?.code == .notFound)
            #expect(nowhere?.message.contains("\(folder)/no/file") == true)
            try DurableFile.write([1, 2, 3], to: "\(folder)/three")
            let large = #expect(throws: StorageError.self) { try DurableFile.read("\(folder)/three", limit: 2) }
            #expect(large?.code == .failed)
            #expect(large?.message.contains("3 bytes; the limit is 2") == true)
            #expect(try DurableFile.read("\(folder)/three", limit: 3) == [1, 2, 3])
            let folderItself = #expect(throws: StorageError.self) { try DurableFile.read(folder) }
            #expect(folderItself?.message.contains(folder) == true)
            let blocked = #expect(throws: StorageError.self) { try DurableFile.makeDirectory("\(folder)/three/below") }
            #expect(blocked?.code == .failed)
        }
    }

    @Test("folder is made once, and again without complaint")
    func directories() async throws {
        try await withTemporaryFolder { folder in
            for _ in 0..<2 { try DurableFile.makeDirectory("\(folder)/a/b/c") }
            try DurableFile.write([1], to: "\(folder)/a/b/c/file")
            #expect(try files(below: folder) == ["a/b/c/file"])
        }
    }
}
