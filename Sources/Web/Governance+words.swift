import Foundation
public import Governance

/// States and events in the words of the pages.
extension DatasetState {
    /// The state in words.
    public var words: String {
        switch self {
        case .submitted: "submitted"
        case .representativeContacted: "with the holder"
        case .representativeUnreachable: "holder not reached"
        case .checkingAvailability: "being looked at"
        case .available: "available"
        case .unavailable: "refused"
        case .unavailableWillingToCollect: "not there, would be collected"
        case .conditionsIndicated: "conditions to accept"
        case .conditionsMet: "conditions accepted"
        case .notMadeAvailable: "conditions not accepted"
        case .madeAvailable: "granted"
        }
    }

    /// Its shape and colour: good, waiting, asks, bad or neutral.
    public var tone: String {
        switch self {
        case .madeAvailable, .available, .conditionsMet: "good"
        case .conditionsIndicated: "asks"
        case .unavailable, .notMadeAvailable: "bad"
        case .representativeUnreachable: "off"
        case .submitted, .representativeContacted, .checkingAvailability, .unavailableWillingToCollect: "waiting"
        }
    }
}

extension Application.EthicsApproval {
    /// The approval in words.
    public var words: String {
        switch self {
        case .granted(let reference): "granted, \(reference)"
        case .pending: "pending"
        case .notRequired(let reason): "not required: \(reason)"
        case .notRequested: "not requested"
        }
    }
}

extension NegotiationEvent {
    /// The event as a line of a page's history: `when`, `who`, `what`, and `note` where there is more to say.
    public var line: [String: String] {
        func line(_ what: String, _ who: String, _ when: Date, _ note: String = "") -> [String: String] {
            var line = ["what": what, "who": who, "when": when.formatted(.iso8601.dateTimeSeparator(.space))]
            if !note.isEmpty { line["note"] = note }
            return line
        }
        switch self {
        case .opened(_, let applicant, _, let date): return line("opened", applicant, date)
        case .stepped(let action, let reason, let actor, let date): return line(action.words, actor.name, date, reason)
        case .datasetStepped(_, let step, let actor, let date): return line(step.words, actor.name, date, step.note)
        }
    }
}

extension NegotiationAction {
    fileprivate var words: String {
        switch self {
        case .submit: "submitted"
        case .approve: "passed on to the holders"
        case .decline: "declined"
        case .pause: "paused"
        case .resume: "resumed"
        case .abandon: "abandoned"
        case .conclude: "concluded"
        }
    }
}

extension DatasetStep {
    fileprivate var words: String {
        switch self {
        case .contact: "brought to the holder"
        case .markUnreachable: "holder not reached"
        case .checkAvailability: "taken up"
        case .markAvailable: "available"
        case .markUnavailable: "refused"
        case .offerToCollect: "would be collected"
        case .indicateConditions(let conditions): conditions.isEmpty ? "no conditions" : "conditions put"
        case .acceptConditions: "conditions accepted"
        case .declineConditions: "conditions not accepted"
        case .grant: "permit issued"
        }
    }

    fileprivate var note: String {
        switch self {
        case .markUnavailable(let reason), .declineConditions(let reason): reason
        case .indicateConditions(let conditions): conditions.map(\.description).joined(separator: "; ")
        case .grant(let permit): permit
        default: ""
        }
    }
}
