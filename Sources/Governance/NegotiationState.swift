/// Where an application stands as a whole; the raw values are those of the reference system.
public enum NegotiationState: String, Sendable, Hashable, Codable, CaseIterable {
    /// Being written by the applicant.
    case draft = "DRAFT"
    /// Sent, waiting for the committee.
    case submitted = "SUBMITTED"
    /// The holders are deciding.
    case inProgress = "IN_PROGRESS"
    /// Refused by the committee before any holder was asked.
    case declined = "DECLINED"
    /// Waiting for something.
    case paused = "PAUSED"
    /// Given up.
    case abandoned = "ABANDONED"
    /// Ended with decisions.
    case concluded = "CONCLUDED"

    /// Whether nothing can follow.
    public var isFinal: Bool { !Negotiation.transitions.contains { $0.from == self } }
}

/// A step of an application as a whole.
public enum NegotiationAction: String, Sendable, Hashable, Codable, CaseIterable {
    /// Send it to the committee.
    case submit = "SUBMIT"
    /// Let the holders decide.
    case approve = "APPROVE"
    /// Refuse it.
    case decline = "DECLINE"
    /// Let it wait.
    case pause = "PAUSE"
    /// Go on.
    case resume = "RESUME"
    /// Give it up.
    case abandon = "ABANDON"
    /// End it.
    case conclude = "CONCLUDE"
}

extension Negotiation {
    /// Every step that an application as a whole can take, and whose it is.
    public static let transitions: [Transition<NegotiationState, NegotiationAction>] = [
        .init(.draft, .submit, .submitted, [.applicant]),
        .init(.submitted, .approve, .inProgress, [.committee]),
        .init(.submitted, .decline, .declined, [.committee]),
        .init(.inProgress, .pause, .paused, [.committee]),
        .init(.paused, .resume, .inProgress, [.committee]),
        .init(.inProgress, .abandon, .abandoned, [.applicant, .committee]),
        .init(.paused, .abandon, .abandoned, [.applicant, .committee]),
        .init(.inProgress, .conclude, .concluded, [.committee]),
    ]
}
