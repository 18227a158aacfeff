internal import Foundation

extension Negotiation {
    /// Applies one event; refuses it, and changes nothing, if the tables do not allow it.
    public mutating func apply(_ event: NegotiationEvent) throws(GovernanceError) {
        switch event {
        case .opened: throw GovernanceError(.notOpened, "negotiation \(applicationID) is open already")
        case .stepped(let action, let reason, let actor, let moment):
            try checkApplicant(actor)
            let next = try Self.transitions.next(from: state, by: action, role: actor.role)
            if action == .decline, reason.allSatisfy(\.isWhitespace) {
                throw GovernanceError(.missingReason, "declining needs a reason that the applicant can read")
            }
            state = next
            self.reason = reason
            if action == .submit { submitted = moment }
        case .datasetStepped(let name, let step, let actor, let moment):
            guard var dataset = datasets[name] else { throw unknown(name) }
            try checkApplicant(actor)
            guard state == .inProgress else {
                throw GovernanceError(
                    .notInProgress, "datasets are decided on while the negotiation is IN_PROGRESS; it is \(state.rawValue)")
            }
            dataset.state = try Self.datasetTransitions.next(from: dataset.state, by: step.action, role: actor.role)
            try dataset.take(step, at: moment)
            datasets[name] = dataset
        }
    }

    private func checkApplicant(_ actor: Actor) throws(GovernanceError) {
        if actor.role == .applicant, !actor.name.utf8.elementsEqual(applicant.utf8) {
            throw GovernanceError(.notTheApplicant, "application \(applicationID) is another applicant's")
        }
    }
}

extension Negotiation.Dataset {
    fileprivate mutating func take(_ step: DatasetStep, at moment: Date) throws(GovernanceError) {
        switch step {
        case .markUnavailable(let reason):
            guard !reason.allSatisfy(\.isWhitespace) else {
                throw GovernanceError(.missingReason, "refusing needs a reason that the applicant can read")
            }
            self.reason = reason
            decided = moment
        case .indicateConditions(let conditions):
            if let fault = conditions.lazy.compactMap(\.fault).first { throw GovernanceError(.incompleteConditions, fault) }
            self.conditions = conditions
            decided = moment
        case .declineConditions(let reason): self.reason = reason
        case .grant(let permitID):
            guard !permitID.isEmpty else { throw GovernanceError(.missingPermit, "granting needs the id of the permit") }
            self.permitID = permitID
        case .contact, .markUnreachable, .checkAvailability, .markAvailable, .offerToCollect, .acceptConditions: break
        }
    }
}
