public import Foundation

/// Something that happened in a negotiation.
public enum NegotiationEvent: Sendable, Equatable, Codable {
    /// It was opened for these datasets.
    case opened(applicationID: String, applicant: String, datasets: [String], at: Date)
    /// It took a step as a whole.
    case stepped(NegotiationAction, reason: String, by: Actor, at: Date)
    /// It took a step for one dataset.
    case datasetStepped(String, DatasetStep, by: Actor, at: Date)
}

/// A step for one dataset with what it says.
public enum DatasetStep: Sendable, Equatable, Codable {
    /// The representative has the application.
    case contact
    /// The representative cannot be reached.
    case markUnreachable
    /// The representative takes it up.
    case checkAvailability
    /// The data could be used.
    case markAvailable
    /// The data cannot be used, and why.
    case markUnavailable(reason: String)
    /// The data would be collected.
    case offerToCollect
    /// Under these conditions the data could be used.
    case indicateConditions([Condition])
    /// The applicant accepts the conditions.
    case acceptConditions
    /// The applicant does not accept the conditions.
    case declineConditions(reason: String)
    /// The permit was issued.
    case grant(permitID: String)

    /// The action of the table.
    public var action: DatasetAction {
        switch self {
        case .contact: .contact
        case .markUnreachable: .markUnreachable
        case .checkAvailability: .checkAvailability
        case .markAvailable: .markAvailable
        case .markUnavailable: .markUnavailable
        case .offerToCollect: .offerToCollect
        case .indicateConditions: .indicateConditions
        case .acceptConditions: .acceptConditions
        case .declineConditions: .declineConditions
        case .grant: .grant
        }
    }
}
