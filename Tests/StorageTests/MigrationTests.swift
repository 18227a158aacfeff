import Foundation
import Storage
import TestSupport
import Testing

@Suite("A schema")
struct MigrationTests {
    private static let first = Migration(version: 1, statements: ["CREATE TABLE patient (id TEXT NOT NULL PRIMARY KEY)"])
    private static let second = Migration(
        version: 2, statements: ["ALTER TABLE patient ADD COLUMN sex TEXT", "UPDATE patient SET sex = 'unknown'"])

    @Test("goes forward step by step and keeps the rows")
    func forward() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/test.db"
            let old = try Database(path: path, migrations: [Self.first])
            try await old.write { try $0.execute("INSERT INTO patient (id) VALUES ('P1')") }
            try old.close()
            for _ in 0..<2 {
                let new = try Database(path: path, migrations: [Self.first, Self.second])
                let row = try await new.read { try $0.first("SELECT id, sex FROM patient") }
                #expect(row?.string("id") == "P1")
                #expect(row?.string("sex") == "unknown")
                #expect(try await new.read { try $0.count("SELECT COUNT(*) FROM schema_version") } == 2)
                try new.close()
            }
        }
    }

    @Test("of a later version of the program is refused in words, and not touched")
    func newer() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/test.db"
            try Database(path: path, migrations: [Self.first, Self.second]).close()
            let error = #expect(throws: StorageError.self) { try Database(path: path, migrations: [Self.first]) }
            #expect(error?.code == .newerSchema)
            #expect(error?.message.contains("schema version 2, this program knows 1") == true)
            #expect(throws: Never.self) { try Database(path: path, migrations: [Self.first, Self.second]) }
        }
    }

    @Test("step that fails leaves nothing of itself behind and can be tried again")
    func failure() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/test.db"
            let broken = Migration(version: 2, statements: ["CREATE TABLE half (id TEXT)", "CREATE TABLE patient (id TEXT)"])
            let error = #expect(throws: StorageError.self) { try Database(path: path, migrations: [Self.first, broken]) }
            #expect(error?.code == .failed)
            let database = try Database(path: path, migrations: [Self.first, Self.second])
            #expect(try await database.read { try $0.count("SELECT COUNT(*) FROM sqlite_master WHERE name = 'half'") } == 0)
        }
    }

    @Test("is made once by processes that open a new file at the same time")
    func concurrent() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/test.db"
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let database = try Database(path: path, migrations: [Self.first, Self.second])
                        return try await database.read { try $0.count("SELECT COUNT(*) FROM schema_version") }
                    }
                }
                for try await versions in group { #expect(versions == 2) }
            }
        }
    }

    @Test("whose steps have a gap stops the program before it touches the file")
    func gaps() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let path = FileManager.default.temporaryDirectory.appending(path: "mosaic-gap-\(UUID().uuidString).db").path
            _ = try Database(path: path, migrations: [Migration(version: 1, statements: []), Migration(version: 3, statements: [])])
        }
        let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(words.contains("numbered from 1 without gaps"))
        let folder = FileManager.default.temporaryDirectory
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasPrefix("mosaic-gap-") {
            try FileManager.default.removeItem(at: folder.appending(path: name))
        }
    }
}
