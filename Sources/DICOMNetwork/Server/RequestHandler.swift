import DICOM
import Logging
import NIOConcurrencyHelpers

/// Performs the requests that come over one association. Each has a task; answers go out in the order in which they are ready.
final class RequestHandler: Sendable {
    let link: AssociationLink
    let contexts: [UInt8: AcceptedContext]
    let information: AssociationInformation
    let parts: DICOMServer.Parts
    let logger: Logger
    /// Operations that C-CANCEL and the end of the association cancel, by message id.
    private let cancellable = NIOLockedValueBox<[UInt16: Task<Void, Never>]>([:])

    init(
        link: AssociationLink, contexts: [UInt8: AcceptedContext], information: AssociationInformation, parts: DICOMServer.Parts,
        logger: Logger
    ) {
        self.link = link
        self.contexts = contexts
        self.information = information
        self.parts = parts
        self.logger = logger
    }

    func handle(_ message: IncomingMessage, in group: inout DiscardingTaskGroup) {
        guard let context = contexts[message.contextID] else { return message.receipt.finish() }
        switch message.command.command {
        case .storeRequest: group.addTask { await self.store(message, context) }
        case .echoRequest: group.addTask { await self.answer(message, .success) }
        case .cancelRequest: cancel(message)
        case .findRequest: perform(message, in: &group) { await self.find(message, context) }
        case .getRequest: perform(message, in: &group) { await self.get(message, context) }
        case .moveRequest: perform(message, in: &group) { await self.move(message, context) }
        case .actionRequest: group.addTask { await self.action(message, context) }
        case .eventReportRequest, .nGetRequest, .nSetRequest, .nCreateRequest, .nDeleteRequest:
            group.addTask { await self.answer(message, .unrecognisedOperation) }
        default:
            logger.notice("Unknown command", metadata: ["command": "\(message.command.command.rawValue)"])
            group.addTask { await self.answer(message, .unrecognisedOperation) }
        }
    }

    /// Whether the peer may use a service. Asked before anything that depends on what is here, so that a refusal tells nothing.
    func permits(_ service: AssociationPolicy.Services) async -> Bool { await parts.provider.permits(service, for: information) }

    /// Answers with a status alone, and says that the message is dealt with.
    func answer(_ message: IncomingMessage, _ status: DIMSEStatus, comment: String? = nil) async {
        await respond(message, message.command.response(status, comment: comment))
        message.receipt.finish()
    }

    /// Sends a response. That the association has ended meanwhile is no failure of the operation.
    func respond(_ message: IncomingMessage, _ response: CommandSet, dataSet: [UInt8]? = nil) async {
        do {
            try await link.send(contextID: message.contextID, command: response, dataSet: dataSet)
        } catch {
            logger.debug("A response could not be sent", metadata: ["why": "\(error)"])
        }
    }

    // MARK: Cancelling

    private func perform(_ message: IncomingMessage, in group: inout DiscardingTaskGroup, _ body: @escaping @Sendable () async -> Void) {
        let id = message.command.messageID ?? 0
        // Between the start of the task and its entry in the list lies no suspension that could let it end first: it waits for the lock.
        let task = cancellable.withLockedValue { running -> Task<Void, Never>? in
            guard running[id] == nil else { return nil }
            let task = Task {
                await body()
                message.receipt.finish()
                self.cancellable.withLockedValue { _ = $0.removeValue(forKey: id) }
            }
            running[id] = task
            return task
        }
        guard let task else { return group.addTask { await self.answer(message, .duplicateInvocation) } }
        group.addTask {
            await withTaskCancellationHandler {
                await task.value
            } onCancel: {
                task.cancel()
            }
        }
    }

    private func cancel(_ message: IncomingMessage) {
        message.receipt.finish()
        let id = message.command.messageIDBeingRespondedTo ?? 0
        cancellable.withLockedValue { $0[id] }?.cancel()
    }

    /// Nobody waits for answers any more.
    func associationEnded() {
        for task in cancellable.withLockedValue({ Array($0.values) }) { task.cancel() }
    }

    // MARK: C-STORE

    private func store(_ message: IncomingMessage, _ context: AcceptedContext) async {
        guard context.requestorIsUser, await permits(.storage) else { return await answer(message, .notAuthorised) }
        guard message.command.affectedSOPClassUID == context.abstractSyntax, let sopInstanceUID = message.command.affectedSOPInstanceUID,
            StorageSOPClasses.contains(context.abstractSyntax) || parts.policy.acceptsPrivateStorage
        else { return await answer(message, .sopClassNotSupported) }
        guard let dataSet = message.dataSet, !dataSet.isEmpty else {
            return await answer(message, .unableToProcess, comment: "There is no data set.")
        }
        let originator = message.command.text(.moveOriginatorApplicationEntityTitle).map {
            MoveOriginator(title: $0, messageID: message.command.number(.moveOriginatorMessageID) ?? 0)
        }
        let instance = IncomingInstance(
            sopClassUID: context.abstractSyntax, sopInstanceUID: sopInstanceUID, transferSyntax: context.transferSyntax, dataSet: dataSet,
            moveOriginator: originator, association: information)
        let status =
            if let refusal = instance.disagreement(parts.limits) { refusal } else { await parts.provider.store(instance) }
        if !status.isStored { logger.notice("An object was not stored", metadata: ["status": "\(status.status)"]) }
        await answer(message, status.status, comment: status.comment)
    }
}
