/// In which capacity somebody acts.
public enum Role: String, Sendable, Hashable, Codable, CaseIterable {
    /// Who applies: a data user for access, a data holder for membership.
    case applicant
    /// The representative of the data holder, who decides about the holder's datasets.
    case representative
    /// The access committee and the operators of the hub, who lead the procedure and grant nothing.
    case committee
    /// The board that reviews the technical side of a holder who wants to join.
    case technicalBoard
    /// The board that reviews the ethical and legal side of a holder who wants to join.
    case ethicalLegalBoard
}

/// Somebody who acts, and in which capacity.
public struct Actor: Sendable, Hashable, Codable {
    /// Who it is, as the sign-in names them.
    public let name: String
    /// In which capacity.
    public let role: Role

    /// An actor.
    public init(_ name: String, _ role: Role) {
        self.name = name
        self.role = role
    }
}
