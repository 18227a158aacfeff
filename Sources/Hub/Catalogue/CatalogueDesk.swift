import Catalogue
import Federation
import Foundation
import Storage

/// The catalogue: what the nodes published, as they published it.
struct CatalogueDesk: Sendable {
    let database: Database
    let now: @Sendable () -> Date

    /// A dataset and the node that answers for it.
    struct Entry: Sendable {
        let node: String
        let record: DatasetRecord
    }

    /// All datasets that are public, by title.
    func entries() async throws -> [Entry] {
        try await database.read { connection in
            try connection.query("SELECT node, record FROM dataset ORDER BY id").map { row in
                Entry(node: row.string("node") ?? "", record: try EventLog.decode(DatasetRecord.self, from: row.string("record") ?? ""))
            }
        }.filter { $0.record.state == .published }.sorted { ($0.record.title, $0.record.id) < ($1.record.title, $1.record.id) }
    }

    /// One dataset.
    ///
    /// - Throws: ``HubError`` `notFound`.
    func entry(_ id: String) async throws -> Entry {
        let entry = try await database.read { connection -> Entry? in
            guard let row = try connection.first("SELECT node, record FROM dataset WHERE id = ?", [.text(id)]) else { return nil }
            return Entry(node: row.string("node") ?? "", record: try EventLog.decode(DatasetRecord.self, from: row.string("record") ?? ""))
        }
        guard let entry else {
            throw HubError(.notFound, "There is no dataset '\(id.prefix(128))' in the catalogue. 'mosaic datasets' lists them.")
        }
        return entry
    }

    /// Stores a record that a node published. A node speaks for its own datasets only.
    static func store(_ record: DatasetRecord, from node: NodeName, now: Date, _ connection: any SQLConnection) throws {
        guard record.id.hasPrefix("\(node.value).") else {
            throw FederationError(
                .requestInvalid, "Dataset '\(record.id.prefix(128))' does not belong to node '\(node)': its id must begin with '\(node).'.")
        }
        let errors = record.faults().filter { $0.severity == .error }
        guard errors.isEmpty else {
            throw FederationError(
                .requestInvalid,
                "Dataset '\(record.id)' is incomplete: " + errors.map { "\($0.property): \($0.message)" }.joined(separator: "; "))
        }
        try connection.execute(
            """
            INSERT INTO dataset (id, node, record, received_ms) VALUES (?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET record = excluded.record, received_ms = excluded.received_ms
            """,
            [.text(record.id), .text(node.value), .text(try EventLog.encode(record)), .integer(now.milliseconds)])
    }
}
