import Foundation
import GRDB

/// A database that several processes of one server may share.
///
/// Readers see a consistent snapshot and never wait for the writer. A write is durable when it returns: SQLite runs in
/// write-ahead mode with `synchronous = FULL`, because an acknowledgement to a PACS hangs on it.
public final class Database: Sendable {
    private let pool: DatabasePool
    private let writes: SharedTransaction

    /// Opens, or makes, the database file at `path` and brings its schema up to date.
    ///
    /// - Throws: ``StorageError`` with code `newerSchema` where a later version of Mosaic wrote the file.
    public init(path: String, migrations: [Migration]) throws {
        var configuration = Configuration()
        // The command line and the server open the same home; a writer waits for the other's short transaction.
        configuration.busyMode = .timeout(20)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            try Migration.apply(migrations, to: pool)
            writes = SharedTransaction(pool)
        } catch {
            throw Database.translated(error, path)
        }
    }

    /// Reads within one snapshot.
    public func read<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
        do {
            return try await pool.read { try body(SQLiteConnection(database: $0)) }
        } catch {
            throw Database.translated(error, pool.path)
        }
    }

    /// Writes within one transaction; an error thrown by `body` undoes all of it. Writes that come together share a flush of the disk.
    @discardableResult
    public func write<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
        do {
            return try await writes.write { try body(SQLiteConnection(database: $0)) }
        } catch {
            throw Database.translated(error, pool.path)
        }
    }

    /// Closes all connections; later use is an error.
    public func close() throws { try pool.close() }

    /// The error in our words; what is not the database's passes as it is.
    static func translated(_ error: any Error, _ path: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        switch error.resultCode {
        case .SQLITE_FULL:
            return StorageError(
                .diskFull,
                "The disk that holds \(path) is full. Free some space and run the same command again; nothing acknowledged is lost.")
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_WRITE || error.extendedResultCode == .SQLITE_IOERR_FSYNC:
            return StorageError(
                .diskFull, "Writing to \(path) failed; the disk may be full or failing. Check it and run the same command again.")
        case .SQLITE_CONSTRAINT:
            return StorageError(.conflict, "The database \(path) refused a row: \(error.message ?? "constraint violated").")
        default:
            // Arguments are left out on purpose: they may be patient data.
            return StorageError(
                .failed,
                "The database \(path) reported: \(error.message ?? error.resultCode.description) (in: \(error.sql ?? "no statement"))")
        }
    }
}

/// GRDB's connection, seen as ours.
struct SQLiteConnection: SQLConnection {
    let database: GRDB.Database

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        let statement = try database.cachedStatement(sql: sql)
        try statement.execute(arguments: StatementArguments(arguments.map(\.databaseValue)))
        return database.changesCount
    }

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        var rows: [SQLRow] = []
        try forEachRow(sql, arguments) { rows.append($0) }
        return rows
    }

    func forEachRow(_ sql: String, _ arguments: [SQLValue], _ body: (SQLRow) throws -> Void) throws {
        let statement = try database.cachedStatement(sql: sql)
        let columns = statement.columnNames
        let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(arguments.map(\.databaseValue)))
        while let row = try cursor.next() {
            try body(SQLRow(columns: columns, values: row.databaseValues.map(SQLValue.init)))
        }
    }
}

extension SQLValue {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let integer): self = .integer(integer)
        case .double(let real): self = .real(real)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .blob([UInt8](data))
        }
    }

    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let integer): integer.databaseValue
        case .real(let real): real.databaseValue
        case .text(let text): text.databaseValue
        case .blob(let bytes): Data(bytes).databaseValue
        }
    }
}
