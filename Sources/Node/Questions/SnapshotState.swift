import Catalogue
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

    /// Whether nobody has left any of these datasets since it was looked at.
    ///
    /// - Parameter optOuts: how many there were before that.
    static func isCurrent(_ datasets: [CohortRoom.Published], optOuts: Int, _ connection: any SQLConnection) throws -> Bool {
        guard try Self.optOuts(connection) == optOuts else { return false }
        return try datasets.allSatisfy { dataset in
            // A version that is about to be replaced may still answer.
            guard let state = try SnapshotState(of: dataset.record.id, connection) else { return false }
            return state.version != dataset.state.version || state.removals == dataset.state.removals
        }
    }

    /// How often patients opted out or in again.
    static func optOuts(_ connection: any SQLConnection) throws -> Int { try connection.count("SELECT COUNT(*) FROM optout_event") }
}
