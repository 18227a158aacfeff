public import DICOM

extension Association {
    /// C-FIND: the matches, as they come and as fast as they are taken.
    ///
    /// The identifier needs Query/Retrieve Level (0008,0052). Leaving the loop early, or cancelling the task, sends C-CANCEL.
    public func find(_ model: QueryRetrieveModel, _ identifier: DataSet) -> AsyncThrowingStream<DataSet, any Error> {
        let search = Search(association: self, model: model, identifier: identifier)
        return AsyncThrowingStream { try await search.next() }
    }

    /// C-GET: has the peer send objects over this association.
    ///
    /// - Parameters:
    ///   - model: The information model.
    ///   - identifier: Query/Retrieve Level and the unique keys down to it.
    ///   - receive: Is given each object; its status goes to the peer.
    public func get(
        _ model: QueryRetrieveModel, _ identifier: DataSet, receive: @Sendable (IncomingInstance) async -> StoreStatus
    ) async throws -> RetrieveResult {
        let context = try context(for: model.getSOPClassUID)
        let bytes = try identifier.encoded(as: context.transferSyntax)
        return try await window.perform {
            let operation = try link.beginOperation(takingRequests: true)
            defer { operation.end() }
            try await operation.send(
                contextID: context.id,
                command: Self.retrieveCommand(.getRequest, operation.messageID, model.getSOPClassUID, destination: nil), dataSet: bytes)
            while true {
                let message = try await next(operation, context)
                if message.command.command == .storeRequest {
                    try await answer(message, receive)
                } else if message.command.command.isResponse {
                    message.receipt.finish()
                    if let result = try retrieveResult(message, context, "C-GET") { return result }
                } else {
                    link.sendSoon(contextID: message.contextID, command: message.command.response(.unrecognisedOperation))
                    message.receipt.finish()
                }
            }
        }
    }

    /// C-MOVE: has the peer send objects to an application entity it knows.
    ///
    /// - Parameters:
    ///   - model: The information model.
    ///   - identifier: Query/Retrieve Level and the unique keys down to it.
    ///   - title: The AE title to send to.
    ///   - progress: Is told how far the peer is.
    public func move(
        _ model: QueryRetrieveModel, _ identifier: DataSet, to title: String, progress: (@Sendable (SuboperationCounts) -> Void)? = nil
    ) async throws -> RetrieveResult {
        guard ApplicationEntityTitle.isValid(title) else {
            throw DICOMNetworkError(.invalidArgument, "\"\(title)\" is no AE title: 1 to 16 characters, no backslash.")
        }
        let context = try context(for: model.moveSOPClassUID)
        let bytes = try identifier.encoded(as: context.transferSyntax)
        return try await window.perform {
            let operation = try link.beginOperation()
            defer { operation.end() }
            try await operation.send(
                contextID: context.id,
                command: Self.retrieveCommand(.moveRequest, operation.messageID, model.moveSOPClassUID, destination: title), dataSet: bytes)
            while true {
                let message = try await next(operation, context)
                message.receipt.finish()
                if let result = try retrieveResult(message, context, "C-MOVE") { return result }
                progress?(message.command.counts)
            }
        }
    }

    /// The next message of an operation; tells the peer when the task is cancelled.
    private func next(_ operation: AssociationLink.Operation, _ context: AcceptedContext) async throws -> IncomingMessage {
        do {
            return try await operation.next()
        } catch {
            link.cancel(operation.messageID, context)
            throw error
        }
    }

    private static func retrieveCommand(_ command: Command, _ id: UInt16, _ sopClassUID: String, destination: String?) -> CommandSet {
        var set = CommandSet.request(command, messageID: id, sopClassUID: sopClassUID, hasDataSet: true)
        set.set(.priority, 0)
        set.set(.moveDestination, destination)
        return set
    }

    /// What a response says: nil while it is pending.
    private func retrieveResult(_ message: IncomingMessage, _ context: AcceptedContext, _ operation: String) throws -> RetrieveResult? {
        let status = message.command.status ?? .unableToProcess
        switch status.category {
        case .pending: return nil
        case .failure where message.command.counts == SuboperationCounts():
            throw DICOMNetworkError(status, comment: message.command.errorComment, of: operation)
        default:
            let list = message.dataSet.flatMap { try? DataSet(encoded: $0, as: context.transferSyntax) }
            return RetrieveResult(
                status: status, counts: message.command.counts, failedInstances: list?.strings(.failedSOPInstanceUIDList) ?? [],
                comment: message.command.errorComment)
        }
    }

    /// A C-STORE sub-operation of a C-GET.
    private func answer(_ message: IncomingMessage, _ receive: @Sendable (IncomingInstance) async -> StoreStatus) async throws {
        let command = message.command
        var status = StoreStatus.sopClassNotSupported
        if let context = acceptedContexts.first(where: { $0.id == message.contextID }), context.requestorIsProvider,
            command.affectedSOPClassUID == context.abstractSyntax, let instance = command.affectedSOPInstanceUID,
            let dataSet = message.dataSet
        {
            let incoming = IncomingInstance(
                sopClassUID: context.abstractSyntax, sopInstanceUID: instance, transferSyntax: context.transferSyntax, dataSet: dataSet,
                association: information)
            status = if let refusal = incoming.disagreement(limits) { refusal } else { await receive(incoming) }
        }
        try await link.send(contextID: message.contextID, command: command.response(status.status, comment: status.comment))
        message.receipt.finish()
    }
}

extension AssociationLink {
    func cancel(_ messageID: UInt16, _ context: AcceptedContext) {
        var command = CommandSet(.cancelRequest, hasDataSet: false)
        command.set(.messageIDBeingRespondedTo, messageID)
        sendSoon(contextID: context.id, command: command)
    }
}
