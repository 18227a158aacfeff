/// Where a data holder who wants to join stands.
public enum JoiningState: String, Sendable, Hashable, Codable, CaseIterable {
    /// The holder has expressed interest.
    case interestExpressed = "INTEREST_EXPRESSED"
    /// Both boards are reviewing.
    case inReview = "IN_REVIEW"
    /// The technical board approved, the other has not.
    case technicallyApproved = "TECHNICALLY_APPROVED"
    /// The ethical and legal board approved, the other has not.
    case ethicallyApproved = "ETHICALLY_APPROVED"
    /// Both boards approved.
    case reviewed = "REVIEWED"
    /// The committee refused.
    case rejected = "REJECTED"
    /// The holder gave up.
    case withdrawn = "WITHDRAWN"
    /// The committee accepted; nobody has signed the sharing agreement.
    case accepted = "ACCEPTED"
    /// The holder has signed.
    case signedByHolder = "SIGNED_BY_HOLDER"
    /// The federation has signed.
    case signedByFederation = "SIGNED_BY_FEDERATION"
    /// Both have signed; the data are being prepared.
    case preparing = "PREPARING"
    /// Tier 1: the datasets are described in the catalogue.
    case catalogued = "CATALOGUED"
    /// Tier 2: the node answers searches.
    case searchable = "SEARCHABLE"
    /// Tier 3: the node computes.
    case processing = "PROCESSING"
}

/// A step of a data holder's joining.
public enum JoiningAction: String, Sendable, Hashable, Codable, CaseIterable {
    /// Let the boards review.
    case admit = "ADMIT"
    /// Approve the technical side.
    case approveTechnically = "APPROVE_TECHNICALLY"
    /// Approve the ethical and legal side.
    case approveEthically = "APPROVE_ETHICALLY"
    /// Accept the holder.
    case accept = "ACCEPT"
    /// Refuse the holder, with a reason.
    case reject = "REJECT"
    /// Give up.
    case withdraw = "WITHDRAW"
    /// Sign the sharing agreement for the holder.
    case signForHolder = "SIGN_FOR_HOLDER"
    /// Sign the sharing agreement for the federation.
    case signForFederation = "SIGN_FOR_FEDERATION"
    /// Put the datasets into the catalogue.
    case catalogue = "CATALOGUE"
    /// Let the node answer searches.
    case openToSearch = "OPEN_TO_SEARCH"
    /// Let the node compute.
    case openToProcessing = "OPEN_TO_PROCESSING"
}

extension Joining {
    /// Every step that joining can take, and whose it is.
    public static let transitions: [Transition<JoiningState, JoiningAction>] =
        [
            .init(.interestExpressed, .admit, .inReview, [.committee]),
            .init(.inReview, .approveTechnically, .technicallyApproved, [.technicalBoard]),
            .init(.inReview, .approveEthically, .ethicallyApproved, [.ethicalLegalBoard]),
            .init(.technicallyApproved, .approveEthically, .reviewed, [.ethicalLegalBoard]),
            .init(.ethicallyApproved, .approveTechnically, .reviewed, [.technicalBoard]),
            .init(.reviewed, .accept, .accepted, [.committee]),
            .init(.accepted, .signForHolder, .signedByHolder, [.applicant]),
            .init(.accepted, .signForFederation, .signedByFederation, [.committee]),
            .init(.signedByHolder, .signForFederation, .preparing, [.committee]),
            .init(.signedByFederation, .signForHolder, .preparing, [.applicant]),
            .init(.preparing, .catalogue, .catalogued, [.committee]),
            .init(.catalogued, .openToSearch, .searchable, [.committee]),
            .init(.searchable, .openToProcessing, .processing, [.committee]),
        ]
        + [JoiningState.interestExpressed, .inReview, .technicallyApproved, .ethicallyApproved, .reviewed].map {
            .init($0, .reject, .rejected, [.committee])
        }
        + [
            JoiningState.interestExpressed, .inReview, .technicallyApproved, .ethicallyApproved, .reviewed, .accepted, .signedByHolder,
            .signedByFederation,
        ].map { .init($0, .withdraw, .withdrawn, [.applicant]) }
}
