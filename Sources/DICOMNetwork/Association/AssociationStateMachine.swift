/// The upper layer protocol machine of PS3.8 section 9.2, without sockets and clocks: events in, actions out.
///
/// The names of states and actions in the comments are those of the standard's tables 9-1 to 9-10. Opening the transport connection
/// (Sta1, Sta4) happens before there is a machine.
struct AssociationStateMachine {
    enum Role {
        case requestor
        case acceptor
    }

    enum State: Equatable, CaseIterable {
        /// Sta2: the transport is open, A-ASSOCIATE-RQ has to come.
        case awaitingRequest
        /// Sta3: the application decides about a request.
        case awaitingDecision
        /// Sta5: the request is sent, the answer has to come.
        case awaitingReply
        /// Sta6: messages go both ways.
        case established
        /// Sta7: we asked for release.
        case awaitingReleaseReply
        /// Sta8: the peer asked for release, we have to answer.
        case awaitingLocalRelease
        /// Sta9: both asked; we requested the association and answer first.
        case collisionRequestorMustReply
        /// Sta10: both asked; we accepted the association and wait for the peer's answer.
        case collisionAcceptorAwaitingReply
        /// Sta11: both asked; we requested the association, have answered, wait for the peer's answer.
        case collisionRequestorAwaitingReply
        /// Sta12: both asked; we accepted the association, have the peer's answer and owe ours.
        case collisionAcceptorMustReply
        /// Sta13: done, the peer has to close the transport.
        case awaitingClose
        /// Sta1: no transport.
        case closed
    }

    enum Action: Equatable {
        case send(PDU)
        /// Starts ARTIM, the timer for the peer to send a request or to close.
        case startTimer
        case stopTimer
        case closeTransport
        case indicateRequest(AssociateRequest)
        case confirmAccept(AssociateAccept)
        case confirmReject(AssociateReject)
        case indicateRelease
        case confirmRelease
        /// A-ABORT by the peer's application or upper layer.
        case indicateAbort(AbortReason)
        /// A-P-ABORT by our own upper layer.
        case indicateProviderAbort(AbortReason)
        /// The transport was lost without a word.
        case indicateLostTransport
    }

    /// What is to be done with a fragment of a message.
    enum DataDecision: Equatable {
        case deliver
        case ignore
        case refuse([Action])
    }

    let role: Role
    private(set) var state: State

    init(role: Role) {
        self.role = role
        state = role == .acceptor ? .awaitingRequest : .awaitingReply
    }

    /// The transport is open: AE-2 for who requests, AE-5 for who accepts.
    func transportOpened(request: AssociateRequest?) -> [Action] {
        switch role {
        case .requestor: request.map { [.send(.associateRequest($0)), .startTimer] } ?? []
        case .acceptor: [.startTimer]
        }
    }

    // MARK: From the peer

    mutating func received(_ pdu: PDU) -> [Action] {
        switch pdu {
        case .associateRequest(let request): receivedRequest(request)
        case .associateAccept(let accept): receivedAccept(accept)
        case .associateReject(let reject): receivedReject(reject)
        case .data: [.indicateProviderAbort(.unexpectedPDU)]
        case .releaseRequest: receivedReleaseRequest()
        case .releaseReply: receivedReleaseReply()
        case .abort(let reason): receivedAbort(reason)
        }
    }

    private mutating func receivedRequest(_ request: AssociateRequest) -> [Action] {
        guard state == .awaitingRequest else { return unexpected() }
        guard request.protocolVersion & 1 == 1 else {
            state = .awaitingClose
            return [.send(.associateReject(.protocolVersionNotSupported)), .startTimer]  // AE-6
        }
        state = .awaitingDecision
        return [.stopTimer, .indicateRequest(request)]  // AE-6
    }

    private mutating func receivedAccept(_ accept: AssociateAccept) -> [Action] {
        guard state == .awaitingReply else { return unexpected() }
        state = .established
        return [.stopTimer, .confirmAccept(accept)]  // AE-3
    }

    private mutating func receivedReject(_ reject: AssociateReject) -> [Action] {
        guard state == .awaitingReply else { return unexpected() }
        state = .closed
        return [.stopTimer, .confirmReject(reject), .closeTransport]  // AE-4
    }

    /// P-DATA-TF; apart from the others because it is the one that comes often.
    mutating func receivedData() -> DataDecision {
        switch state {
        case .established, .awaitingReleaseReply: .deliver  // DT-2, AR-6
        case .awaitingClose, .closed: .ignore  // AA-6
        default: .refuse(unexpected())
        }
    }

