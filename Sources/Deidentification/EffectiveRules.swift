import DICOM

/// The rules of the table under one profile: what is done, and what is done instead where a value cannot be kept or cleaned.
struct EffectiveRules: Sendable {
    struct Rule: Sendable {
        /// What the option that applies says, otherwise the Basic Profile.
        let action: ActionCode
        /// What the Basic Profile says.
        let basic: ActionCode
    }

    /// An open hash over tags: number of the rule + 1, or 0; 2^12 slots for about 700 rules.
    private var slots = [UInt16](repeating: 0, count: 1 << 12)
    private var tags: [Tag] = []
    private var rules: [Rule] = []
    /// Whether dates are moved instead of taken away.
    let movesDates: Bool
    /// Whether ages are kept.
    let keepsAges: Bool

    init(profile: Profile) {
        let options = profile.options.sorted()
        movesDates = profile.options.contains(.retainLongitudinalTemporalInformationModifiedDates)
        keepsAges = profile.options.contains(.retainPatientCharacteristics)
        for (tag, rule) in ConfidentialityTable.standard.rules {
            var action = rule.basic
            for option in options {
                switch (option, rule.override(by: option)) {
                case (_, nil): continue
                // There is no way yet to clean the texts that this option would have cleaned (allergies, state of the patient,
                // pre-medication, special needs): the Basic Profile takes them.
                case (.retainPatientCharacteristics, .clean): continue
                case (.retainLongitudinalTemporalInformationModifiedDates, _) where revealsShift(tag): continue
                case (_, .some(let override)): action = override
                }
            }
            append(Rule(action: action, basic: rule.basic), for: tag)
        }
    }

    private mutating func append(_ rule: Rule, for tag: Tag) {
        var slot = Self.hash(tag)
        while slots[slot] != 0 { slot = (slot + 1) & 0xFFF }
        tags.append(tag)
        rules.append(rule)
        slots[slot] = UInt16(rules.count)
    }

    private static func hash(_ tag: Tag) -> Int {
        Int(truncatingIfNeeded: (tag.rawValue &* 0x9E37_79B1) >> 20)
    }

    /// The rule of a tag.
    subscript(tag: Tag) -> Rule? {
        var slot = Self.hash(tag)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if tags[number] == tag { return rules[number] }
            slot = (slot + 1) & 0xFFF
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
