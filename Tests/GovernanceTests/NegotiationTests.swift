import Foundation
import Governance
import TestSupport
import Testing

@Suite struct NegotiationTests {
    private func refusal(_ body: () throws -> Void) -> GovernanceError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? GovernanceError)?.code
        }
    }

    @Test("the states and steps are those of the reference system, no more and no fewer")
    func table() {
        let whole = Negotiation.transitions.map { "\($0.from.rawValue) -> \($0.to.rawValue)" }
        #expect(
            Set(whole) == [
                "DRAFT -> SUBMITTED", "SUBMITTED -> IN_PROGRESS", "SUBMITTED -> DECLINED", "IN_PROGRESS -> PAUSED", "PAUSED -> IN_PROGRESS",
                "IN_PROGRESS -> ABANDONED", "PAUSED -> ABANDONED", "IN_PROGRESS -> CONCLUDED",
            ])
        let datasets = Negotiation.datasetTransitions.map { "\($0.from.rawValue) -> \($0.to.rawValue)" }
        #expect(
            Set(datasets) == [
                "SUBMITTED -> REPRESENTATIVE_CONTACTED", "SUBMITTED -> REPRESENTATIVE_UNREACHABLE",
                "REPRESENTATIVE_UNREACHABLE -> REPRESENTATIVE_CONTACTED", "REPRESENTATIVE_CONTACTED -> CHECKING_AVAILABILITY",
                "REPRESENTATIVE_CONTACTED -> RESOURCE_UNAVAILABLE", "CHECKING_AVAILABILITY -> RESOURCE_AVAILABLE",
                "CHECKING_AVAILABILITY -> RESOURCE_UNAVAILABLE", "CHECKING_AVAILABILITY -> UNAVAILABLE_WILLING_TO_COLLECT",
                "RESOURCE_AVAILABLE -> ACCESS_CONDITIONS_INDICATED", "UNAVAILABLE_WILLING_TO_COLLECT -> ACCESS_CONDITIONS_INDICATED",
                "ACCESS_CONDITIONS_INDICATED -> ACCESS_CONDITIONS_MET", "ACCESS_CONDITIONS_INDICATED -> RESOURCE_NOT_MADE_AVAILABLE",
                "ACCESS_CONDITIONS_MET -> RESOURCE_MADE_AVAILABLE",
            ])
        #expect(Set(whole).count == whole.count && Set(datasets).count == datasets.count)
        #expect(NegotiationState.allCases.filter(\.isFinal) == [.declined, .abandoned, .concluded])
        #expect(DatasetState.allCases.filter(\.isFinal) == [.unavailable, .notMadeAvailable, .madeAvailable])
    }

    @Test("accepting without conditions leads to a permit without another word from the applicant")
    func accept() throws {
        var (negotiation, _) = try makeNegotiation()
        try negotiation.apply(negotiation.handle(.decide("north-pca", .accept), by: representative, now: noon))
        #expect(negotiation.datasets["north-pca"]?.state == .conditionsMet)
        try negotiation.apply(negotiation.handle(.dataset("north-pca", .grant(permitID: "p-1")), by: representative, now: noon))
        #expect(negotiation.datasets["north-pca"]?.state == .madeAvailable)
        #expect(negotiation.datasets["north-pca"]?.permitID == "p-1")
        #expect(negotiation.datasets["south-pca"]?.state == .representativeContacted)
    }

    @Test("conditions must be accepted by the applicant before a permit is granted")
    func conditions() throws {
        var (negotiation, _) = try makeNegotiation()
        let conditions = [Condition(.ethicsApprovalRequired), Condition(.geographicalRestriction, "EU")]
        try negotiation.apply(negotiation.handle(.decide("north-pca", .acceptWithConditions(conditions)), by: representative, now: noon))
        #expect(negotiation.datasets["north-pca"]?.state == .conditionsIndicated)
        #expect(negotiation.datasets["north-pca"]?.conditions == conditions)
        let grant = Negotiation.Command.dataset("north-pca", .grant(permitID: "p-1"))
        let acceptance = Negotiation.Command.dataset("north-pca", .acceptConditions)
        #expect(refusal { _ = try negotiation.handle(grant, by: representative, now: noon) } == .wrongState)
        #expect(refusal { _ = try negotiation.handle(acceptance, by: representative, now: noon) } == .wrongRole)
        #expect(refusal { _ = try negotiation.handle(acceptance, by: Actor("mallory", .applicant), now: noon) } == .notTheApplicant)
        try negotiation.apply(negotiation.handle(acceptance, by: researcher, now: noon))
        try negotiation.apply(negotiation.handle(grant, by: representative, now: noon))
        #expect(negotiation.datasets["north-pca"]?.state == .madeAvailable)
    }

    @Test("a refusal keeps its reason and needs one; conditions must be complete; a permit must be named")
    func reasons() throws {
        var (negotiation, _) = try makeNegotiation()
        func decide(_ decision: Decision) -> GovernanceError.Code? {
            refusal { _ = try negotiation.handle(.decide("north-pca", decision), by: representative, now: noon) }
        }
        #expect(decide(.refuse(reason: " ")) == .missingReason)
        #expect(decide(.acceptWithConditions([])) == .incompleteConditions)
        #expect(decide(.acceptWithConditions([Condition(.diseaseSpecificResearch)])) == .incompleteConditions)
        #expect(refusal { _ = try negotiation.handle(.decide("x", .accept), by: representative, now: noon) } == .unknownDataset)
        #expect(refusal { _ = try negotiation.handle(.decide("north-pca", .accept), by: committee, now: noon) } == .wrongRole)
        #expect(refusal { _ = try negotiation.handle(.decide("north-pca", .accept), by: researcher, now: noon) } == .wrongRole)
        try negotiation.apply(negotiation.handle(.decide("north-pca", .refuse(reason: "Too few cases.")), by: representative, now: noon))
        #expect(negotiation.datasets["north-pca"]?.state == .unavailable)
        #expect(negotiation.datasets["north-pca"]?.reason == "Too few cases.")
        #expect(decide(.accept) == .wrongState)
    }

    @Test("an offer to collect can be followed by conditions")
    func collect() throws {
        var (negotiation, _) = try makeNegotiation()
        for step in [DatasetStep.checkAvailability, .offerToCollect] {
            try negotiation.apply(negotiation.handle(.dataset("north-pca", step), by: representative, now: noon))
        }
        try negotiation.apply(negotiation.handle(.decide("north-pca", .accept), by: representative, now: noon))
        #expect(negotiation.datasets["north-pca"]?.state == .conditionsMet)
    }

    @Test("no dataset is decided on while the negotiation is paused")
    func paused() throws {
        var (negotiation, _) = try makeNegotiation()
        try negotiation.apply(negotiation.handle(.step(.pause), by: committee, now: noon))
        #expect(refusal { _ = try negotiation.handle(.decide("north-pca", .accept), by: representative, now: noon) } == .notInProgress)
        try negotiation.apply(negotiation.handle(.step(.resume), by: committee, now: noon))
        #expect(refusal { _ = try negotiation.handle(.decide("north-pca", .accept), by: representative, now: noon) } == nil)
    }

    @Test("events that do not begin with an opening, or that the tables do not allow, are not folded")
    func badEvents() throws {
        let (_, events) = try makeNegotiation()
        #expect(refusal { _ = try Negotiation(events: []) } == .notOpened)
        #expect(refusal { _ = try Negotiation(events: events.dropFirst()) } == .notOpened)
        #expect(refusal { _ = try Negotiation(events: events + [events[0]]) } == .notOpened)
        #expect(refusal { _ = try Negotiation(events: events + [events[1]]) } == .wrongState)
        #expect(try JSONDecoder().decode([NegotiationEvent].self, from: JSONEncoder().encode(events)) == events)
    }

    @Test("random commands never leave the tables, only allowed roles move anything, and folding gives the same state")
    func property() throws {
        var generator = SeededGenerator(seed: 42)
        var reached: Set<DatasetState> = []
        var reachedWhole: Set<NegotiationState> = []
        for _ in 0..<150 {
            var events = [Negotiation.open(applicationID: "a-1", applicant: "rita", datasets: ["x", "y"], now: noon)]
            var negotiation = try Negotiation(events: events)
            for _ in 0..<120 {
                let command = Self.randomCommand(using: &generator)
                // Half of the steps are by whoever the table names, so that the longer ways are walked too.
                let allowed = Bool.random(using: &generator) ? Self.roles(for: command) : Role.allCases
                let role = allowed[Int.random(in: allowed.indices, using: &generator)]
                let actor = Actor(Int.random(in: 0..<4, using: &generator) > 0 ? "rita" : "someone", role)
                let before = negotiation
                guard let caused = try? negotiation.handle(command, by: actor, now: noon) else {
                    #expect(negotiation == before)
                    continue
                }
                if role == .applicant { #expect(actor.name == "rita") }
                for event in caused {
                    let previous = negotiation
                    try negotiation.apply(event)
                    Self.expectRow(previous, event, negotiation)
                }
                events += caused
                reachedWhole.insert(negotiation.state)
                reached.formUnion(negotiation.datasets.values.map(\.state))
            }
            #expect(try Negotiation(events: events) == negotiation)
        }
        #expect(reached == Set(DatasetState.allCases))
        #expect(reachedWhole.union([.draft]) == Set(NegotiationState.allCases))
    }

    /// Whether what one event changed is a row of a table, taken by a role that the row names.
    private static func expectRow(_ before: Negotiation, _ event: NegotiationEvent, _ after: Negotiation) {
        switch event {
        case .opened: Issue.record("opened twice")
        case .stepped(let action, _, let actor, _):
            #expect(
                Negotiation.transitions.contains {
                    $0.from == before.state && $0.action == action && $0.to == after.state && $0.roles.contains(actor.role)
                })
            #expect(before.datasets == after.datasets)
        case .datasetStepped(let name, let step, let actor, _):
            #expect(before.state == .inProgress && after.state == .inProgress)
            #expect(
                Negotiation.datasetTransitions.contains {
                    $0.from == before.datasets[name]?.state && $0.action == step.action && $0.to == after.datasets[name]?.state
                        && $0.roles.contains(actor.role)
                })
            let other = name == "x" ? "y" : "x"
            #expect(before.datasets[other] == after.datasets[other])
        }
    }

    private static func roles(for command: Negotiation.Command) -> [Role] {
        let roles: [Role] =
            switch command {
            case .step(let action, _): Negotiation.transitions.filter { $0.action == action }.flatMap(\.roles)
            case .dataset(_, let step): Negotiation.datasetTransitions.filter { $0.action == step.action }.flatMap(\.roles)
            case .decide: [.representative]
            }
        return roles.sorted { $0.rawValue < $1.rawValue }
    }

    private static func randomCommand(using generator: inout SeededGenerator) -> Negotiation.Command {
        let dataset = ["x", "y", "z"][Int.random(in: 0..<3, using: &generator)]
        let steps: [DatasetStep] = [
            .contact, .markUnreachable, .checkAvailability, .markAvailable, .markUnavailable(reason: "none"), .offerToCollect,
            .indicateConditions([Condition(.publicationRequired)]), .acceptConditions, .declineConditions(reason: ""),
            .grant(permitID: "p"),
        ]
        let decisions: [Decision] = [.accept, .acceptWithConditions([Condition(.publicationRequired)]), .refuse(reason: "none")]
        switch Int.random(in: 0..<10, using: &generator) {
        case 0...2:
            // Steps that end everything are rarer.
            let ends = Int.random(in: 0..<12, using: &generator) == 0
            let actions: [NegotiationAction] = ends ? [.decline, .abandon, .conclude] : [.submit, .approve, .pause, .resume]
            return .step(actions[Int.random(in: actions.indices, using: &generator)], reason: "because")
        case 3: return .decide(dataset, decisions[Int.random(in: 0..<3, using: &generator)])
        default: return .dataset(dataset, steps[Int.random(in: steps.indices, using: &generator)])
        }
    }
}