    private mutating func receivedReleaseRequest() -> [Action] {
        switch state {
        case .established:
            state = .awaitingLocalRelease
            return [.indicateRelease]  // AR-2
        case .awaitingReleaseReply:
            state = role == .requestor ? .collisionRequestorMustReply : .collisionAcceptorAwaitingReply
            return [.indicateRelease]  // AR-8
        default: return unexpected()
        }
    }

    private mutating func receivedReleaseReply() -> [Action] {
        switch state {
        case .awaitingReleaseReply, .collisionRequestorAwaitingReply:
            state = .closed
            return [.stopTimer, .confirmRelease, .closeTransport]  // AR-3
        case .collisionAcceptorAwaitingReply:
            state = .collisionAcceptorMustReply
            return [.confirmRelease]  // AR-10
        default: return unexpected()
        }
    }

    private mutating func receivedAbort(_ reason: AbortReason) -> [Action] {
        switch state {
        case .closed: return []
        case .awaitingRequest, .awaitingClose:
            state = .closed
            return [.stopTimer, .closeTransport]  // AA-2
        default:
            state = .closed
            return [.stopTimer, .indicateAbort(reason), .closeTransport]  // AA-3
        }
    }

    /// A PDU that has no place in the present state.
    private mutating func unexpected() -> [Action] {
        abort(because: .unexpectedPDU)
    }

    /// A PDU that is none: unrecognised or with invalid parameters.
    mutating func receivedInvalid(_ error: PDUError) -> [Action] {
        abort(because: error.abortReason)
    }

    /// A message that breaks the rules of PS3.7, or a limit that was met: our upper layer ends the association.
    mutating func abort(because reason: AbortReason) -> [Action] {
        switch state {
        case .closed: return []
        case .awaitingClose: return []  // AA-6, AA-7: whatever still comes is not answered again.
        case .awaitingRequest:
            state = .awaitingClose
            return [.send(.abort(reason)), .startTimer]  // AA-1
        default:
            state = .awaitingClose
            return [.send(.abort(reason)), .indicateProviderAbort(reason), .startTimer]  // AA-8
        }
    }

    /// The transport was closed, by whom ever.
    mutating func transportClosed() -> [Action] {
        switch state {
        case .closed: return []
        case .awaitingRequest, .awaitingClose:
            state = .closed
            return [.stopTimer]  // AA-5, AR-5
        default:
            state = .closed
            return [.stopTimer, .indicateLostTransport]  // AA-4
        }
    }

    /// ARTIM has run out.
    mutating func timerExpired() -> [Action] {
        switch state {
        case .closed: return []
        case .awaitingRequest, .awaitingClose:
            state = .closed
            return [.closeTransport]  // AA-2
        default:
            // The standard leaves the wait for an answer to the application; ours gives up.
            state = .awaitingClose
            return [.send(.abort(.application)), .indicateLostTransport, .startTimer]
        }
    }

    // MARK: From the application

    /// A-ASSOCIATE response, accepting: AE-7.
    mutating func accept(_ accept: AssociateAccept) -> [Action] {
        guard state == .awaitingDecision else { return [] }
        state = .established
        return [.send(.associateAccept(accept))]
    }

    /// A-ASSOCIATE response, rejecting: AE-8.
    mutating func reject(_ reject: AssociateReject) -> [Action] {
        guard state == .awaitingDecision else { return [] }
        state = .awaitingClose
        return [.send(.associateReject(reject)), .startTimer]
    }

    /// A-RELEASE request: AR-1. The timer is ours: a peer that never answers would keep the association.
    mutating func release() -> [Action] {
        guard state == .established else { return [] }
        state = .awaitingReleaseReply
        return [.send(.releaseRequest), .startTimer]
    }

    /// A-RELEASE response: AR-4, AR-9.
    mutating func replyToRelease() -> [Action] {
        switch state {
        case .awaitingLocalRelease, .collisionAcceptorMustReply:
            state = .awaitingClose
            return [.send(.releaseReply), .startTimer]
        case .collisionRequestorMustReply:
            state = .collisionRequestorAwaitingReply
            return [.send(.releaseReply)]
        default: return []
        }
    }

    /// A-ABORT request: AA-1.
    mutating func abort() -> [Action] {
        switch state {
        case .closed, .awaitingClose: return []
        default:
            state = .awaitingClose
            return [.send(.abort(.application)), .startTimer]
        }
    }

    /// Whether messages may be sent: P-DATA request is allowed in Sta6 and Sta8.
    var maySend: Bool { state == .established || state == .awaitingLocalRelease }
}
