public import Foundation
public import Storage

/// The durable queues at one end of the link: what is to be sent, and what was received and not yet acted on.
///
/// A message is acknowledged only after it lies in the receiver's inbox, and its id makes sending it again harmless; together
/// that is exactly-once in effect.
public enum LinkQueue {
    /// The tables, for a server to put among its migrations.
    public static let statements = [
        "CREATE TABLE link_counter (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL)",
        "INSERT INTO link_counter (name, value) VALUES ('outbox', 0)",
        """
        CREATE TABLE outbox (sequence BIGINT NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE, recipient TEXT NOT NULL,
            note TEXT NOT NULL, expires_ms BIGINT NOT NULL)
        """,
        "CREATE INDEX outbox_by_recipient ON outbox (recipient, sequence)",
        """
        CREATE TABLE inbox (id TEXT NOT NULL PRIMARY KEY, sender TEXT NOT NULL, note TEXT NOT NULL,
            received_ms BIGINT NOT NULL, handled_ms BIGINT)
        """,
        "CREATE INDEX inbox_unhandled ON inbox (handled_ms, received_ms)",
    ]

    /// A message that waits to be sent.
    public struct Outgoing: Sendable {
        /// The place in the queue.
        public let sequence: Int
        /// The message's id.
        public let id: String
        /// The signed note.
        public let note: String
    }

    /// Queues a message; one with the same id that is queued already is left as it is.
    public static func enqueue(_ message: SealedMessage, in connection: any SQLConnection) throws {
        let next =
            try connection.query("UPDATE link_counter SET value = value + 1 WHERE name = 'outbox' RETURNING value").first?.integer("value")
            ?? 1
        try connection.execute(
            "INSERT INTO outbox (sequence, id, recipient, note, expires_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            [.integer(next), .text(message.id), .text(message.recipient), .text(message.note), .integer(message.expires.milliseconds)])
    }

    /// The oldest messages for a recipient that come after a place in the queue and have not expired.
    public static func outgoing(to recipient: String, after sequence: Int, limit: Int, now: Date, in connection: any SQLConnection) throws
        -> [Outgoing]
    {
        try connection.query(
            "SELECT sequence, id, note FROM outbox WHERE recipient = ? AND sequence > ? AND expires_ms > ? ORDER BY sequence LIMIT ?",
            [.text(recipient), .integer(sequence), .integer(now.milliseconds), .integer(limit)]
        ).map { Outgoing(sequence: $0.integer("sequence") ?? 0, id: $0.string("id") ?? "", note: $0.string("note") ?? "") }
    }

    /// Forgets what a recipient has acknowledged, and what expired for it.
    public static func acknowledge(recipient: String, upTo sequence: Int, now: Date, in connection: any SQLConnection) throws {
        try connection.execute(
            "DELETE FROM outbox WHERE recipient = ? AND (sequence <= ? OR expires_ms <= ?)",
            [.text(recipient), .integer(sequence), .integer(now.milliseconds)])
    }

    /// Puts a received message into the inbox.
    ///
    /// - Returns: `false` where it is there already, acted on or not.
    public static func receive(_ message: Message, note: String, now: Date, in connection: any SQLConnection) throws -> Bool {
        try connection.execute(
            "INSERT INTO inbox (id, sender, note, received_ms) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            [.text(message.id), .text(message.sender), .text(note), .integer(now.milliseconds)]) > 0
    }

    /// Marks a message as acted on; to be done in the transaction that stores the effect.
    public static func markHandled(_ id: String, now: Date, in connection: any SQLConnection) throws {
        // The note is not needed again; the id stays so that a late repeat is recognised.
        try connection.execute("UPDATE inbox SET handled_ms = ?, note = '' WHERE id = ?", [.integer(now.milliseconds), .text(id)])
    }

    /// Messages received and not yet acted on, oldest first: after a crash, work goes on here.
    public static func unhandled(limit: Int, in connection: any SQLConnection) throws -> [(id: String, note: String)] {
        try connection.query("SELECT id, note FROM inbox WHERE handled_ms IS NULL ORDER BY received_ms, id LIMIT ?", [.integer(limit)])
            .map { ($0.string("id") ?? "", $0.string("note") ?? "") }
    }

    /// Forgets ids of messages that can no longer be repeated because they expired long ago.
    public static func prune(before date: Date, in connection: any SQLConnection) throws {
        try connection.execute("DELETE FROM inbox WHERE handled_ms IS NOT NULL AND handled_ms < ?", [.integer(date.milliseconds)])
    }
}

extension Date {
    /// Milliseconds since 1970: how points in time are stored.
    public var milliseconds: Int { Int((timeIntervalSince1970 * 1000).rounded()) }

    /// The point in time that was stored as milliseconds since 1970.
    public init(milliseconds: Int) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
