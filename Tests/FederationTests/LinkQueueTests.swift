import Federation
import Foundation
import Storage
import TestSupport
import Testing

@Suite("The queues of the link")
struct LinkQueueTests {
    private func enqueue(_ ids: [String], to recipient: String = "north", lifetime: TimeInterval = 60, in database: Database) async throws {
        let sealed = try ids.map { try makeMessage($0, to: recipient, lifetime: lifetime).sealed }
        try await database.write { connection in for message in sealed { try LinkQueue.enqueue(message, in: connection) } }
    }

    private func outgoing(_ database: Database, to recipient: String = "north", after: Int = 0, limit: Int = 100, now: Date = noon)
        async throws -> [LinkQueue.Outgoing]
    {
        try await database.read { try LinkQueue.outgoing(to: recipient, after: after, limit: limit, now: now, in: $0) }
    }

    @Test("give messages in the order in which they were queued, to each recipient its own")
    func order() async throws {
        try await withTemporaryFolder { folder in
            let database = try makeQueues(folder)
            try await enqueue(["z", "a", "m"], in: database)
            try await enqueue(["other"], to: "south", in: database)
            try await enqueue(["b"], in: database)
            let all = try await outgoing(database)
            #expect(all.map(\.id) == ["z", "a", "m", "b"])
            #expect(all.map(\.sequence) == all.map(\.sequence).sorted())
            #expect(try await outgoing(database, to: "south").map(\.id) == ["other"])
            #expect(try await outgoing(database, limit: 2).map(\.id) == ["z", "a"])
            #expect(try await outgoing(database, after: all[1].sequence).map(\.id) == ["m", "b"])
            #expect(try await outgoing(database, to: "nort").isEmpty)
        }
    }

    @Test("take a message once, however often it is queued")
    func idempotent() async throws {
        try await withTemporaryFolder { folder in
            let database = try makeQueues(folder)
            for _ in 0..<3 { try await enqueue(["a", "b"], in: database) }
            #expect(try await outgoing(database).map(\.id) == ["a", "b"])
        }
    }

    @Test("forget what was acknowledged and never use its place again, also after reopening")
    func acknowledge() async throws {
        try await withTemporaryFolder { folder in
            var database = try makeQueues(folder)
            try await enqueue(["a", "b", "c"], in: database)
            try await enqueue(["other"], to: "south", in: database)
            let places = try await outgoing(database).map(\.sequence)
            try await database.write { try LinkQueue.acknowledge(recipient: "north", upTo: places[1], now: noon, in: $0) }
            #expect(try await outgoing(database).map(\.id) == ["c"])
            #expect(try await outgoing(database, to: "south").count == 1)
            try await database.write { try LinkQueue.acknowledge(recipient: "north", upTo: places[2], now: noon, in: $0) }
            try database.close()
            database = try makeQueues(folder)
            try await enqueue(["d"], in: database)
            let later = try await outgoing(database)
            #expect(later.map(\.id) == ["d"])
            #expect(try #require(later.first).sequence > places[2])
        }
    }

    @Test("do not give what has expired, and forget it")
    func expiry() async throws {
        try await withTemporaryFolder { folder in
            let database = try makeQueues(folder)
            try await enqueue(["short"], lifetime: 10, in: database)
            try await enqueue(["long"], lifetime: 100, in: database)
            #expect(try await outgoing(database, now: noon + 9).map(\.id) == ["short", "long"])
            #expect(try await outgoing(database, now: noon + 10).map(\.id) == ["long"])
            try await database.write { try LinkQueue.acknowledge(recipient: "north", upTo: 0, now: noon + 10, in: $0) }
            #expect(try await outgoing(database, now: noon).map(\.id) == ["long"])
        }
    }

    @Test("keep what was received and not acted on, oldest first, over a crash")
    func unhandled() async throws {
        try await withTemporaryFolder { folder in
            var database = try makeQueues(folder)
            for (seconds, id) in [(3.0, "a"), (1.0, "b"), (2.0, "c")] {
                let (message, sealed) = try makeMessage(id)
                #expect(try await database.write { try LinkQueue.receive(message, note: sealed.note, now: noon + seconds, in: $0) })
            }
            try await database.write { try LinkQueue.markHandled("c", now: noon + 4, in: $0) }
            try database.close()
            database = try makeQueues(folder)
            let notes = try await database.read { try LinkQueue.unhandled(limit: 10, in: $0).map(\.note) }
            #expect(try notes == ["b", "a"].map { try makeMessage($0).sealed.note })
            #expect(try await database.read { try LinkQueue.unhandled(limit: 1, in: $0) }.count == 1)
        }
    }

    @Test("know a repeat of what was acted on until it can no longer come")
    func repeats() async throws {
        try await withTemporaryFolder { folder in
            let database = try makeQueues(folder)
            let (message, sealed) = try makeMessage("a")
            func receive() async throws -> Bool {
                try await database.write { try LinkQueue.receive(message, note: sealed.note, now: noon, in: $0) }
            }
            #expect(try await receive())
            #expect(try await !receive())
            try await database.write { try LinkQueue.markHandled("a", now: noon, in: $0) }
            #expect(try await !receive())
            #expect(try await database.read { try LinkQueue.unhandled(limit: 10, in: $0) }.isEmpty)
            try await database.write { try LinkQueue.prune(before: noon, in: $0) }
            #expect(try await !receive())
            try await database.write { try LinkQueue.prune(before: noon + 1, in: $0) }
            #expect(try await receive())
        }
    }

    @Test("leave no trace of a message whose transaction failed")
    func transaction() async throws {
        struct Failure: Error {}
        try await withTemporaryFolder { folder in
            let database = try makeQueues(folder)
            let sealed = try makeMessage("a").sealed
            await #expect(throws: Failure.self) {
                try await database.write { connection in
                    try LinkQueue.enqueue(sealed, in: connection)
                    throw Failure()
                }
            }
            #expect(try await outgoing(database).isEmpty)
        }
    }

    @Test("store points in time to the millisecond")
    func milliseconds() {
        for milliseconds in [0, 1, 1_772_366_400_123, -5] { #expect(Date(milliseconds: milliseconds).milliseconds == milliseconds) }
    }
}
