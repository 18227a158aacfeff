import Federation
public import Foundation
import Storage

/// The node at a glance, for its own staff: exact, inside the node.
public struct NodeState: Codable, Sendable {
    /// The node's name.
    public var name: String
    /// The federation's name, `nil` before the node joined.
    public var federation: String?
    /// Where the hub is.
    public var hub: String?
    /// What the link is doing, as last noted.
    public var link: String
    /// Since when.
    public var linkSince: Date?
    /// When a connection was last made.
    public var linkConfirmed: Date?
    /// Until when the certificate is valid.
    public var certificateExpires: Date?
    /// Patients with images.
    public var patients: Int
    /// Studies archived.
    public var studies: Int
    /// Series archived.
    public var series: Int
    /// Instances archived.
    public var instances: Int
    /// Items in quarantine, by reason.
    public var quarantine: [String: Int]
    /// Datasets published.
    public var datasets: Int
    /// Applications that wait for a decision.
    public var applicationsWaiting: Int
    /// Messages that wait to be sent to the hub.
    public var messagesWaiting: Int
    /// Entries in the ledger.
    public var ledgerEntries: Int
}

extension Node {
    /// The node at a glance.
    public func state() async throws -> NodeState {
        let membership = try home.membership()
        let certificate = try membership.map { _ in
            try NodeCertificate(pem: String(decoding: DurableFile.read(home.certificatePath, limit: 1 << 20), as: UTF8.self))
        }
        let waiting = try await applications().count(where: \.isWaiting)
        let name = self.name.value
        let entries = ledger.count
        return try await database.read { connection in
            func setting(_ key: String) throws -> String? {
                try connection.first("SELECT value FROM setting WHERE name = ?", [.text(key)])?.string("value")
            }
            let reasons = try connection.query("SELECT reason, COUNT(*) AS n FROM quarantine GROUP BY reason")
            return NodeState(
                name: name, federation: membership?.federation, hub: membership?.address,
                link: try setting("link") ?? (membership == nil ? "not joined" : "not started"),
                linkSince: try setting("link.since").flatMap(Int.init).map(Date.init(milliseconds:)),
                linkConfirmed: try setting("link.confirmed").flatMap(Int.init).map(Date.init(milliseconds:)),
                certificateExpires: certificate?.notAfter,
                patients: try connection.count("SELECT COUNT(*) FROM patient"), studies: try connection.count("SELECT COUNT(*) FROM study"),
                series: try connection.count("SELECT COUNT(*) FROM series"),
                instances: try connection.count("SELECT COUNT(*) FROM instance"),
                quarantine: Dictionary(reasons.map { ($0.string("reason") ?? "", $0.integer("n") ?? 0) }, uniquingKeysWith: +),
                datasets: try connection.count("SELECT COUNT(*) FROM dataset"), applicationsWaiting: waiting,
                messagesWaiting: try connection.count("SELECT COUNT(*) FROM outbox"), ledgerEntries: entries)
        }
    }

    /// One item of the quarantine as it may be listed.
    public struct QuarantinedItem: Codable, Sendable {
        /// The item.
        public let id: String
        /// The reason, for programs.
        public let reason: String
        /// The reason, for people.
        public let message: String
        /// The original's size in bytes.
        public let size: Int
        /// When it was put aside.
        public let quarantined: Date
    }

    /// What lies in quarantine, oldest first.
    public func quarantined() async throws -> [QuarantinedItem] {
        try await quarantine.items().map {
            QuarantinedItem(id: $0.id, reason: $0.reason, message: $0.message, size: $0.size, quarantined: $0.quarantined)
        }
    }

    /// Writes the original of an item to a file; returns the name of the file it came from.
    public func exportFromQuarantine(_ id: String, to path: String, actor: String) async throws -> String {
        let (source, bytes) = try await quarantine.open(id)
        try ledger.append([.init("quarantine.exported", actor: actor, subject: id)], now: now())
        try DurableFile.write(bytes, to: path, mode: 0o600)
        return source
    }

    /// Destroys an item of the quarantine.
    public func destroyInQuarantine(_ id: String, actor: String) async throws {
        try await quarantine.destroy(id)
        try ledger.append([.init("quarantine.destroyed", actor: actor, subject: id)], now: now())
    }
}
