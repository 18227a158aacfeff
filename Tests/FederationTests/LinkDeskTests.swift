import Federation
import Foundation
import Storage
import Synchronization
import TestSupport
import Testing

@Suite("The hub's desk for links")
struct LinkDeskTests {
    private func withDesk(_ body: (LinkDesk, Database, TestClock) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let database = try makeQueues(folder)
            let clock = TestClock()
            try await body(LinkDesk(database: database, now: { clock.now }, keep: { _, _ in }), database, clock)
        }
    }

    private func enqueue(_ id: String, to recipient: String = "north", in database: Database) async throws {
        let sealed = try makeMessage(id, to: recipient).sealed
        try await database.write { try LinkQueue.enqueue(sealed, in: $0) }
    }

    /// Waits, without a clock, until the desk holds the node's call open: only a call that waits keeps a silent node connected.
    private func untilWaiting(_ desk: LinkDesk, _ node: String, _ clock: TestClock) async {
        clock.advance(by: LinkDesk.grace * 2)
        while await !desk.isConnected(node) { await Task.yield() }
    }

    @Test("gives at once what is there, and forgets it when it is acknowledged")
    func present() async throws {
        try await withDesk { desk, database, _ in
            let north = try NodeName("north")
            for id in ["a", "b"] { try await enqueue(id, in: database) }
            try await enqueue("other", to: "south", in: database)
            let first = try await desk.messages(for: north, after: 0, wait: .seconds(60))
            #expect(first.items.map(\.note) == [try makeMessage("a").sealed.note, try makeMessage("b").sealed.note])
            let again = try await desk.messages(for: north, after: 0, wait: .seconds(60))
            #expect(again.items.map(\.sequence) == first.items.map(\.sequence))
            let rest = try await desk.messages(for: north, after: first.items[0].sequence, wait: .seconds(60))
            #expect(rest.items.map(\.sequence) == [first.items[1].sequence])
            #expect(try await database.read { try $0.count("SELECT COUNT(*) FROM outbox WHERE recipient = 'north'") } == 1)
        }
    }

    @Test("holds a call open and answers as soon as it is rung")
    func rung() async throws {
        try await withDesk { desk, database, clock in
            let north = try NodeName("north")
            let call = Task { try await desk.messages(for: north, after: 0, wait: .seconds(600)) }
            await untilWaiting(desk, "north", clock)
            try await enqueue("a", in: database)
            await desk.ring(["north"])
            #expect(try await call.value.items.count == 1)
        }
    }

    @Test("answers nothing when the time is over, or when no waiting is wanted")
    func limit() async throws {
        try await withDesk { desk, _, _ in
            let north = try NodeName("north")
            #expect(try await desk.messages(for: north, after: 0, wait: .zero).items.isEmpty)
            #expect(try await desk.messages(for: north, after: 0, wait: .milliseconds(20)).items.isEmpty)
        }
    }

    @Test("ends a waiting call when it is rung without a message, as for a node that was revoked")
    func revocation() async throws {
        try await withDesk { desk, _, clock in
            let north = try NodeName("north")
            let call = Task { try await desk.messages(for: north, after: 0, wait: .seconds(600)) }
            await untilWaiting(desk, "north", clock)
            await desk.ring(["north"])
            #expect(try await call.value.items.isEmpty)
        }
    }

    @Test("does not answer one node's call for another's ring")
    func otherNode() async throws {
        try await withDesk { desk, database, clock in
            let ulm = try NodeName("ulm")
            let call = Task { try await desk.messages(for: ulm, after: 0, wait: .seconds(600)) }
            await untilWaiting(desk, "ulm", clock)
            try await enqueue("a", to: "neu-ulm", in: database)
            await desk.ring(["neu-ulm", "nobody"])
            #expect(await desk.isConnected("ulm"))
            #expect(await !desk.isConnected("neu-ulm"))
            await desk.ring(["ulm"])
            #expect(try await call.value.items.isEmpty)
        }
    }

    @Test("lets go of a call whose node hung up")
    func cancelled() async throws {
        try await withDesk { desk, _, clock in
            let north = try NodeName("north")
            let call = Task { try await desk.messages(for: north, after: 0, wait: .seconds(600)) }
            await untilWaiting(desk, "north", clock)
            call.cancel()
            _ = await call.result
            clock.advance(by: LinkDesk.grace * 2)
            #expect(await !desk.isConnected("north"))
        }
    }

    @Test("knows who is connected: for a moment after a call, not after a goodbye")
    func presence() async throws {
        try await withDesk { desk, _, clock in
            let north = try NodeName("north")
            #expect(await !desk.isConnected("north"))
            #expect(await desk.lastSeen("north") == nil)
            _ = try await desk.messages(for: north, after: 0, wait: .zero)
            #expect(await desk.isConnected("north"))
            #expect(await desk.lastSeen("north") == noon)
            clock.advance(by: LinkDesk.grace - 0.1)
            #expect(await desk.isConnected("north"))
            clock.advance(by: 0.2)
            #expect(await !desk.isConnected("north"))
            await desk.seen(north)
            #expect(await desk.isConnected("north"))
            await desk.left(north)
            #expect(await !desk.isConnected("north"))
        }
    }

    @Test("keeps when a node was seen, but not at every call")
    func keeping() async throws {
        try await withTemporaryFolder { folder in
            let kept = Mutex<[Date]>([])
            let clock = TestClock()
            let desk = LinkDesk(
                database: try makeQueues(folder), now: { clock.now }, keep: { _, time in kept.withLock { $0.append(time) } })
            let north = try NodeName("north")
            for _ in 0..<10 {
                await desk.seen(north)
                clock.advance(by: 1)
            }
            #expect(kept.withLock { $0 } == [noon, noon + 4, noon + 8])
        }
    }
}
