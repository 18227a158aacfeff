import Federation
import Foundation
import Governance
import Ledger
import Storage
import TestSupport
import Testing

@testable import Node

@Suite("An application")
struct AccessTests {
    private func withApplication(
        _ body: (Node, Applicant, TestClock) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let clock = TestClock()
            let node = try await thawedNode(folder, clock: clock)
            try await node.publish()
            let applicant = try Applicant()
            try await node.handle(node.fromHub(.application(try applicant.notice(applicant.application()))))
            try await body(node, applicant, clock)
        }
    }

    @Test("waits for the representative as the applicant signed it, once however often it comes")
    func received() async throws {
        try await withApplication { node, applicant, _ in
            try await node.handle(node.fromHub(.application(try applicant.notice(applicant.application()))))
            let cases = try await node.applications()
            #expect(cases.map(\.application) == [applicant.application()])
            #expect(cases[0].isWaiting && cases[0].dataset == "north.all" && cases[0].received == TestClock.noon)
            #expect(try await node.state().applicationsWaiting == 1)
            #expect(try node.entries("application.received").map { $0.details["application"] } == ["a-1"])
            #expect(try node.entries("application.received").map { $0.details["key"] } == [applicant.key])
        }
    }

    @Test("that is accepted yields a permit that the node itself verifies, and no other key")
    func accepted() async throws {
        try await withApplication { node, applicant, clock in
            let id = try #require(try await node.decide("a-1", dataset: nil, .accept, actor: "rep"))
            let sent = try #require(try await node.sentPermits().first)
            #expect(sent.application == "a-1" && sent.dataset == "north.all")
            func verify(_ verifier: NoteVerifier, user: String, dataset: String = "north.all", operation: Permit.Operation = .train) throws
                -> Permit
            {
                try Permit.verify(
                    sent.permit, verifier: verifier, now: clock.now, revoked: [], user: user, dataset: dataset, datasetVersion: "1.0.0",
                    operation: operation)
            }
            let permit = try verify(node.keys.signer.verifier, user: applicant.key)
            #expect(permit.id == id && permit.node == "north" && permit.holder == "Hospital North" && permit.conditions.isEmpty)
            #expect(permit.expires == applicant.application().period.end)
            #expect(throws: PermitError.self) { try verify(applicant.signer.verifier, user: applicant.key) }
            #expect(throws: PermitError.self) { try verify(node.keys.signer.verifier, user: "someone") }
            #expect(throws: PermitError.self) { try verify(node.keys.signer.verifier, user: applicant.key, dataset: "north.other") }
            #expect(throws: PermitError.self) { try verify(node.keys.signer.verifier, user: applicant.key, operation: .exactCount) }

            let found = try #require(try await node.applications().first)
            #expect(!found.isWaiting && found.negotiation.datasets["north.all"]?.permitID == id)
            #expect(try node.entries("application.decided").map { $0.details["decision"] } == ["accepted"])
            #expect(try node.entries("permit.issued").map { $0.details["permit"] } == [id])
            await #expect(throws: GovernanceError.self) { try await node.decide("a-1", dataset: nil, .refuse(reason: "no"), actor: "rep") }
            #expect(try await node.sentPermits().count == 1)
        }
    }

    @Test("that is refused gets the reason and no permit")
    func refused() async throws {
        try await withApplication { node, applicant, _ in
            #expect(try await node.decide("a-1", dataset: "north.all", .refuse(reason: "No ethics approval."), actor: "rep") == nil)
            let found = try #require(try await node.applications().first)
            #expect(!found.isWaiting && found.negotiation.datasets["north.all"]?.reason == "No ethics approval.")
            #expect(try await node.sentPermits().isEmpty)
            let notices = try await node.outbox().compactMap { if case .negotiation(let notice) = $0.body { notice } else { nil } }
            #expect(notices.count == 1 && notices[0].events.count == found.events.count - 4)
            await #expect(throws: (any Error).self) { try await node.handle(node.fromHub(.negotiation(try applicant.acceptance(of: [])))) }
            #expect(try await node.sentPermits().isEmpty)
        }
    }

    @Test("that is refused without a reason, or conditioned without a condition, stays undecided")
    func incomplete() async throws {
        try await withApplication { node, _, _ in
            for decision in [
                Decision.refuse(reason: ""), .acceptWithConditions([]), .acceptWithConditions([Condition(.timeLimitOnUse, "soon")]),
            ] {
                await #expect(throws: GovernanceError.self) { try await node.decide("a-1", dataset: nil, decision, actor: "rep") }
            }
            let waiting = try await node.applications().map(\.isWaiting)
            #expect(waiting == [true])
            await #expect(throws: NodeError.self) { try await node.decide("a-2", dataset: nil, .accept, actor: "rep") }
            await #expect(throws: NodeError.self) { try await node.decide("a-1", dataset: "north.other", .accept, actor: "rep") }
        }
    }

    @Test("accepted with conditions yields the permit only when the applicant signs just these")
    func conditions() async throws {
        try await withApplication { node, applicant, _ in
            let conditions = [Condition(.ethicsApprovalRequired), Condition(.timeLimitOnUse, "3")]
            #expect(try await node.decide("a-1", dataset: nil, .acceptWithConditions(conditions), actor: "rep") == nil)
            #expect(try await node.sentPermits().isEmpty)

            let stranger = try Applicant(seed: 2)
            let wrong = [
                try applicant.acceptance(of: conditions, signedBy: stranger.signer), try applicant.acceptance(of: [conditions[0]]),
                try applicant.acceptance(of: conditions.reversed()), try applicant.acceptance(of: []),
                NegotiationNotice(application: "a-1", dataset: "north.all", events: [], proof: nil),
            ]
            for notice in wrong {
                let error = await #expect(throws: NodeError.self) { try await node.handle(node.fromHub(.negotiation(notice))) }
                #expect(error?.message.contains("not signed by the applicant, or accepts other conditions") == true)
            }
            // An acceptance of another dataset or application, under the name of this one.
            for other in [
                try applicant.acceptance(of: conditions, dataset: "north.b"), try applicant.acceptance(of: conditions, application: "a-9"),
            ] {
                let notice = NegotiationNotice(application: "a-1", dataset: "north.all", events: [], proof: other.proof)
                await #expect(throws: NodeError.self) { try await node.handle(node.fromHub(.negotiation(notice))) }
            }
            #expect(try await node.sentPermits().isEmpty)

            try await node.handle(node.fromHub(.negotiation(try applicant.acceptance(of: conditions))))
            let permit = try Permit(text: try #require(try await node.sentPermits().first).permit.text)
            #expect(permit.conditions == conditions)
            #expect(permit.expires == Period(start: TestClock.noon, months: 3).end)
            #expect(try node.entries("conditions.accepted").map(\.actor) == [applicant.name])
            #expect(try node.entries("permit.issued").map(\.actor) == ["rep"])
            await #expect(throws: (any Error).self) {
                try await node.handle(node.fromHub(.negotiation(try applicant.acceptance(of: conditions))))
            }
            #expect(try await node.sentPermits().count == 1)
        }
    }

    @Test("that nobody decided about yields no permit, whatever the hub and the applicant say (T12)")
    func undecided() async throws {
        try await withApplication { node, applicant, _ in
            let accepted = Governance.Actor("rep", .representative)
            let decision: [NegotiationEvent] = [
                .datasetStepped("north.all", .checkAvailability, by: accepted, at: TestClock.noon),
                .datasetStepped("north.all", .markAvailable, by: accepted, at: TestClock.noon),
                .datasetStepped("north.all", .indicateConditions([]), by: accepted, at: TestClock.noon),
            ]
            var notice = try applicant.acceptance(of: [])
            await #expect(throws: (any Error).self) { try await node.handle(node.fromHub(.negotiation(notice))) }
            notice.events = decision
            await #expect(throws: (any Error).self) { try await node.handle(node.fromHub(.negotiation(notice))) }
            #expect(try await node.sentPermits().isEmpty)
            #expect(try await node.applications().first?.isWaiting == true)
        }
    }

    @Test("that the hub changed, signed for somebody, or that breaks the form is not taken in")
    func forged() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            try await node.publish()
            let applicant = try Applicant()
            let hub = try Applicant("hub", seed: 9)
            let application = applicant.application()
            var forged = [
                try applicant.notice(application, signedBy: hub.signer),
                try applicant.notice(application, signedBy: hub.signer, key: hub.key),
                try applicant.notice(applicant.application(users: [hub.key])),
                try applicant.notice(applicant.application(users: [applicant.key, hub.key])),
            ]
            var other = try applicant.notice(application)
            other.datasets = ["north.all", "north.other"]
            forged.append(other)
            // In the name of somebody whose key it does not have (T16); beyond the longest period; with an id for a shell.
            var named = application
            named.applicant = "rector@uni.example"
            forged.append(try applicant.notice(named))
            var long = application
            long.period = Period(start: TestClock.noon, months: 240)
            forged.append(try applicant.notice(long))
            forged.append(try applicant.notice(applicant.application("a-1;reboot")))
            for notice in forged {
                await #expect(throws: (any Error).self) { try await node.handle(node.fromHub(.application(notice))) }
            }
            #expect(try await node.applications().isEmpty)
            #expect(try node.entries("application.received").isEmpty)
        }
    }

    @Test("for a dataset that is not of this node is left aside; for several, each is decided by itself")
    func severalDatasets() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            for name in ["all", "some"] { try await node.publish(name) }
            let applicant = try Applicant()
            let application = applicant.application(datasets: ["north.all", "north.some", "south.all"])
            try await node.handle(node.fromHub(.application(try applicant.notice(application))))
            #expect(try await node.applications().map(\.dataset) == ["north.all", "north.some"])
            let error = await #expect(throws: NodeError.self) { try await node.decide("a-1", dataset: nil, .accept, actor: "rep") }
            #expect(error?.message.contains("north.all, north.some") == true)
            #expect(try await node.decide("a-1", dataset: "north.some", .accept, actor: "rep") != nil)
            #expect(try await node.applications().map(\.isWaiting) == [true, false])
            #expect(try await node.sentPermits().map(\.dataset) == ["north.some"])
        }
    }
}
