import Storage

/// What a snapshot in memory is compared by: a published version changes only when a patient opts out of it.
struct SnapshotState: Sendable, Equatable {
    let version: String
    let removals: Int

    private init(_ row: SQLRow) {
        version = row.string("version") ?? ""
        removals = row.integer("removals") ?? 0
    }

    /// The state of a dataset; `nil` where there is none.
    init?(of id: String, _ connection: any SQLConnection) throws {
        guard let row = try connection.first("SELECT version, removals FROM dataset WHERE id = ?", [.text(id)]) else { return nil }
        self.init(row)
    }

    /// The state of every published dataset, by id.
    static func all(_ connection: any SQLConnection) throws -> [(id: String, state: SnapshotState)] {
        try connection.query("SELECT id, version, removals FROM dataset ORDER BY id").map { ($0.string("id") ?? "", SnapshotState($0)) }
    }

    /// How often patients opted out or in again.
    static func optOuts(_ connection: any SQLConnection) throws -> Int { try connection.count("SELECT COUNT(*) FROM optout_event") }
}
