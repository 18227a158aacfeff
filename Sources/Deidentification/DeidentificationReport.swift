public import DICOM

/// What was done to one object: which elements, how, under which profile. It never holds a value of the object.
///
/// Reports are kept for years: one that an older version wrote still decodes, and says in ``format`` what it could not tell yet.
public struct DeidentificationReport: Sendable, Equatable {
    /// What was done to an element, by the letters of PS3.15 Table E.1-1a.
    public enum Action: String, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
        /// Removed.
        case removed = "X"
        /// Emptied.
        case emptied = "Z"
        /// Replaced with a dummy or a pseudonym.
        case replaced = "D"
        /// Its UIDs replaced.
        case replacedUID = "U"
        /// Cleaned: a date moved, a time confirmed, an age capped.
        case cleaned = "C"
        /// Kept, in the form that its VR demands: a date of `2020.03.04` as `20200304`.
        case normalized = "N"
        /// Kept as it was.
        case kept = "K"
        /// Added: what was not in the object before.
        case added = "A"
    }

    /// One element that was changed, removed or added.
    public struct Change: Sendable, Equatable {
        /// The path of the item the element lies in, with the dot that follows; empty at the top.
        let item: String
        /// The tag of the element.
        public let tag: Tag
        /// What was done to it.
        public let action: Action
        /// The value representation it has, or had.
        public let vr: VR
        /// The dates that were moved in its text: the atoms of their parts and how each is written, not what it says.
        var dates: [[DatePart]] = []

        /// The element, as a path such as `(0040,0275)[0].(0008,0050)`.
        public var path: String { item + tag.description }
    }

    /// The name of the profile.
    public let profile: String
    /// The version of the profile.
    public let profileVersion: String
    /// The codes of the profile and its options as the object now declares them (0012,0064).
    public let codes: [MethodCode]
    /// What was changed, removed or added, in the order of the object. Kept elements are only counted.
    public private(set) var changes: [Change] = []
    /// How many elements were kept as they were.
    public private(set) var keptCount = 0
    /// How many parts of texts were taken out, by what they were: the raw values of the cleaning of text.
    public private(set) var textRemovals: [String: Int] = [:]
    /// What was done to the pixels.
    public internal(set) var pixelActions: [PixelAction] = []
    /// The form of the report: 1 without what was done to texts and pixels, 2 with it, 3 with the places of moved dates in texts, 4 with kept
    /// dates told from moved ones.
    public let format: Int

    /// The form that is written now.
    public static let currentFormat = 4

    /// How many elements met each action, kept ones included.
    public var counts: [Action: Int] {
        var counts: [Action: Int] = keptCount > 0 ? [.kept: keptCount] : [:]
        for change in changes { counts[change.action, default: 0] += 1 }
        return counts
    }

    init(profile: Profile, codes: [MethodCode]) {
        self.profile = profile.name
        profileVersion = profile.version
        self.codes = codes
        format = Self.currentFormat
        changes.reserveCapacity(128)
    }

    /// Counts what was taken out of texts.
    mutating func count(_ removals: [TextRemoval: Int]) {
        for (removal, count) in removals { textRemovals[removal.rawValue, default: 0] += count }
    }

    mutating func append(_ tag: Tag, _ action: Action, _ vr: VR, item: String, dates: [[DatePart]] = []) {
        if action == .kept {
            keptCount += 1
        } else {
            changes.append(Change(item: item, tag: tag, action: action, vr: vr, dates: dates))
        }
    }
}

extension DeidentificationReport: Codable {
    private enum CodingKeys: String, CodingKey {
        case profile, profileVersion, codes, changes, counts, textRemovals, pixelActions, format
    }

    /// Decodes a report.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        profile = try container.decode(String.self, forKey: .profile)
        profileVersion = try container.decode(String.self, forKey: .profileVersion)
        codes = try container.decode([MethodCode].self, forKey: .codes)
        changes = try container.decode([Change].self, forKey: .changes)
        keptCount = try container.decode([Action: Int].self, forKey: .counts)[.kept] ?? 0
        textRemovals = try container.decodeIfPresent([String: Int].self, forKey: .textRemovals) ?? [:]
        pixelActions = try container.decodeIfPresent([PixelAction].self, forKey: .pixelActions) ?? []
        format = try container.decodeIfPresent(Int.self, forKey: .format) ?? 1
    }

    /// Encodes the report, its counts by the letters of the actions.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(profile, forKey: .profile)
        try container.encode(profileVersion, forKey: .profileVersion)
        try container.encode(codes, forKey: .codes)
        try container.encode(changes, forKey: .changes)
        try container.encode(counts, forKey: .counts)
        if format > 1 {
            try container.encode(textRemovals, forKey: .textRemovals)
            try container.encode(pixelActions, forKey: .pixelActions)
            try container.encode(format, forKey: .format)
        }
    }
}

extension DeidentificationReport.Change: Codable {
    private enum CodingKeys: String, CodingKey {
        case path, action, vr, dates
    }

    /// Decodes a change from its path, action and VR, and the places of its dates.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let path = try container.decode(TagPath.self, forKey: .path)
        let text = path.description
        item = String(text.dropLast(path.tag.description.count))
        tag = path.tag
        action = try container.decode(DeidentificationReport.Action.self, forKey: .action)
        vr = try container.decode(VR.self, forKey: .vr)
        dates = try container.decodeIfPresent([[DatePart]].self, forKey: .dates) ?? []
    }

    /// Encodes path, action and VR, and the places of dates where there are any.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(path, forKey: .path)
        try container.encode(action, forKey: .action)
        try container.encode(vr, forKey: .vr)
        if !dates.isEmpty { try container.encode(dates, forKey: .dates) }
    }
}
