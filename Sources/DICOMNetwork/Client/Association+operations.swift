import DICOM

extension Association {
    /// C-ECHO: asks the peer whether it is there.
    public func echo() async throws {
        let context = try context(for: Verification.sopClassUID)
        let command = try await window.perform {
            try await link.perform(context) {
                .request(.echoRequest, messageID: $0, sopClassUID: context.abstractSyntax, hasDataSet: false)
            }
        }
        try command.requireSuccess("C-ECHO")
    }

    /// C-STORE: sends an object in a context whose syntax is that of the object.
    ///
    /// A status of failure is returned, not thrown: what to do about it is up to who sends. May be called concurrently.
    public func store(_ instance: OutgoingInstance) async throws -> StoreStatus {
        guard
            let context = acceptedContexts.first(where: {
                $0.abstractSyntax == instance.sopClassUID && $0.transferSyntax == instance.transferSyntax && $0.requestorIsUser
            })
        else {
            throw DICOMNetworkError(
                .notAccepted,
                "The peer accepted no context for \(UIDRegistry.name(of: instance.sopClassUID) ?? instance.sopClassUID) in \(instance.transferSyntax)."
            )
        }
        return try await store(instance, context: context)
    }

    func store(_ instance: OutgoingInstance, context: AcceptedContext) async throws -> StoreStatus {
        try await window.perform { try await link.store(instance, context: context) }
    }

    /// N-ACTION: asks the peer to take responsibility for instances. Its answer comes over this association, see
    /// ``commitmentResult()``, or over one that the peer requests.
    public func requestCommitment(transactionUID: String, _ references: [InstanceReference]) async throws {
        let context = try context(for: StorageCommitment.sopClassUID)
        let information = StorageCommitmentRequest.information(transactionUID: transactionUID, references)
        let bytes = try information.encoded(as: context.transferSyntax)
        let command = try await window.perform {
            try await link.perform(context, dataSet: bytes) { id in
                var command = CommandSet(.actionRequest, hasDataSet: true)
                command.set(.requestedSOPClassUID, StorageCommitment.sopClassUID)
                command.set(.requestedSOPInstanceUID, StorageCommitment.sopInstanceUID)
                command.set(.messageID, id)
                command.set(.actionTypeID, StorageCommitment.requestAction)
                return command
            }
        }
        try command.requireSuccess("N-ACTION")
    }

    /// The next result of storage commitment that comes over this association; waits as long as it is open.
    public func commitmentResult() async throws -> StorageCommitmentResult {
        for await result in commitments { return result }
        try Task.checkCancellation()
        throw DICOMNetworkError(.closed, "The association ended before the result of the storage commitment came.")
    }

    /// N-EVENT-REPORT of a storage commitment.
    func report(_ result: StorageCommitmentResult) async throws {
        let context = try context(for: StorageCommitment.sopClassUID, asProvider: true)
        try await link.report(result, retrieveTitle: information.callingTitle, context: context)
    }

    /// The context of a SOP class that is no storage class.
    func context(for sopClassUID: String, asProvider: Bool = false) throws -> AcceptedContext {
        guard
            let context = acceptedContexts.first(where: {
                $0.abstractSyntax == sopClassUID && (asProvider ? $0.requestorIsProvider : $0.requestorIsUser)
            })
        else {
            throw DICOMNetworkError(
                .notAccepted,
                "The peer did not accept \(UIDRegistry.name(of: sopClassUID) ?? sopClassUID). Check that it offers it, and that it was proposed."
            )
        }
        return context
    }
}

extension CommandSet {
    /// - Throws: ``DICOMNetworkError`` where the response tells of a failure.
    fileprivate func requireSuccess(_ operation: String) throws {
        let status = status ?? .unableToProcess
        guard status.category == .success || status.category == .warning else {
            throw DICOMNetworkError(status, comment: errorComment, of: operation)
        }
    }
}

extension AssociationLink {
    /// Sends a request that has one response, and waits for it.
    func perform(
        _ context: AcceptedContext, dataSet: [UInt8]? = nil, _ request: (UInt16) -> CommandSet
    ) async throws -> CommandSet {
        let operation = try beginOperation()
        defer { operation.end() }
        try await operation.send(contextID: context.id, command: request(operation.messageID), dataSet: dataSet)
        let response = try await operation.next()
        response.receipt.finish()
        return response.command
    }

    func store(_ instance: OutgoingInstance, context: AcceptedContext) async throws -> StoreStatus {
        let response = try await perform(context, dataSet: instance.dataSet) { id in
            var command = CommandSet.request(.storeRequest, messageID: id, sopClassUID: instance.sopClassUID, hasDataSet: true)
            command.set(.priority, 0)
            command.set(.affectedSOPInstanceUID, instance.sopInstanceUID)
            if let originator = instance.moveOriginator {
                command.set(.moveOriginatorApplicationEntityTitle, originator.title)
                command.set(.moveOriginatorMessageID, originator.messageID)
            }
            return command
        }
        return StoreStatus(response.status ?? .unableToProcess, comment: response.errorComment)
    }

    /// N-EVENT-REPORT of a storage commitment.
    func report(_ result: StorageCommitmentResult, retrieveTitle: String, context: AcceptedContext) async throws {
        let bytes = try result.information(transactionUID: result.transactionUID, retrieveTitle: retrieveTitle)
            .encoded(as: context.transferSyntax)
        let response = try await perform(context, dataSet: bytes) { id in
            var command = CommandSet.request(
                .eventReportRequest, messageID: id, sopClassUID: StorageCommitment.sopClassUID, hasDataSet: true)
            command.set(.affectedSOPInstanceUID, StorageCommitment.sopInstanceUID)
            command.set(.eventTypeID, result.failed.isEmpty ? StorageCommitment.successEvent : StorageCommitment.failuresEvent)
            return command
        }
        // A peer that refuses the report does not have it.
        try response.requireSuccess("N-EVENT-REPORT")
    }
}
