import DICOM

/// The rules of the table under one profile: what is done, and what is done instead where a value cannot be kept or cleaned.
struct EffectiveRules: Sendable {
    struct Rule: Sendable {
        /// What the profile's departure or the options that apply say, otherwise the Basic Profile.
        let action: ActionCode
        /// What the Basic Profile says.
        let basic: ActionCode
    }

    /// An open hash over tags: number of the rule + 1, or 0; 2^13 slots for about 700 rules and the departures of a profile.
    private var slots = [UInt16](repeating: 0, count: 1 << 13)
    private var tags: [Tag] = []
    private var rules: [Rule] = []
    /// What the options say of dates.
    let dates: Profile.Dates
    /// Whether ages are kept.
    let keepsAges: Bool
    /// Whether ages above 89 years are written as 90.
    let capsAges: Bool
    /// Whether UIDs are kept.
    let keepsUIDs: Bool
    /// Whether texts that no rule names are cleaned instead of taken away.
    let cleansTexts: Bool
    /// Whether the words of graphic annotations are cleaned.
    let cleansGraphics: Bool
    /// What becomes of content items; nil where content is not cleaned.
    let content: ContentRules?
    /// The private attributes that are kept.
    let safePrivate: SafePrivateList

    init(profile: Profile) {
        let options = profile.options
        dates = profile.dates
        keepsAges = options.contains(.retainPatientCharacteristics)
        capsAges = profile.capsAges
        keepsUIDs = options.contains(.retainUIDs)
        cleansTexts = options.contains(.cleanDescriptors)
        cleansGraphics = options.contains(.cleanGraphics)
        content = options.contains(.cleanStructuredContent) ? ContentRules(options: options) : nil
        safePrivate = profile.safePrivate
        for (tag, rule) in ConfidentialityTable.standard.rules where profile.attributes[tag] == nil {
            append(Rule(action: Self.action(of: rule, for: tag, options: options), basic: rule.basic), for: tag)
        }
        for (tag, action) in profile.attributes {
            let basic = ConfidentialityTable.standard.rules[tag]?.basic ?? .removeOrEmptyOrReplace
            append(Rule(action: action.code, basic: basic), for: tag)
        }
    }

    /// What the options make of a row: of several overrides the stricter, which is cleaning.
    private static func action(of rule: ConfidentialityRule, for tag: Tag, options: Set<ProfileOption>) -> ActionCode {
        if options.contains(.retainLongitudinalTemporalInformationModifiedDates), revealsShift(tag) { return rule.basic }
        let overrides = options.compactMap { rule.override(by: $0) }
        if overrides.contains(.clean) { return .clean }
        return overrides.contains(.keep) ? .keep : rule.basic
    }

    private mutating func append(_ rule: Rule, for tag: Tag) {
        var slot = Self.hash(tag)
        while slots[slot] != 0 { slot = (slot + 1) & 0x1FFF }
        tags.append(tag)
        rules.append(rule)
        slots[slot] = UInt16(rules.count)
    }

    private static func hash(_ tag: Tag) -> Int {
        Int(truncatingIfNeeded: (tag.rawValue &* 0x9E37_79B1) >> 19)
    }

    /// The rule of a tag.
    subscript(tag: Tag) -> Rule? {
        var slot = Self.hash(tag)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if tags[number] == tag { return rules[number] }
            slot = (slot + 1) & 0x1FFF
        }
        return nil
    }
}

/// Dates that are no event of the patient's history but facts known outside: moved, they would tell by how much the dates of the
/// patient were moved, and dates of the same device in files of two patients would tell one shift from the other.
///
/// The Basic Profile applies to them. Context Group Version is kept where it is the standard's own: see ``ObjectCleaning``.
private func revealsShift(_ tag: Tag) -> Bool {
    switch tag {
    case .dateOfManufacture, .dateOfInstallation, .contextGroupLocalVersion, .templateVersion, .templateLocalVersion: true
    default: false
    }
}
