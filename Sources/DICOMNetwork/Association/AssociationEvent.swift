/// What an ``AssociationHandler`` tells those who use the association.
enum AssociationEvent: Sendable {
    /// A request came; `accept` or `reject` has to follow.
    case requested(AssociateRequest)
    /// Our request was accepted.
    case accepted(AssociateAccept)
    /// Our request was rejected.
    case rejected(AssociateReject)
    /// A message came.
    case message(IncomingMessage)
    /// The association is over. Comes once, as the last event.
    case ended(AssociationEnd)
}

/// How an association ended.
enum AssociationEnd: Sendable, Equatable {
    /// Released in order.
    case released
    /// Our request was rejected.
    case rejected(AssociateReject)
    /// The peer aborted.
    case abortedByPeer(AbortReason)
    /// We aborted because the application wanted to.
    case abortedByUs
    /// We aborted because the peer broke a rule or met a limit; in words.
    case violation(String)
    /// We aborted because nothing came or went in time; what was awaited.
    case timeout(String)
    /// The connection failed, in the words of the transport (TLS, mostly).
    case connectionFailed(String)
    /// The connection was lost.
    case connectionLost
}

/// A message that has come, with what it holds of the association until it is dealt with.
struct IncomingMessage: Sendable {
    let contextID: UInt8
    let command: CommandSet
    let dataSet: [UInt8]?
    let receipt: Receipt

    /// Says that a message is dealt with: its memory is given back and the association may read on. At the latest when nobody holds it.
    final class Receipt: Sendable {
        private let share: ReceivingBudget.Share?
        private let onFinish: OnceClosure

        init(share: ReceivingBudget.Share?, onFinish: @escaping @Sendable () -> Void) {
            self.share = share
            self.onFinish = OnceClosure(onFinish)
        }

        deinit { onFinish() }

        func finish() {
            share?.giveBack()
            onFinish()
        }
    }
}
