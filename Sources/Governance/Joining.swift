public import Foundation

/// A data holder on the way into the federation.
public struct Joining: Sendable, Equatable, Codable {
    /// The holder.
    public let holder: String
    /// Who acts for the holder.
    public let applicant: String
    /// When interest was expressed, which starts the clock of sixty days.
    public let opened: Date
    /// Where it stands.
    public private(set) var state: JoiningState = .interestExpressed
    /// Why it was rejected or withdrawn.
    public private(set) var reason = ""
    /// The references of the documents that were given.
    public private(set) var documents: [JoiningDocument: String] = [:]

    /// Folds events, of which the first must be the opening.
    public init(events: some Sequence<JoiningEvent>) throws(GovernanceError) {
        var iterator = events.makeIterator()
        guard case .opened(let holder, let applicant, let opened) = iterator.next() else {
            throw GovernanceError(.notOpened, "the first event of joining is its opening")
        }
        self.holder = holder
        self.applicant = applicant
        self.opened = opened
        while let event = iterator.next() { try apply(event) }
    }

    /// The clock of the committee's decision.
    public var clock: DecisionClock { DecisionClock(.joiningDecision, start: opened) }

    /// The documents that are not there yet.
    public var missingDocuments: [JoiningDocument] { JoiningDocument.allCases.filter { documents[$0] == nil } }

    /// The event of a step, if the table allows it; nothing is changed.
    public func step(_ action: JoiningAction, reason: String = "", by actor: Actor, now: Date) throws(GovernanceError) -> JoiningEvent {
        let event = JoiningEvent.stepped(action, reason: reason, by: actor, at: now)
        var trial = self
        try trial.apply(event)
        return event
    }

    /// Applies one event; refuses it, and changes nothing, if the table does not allow it.
    public mutating func apply(_ event: JoiningEvent) throws(GovernanceError) {
        switch event {
        case .opened: throw GovernanceError(.notOpened, "the joining of \(holder) is open already")
        case .documentGiven(let document, let reference, let actor, _):
            try check(actor)
            guard actor.role == .applicant else { throw GovernanceError(.wrongRole, "documents are given by the applicant") }
            documents[document] = reference
        case .stepped(let action, let reason, let actor, _):
            try check(actor)
            let next = try Self.transitions.next(from: state, by: action, role: actor.role)
            if action == .reject, reason.allSatisfy(\.isWhitespace) {
                throw GovernanceError(.missingReason, "rejecting needs a reason that the holder can read")
            }
            state = next
            self.reason = reason
        }
    }

    private func check(_ actor: Actor) throws(GovernanceError) {
        if actor.role == .applicant, !actor.name.utf8.elementsEqual(applicant.utf8) {
            throw GovernanceError(.notTheApplicant, "the joining of \(holder) is another applicant's")
        }
    }
}
