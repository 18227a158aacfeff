import Dispatch
import Foundation
import Storage
import TestSupport
import Testing

@Suite("A database")
struct DatabaseTests {
    private static let notes = Migration(version: 1, statements: ["CREATE TABLE note (id BIGINT NOT NULL PRIMARY KEY, body TEXT)"])

    private struct Refusal: Error {}

    private func open(_ folder: String) throws -> Database {
        try Database(path: "\(folder)/test.db", migrations: [Self.notes])
    }

    private func count(_ database: Database) async throws -> Int {
        try await database.read { try $0.count("SELECT COUNT(*) FROM note") }
    }

    @Test("shows a reader one snapshot while a writer commits")
    func snapshot() async throws {
        try await withTemporaryFolder { folder in
            let database = try open(folder)
            let (reading, began) = AsyncStream.makeStream(of: Void.self)
            let written = DispatchSemaphore(value: 0)
            let reader = Task {
                try await database.read { connection -> [Int] in
                    let before = try connection.count("SELECT COUNT(*) FROM note")
                    began.finish()
                    guard written.wait(timeout: .now() + 30) == .success else { throw Refusal() }
                    return [before, try connection.count("SELECT COUNT(*) FROM note")]
                }
            }
            for await _ in reading {}
            try await database.write { try $0.execute("INSERT INTO note (id) VALUES (1)") }
            written.signal()
            #expect(try await reader.value == [0, 0])
            #expect(try await count(database) == 1)
        }
    }

    @Test("undoes all of a write whose closure throws")
    func rollback() async throws {
        try await withTemporaryFolder { folder in
            let database = try open(folder)
            await #expect(throws: Refusal.self) {
                try await database.write { connection in
                    try connection.execute("INSERT INTO note (id) VALUES (1)")
                    try connection.execute("INSERT INTO note (id) VALUES (2)")
                    throw Refusal()
                }
            }
            #expect(try await count(database) == 0)
        }
    }

    @Test("opened twice shows each side what the other committed")
    func twoObjects() async throws {
        try await withTemporaryFolder { folder in
            let server = try open(folder)
            let command = try open(folder)
            try await server.write { try $0.execute("INSERT INTO note (id) VALUES (1)") }
            #expect(try await count(command) == 1)
            try await command.write { try $0.execute("INSERT INTO note (id) VALUES (2)") }
            #expect(try await count(server) == 2)
        }
    }

    @Test("writes that come together each stand alone: what one throws undoes that one, and every other is there")
    func sharedTransaction() async throws {
        try await withTemporaryFolder { folder in
            let database = try open(folder)
            let (writing, began) = AsyncStream.makeStream(of: Void.self)
            let gathered = DispatchSemaphore(value: 0)
            let first = Task {
                try await database.write { connection in
                    began.finish()
                    guard gathered.wait(timeout: .now() + 30) == .success else { throw Refusal() }
                    try connection.execute("INSERT INTO note (id) VALUES (1000)")
                }
            }
            for await _ in writing {}
            // While the first holds the database, the others gather.
            let results = await withTaskGroup(of: (Int, Swift.Result<Int, any Error>).self) { group in
                for id in 0..<40 {
                    group.addTask {
                        do {
                            let seen = try await database.write { connection in
                                try connection.execute("INSERT INTO note (id) VALUES (?)", [.integer(id)])
                                if id % 4 == 0 { throw Refusal() }
                                if id % 4 == 1 { try connection.execute("INSERT INTO note (id) VALUES (1000)") }
                                return id
                            }
                            return (id, .success(seen))
                        } catch {
                            return (id, .failure(error))
                        }
                    }
                }
                gathered.signal()
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            try await first.value
            for (id, result) in results {
                switch (id % 4, result) {
                case (0, .failure(let error)): #expect(error is Refusal)
                case (1, .failure(let error as StorageError)): #expect(error.code == .conflict)
                case (2..., .success(let value)): #expect(value == id)
                default: Issue.record("write \(id) ended with \(result)")
                }
            }
            let kept = try await database.read { try $0.query("SELECT id FROM note ORDER BY id").compactMap { $0.integer("id") } }
            #expect(kept == (0..<40).filter { $0 % 4 > 1 } + [1000])
        }
    }

    @Test("opened twice takes the writes of both at once and loses none")
    func concurrentWriters() async throws {
        try await withTemporaryFolder { folder in
            let databases = [try open(folder), try open(folder)]
            try await databases[0].write { try $0.execute("INSERT INTO note (id, body) VALUES (0, '0')") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for step in 0..<60 {
                    group.addTask {
                        try await databases[step % 2].write { connection in
                            let sum = try connection.first("SELECT body FROM note WHERE id = 0")?.string("body").flatMap(Int.init) ?? 0
                            try connection.execute("UPDATE note SET body = ? WHERE id = 0", [.text("\(sum + 1)")])
                        }
                    }
                }
                try await group.waitForAll()
            }
            let row = try await databases[1].read { try $0.first("SELECT body FROM note") }
            #expect(row?.string("body") == "60")
        }
    }

    @Test("tells a key that is there already apart from other errors, and names no value")
    func conflict() async throws {
        try await withTemporaryFolder { folder in
            let database = try open(folder)
            try await database.write { try $0.execute("INSERT INTO note (id, body) VALUES (7, 'secret')") }
            let conflict = await #expect(throws: StorageError.self) {
                try await database.write { try $0.execute("INSERT INTO note (id, body) VALUES (?, ?)", [7, "secret"]) }
            }
            #expect(conflict?.code == .conflict)
            #expect(conflict?.message.contains("secret") == false)
            let failure = await #expect(throws: StorageError.self) {
                try await database.read { try $0.query("SELECT nothing FROM note WHERE body = ?", ["secret"]) }
            }
            #expect(failure?.code == .failed)
            #expect(failure?.message.contains("nothing") == true)
            #expect(failure?.message.contains("secret") == false)
        }
    }

    @Test("gives back every kind of value as it was written")
    func values() async throws {
        try await withTemporaryFolder { folder in
            let database = try Database(
                path: "\(folder)/test.db",
                migrations: [Migration(version: 1, statements: ["CREATE TABLE v (t TEXT, i BIGINT, r REAL, b BLOB, n TEXT)"])])
            try await database.write {
                try $0.execute(
                    "INSERT INTO v VALUES (?, ?, ?, ?, ?)",
                    [.text("Łódź\n"), .integer(Int.max), .real(0.1), .blob([0, 255, 10]), .text(String?.none)])
            }
            let row = try #require(try await database.read { try $0.first("SELECT * FROM v") })
            #expect(row.string("t") == "Łódź\n")
            #expect(row.integer("i") == Int.max)
            #expect(row.double("r") == 0.1)
            #expect(row.bytes("b") == [0, 255, 10])
            #expect(row["n"] == .null)
            #expect(row["no such column"] == .null)
        }
    }

    @Test("keeps what was committed when it is opened again")
    func reopening() async throws {
        try await withTemporaryFolder { folder in
            let first = try open(folder)
            try await first.write { try $0.execute("INSERT INTO note (id) VALUES (1)") }
            try first.close()
            #expect(try await count(try open(folder)) == 1)
        }
    }
}
