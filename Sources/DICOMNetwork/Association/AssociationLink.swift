import DICOM
import NIOCore

/// An association as asynchronous code sees it: sends messages, waits for responses, and has a stream of everything else that comes.
final class AssociationLink: Sendable {
    let channel: any Channel
    let events: AsyncStream<AssociationEvent>
    private let router: MessageRouter
    private let handler: NIOLoopBound<AssociationHandler>
    private let responseTimeout: Duration

    /// Puts the upper layer on a channel. Has to be called on its event loop.
    init(_ channel: any Channel, _ settings: AssociationHandler.Settings) throws {
        let (events, continuation) = AsyncStream.makeStream(of: AssociationEvent.self)
        let router = MessageRouter(continuation)
        let handler = AssociationHandler(
            settings, eventLoop: channel.eventLoop, quickAcknowledgement: QuickAcknowledgement(channel)
        ) { router.route($0) }
        self.channel = channel
        self.events = events
        self.router = router
        self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
        responseTimeout = settings.limits.responseTimeout
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    private func onHandler(_ body: @escaping @Sendable (AssociationHandler) -> Void) {
        let handler = handler
        if channel.eventLoop.inEventLoop { body(handler.value) } else { channel.eventLoop.execute { body(handler.value) } }
    }

    /// Sends a message; returns when the socket has taken it.
    func send(contextID: UInt8, command: CommandSet, dataSet: [UInt8]? = nil) async throws {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        onHandler { $0.send(contextID: contextID, command: command, dataSet: dataSet, promise: promise) }
        try await promise.futureResult.get()
    }

    /// Sends a message and does not wait.
    func sendSoon(contextID: UInt8, command: CommandSet, dataSet: [UInt8]? = nil) {
        onHandler { handler in
            // That it could not be sent is told by the end of the association.
            let promise = handler.eventLoop.makePromise(of: Void.self)
            handler.send(contextID: contextID, command: command, dataSet: dataSet, promise: promise)
        }
    }

    /// Begins an operation: gives it a message id under which responses are waited for. ``Operation/end()`` has to be called.
    func beginOperation(takingRequests: Bool = false) throws(DICOMNetworkError) -> Operation {
        let (id, stream) = try router.open(takingRequests: takingRequests)
        return Operation(messageID: id, stream: stream, link: self)
    }

    /// Has messages that no operation waits for handled on the event loop; nil says that the association has ended.
    func onUnclaimed(_ handle: @escaping MessageRouter.Unclaimed) {
        router.onUnclaimed(handle)
    }

    func accept(_ accept: AssociateAccept, window: Int, requestorMaximumLength: UInt32) {
        onHandler { $0.accept(accept, window: window, requestorMaximumLength: requestorMaximumLength) }
    }

    func reject(_ reject: AssociateReject) {
        onHandler { $0.reject(reject) }
    }

    func release() async throws {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        onHandler { $0.release(promise) }
        try await promise.futureResult.get()
    }

    func abort() {
        onHandler { $0.abort() }
    }

    func drain() {
        onHandler { $0.drain() }
    }

    /// Whether messages can still be sent.
    var isOpen: Bool { router.end == nil }

    /// A request that is under way.
    struct Operation: Sendable {
        let messageID: UInt16
        fileprivate let stream: AsyncThrowingStream<IncomingMessage, any Error>
        fileprivate let link: AssociationLink

        func send(contextID: UInt8, command: CommandSet, dataSet: [UInt8]? = nil) async throws {
            try await link.send(contextID: contextID, command: command, dataSet: dataSet)
        }

        /// The next response, or request where the operation takes them. The time for it is counted while it is waited for.
        func next() async throws -> IncomingMessage {
            let router = link.router
            let id = messageID
            let limit = link.responseTimeout
            let timeout = link.channel.eventLoop.scheduleTask(in: TimeAmount(limit)) {
                router.fail(id, DICOMNetworkError(.timeout, "The peer has not answered within \(limit)."))
            }
            defer { timeout.cancel() }
            var iterator = stream.makeAsyncIterator()
            guard let message = try await iterator.next() else { throw CancellationError() }
            return message
        }

        func end() {
            link.router.close(messageID)
        }
    }
}
