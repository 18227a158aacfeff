import Federation
import Foundation
import Storage

/// Patients who do not want their data used, by the keyed digest of their original Patient ID.
enum OptOutList {
    /// What can happen to an entry.
    enum Kind: String, Sendable {
        case add
        case withdraw
    }

    /// Something that happened: only ever added.
    struct Event: Sendable {
        var kind: Kind
        var digest: String
        var sealed: [UInt8]
        var time: Date
    }

    /// Whether the patient is out now.
    static func contains(_ digest: String, _ connection: any SQLConnection) throws -> Bool {
        try connection.first("SELECT 1 AS n FROM optout WHERE digest = ?", [.text(digest)]) != nil
    }

    /// Notes an event and what is in force after it.
    static func append(_ event: Event, _ connection: any SQLConnection) throws {
        let last = try connection.first("SELECT MAX(sequence) AS n FROM optout_event")?.integer("n") ?? 0
        try connection.execute(
            "INSERT INTO optout_event (sequence, kind, digest, sealed, happened_ms) VALUES (?, ?, ?, ?, ?)",
            [
                .integer(last + 1), .text(event.kind.rawValue), .text(event.digest), .blob(event.sealed),
                .integer(event.time.milliseconds),
            ])
        switch event.kind {
        case .add:
            try connection.execute(
                "INSERT INTO optout (digest, since_ms) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
                [.text(event.digest), .integer(event.time.milliseconds)])
        case .withdraw:
            try connection.execute("DELETE FROM optout WHERE digest = ?", [.text(event.digest)])
        }
    }

    /// All events, oldest first.
    static func events(_ connection: any SQLConnection) throws -> [Event] {
        try connection.query("SELECT kind, digest, sealed, happened_ms FROM optout_event ORDER BY sequence").map { row in
            Event(
                kind: Kind(rawValue: row.string("kind") ?? "") ?? .add, digest: row.string("digest") ?? "",
                sealed: row.bytes("sealed") ?? [], time: Date(milliseconds: row.integer("happened_ms") ?? 0))
        }
    }
}
