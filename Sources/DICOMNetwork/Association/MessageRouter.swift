import NIOConcurrencyHelpers

/// Brings responses to the operations that wait for them, and everything else to a stream.
final class MessageRouter: Sendable {
    typealias Continuation = AsyncThrowingStream<IncomingMessage, any Error>.Continuation

    private struct State {
        var nextID: UInt16 = 1
        var operations: [UInt16: Continuation] = [:]
        /// The operation that takes requests of the peer: a C-GET its C-STORE sub-operations.
        var takingRequests: UInt16?
        var unclaimed: Unclaimed?
        var end: AssociationEnd?
    }

    /// Is given messages that no operation waits for; nil when the association has ended.
    typealias Unclaimed = @Sendable (IncomingMessage?) -> Void

    private let state = NIOLockedValueBox(State())
    private let events: AsyncStream<AssociationEvent>.Continuation

    init(_ events: AsyncStream<AssociationEvent>.Continuation) {
        self.events = events
    }

    /// Has messages that no operation waits for handled at once, instead of put into the stream of events.
    func onUnclaimed(_ handle: @escaping Unclaimed) {
        let hasEnded = state.withLockedValue { state in
            state.unclaimed = handle
            return state.end != nil
        }
        if hasEnded { handle(nil) }
    }

    /// How the association ended, nil while it is open.
    var end: AssociationEnd? { state.withLockedValue { $0.end } }

    func open(takingRequests: Bool) throws(DICOMNetworkError) -> (id: UInt16, AsyncThrowingStream<IncomingMessage, any Error>) {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: IncomingMessage.self)
        let opened = state.withLockedValue { state -> Result<UInt16, DICOMNetworkError> in
            if let end = state.end { return .failure(DICOMNetworkError(end)) }
            guard state.operations.count < 32768 else {
                return .failure(DICOMNetworkError(.limitExceeded, "More than 32768 operations are outstanding."))
            }
            guard !takingRequests || state.takingRequests == nil else {
                return .failure(DICOMNetworkError(.invalidArgument, "A C-GET is under way on this association; wait for its end."))
            }
            while state.operations[state.nextID] != nil { state.nextID &+= 1 }
            let id = state.nextID
            state.nextID &+= 1
            state.operations[id] = continuation
            if takingRequests { state.takingRequests = id }
            return .success(id)
        }
        return (try opened.get(), stream)
    }

    func close(_ id: UInt16) {
        remove(id)?.finish()
    }

    func fail(_ id: UInt16, _ error: DICOMNetworkError) {
        remove(id)?.finish(throwing: error)
    }

    private func remove(_ id: UInt16) -> Continuation? {
        state.withLockedValue { state in
            if state.takingRequests == id { state.takingRequests = nil }
            return state.operations.removeValue(forKey: id)
        }
    }

    func route(_ event: AssociationEvent) {
        switch event {
        case .message(let message): route(message)
        case .ended(let end):
            let (operations, unclaimed) = state.withLockedValue { state in
                state.end = end
                defer { state.operations = [:] }
                return (Array(state.operations.values), state.unclaimed)
            }
            for operation in operations { operation.finish(throwing: DICOMNetworkError(end)) }
            unclaimed?(nil)
            events.yield(event)
            events.finish()
        default: events.yield(event)
        }
    }

    private func route(_ message: IncomingMessage) {
        let command = message.command.command
        let (operation, unclaimed) = state.withLockedValue { state -> (Continuation?, Unclaimed?) in
            let id = command.isResponse ? message.command.messageIDBeingRespondedTo : state.takingRequests
            return (id.flatMap { state.operations[$0] }, state.unclaimed)
        }
        if let operation, command != .cancelRequest {
            operation.yield(message)
        } else if command.isResponse {
            // Nobody waits any more after a timeout or a C-CANCEL: the message is dropped, its receipt with it.
        } else if let unclaimed {
            unclaimed(message)
        } else {
            events.yield(.message(message))
        }
    }
}
