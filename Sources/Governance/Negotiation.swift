public import Foundation

/// An application on its way: as a whole, and for each dataset that it asks for.
///
/// ```
/// var negotiation = try Negotiation(events: stored)
/// let events = try negotiation.handle(.decide("lung-ct", .accept), by: Actor("ana", .representative), now: now)
/// try negotiation.apply(events)   // once they are stored
/// ```
/// State changes only by events; an event that the tables do not allow is refused when it is applied, too.
public struct Negotiation: Sendable, Equatable, Codable {
    /// What became of the application for one dataset.
    public struct Dataset: Sendable, Equatable, Codable {
        /// Where it stands.
        public internal(set) var state: DatasetState = .submitted
        /// The conditions on the table; empty if there are none.
        public internal(set) var conditions: [Condition] = []
        /// Why it was refused, or not accepted.
        public internal(set) var reason = ""
        /// The permit that was issued.
        public internal(set) var permitID: String?
        /// When the representative decided: refused or indicated conditions.
        public internal(set) var decided: Date?
    }

    /// The application.
    public let applicationID: String
    /// Who applies.
    public let applicant: String
    /// When the negotiation was opened.
    public let opened: Date
    /// When it was submitted, which starts the clock of the decision.
    public internal(set) var submitted: Date?
    /// Where it stands as a whole.
    public internal(set) var state: NegotiationState = .draft
    /// Why it was declined, paused or abandoned.
    public internal(set) var reason = ""
    /// What became of it, by dataset.
    public internal(set) var datasets: [String: Dataset]

    /// The event that opens a negotiation.
    public static func open(applicationID: String, applicant: String, datasets: [String], now: Date) -> NegotiationEvent {
        .opened(applicationID: applicationID, applicant: applicant, datasets: datasets, at: now)
    }

    /// Folds events, of which the first must be the opening.
    public init(events: some Sequence<NegotiationEvent>) throws(GovernanceError) {
        var iterator = events.makeIterator()
        guard case .opened(let applicationID, let applicant, let datasets, let opened) = iterator.next() else {
            throw GovernanceError(.notOpened, "the first event of a negotiation is its opening")
        }
        self.applicationID = applicationID
        self.applicant = applicant
        self.opened = opened
        self.datasets = Dictionary(datasets.map { ($0, Dataset()) }, uniquingKeysWith: { first, _ in first })
        while let event = iterator.next() { try apply(event) }
    }

    /// What somebody wants to happen.
    public enum Command: Sendable, Equatable {
        /// A step of the whole, with a reason where one is asked for.
        case step(NegotiationAction, reason: String = "")
        /// A step for one dataset.
        case dataset(String, DatasetStep)
        /// The representative's decision about one dataset, which may take several steps.
        case decide(String, Decision)
    }

    /// The events that a command causes; nothing is changed.
    public func handle(_ command: Command, by actor: Actor, now: Date) throws(GovernanceError) -> [NegotiationEvent] {
        let events: [NegotiationEvent]
        switch command {
        case .step(let action, let reason): events = [.stepped(action, reason: reason, by: actor, at: now)]
        case .dataset(let dataset, let step): events = [.datasetStepped(dataset, step, by: actor, at: now)]
        case .decide(let dataset, let decision): events = try steps(of: decision, on: dataset, by: actor, now: now)
        }
        var trial = self
        try trial.apply(events)
        return events
    }

    /// Applies events in order; at the first that the tables do not allow, it stops with an error and changes nothing.
    public mutating func apply(_ events: [NegotiationEvent]) throws(GovernanceError) {
        var trial = self
        for event in events { try trial.apply(event) }
        self = trial
    }

    /// The steps that take a dataset from where it stands to a decision.
    private func steps(of decision: Decision, on dataset: String, by actor: Actor, now: Date) throws(GovernanceError) -> [NegotiationEvent]
    {
        guard let present = datasets[dataset]?.state else { throw unknown(dataset) }
        func event(_ step: DatasetStep) -> NegotiationEvent { .datasetStepped(dataset, step, by: actor, at: now) }
        let beginning: [NegotiationEvent] =
            switch present {
            case .representativeContacted: [event(.checkAvailability), event(.markAvailable)]
            case .checkingAvailability: [event(.markAvailable)]
            default: []
            }
        switch decision {
        case .accept:
            // Without conditions there is nothing left to accept: the applicant did so with the application.
            let accepted = NegotiationEvent.datasetStepped(dataset, .acceptConditions, by: Actor(applicant, .applicant), at: now)
            return beginning + [event(.indicateConditions([])), accepted]
        case .acceptWithConditions(let conditions):
            guard !conditions.isEmpty else {
                throw GovernanceError(.incompleteConditions, "accepting with conditions needs at least one: name it, or accept")
            }
            return beginning + [event(.indicateConditions(conditions))]
        case .refuse(let reason): return [event(.markUnavailable(reason: reason))]
        }
    }

    func unknown(_ dataset: String) -> GovernanceError {
        GovernanceError(.unknownDataset, "application \(applicationID) does not ask for dataset \(dataset)")
    }
}
