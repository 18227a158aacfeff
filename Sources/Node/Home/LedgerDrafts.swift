import Federation
import Foundation
import Storage

/// Entries on their way into the ledger.
///
/// What happened is noted in the transaction that stores its effect, and written to the ledger before anything that was queued in
/// that transaction leaves the node. A crash between the two loses nothing: the notes are still there and are written first.
/// Should it fall between writing and forgetting, an entry is repeated with the same `note`, which tells that it is one.
extension Node {
    /// Notes entries within a transaction.
    func record(_ drafts: [LedgerFile.Draft], in connection: any SQLConnection) throws {
        try LedgerDrafts.note(drafts, in: connection)
    }

    /// Writes what was noted, by this process or another, to the ledger; returns when it is durable.
    func writeLedger() async throws {
        try await LedgerDrafts.write(to: ledger, from: database, now: now())
    }
}

/// The table of notes.
enum LedgerDrafts {
    static func note(_ drafts: [LedgerFile.Draft], in connection: any SQLConnection) throws {
        for draft in drafts {
            try connection.execute(
                "INSERT INTO ledger_draft (id, sequence, json) SELECT ?, COALESCE(MAX(sequence), 0) + 1, ? FROM ledger_draft",
                [.text(UUID().uuidString.lowercased()), .text(try EventLog.encode(draft))])
        }
    }

    static func write(to ledger: LedgerFile, from database: Database, now: Date) async throws {
        let isPending = try await database.read { try $0.first("SELECT 1 AS n FROM ledger_draft LIMIT 1") != nil }
        guard isPending else { return }
        // The transaction keeps other processes from writing the same notes.
        try await database.write { connection in
            let rows = try connection.query("SELECT id, json FROM ledger_draft ORDER BY sequence")
            let drafts = try rows.map { row in
                try EventLog.decode(LedgerFile.Draft.self, from: row.string("json") ?? "").adding("note", row.string("id") ?? "")
            }
            try ledger.append(ArchivedNote.joined(drafts), now: now)
            for row in rows { try connection.execute("DELETE FROM ledger_draft WHERE id = ?", [.text(row.string("id") ?? "")]) }
        }
    }
}
