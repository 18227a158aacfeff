import Foundation
import Governance
import TestSupport
import Testing

@Suite struct HolderJoiningTests {
    private let holder = Actor("hans", .applicant)

    @Test("both boards review in parallel, in either order, and both sides sign")
    func way() throws {
        for technicalFirst in [true, false] {
            var joining = try Joining(events: [.opened(holder: "North", applicant: "hans", at: noon)])
            var reviews: [(JoiningAction, Actor)] = [
                (.approveTechnically, Actor("t", .technicalBoard)), (.approveEthically, Actor("e", .ethicalLegalBoard)),
            ]
            if !technicalFirst { reviews.reverse() }
            let steps =
                [(JoiningAction.admit, committee)] + reviews + [
                    (.accept, committee), (.signForFederation, committee), (.signForHolder, holder), (.catalogue, committee),
                    (.openToSearch, committee), (.openToProcessing, committee),
                ]
            for (action, actor) in steps { try joining.apply(joining.step(action, by: actor, now: noon)) }
            #expect(joining.state == .processing)
            #expect(joining.missingDocuments.count == 11)
            try joining.apply(.documentGiven(.ethicsApproval, reference: "EC 1", by: holder, at: noon))
            #expect(joining.missingDocuments.count == 10)
        }
    }

    @Test("random steps never leave the table, and folding gives the same state")
    func property() throws {
        var generator = SeededGenerator(seed: 8)
        var reached: Set<JoiningState> = [.interestExpressed]
        for _ in 0..<600 {
            var events: [JoiningEvent] = [.opened(holder: "North", applicant: "hans", at: noon)]
            var joining = try Joining(events: events)
            for _ in 0..<150 {
                var actions = JoiningAction.allCases
                if !Int.random(in: 0..<10, using: &generator).isMultiple(of: 10) { actions.removeAll { $0 == .reject || $0 == .withdraw } }
                let action = actions[Int.random(in: actions.indices, using: &generator)]
                let role = Role.allCases[Int.random(in: 0..<Role.allCases.count, using: &generator)]
                let before = joining.state
                guard let event = try? joining.step(action, reason: "because", by: Actor("hans", role), now: noon) else { continue }
                try joining.apply(event)
                events.append(event)
                reached.insert(joining.state)
                #expect(
                    Joining.transitions.contains {
                        $0.from == before && $0.action == action && $0.to == joining.state && $0.roles.contains(role)
                    })
            }
            #expect(try Joining(events: events) == joining)
        }
        #expect(reached == Set(JoiningState.allCases))
    }
}
