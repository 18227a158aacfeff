import DICOM
import Logging

extension RequestHandler {
    /// N-ACTION; the only action there is, is to request storage commitment (PS3.4 annex J).
    func action(_ message: IncomingMessage, _ context: AcceptedContext) async {
        let command = message.command
        guard context.abstractSyntax == StorageCommitment.sopClassUID, command.requestedSOPClassUID == StorageCommitment.sopClassUID else {
            return await answer(message, .sopClassNotSupported)
        }
        guard command.requestedSOPInstanceUID == StorageCommitment.sopInstanceUID else { return await answer(message, .noSuchInstance) }
        guard command.number(.actionTypeID) == StorageCommitment.requestAction else { return await answer(message, .noSuchAction) }
        guard await permits(.storageCommitment) else { return await answer(message, .notAuthorised) }
        let limits = ReadingLimits(depth: 4, elements: 1 << 20, inflatedBytes: parts.limits.identifierBytes)
        guard let bytes = message.dataSet, let actionInformation = try? DataSet(encoded: bytes, as: context.transferSyntax, limits: limits),
            let request = StorageCommitmentRequest(actionInformation, association: information)
        else { return await answer(message, .invalidArgumentValue) }
        var response = command.response(.success)
        response.set(.actionTypeID, StorageCommitment.requestAction)
        await respond(message, response)

        // The request holds its share of the budget until the work is done, so that nobody can start commitments without end.
        defer { message.receipt.finish() }
        var result = await parts.provider.commit(request)
        result.transactionUID = request.transactionUID
        await report(result, context)
    }

    /// Sends the result over this association while it is open, else over one of its own.
    private func report(_ result: StorageCommitmentResult, _ context: AcceptedContext) async {
        if link.isOpen, (try? await link.report(result, retrieveTitle: information.calledTitle, context: context)) != nil { return }
        guard let requestor = await parts.provider.destination(for: information.callingTitle) else {
            logger.warning("The result of a storage commitment has nowhere to go: the address of who asked is unknown")
            return
        }
        do {
            let association = try await Association.connect(
                to: requestor, as: information.calledTitle, proposing: [.storageCommitmentReport], options: parts.outgoing, logger: logger)
            try await association.report(result)
            await association.end()
        } catch {
            logger.warning("The result of a storage commitment could not be sent", metadata: ["why": "\(error)"])
        }
    }
}
