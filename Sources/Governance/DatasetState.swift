/// Where the application for one dataset stands; the raw values are those of the reference system.
public enum DatasetState: String, Sendable, Hashable, Codable, CaseIterable {
    /// Asked for; the representative does not know yet.
    case submitted = "SUBMITTED"
    /// The representative has the application.
    case representativeContacted = "REPRESENTATIVE_CONTACTED"
    /// The representative could not be reached.
    case representativeUnreachable = "REPRESENTATIVE_UNREACHABLE"
    /// The representative is looking at it.
    case checkingAvailability = "CHECKING_AVAILABILITY"
    /// The data could be used.
    case available = "RESOURCE_AVAILABLE"
    /// The data cannot be used: refused.
    case unavailable = "RESOURCE_UNAVAILABLE"
    /// The data are not there, but would be collected.
    case unavailableWillingToCollect = "UNAVAILABLE_WILLING_TO_COLLECT"
    /// The conditions of use are on the table.
    case conditionsIndicated = "ACCESS_CONDITIONS_INDICATED"
    /// The applicant accepted the conditions.
    case conditionsMet = "ACCESS_CONDITIONS_MET"
    /// The applicant did not accept the conditions.
    case notMadeAvailable = "RESOURCE_NOT_MADE_AVAILABLE"
    /// A permit was issued.
    case madeAvailable = "RESOURCE_MADE_AVAILABLE"

    /// Whether nothing can follow.
    public var isFinal: Bool { !Negotiation.datasetTransitions.contains { $0.from == self } }
}

/// A step of the application for one dataset.
public enum DatasetAction: String, Sendable, Hashable, Codable, CaseIterable {
    /// Bring it to the representative.
    case contact = "CONTACT"
    /// Note that the representative cannot be reached.
    case markUnreachable = "MARK_AS_UNREACHABLE"
    /// Take it up.
    case checkAvailability = "CHECK_AVAILABILITY"
    /// Say that the data could be used.
    case markAvailable = "MARK_AS_AVAILABLE"
    /// Refuse, with a reason.
    case markUnavailable = "MARK_AS_UNAVAILABLE"
    /// Offer to collect the data.
    case offerToCollect = "OFFER_TO_COLLECT"
    /// Put the conditions of use on the table.
    case indicateConditions = "INDICATE_ACCESS_CONDITIONS"
    /// Accept the conditions.
    case acceptConditions = "ACCEPT_ACCESS_CONDITIONS"
    /// Do not accept the conditions.
    case declineConditions = "DECLINE_ACCESS_CONDITIONS"
    /// Issue the permit.
    case grant = "GRANT_ACCESS"
}

extension Negotiation {
    /// Every step that the application for one dataset can take, and whose it is.
    public static let datasetTransitions: [Transition<DatasetState, DatasetAction>] = [
        .init(.submitted, .contact, .representativeContacted, [.committee]),
        .init(.submitted, .markUnreachable, .representativeUnreachable, [.committee]),
        .init(.representativeUnreachable, .contact, .representativeContacted, [.committee]),
        .init(.representativeContacted, .checkAvailability, .checkingAvailability, [.representative]),
        .init(.representativeContacted, .markUnavailable, .unavailable, [.representative]),
        .init(.checkingAvailability, .markAvailable, .available, [.representative]),
        .init(.checkingAvailability, .markUnavailable, .unavailable, [.representative]),
        .init(.checkingAvailability, .offerToCollect, .unavailableWillingToCollect, [.representative]),
        .init(.available, .indicateConditions, .conditionsIndicated, [.representative]),
        .init(.unavailableWillingToCollect, .indicateConditions, .conditionsIndicated, [.representative]),
        .init(.conditionsIndicated, .acceptConditions, .conditionsMet, [.applicant]),
        .init(.conditionsIndicated, .declineConditions, .notMadeAvailable, [.applicant]),
        .init(.conditionsMet, .grant, .madeAvailable, [.representative]),
    ]
}
