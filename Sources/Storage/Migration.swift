import GRDB

/// One step of a schema, forward only. A step that has been released is never edited; a mistake is mended by the next step.
public struct Migration: Sendable {
    /// 1 for the first step, then without gaps.
    public let version: Int
    /// SQL statements in the part that SQLite and PostgreSQL share.
    public let statements: [String]

    /// A step.
    public init(version: Int, statements: [String]) {
        self.version = version
        self.statements = statements
    }

    /// Applies the steps that the database does not have yet, each in a transaction of its own.
    static func apply(_ migrations: [Migration], to pool: DatabasePool) throws {
        precondition(migrations.map(\.version) == Array(1..<(migrations.count + 1)), "Migrations are numbered from 1 without gaps")
        try pool.write { database in
            try database.execute(sql: "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY)")
        }
        let known = try pool.read { try Int.fetchOne($0, sql: "SELECT MAX(version) FROM schema_version") ?? 0 }
        guard known <= migrations.count else {
            throw StorageError(
                .newerSchema,
                "\(pool.path) has schema version \(known), this program knows \(migrations.count). Use the version of Mosaic that wrote it, or a later one."
            )
        }
        for migration in migrations.dropFirst(known) {
            try pool.write { database in
                // Another process may have applied the step between the look above and this lock.
                let done = try Int.fetchOne(database, sql: "SELECT 1 FROM schema_version WHERE version = ?", arguments: [migration.version])
                guard done == nil else { return }
                for statement in migration.statements { try database.execute(sql: statement) }
                try database.execute(sql: "INSERT INTO schema_version (version) VALUES (?)", arguments: [migration.version])
            }
        }
    }
}
