import TestSupport
import Testing

@testable import DICOMNetwork

/// The transitions of PS3.8 table 9-10.
@Suite("The state machine of an association")
struct AssociationStateMachineTests {
    private static let request = PDUVectorTests.request
    private static let accept = AssociateAccept(
        calledTitle: "A", callingTitle: "B", presentationContexts: [],
        userInformation: UserInformation(maximumLength: 0, implementationClassUID: "1.2"))

    private static func established(_ role: AssociationStateMachine.Role) -> AssociationStateMachine {
        var machine = AssociationStateMachine(role: role)
        switch role {
        case .acceptor:
            _ = machine.received(.associateRequest(request))
            _ = machine.accept(accept)
        case .requestor: _ = machine.received(.associateAccept(accept))
        }
        return machine
    }

    @Test("accepts and is released by the peer")
    func accepting() {
        var machine = AssociationStateMachine(role: .acceptor)
        #expect(machine.transportOpened(request: nil) == [.startTimer])
        #expect(machine.received(.associateRequest(Self.request)) == [.stopTimer, .indicateRequest(Self.request)])
        #expect(machine.accept(Self.accept) == [.send(.associateAccept(Self.accept))])
        #expect(machine.receivedData() == .deliver)
        #expect(machine.received(.releaseRequest) == [.indicateRelease])
        #expect(machine.replyToRelease() == [.send(.releaseReply), .startTimer])
        #expect(machine.receivedData() == .ignore)
        #expect(machine.transportClosed() == [.stopTimer])
        #expect(machine.state == .closed)
    }

    @Test("requests and releases")
    func requesting() {
        var machine = AssociationStateMachine(role: .requestor)
        #expect(machine.transportOpened(request: Self.request) == [.send(.associateRequest(Self.request)), .startTimer])
        #expect(machine.received(.associateAccept(Self.accept)) == [.stopTimer, .confirmAccept(Self.accept)])
        #expect(machine.release() == [.send(.releaseRequest), .startTimer])
        #expect(machine.receivedData() == .deliver, "AR-6: what the peer still sends is taken")
        #expect(machine.received(.releaseReply) == [.stopTimer, .confirmRelease, .closeTransport])
        #expect(machine.state == .closed)
    }

    @Test("refuses another protocol version")
    func version() {
        var machine = AssociationStateMachine(role: .acceptor)
        var request = Self.request
        request.protocolVersion = 2
        #expect(machine.received(.associateRequest(request)) == [.send(.associateReject(.protocolVersionNotSupported)), .startTimer])
        #expect(machine.state == .awaitingClose)
    }

    @Test("survives a release collision on the side that requested")
    func collisionRequestor() {
        var machine = Self.established(.requestor)
        _ = machine.release()
        #expect(machine.received(.releaseRequest) == [.indicateRelease])
        #expect(machine.replyToRelease() == [.send(.releaseReply)])
        #expect(machine.received(.releaseReply) == [.stopTimer, .confirmRelease, .closeTransport])
    }

    @Test("survives a release collision on the side that accepted")
    func collisionAcceptor() {
        var machine = Self.established(.acceptor)
        _ = machine.release()
        #expect(machine.received(.releaseRequest) == [.indicateRelease])
        #expect(machine.replyToRelease() == [])
        #expect(machine.received(.releaseReply) == [.confirmRelease])
        #expect(machine.replyToRelease() == [.send(.releaseReply), .startTimer])
        #expect(machine.state == .awaitingClose)
    }

    @Test(
        "aborts on a PDU that has no place in its state",
        arguments: [PDU.associateAccept(accept), .associateRequest(request), .releaseReply])
    func unexpected(_ pdu: PDU) {
        var machine = Self.established(.acceptor)
        #expect(machine.received(pdu) == [.send(.abort(.unexpectedPDU)), .indicateProviderAbort(.unexpectedPDU), .startTimer])
        #expect(machine.received(pdu) == [], "nothing is said twice")
        #expect(machine.timerExpired() == [.closeTransport])
    }

    @Test("aborts on data before an association, without telling the application")
    func earlyData() {
        var machine = AssociationStateMachine(role: .acceptor)
        #expect(machine.receivedData() == .refuse([.send(.abort(.unexpectedPDU)), .startTimer]))
    }

    @Test("closes when no request comes in time")
    func noRequest() {
        var machine = AssociationStateMachine(role: .acceptor)
        #expect(machine.timerExpired() == [.closeTransport])
    }

    @Test("tells the application of an abort and of a lost connection")
    func ends() {
        var machine = Self.established(.acceptor)
        #expect(machine.received(.abort(.application)) == [.stopTimer, .indicateAbort(.application), .closeTransport])
        machine = Self.established(.acceptor)
        #expect(machine.transportClosed() == [.stopTimer, .indicateLostTransport])
    }

    @Test("sends nothing after the end, whatever comes")
    func random() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<2000 {
            var machine = AssociationStateMachine(role: Bool.random(using: &generator) ? .acceptor : .requestor)
            for _ in 0..<12 {
                let before = machine.state
                let actions: [AssociationStateMachine.Action]
                switch Int.random(in: 0..<9, using: &generator) {
                case 0: actions = machine.received(.associateRequest(Self.request))
                case 1: actions = machine.received(.associateAccept(Self.accept))
                case 2: actions = machine.received(.releaseRequest)
                case 3: actions = machine.received(.releaseReply)
                case 4: actions = machine.received(.abort(.application))
                case 5: actions = machine.accept(Self.accept)
                case 6: actions = machine.release()
                case 7: actions = machine.replyToRelease()
                default: actions = machine.timerExpired()
                }
                if before == .closed { #expect(actions.isEmpty && machine.state == .closed) }
                if before == .awaitingClose {
                    #expect(!actions.contains { if case .send = $0 { true } else { false } })
                }
            }
        }
    }
}
