import DICOM

/// An action code of PS3.15 Table E.1-1a. The conditional ones are resolved by the attribute's type in the object's IOD.
enum ActionCode: String, Sendable, CaseIterable {
    /// Replace with a dummy of non-zero length.
    case replace = "D"
    /// Empty, or replace with a dummy.
    case empty = "Z"
    /// Remove.
    case remove = "X"
    /// Keep; a sequence is kept with the profile applied to its items.
    case keep = "K"
    /// Replace with a value of similar meaning that does not identify.
    case clean = "C"
    /// Replace with a UID that is consistent within a set of instances.
    case replaceUID = "U"
    /// X, but Z where the attribute is of type 2.
    case removeOrEmpty = "X/Z"
    /// X, but D where the attribute is of type 1.
    case removeOrReplace = "X/D"
    /// X, but Z where it is of type 2 and D where it is of type 1.
    case removeOrEmptyOrReplace = "X/Z/D"
    /// X, but Z where it is of type 2; of type 1 the instances that the sequence refers to are replaced.
    case removeOrEmptyOrReplaceUIDs = "X/Z/U*"
    /// Z, but D where it is of type 1.
    case emptyOrReplace = "Z/D"

    /// Whether the action depends on the attribute's type.
    var isConditional: Bool {
        switch self {
        case .replace, .empty, .remove, .keep, .clean, .replaceUID: false
        case .removeOrEmpty, .removeOrReplace, .removeOrEmptyOrReplace, .removeOrEmptyOrReplaceUIDs, .emptyOrReplace: true
        }
    }

    /// The action for an attribute of the given type, never a conditional one.
    ///
    /// Where the type is not known, the action that keeps the object valid whatever the type is: it never reveals more. An attribute
    /// of type 1 that the table would only empty is replaced, and one of type 2 that it would only replace is replaced.
    func resolved(for type: AttributeType) -> ActionCode {
        switch (self, type) {
        case (.removeOrEmpty, .optional), (.removeOrReplace, .optional), (.removeOrEmptyOrReplace, .optional),
            (.removeOrEmptyOrReplaceUIDs, .optional):
            .remove
        case (.removeOrEmpty, .mandatory): .replace
        case (.removeOrEmpty, _): .empty
        case (.removeOrReplace, _): .replace
        case (.removeOrEmptyOrReplace, .mayBeEmpty): .empty
        case (.removeOrEmptyOrReplace, _): .replace
        case (.removeOrEmptyOrReplaceUIDs, .mayBeEmpty): .empty
        case (.removeOrEmptyOrReplaceUIDs, _): .keep
        case (.emptyOrReplace, .mandatory), (.emptyOrReplace, .unknown): .replace
        case (.emptyOrReplace, _): .empty
        default: self
        }
    }
}

/// A row of Table E.1-1: what the Basic Profile does to an attribute and what each option would do instead.
struct ConfidentialityRule: Sendable {
    /// The action of the Basic Profile.
    let basic: ActionCode
    /// The override of each option, in the columns of ``ProfileOption/column``; nil where the option has none.
    let overrides: [ActionCode?]

    /// The override of an option.
    func override(by option: ProfileOption) -> ActionCode? {
        option.column.flatMap { overrides.indices.contains($0) ? overrides[$0] : nil }
    }
}

/// Table E.1-1 with the rules for attributes that it does not list (``supplementaryRules``).
struct ConfidentialityTable: Sendable {
    /// The rules of attributes with one tag.
    private(set) var rules: [Tag: ConfidentialityRule] = [:]
    /// The rows of the standard's table, those for curves, overlays and private attributes included.
    private(set) var rowCount = 0

    /// The table of the standard, read once.
    static let standard = ConfidentialityTable()

    private init() {
        rules.reserveCapacity(800)
        for row in lines(of: ConfidentialityProfileTable.text) {
            let fields = row.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count == 3, let basic = ActionCode(rawValue: String(fields[1])) else { continue }
            rowCount += 1
            // The rows of repeating groups and private attributes have no single tag: see `ConfidentialityTable.isRemovedGroup`.
            guard let tag = Tag(hex: fields[0]) else { continue }
            rules[tag] = ConfidentialityRule(basic: basic, overrides: fields[2].map { ActionCode(rawValue: String($0)) })
        }
        for (tag, action) in supplementaryRules where rules[tag] == nil {
            rules[tag] = ConfidentialityRule(basic: action, overrides: [])
        }
    }

    /// Whether the profile removes the element because of its group: private attributes (odd groups), curves (50xx), overlays (60xx).
    ///
    /// The table lists only data and comments of overlays. The rest of an overlay goes with them, for it would describe nothing and
    /// its labels are free text. Group lengths are removed as PS3.5 section 7.2 retired them, groups below 0008 because they belong to
    /// commands, files and directories, and group 4010 because it describes passengers and their baggage, not patients.
    static func isRemovedGroup(_ tag: Tag) -> Bool {
        if tag.isPrivate || tag.isGroupLength { return true }
        switch tag.group {
        case 0x5000...0x50FF, 0x6000...0x60FF, 0x4010: return true
        default: return false
        }
    }
}

/// The lines of a generated table.
func lines(of table: StaticString) -> [Substring] {
    table.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }.split(separator: "\n")
}
