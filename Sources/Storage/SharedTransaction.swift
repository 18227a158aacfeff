import GRDB

/// Writes that wait for the same database at once, done in one transaction and made durable by one flush.
///
/// A hub that hears from thirty nodes in the same moment would otherwise flush its disk thirty times, one after the other. Each write
/// stands alone: it sees what those before it did, and what it throws undoes it and nothing else.
struct SharedTransaction: Sendable {
    /// After so long no further write joins: other processes of the same home wait for the transaction's end.
    private static let longest: Duration = .milliseconds(50)

    private let writes: GroupCommit<Write, Turn>

    private struct Write: Sendable {
        /// Does the work and keeps its result.
        let run: @Sendable (GRDB.Database) throws -> Void
        /// Keeps the error that undid it.
        let fail: @Sendable (any Error) -> Void
    }

    private enum Turn { case done, comesLater }

    init(_ pool: DatabasePool) {
        writes = GroupCommit { writes in
            do {
                return try await pool.write { try Self.run(writes, $0) }
            } catch {
                // Told to all: as our own error it makes nothing run a second time.
                throw Database.translated(error, pool.path)
            }
        }
    }

    /// Returns when what `body` wrote is durable.
    func write<Result: Sendable>(_ body: @escaping @Sendable (GRDB.Database) throws -> Result) async throws -> Result {
        try Task.checkCancellation()
        let outcome = Locked<Swift.Result<Result, any Error>?>(nil)
        let write = Write(
            run: { database in
                let result = try body(database)
                outcome.withLock { $0 = .success(result) }
            }, fail: { error in outcome.withLock { $0 = .failure(error) } })
        while try await writes.commit(write) == .comesLater {}
        guard let outcome = outcome.withLock({ $0 }) else { preconditionFailure("A write that is done has an outcome.") }
        return try outcome.get()
    }

    private static func run(_ writes: [Write], _ database: GRDB.Database) throws -> [Turn] {
        // A transaction of its own needs no savepoint, which copies each page that a large write touches.
        if writes.count == 1 {
            try writes[0].run(database)
            return [.done]
        }
        let start = ContinuousClock.now
        return try writes.map { write in
            guard ContinuousClock.now - start < longest else { return .comesLater }
            try alone(write, database)
            return .done
        }
    }

    private static func alone(_ write: Write, _ database: GRDB.Database) throws {
        do {
            try database.inSavepoint {
                try write.run(database)
                return .commit
            }
        } catch {
            // Where the disk is full, SQLite undoes the whole transaction: then it is the others' error too.
            guard database.isInsideTransaction else { throw error }
            write.fail(error)
        }
    }
}
