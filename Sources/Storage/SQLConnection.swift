/// A connection inside a transaction: what is read is one snapshot, what is written is all there or not at all.
///
/// The SQL is the part that SQLite and PostgreSQL share; parameters are written `?`.
public protocol SQLConnection {
    /// Runs a statement and returns the number of rows it changed.
    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int

    /// Runs a query and returns all rows.
    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow]

    /// Runs a query and hands over each row as it is read: for results that should not be held at once.
    func forEachRow(_ sql: String, _ arguments: [SQLValue], _ body: (SQLRow) throws -> Void) throws
}

extension SQLConnection {
    /// Runs a statement without parameters.
    @discardableResult
    public func execute(_ sql: String) throws -> Int { try execute(sql, []) }

    /// Runs a query without parameters.
    public func query(_ sql: String) throws -> [SQLRow] { try query(sql, []) }

    /// The first row of a query.
    public func first(_ sql: String, _ arguments: [SQLValue] = []) throws -> SQLRow? { try query(sql, arguments).first }

    /// The first column of the first row as an integer; for counts.
    public func count(_ sql: String, _ arguments: [SQLValue] = []) throws -> Int {
        try first("SELECT (\(sql)) AS n", arguments)?.integer("n") ?? 0
    }
}
