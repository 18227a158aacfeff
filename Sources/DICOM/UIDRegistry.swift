/// The UID registry of PS3.6 annex A. The table is parsed once, on first use.
public enum UIDRegistry {
    /// What a registered UID stands for.
    public enum Kind: String, Sendable {
        /// A SOP class.
        case sopClass = "SOP Class"
        /// A group of SOP classes that is negotiated as one.
        case metaSOPClass = "Meta SOP Class"
        /// A transfer syntax.
        case transferSyntax = "Transfer Syntax"
        /// An instance that exists once and for all.
        case wellKnownInstance = "Well-known SOP Instance"
        /// A coding scheme.
        case codingScheme = "Coding Scheme"
        /// Anything else.
        case other
    }

    /// A row of the registry.
    public struct Entry: Sendable, Hashable {
        /// The UID.
        public let uid: String
        /// Its name, for example `CT Image Storage`.
        public let name: String
        /// Its keyword, for example `CTImageStorage`; empty for some retired entries.
        public let keyword: String
        /// What it stands for.
        public let kind: Kind
        /// Whether the standard has retired it.
        public let isRetired: Bool
    }

    private static let entries: [String: Entry] = {
        var entries: [String: Entry] = [:]
        entries.reserveCapacity(512)
        for line in uidTable.description.split(separator: "\n") {
            let fields = line.split(separator: "|", omittingEmptySubsequences: false)
            guard fields.count == 5 else { continue }
            let uid = String(fields[0])
            entries[uid] = Entry(
                uid: uid, name: String(fields[1]), keyword: String(fields[3]), kind: Kind(rawValue: String(fields[2])) ?? .other,
                isRetired: fields[4] == "R")
        }
        return entries
    }()

    private static let keywords: [String: String] = {
        var keywords: [String: String] = [:]
        for entry in entries.values where !entry.keyword.isEmpty { keywords[entry.keyword] = entry.uid }
        return keywords
    }()

    /// The row of a UID.
    public static func entry(for uid: String) -> Entry? { entries[uid] }

    /// The name of a UID, for example `CT Image Storage`.
    public static func name(of uid: String) -> String? { entries[uid]?.name }

    /// The UID with this keyword, for example `CTImageStorage`.
    public static func uid(forKeyword keyword: String) -> String? { keywords[keyword] }
}
