import Federation
import Foundation
import Governance
import Ledger
import Testing

@Suite("Stored events")
struct EventLogTests {
    private let events: [NegotiationEvent] = [
        Negotiation.open(applicationID: "a-1", applicant: "ana", datasets: ["north.all"], now: noon + 0.125),
        .stepped(.submit, reason: "", by: Governance.Actor("ana", .applicant), at: noon + 0.5),
        .datasetStepped(
            "north.all", .indicateConditions([Condition(.timeLimitOnUse, "3")]), by: Governance.Actor("rep", .representative), at: noon + 1),
        .datasetStepped(
            "north.all", .markUnavailable(reason: "Łódź \"/\" \n 🙂"), by: Governance.Actor("rep", .representative), at: noon + 2),
    ]

    @Test("are read as they were written, to the millisecond")
    func eventLog() throws {
        #expect(try EventLog.decode([NegotiationEvent].self, from: EventLog.encode(events)) == events)
        #expect(try EventLog.encode(events) == EventLog.encode(events))
        let moments = (0..<1_000).map { Date(milliseconds: noon.milliseconds + 7 * $0) }
        #expect(try EventLog.decode([Date].self, from: EventLog.encode(moments)).map(\.milliseconds) == moments.map(\.milliseconds))
        #expect(throws: (any Error).self) { try EventLog.decode([NegotiationEvent].self, from: "[{}]") }
    }

    @Test("as the text of a note are one line that a signer takes, in one spelling only")
    func noteText() throws {
        let acceptance = ConditionsAcceptance(
            application: "a-1", dataset: "north.all",
            conditions: [Condition(.geographicalRestriction, "EU\nEEA \"Łódź\"/x"), Condition(.ethicsApprovalRequired)])
        let text = try NoteText.encode(acceptance)
        #expect(text.hasSuffix("\n") && text.dropLast().allSatisfy { $0 != "\n" })
        #expect(try text == NoteText.encode(acceptance))
        let note = try makeSigner("ana").sign(text)
        #expect(try NoteText.decode(ConditionsAcceptance.self, from: note.text) == acceptance)
    }
}

@Suite("A problem")
struct ProblemTests {
    private static let codes: [FederationError.Code] = [
        .invitationMalformed, .invitationUnknown, .invitationUsed, .invitationExpired, .invitationRevoked, .fingerprintMismatch, .nameTaken,
        .nameInvalid, .nameNotInvited, .requestInvalid, .certificateRequired, .certificateInvalid, .nodeRevoked, .signatureInvalid,
        .messageExpired,
        .messageMisdirected, .messageTooLarge, .hubUnreachable, .unexpectedResponse,
    ]

    @Test("carries a refusal over the wire and back, with its words", arguments: codes)
    func roundTrip(_ code: FederationError.Code) throws {
        let problem = Problem(FederationError(code, "Words for people."), status: 403)
        #expect(problem.type == "urn:mosaic:problem:\(code.rawValue)" && problem.status == 403 && !problem.title.isEmpty)
        let read = try JSONDecoder().decode(Problem.self, from: JSONEncoder().encode(problem))
        let error = try #require(read.federationError)
        #expect(error.code == code && error.message == "Words for people.")
    }

    @Test("of another kind is no refusal of the federation", arguments: ["not-found", "", "about:blank"])
    func other(_ code: String) {
        let problem = Problem(code: code, title: "Other", status: 404, detail: "Nothing here.")
        #expect(problem.federationError == nil)
        #expect("\(problem)" == "Nothing here.")
    }
}
