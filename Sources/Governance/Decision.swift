/// What a representative decides about one dataset.
public enum Decision: Sendable, Equatable, Codable {
    /// The data may be used as asked.
    case accept
    /// The data may be used once the applicant accepts the conditions.
    case acceptWithConditions([Condition])
    /// The data may not be used, and why.
    case refuse(reason: String)
}
