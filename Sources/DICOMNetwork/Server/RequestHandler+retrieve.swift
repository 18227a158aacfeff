import DICOM
import Logging

extension RequestHandler {
    /// C-GET (PS3.4 section C.4.3): the objects go to who asks, over the same association.
    func get(_ message: IncomingMessage, _ context: AcceptedContext) async {
        guard let model = QueryRetrieveModel.model(get: context.abstractSyntax) else { return await answer(message, .sopClassNotSupported) }
        guard await permits(.get) else { return await respond(message, message.command.response(.notAuthorised)) }
        await retrieve(message, context, model, destination: nil) { _ in
            Suboperations.Receiver(
                contexts: self.contexts.values.filter(\.requestorIsProvider),
                store: { try await self.link.store($0, context: $1) }, isOpen: { self.link.isOpen }, finish: {})
        }
    }

    /// C-MOVE (PS3.4 section C.4.2): the objects go to another application entity, over an association of their own.
    func move(_ message: IncomingMessage, _ context: AcceptedContext) async {
        guard let model = QueryRetrieveModel.model(move: context.abstractSyntax) else {
            return await answer(message, .sopClassNotSupported)
        }
        // Before the destination is looked up: who may not retrieve must not find out which peers are known here.
        guard await permits(.move) else { return await respond(message, message.command.response(.notAuthorised)) }
        guard let title = message.command.text(.moveDestination), let destination = await parts.provider.destination(for: title) else {
            return await respond(message, message.command.response(.moveDestinationUnknown))
        }
        let originator = MoveOriginator(title: information.callingTitle, messageID: message.command.messageID ?? 0)
        await retrieve(message, context, model, destination: title) { instances in
            let association = try await Association.connect(
                to: destination, as: self.information.calledTitle, proposing: Self.proposals(for: instances), options: self.parts.outgoing,
                logger: self.logger)
            return Suboperations.Receiver(
                contexts: association.acceptedContexts,
                store: { instance, context in
                    var instance = instance
                    instance.moveOriginator = originator
                    return try await association.store(instance, context: context)
                }, isOpen: { association.isOpen }, finish: { await association.end() })
        }
    }

    private func retrieve(
        _ message: IncomingMessage, _ context: AcceptedContext, _ model: QueryRetrieveModel, destination: String?,
        to makeReceiver: @Sendable ([RetrievableInstance]) async throws -> Suboperations.Receiver
    ) async {
        var counts = SuboperationCounts()
        do {
            let (identifier, level) = try identifier(of: message, context, model)
            let request = RetrieveRequest(
                model: model, level: level, identifier: identifier, destination: destination, association: information)
            let instances = try await parts.provider.retrieve(request)
            counts.remaining = instances.count
            guard !instances.isEmpty else { return await respond(message, message.command.response(.success, counts)) }
            let receiver: Suboperations.Receiver
            do {
                receiver = try await makeReceiver(instances)
            } catch {
                logger.notice("The destination of a C-MOVE cannot be reached", metadata: ["why": "\(error)"])
                counts = SuboperationCounts(failed: instances.count)
                let list = try Self.failedList(instances.map(\.sopInstanceUID)).encoded(as: context.transferSyntax)
                return await respond(
                    message, message.command.response(.cannotPerformSuboperations, counts, hasDataSet: true), dataSet: list)
            }
            let run = Suboperations(receiver: receiver, logger: logger)
            let (ended, failed) = await run.send(instances) { progress in
                await self.respond(message, message.command.response(.pending, progress))
            }
            counts = ended
            let status = Self.finalStatus(counts, isCancelled: Task.isCancelled)
            let list = try failed.isEmpty ? nil : Self.failedList(failed).encoded(as: context.transferSyntax)
            await respond(message, message.command.response(status, counts, hasDataSet: list != nil), dataSet: list)
        } catch {
            await respond(message, message.command.response(failure(error), counts))
        }
    }

    private static func finalStatus(_ counts: SuboperationCounts, isCancelled: Bool) -> DIMSEStatus {
        if isCancelled { return .cancelled }
        if counts.failed > 0, counts.completed + counts.warning == 0 { return .cannotPerformSuboperations }
        return counts.failed + counts.warning > 0 ? .coercionOfDataElements : .success
    }

    private static func failedList(_ instances: [String]) -> DataSet {
        var list = DataSet()
        list.set(.failedSOPInstanceUIDList, strings: instances)
        return list
    }

    /// A context for every class and syntax, and one with the uncompressed syntaxes where the objects can be made so. Ids leave
    /// room for 128.
    static func proposals(for instances: [RetrievableInstance]) -> [ProposedContext] {
        var proposals: [ProposedContext] = []
        var seen: Set<[String]> = []
        for instance in instances where seen.insert([instance.sopClassUID, instance.transferSyntax.uid]).inserted {
            proposals.append(.storage(instance.sopClassUID, [instance.transferSyntax]))
        }
        for instance in instances where seen.insert([instance.sopClassUID, "native"]).inserted {
            guard instance.transcode != nil else { continue }
            proposals.append(.storage(instance.sopClassUID, [.explicitVRLittleEndian, .implicitVRLittleEndian]))
        }
        return Array(proposals.prefix(128))
    }
}

extension CommandSet {
    /// A response of C-GET or C-MOVE with its counts (PS3.7 tables 9.3-7 and 9.3-10).
    func response(_ status: DIMSEStatus, _ counts: SuboperationCounts, hasDataSet: Bool = false) -> CommandSet {
        var response = response(status, hasDataSet: hasDataSet)
        func number(_ count: Int) -> UInt16 { UInt16(clamping: count) }
        // Remaining belongs to pending and cancelled responses only.
        if status.category == .pending || status.category == .cancelled {
            response.set(.numberOfRemainingSuboperations, number(counts.remaining))
        }
        response.set(.numberOfCompletedSuboperations, number(counts.completed))
        response.set(.numberOfFailedSuboperations, number(counts.failed))
        response.set(.numberOfWarningSuboperations, number(counts.warning))
        return response
    }

    var counts: SuboperationCounts {
        SuboperationCounts(
            remaining: Int(number(.numberOfRemainingSuboperations) ?? 0), completed: Int(number(.numberOfCompletedSuboperations) ?? 0),
            failed: Int(number(.numberOfFailedSuboperations) ?? 0), warning: Int(number(.numberOfWarningSuboperations) ?? 0))
    }
}
