public import Foundation

/// One thing that happened to data: who did what to which, and when.
///
/// An entry is stored as one line of canonical JSON (RFC 8785); its hash as a leaf of the tree is over that line without the
/// newline. No entry holds patient values: a subject is a dataset, a permit, an application, a member or a job.
public struct LedgerEntry: Sendable, Hashable {
    /// The version of entries that this program writes.
    public static let currentVersion = 1
    /// Lines longer than this many bytes are not read.
    public static let maximumLineLength = 1 << 20

    /// The version of the form of this entry.
    public let version: Int
    /// The place of the entry in its ledger, from 0.
    public let index: Int
    /// When it happened, to the millisecond.
    public let timestamp: Timestamp
    /// What happened: `dataset.published`, `permit.granted`, `job.finished`.
    public let kind: String
    /// Who did it: a person, a node or the hub.
    public let actor: String
    /// What it was done to.
    public let subject: String
    /// More about it, by name.
    public let details: [String: String]

    /// An entry of the current version; the time is kept to the millisecond.
    public init(index: Int, time: Date, kind: String, actor: String, subject: String, details: [String: String] = [:]) {
        self.init(index: index, timestamp: Timestamp(time), kind: kind, actor: actor, subject: subject, details: details)
    }

    init(index: Int, timestamp: Timestamp, kind: String, actor: String, subject: String, details: [String: String]) {
        self.version = Self.currentVersion
        self.index = index
        self.timestamp = timestamp
        self.kind = kind
        self.actor = actor
        self.subject = subject
        self.details = details
    }

    /// Reads a line, without its newline; refuses every spelling but the canonical one.
    public init(line: some Collection<UInt8>) throws(LedgerError) {
        guard line.count <= Self.maximumLineLength else {
            throw LedgerError(.malformedEntry, "the line has \(line.count) bytes, more than the \(Self.maximumLineLength) of any entry")
        }
        let value: CanonicalJSON
        do {
            value = try CanonicalJSON(bytes: line)
        } catch {
            throw LedgerError(.malformedEntry, "not canonical JSON: \(error.message)", offset: error.offset)
        }
        guard let members = value.object else { throw LedgerError(.malformedEntry, "an entry is a JSON object", offset: 0) }
        guard let version = members["version"]?.integer else { throw Self.missing("version", "a whole number") }
        guard version == Self.currentVersion else {
            throw LedgerError(
                .unsupportedVersion, "the entry is of version \(version), this program reads \(Self.currentVersion): update it")
        }
        guard let index = members["index"]?.integer, index >= 0 else { throw Self.missing("index", "a whole number from 0") }
        guard let time = members["time"]?.string, let timestamp = Timestamp(time) else {
            throw Self.missing("time", "a time like 2026-03-01T09:30:00.000Z")
        }
        guard let kind = members["kind"]?.string else { throw Self.missing("kind", "a text") }
        guard let actor = members["actor"]?.string else { throw Self.missing("actor", "a text") }
        guard let subject = members["subject"]?.string else { throw Self.missing("subject", "a text") }
        guard let detailMembers = members["details"]?.object else { throw Self.missing("details", "an object") }
        var details: [String: String] = [:]
        for (key, value) in detailMembers {
            guard let text = value.string else { throw Self.missing("details", "an object of texts") }
            details[key] = text
        }
        guard members.count == 7 else { throw LedgerError(.malformedEntry, "an entry of version 1 has seven members and no other") }
        self.init(index: index, timestamp: timestamp, kind: kind, actor: actor, subject: subject, details: details)
    }

    /// When it happened.
    public var time: Date { timestamp.date }

    /// The line of the entry, without a newline.
    public var line: [UInt8] { json.bytes }

    /// The hash of the entry as a leaf of the tree (RFC 9162 section 2.1.1).
    public var leafHash: TreeHash { .ofLeaf(line) }

    private var json: CanonicalJSON {
        .object([
            "version": .integer(version), "index": .integer(index), "time": .string(timestamp.description), "kind": .string(kind),
            "actor": .string(actor), "subject": .string(subject), "details": .object(details.mapValues { .string($0) }),
        ])
    }

    private static func missing(_ name: String, _ form: String) -> LedgerError {
        LedgerError(.malformedEntry, "member \(name) of the entry is missing or not \(form)")
    }
}

extension LedgerEntry: Codable {
    private enum CodingKeys: String, CodingKey { case version, index, time, kind, actor, subject, details }

    /// Reads the members from any decoder; to read what was hashed, use ``init(line:)``.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let version = try container.decode(Int.self, forKey: .version)
        guard version == Self.currentVersion else {
            throw DecodingError.dataCorruptedError(
                forKey: .version, in: container, debugDescription: "entries of version \(version) are not known")
        }
        self.init(
            index: try container.decode(Int.self, forKey: .index), timestamp: try container.decode(Timestamp.self, forKey: .time),
            kind: try container.decode(String.self, forKey: .kind), actor: try container.decode(String.self, forKey: .actor),
            subject: try container.decode(String.self, forKey: .subject),
            details: try container.decode([String: String].self, forKey: .details))
    }

    /// Writes the members to any encoder; what is hashed is ``line``.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(version, forKey: .version)
        try container.encode(index, forKey: .index)
        try container.encode(timestamp, forKey: .time)
        try container.encode(kind, forKey: .kind)
        try container.encode(actor, forKey: .actor)
        try container.encode(subject, forKey: .subject)
        try container.encode(details, forKey: .details)
    }
}
