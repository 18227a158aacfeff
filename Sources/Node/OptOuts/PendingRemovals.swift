import Storage

/// Files whose rows are gone. They are noted in the transaction that takes the rows, so that a kill at any point leaves either the rows or
/// the note; what is noted is removed at the next start.
enum PendingRemovals {
    /// Where a file lies.
    enum Kind: String {
        case object
        case quarantine
    }

    private static let groupSize = 200

    static func note(_ kind: Kind, _ names: some Sequence<String>, _ connection: any SQLConnection) throws {
        for name in names {
            try connection.execute(
                "INSERT INTO removal (kind, name) VALUES (?, ?) ON CONFLICT (kind, name) DO NOTHING", [.text(kind.rawValue), .text(name)])
        }
    }

    /// Removes the noted files in groups, each in a transaction: no intake can write a row for one meanwhile.
    ///
    /// - Parameter remove: removes those that no row points to; returns when that is durable.
    static func finish(
        _ kind: Kind, _ database: Database, remove: @escaping @Sendable ([String], any SQLConnection) throws -> Void
    ) async throws {
        @Sendable func group(_ connection: any SQLConnection) throws -> [String] {
            try connection.query("SELECT name FROM removal WHERE kind = ? ORDER BY name LIMIT \(groupSize)", [.text(kind.rawValue)])
                .compactMap { $0.string("name") }
        }
        while try await !database.read({ try group($0) }).isEmpty {
            try await database.write { connection in
                let names = try group(connection)
                try remove(names, connection)
                for name in names {
                    try connection.execute("DELETE FROM removal WHERE kind = ? AND name = ?", [.text(kind.rawValue), .text(name)])
                }
            }
        }
    }
}

extension Node {
    /// Removes files whose rows went before the process ended.
    func finishRemovals() async throws {
        try await archive.finishRemovals()
        try await quarantine.finishRemovals()
    }
}
