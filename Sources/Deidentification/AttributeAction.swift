/// What a profile of one's own does to an attribute instead of what the table and the options say.
public enum AttributeAction: String, Sendable, Codable, CaseIterable {
    /// Kept, where the value is what its value representation promises and holds no name or number of the patient.
    case keep
    /// Removed; emptied or replaced where the object would not be valid without it.
    case remove
    /// Emptied; replaced where it must have a value.
    case empty
    /// Replaced with a dummy.
    case replace
    /// Cleaned: what may identify is taken out of a text, and the items of a sequence are cleaned.
    case clean
    /// A date moved by the patient's days, a time kept.
    case shift

    /// The action code that carries it out, the conditional ones for the attributes that objects must have.
    var code: ActionCode {
        switch self {
        case .keep: .keep
        case .remove: .removeOrEmptyOrReplace
        case .empty: .emptyOrReplace
        case .replace: .replace
        case .clean, .shift: .clean
        }
    }
}
