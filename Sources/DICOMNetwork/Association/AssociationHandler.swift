import NIOCore

/// The upper layer on a channel: bytes in, messages out to whoever uses the association, and the other way round.
///
/// It runs the pure ``AssociationStateMachine``, ``PDUDecoder`` and ``MessageAssembler`` and adds what needs a channel and a clock: it
/// stops reading when too much is outstanding or the memory for objects is used up, sends only as fast as the peer reads, and cuts
/// peers that stall.
final class AssociationHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    struct Settings: Sendable {
        var role: AssociationStateMachine.Role
        /// What is sent when the channel opens, by the requestor.
        var request: AssociateRequest?
        var limits: AssociationLimits
        /// What we tell the peer about the length of P-DATA-TF PDUs; 0 for any.
        var maximumLength: UInt32
        var budget: ReceivingBudget?
    }

    /// How many messages may be with the application before no more are read: the window that was negotiated, and room for C-CANCEL.
    private static let spareMessages = 8
    /// How long the peer has to close the connection when all is said.
    private static let closeTimeout = TimeAmount.seconds(5)

    private let settings: Settings
    private let onEvent: @Sendable (AssociationEvent) -> Void
    let eventLoop: any EventLoop
    private var context: ChannelHandlerContext?
    private var machine: AssociationStateMachine
    private var decoder: PDUDecoder
    private var assembler: MessageAssembler
    private var outgoing = OutgoingMessages()
    private var peerMaximumLength: UInt32 = 16384
    private var contexts: Set<UInt8> = []
    private var window = 1
    private var outstanding = 0
    private var share: ReceivingBudget.Share?
    private var pace: ReceivingPace
    private var isWaitingForBudget = false
    private var hasPendingRead = false
    private var isDraining = false
    private var hasEnded = false
    private var end: AssociationEnd?
    private var releasePromise: EventLoopPromise<Void>?
    private var watchdog: Scheduled<Void>?
    private var timer: NIODeadline?
    private var lastRead = NIODeadline.distantPast
    private let quickAcknowledgement: QuickAcknowledgement

    init(
        _ settings: Settings, eventLoop: any EventLoop, quickAcknowledgement: QuickAcknowledgement,
        onEvent: @escaping @Sendable (AssociationEvent) -> Void
    ) {
        self.settings = settings
        self.eventLoop = eventLoop
        self.onEvent = onEvent
        self.quickAcknowledgement = quickAcknowledgement
        machine = AssociationStateMachine(role: settings.role)
        var limits = PDUDecoder.Limits()
        limits.presentationContexts = settings.limits.presentationContexts
        limits.dataBytes = settings.maximumLength == 0 ? nil : Int(settings.maximumLength)
        decoder = PDUDecoder(limits: limits)
        assembler = MessageAssembler(settings.limits)
        pace = ReceivingPace(settings.limits)
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { open(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        finish(.connectionLost)
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        open(context)
        context.fireChannelActive()
    }

    private func open(_ context: ChannelHandlerContext) {
        guard watchdog == nil else { return }
        lastRead = .now()
        perform(machine.transportOpened(request: settings.request))
        watch()
    }

    func channelInactive(context: ChannelHandlerContext) {
        perform(machine.transportClosed())
        finish(.connectionLost)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // TLS that fails, a connection that is reset: nothing more can be said to the peer.
        end = end ?? .connectionFailed("\(error)")
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // After the end nothing is of interest but that the peer closes.
        guard !isOver else { return }
        lastRead = .now()
        decoder.append(unwrapInboundIn(data))
        receive()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        quickAcknowledgement.acknowledge()
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if mayRead { context.read() } else { hasPendingRead = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { pump() }
        context.fireChannelWritabilityChanged()
    }

    // MARK: Receiving

    private func receive() {
        do {
            while !isOver, let element = try decoder.next() {
                switch element {
                case .pdu(let pdu): perform(machine.received(pdu))
                case .fragment(let fragment): try receive(fragment)
                }
            }
        } catch let error as PDUError {
            refuse(error.message, machine.receivedInvalid(error))
        } catch let error as MessageError {
            refuse(error.message, machine.abort(because: error.abortReason))
        } catch {
            refuse("An unknown error.", machine.abort(because: .notSpecified))
        }
    }

    private var isOver: Bool { machine.state == .closed || hasEnded }

    private func refuse(_ why: String, _ actions: [AssociationStateMachine.Action]) {
        end = end ?? .violation(why)
        perform(actions)
    }

    private func receive(_ fragment: PDUDecoder.Fragment) throws {
        switch machine.receivedData() {
        case .ignore: return
        case .refuse(let actions): refuse("A message came where none may come.", actions)
        case .deliver:
            guard contexts.contains(fragment.contextID) else {
                throw MessageError(.unknownContext, "A message came in a presentation context that was not accepted.")
            }
            let message = try assembler.add(fragment)
            if !fragment.isCommand { count(fragment.bytes.readableBytes) }
            if let message { deliver(message) }
        }
    }

    private func count(_ bytes: Int) {
        guard let budget = settings.budget, bytes > 0 else { return }
        if share == nil { pace.restart(at: .now()) }
        pace.add(bytes)
        let share = self.share ?? budget.makeShare()
        self.share = share
        let eventLoop = eventLoop
        let loopBound = NIOLoopBound(self, eventLoop: eventLoop)
        let mayGoOn = share.take(bytes) { eventLoop.execute { loopBound.value.resumeForBudget() } }
        if !mayGoOn { isWaitingForBudget = true }
    }

    private func resumeForBudget() {
        isWaitingForBudget = false
        lastRead = .now()
        readOn()
    }

    private func deliver(_ message: MessageAssembler.Message) {
        // What is complete no longer waits for memory; what comes after it may.
        isWaitingForBudget = false
        share?.complete()
        outstanding += 1
        let eventLoop = eventLoop
        let loopBound = NIOLoopBound(self, eventLoop: eventLoop)
        let receipt = IncomingMessage.Receipt(share: share) {
            eventLoop.execute { loopBound.value.messageFinished() }
        }
        share = nil
        onEvent(
            .message(
                IncomingMessage(contextID: message.contextID, command: message.command, dataSet: message.dataSet, receipt: receipt)))
    }

    private func messageFinished() {
        outstanding -= 1
        lastRead = .now()
        if isDraining, outstanding == 0 { abort() } else { readOn() }
    }

    private var mayRead: Bool {
        hasEnded || !isWaitingForBudget && outstanding < window + Self.spareMessages && !(isDraining && machine.state == .established)
    }

    private func readOn() {
        guard hasPendingRead, mayRead else { return }
        hasPendingRead = false
        pace.restart(at: .now())
        context?.read()
    }

    // MARK: Sending

    /// Sends a message when those before it are sent. The promise is fulfilled when the socket has it all.
    func send(contextID: UInt8, command: CommandSet, dataSet: [UInt8]?, promise: EventLoopPromise<Void>) {
        guard machine.maySend, !hasEnded else { return promise.fail(error(for: end ?? .connectionLost)) }
        let fragmenter = MessageFragmenter(contextID: contextID, command: command, dataSet: dataSet, maximumLength: peerMaximumLength)
        outgoing.append(fragmenter, promise)
        pump()
    }

    /// Writes as long as the peer takes it.
    private func pump() {
        guard let context, machine.maySend else { return }
        let loopBound = NIOLoopBound(self, eventLoop: eventLoop)
        var hasWritten = false
        while !outgoing.isEmpty, context.channel.isWritable {
            let (bytes, promise) = outgoing.next(context.channel.allocator)
            let written = promise ?? eventLoop.makePromise(of: Void.self)
            written.futureResult.whenComplete { _ in loopBound.value.outgoing.written() }
            context.write(wrapOutboundOut(bytes), promise: written)
            hasWritten = true
        }
        if hasWritten { context.flush() }
    }

    // MARK: The application's part

    func accept(_ accept: AssociateAccept, window: Int, requestorMaximumLength: UInt32) {
        establish(accept, window: window, peerMaximumLength: requestorMaximumLength)
        perform(machine.accept(accept))
    }

    func reject(_ reject: AssociateReject) {
        end = end ?? .rejected(reject)
        perform(machine.reject(reject))
    }

    func release(_ promise: EventLoopPromise<Void>) {
        guard machine.state == .established, !hasEnded else { return promise.fail(error(for: end ?? .connectionLost)) }
        releasePromise = promise
        perform(machine.release())
    }

    func abort() {
        end = end ?? .abortedByUs
        perform(machine.abort())
        finish(.abortedByUs)
    }

    /// Takes no more requests, and aborts when those that are being performed are answered.
    func drain() {
        guard !isDraining else { return }
        isDraining = true
        if outstanding == 0 { abort() }
    }

    private func establish(_ accept: AssociateAccept, window: Int, peerMaximumLength: UInt32) {
        contexts = Set(accept.presentationContexts.filter { $0.result == .acceptance }.map(\.id))
        self.peerMaximumLength = peerMaximumLength
        self.window = window
    }

    // MARK: What the state machine wants done

    private func perform(_ actions: [AssociationStateMachine.Action]) {
        for action in actions { perform(action) }
    }

    private func perform(_ action: AssociationStateMachine.Action) {
        switch action {
        case .send(let pdu): write(pdu)
        case .startTimer:
            let isClosing = machine.state == .awaitingClose
            let limit = TimeAmount(settings.limits.requestTimeout)
            timer = .now() + (isClosing ? min(limit, Self.closeTimeout) : limit)
            watch()
        case .stopTimer: timer = nil
        case .closeTransport: context?.close(promise: nil)
        case .indicateRequest(let request): onEvent(.requested(request))
        case .confirmAccept(let accept):
            let invoked = accept.userInformation.operationsWindow.map { $0.invoked == 0 ? Int(UInt16.max) : Int($0.invoked) } ?? 1
            establish(accept, window: invoked, peerMaximumLength: accept.userInformation.maximumLength)
            onEvent(.accepted(accept))
        case .confirmReject(let reject):
            onEvent(.rejected(reject))
            finish(.rejected(reject))
        case .indicateRelease:
            perform(machine.replyToRelease())
            if machine.state == .awaitingClose { finish(.released) }
        case .confirmRelease:
            finish(.released)
            perform(machine.replyToRelease())
        case .indicateAbort(let reason): finish(.abortedByPeer(reason))
        case .indicateProviderAbort(let reason): finish(.violation(reason.description))
        case .indicateLostTransport: finish(.connectionLost)
        }
    }

    private func write(_ pdu: PDU) {
        guard let context else { return }
        do throws(PDUError) {
            let bytes = try pdu.encoded()
            context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        } catch {
            end = end ?? .violation(error.message)
            context.close(promise: nil)
        }
    }

    /// The association is over: says so once, and ends what waits for it.
    private func finish(_ reason: AssociationEnd) {
        guard !hasEnded else { return }
        hasEnded = true
        let end = end ?? reason
        self.end = end
        let failure = error(for: end)
        outgoing.fail(failure)
        if end == .released { releasePromise?.succeed() } else { releasePromise?.fail(failure) }
        releasePromise = nil
        share?.giveBack()
        share = nil
        isWaitingForBudget = false
        if machine.state == .closed { watchdog?.cancel() }
        onEvent(.ended(end))
        // Whatever still comes is to be read, so that the peer's close is seen.
        readOn()
    }

    private func error(for end: AssociationEnd) -> DICOMNetworkError {
        DICOMNetworkError(end)
    }

    // MARK: Time

    /// One task that looks after all deadlines: rescheduling a timer at every read would cost more than the read.
    private func watch() {
        watchdog?.cancel()
        guard context != nil, machine.state != .closed else { return }
        let deadline = nextDeadline()
        let loopBound = NIOLoopBound(self, eventLoop: eventLoop)
        watchdog = eventLoop.scheduleTask(deadline: deadline) { loopBound.value.checkDeadlines() }
    }

    /// When to look again: the earliest deadline, or after a while, since deadlines come into being by reading and writing.
    private func nextDeadline() -> NIODeadline {
        let regular =
            NIODeadline.now()
            + [settings.limits.stallTimeout, settings.limits.idleTimeout, settings.limits.slowestPeriod].map(TimeAmount.init)
            .reduce(.seconds(5), min)
        return [timer, currentDeadline()?.deadline].compactMap { $0 }.reduce(regular, min)
    }

    /// What the peer has to do until when, apart from ARTIM.
    private func currentDeadline() -> (deadline: NIODeadline, what: String)? {
        guard machine.state == .established else { return nil }
        let stall = TimeAmount(settings.limits.stallTimeout)
        if !outgoing.isFlushed { return (outgoing.lastProgress + stall, "the peer to read") }
        guard mayRead else { return nil }
        if assembler.isInsideMessage || decoder.isInsidePDU { return (lastRead + stall, "the rest of a message") }
        guard settings.role == .acceptor, outstanding == 0 else { return nil }
        return (max(lastRead, outgoing.lastProgress) + TimeAmount(settings.limits.idleTimeout), "the next operation")
    }

    private func checkDeadlines() {
        let now = NIODeadline.now()
        if let timer, timer <= now {
            self.timer = nil
            if machine.state != .awaitingClose { end = end ?? .timeout("an answer to an association PDU") }
            perform(machine.timerExpired())
        } else if let (deadline, what) = currentDeadline(), deadline <= now {
            end = end ?? .timeout(what)
            perform(machine.abort(because: .notSpecified))
        } else if share != nil, mayRead, pace.wasTooSlow(at: now), settings.budget?.isWaitedFor == true {
            end = end ?? .timeout("an object that comes too slowly while others wait for its memory")
            perform(machine.abort(because: .notSpecified))
        }
        watch()
    }
}
