import DICOM
import Logging

extension RequestHandler {
    /// C-FIND (PS3.4 section C.4.1): a pending response for every match, then the final one.
    func find(_ message: IncomingMessage, _ context: AcceptedContext) async {
        guard let model = QueryRetrieveModel.model(find: context.abstractSyntax) else {
            return await answer(message, .sopClassNotSupported)
        }
        guard await permits(.find) else { return await respond(message, message.command.response(.notAuthorised)) }
        do {
            let (identifier, level) = try identifier(of: message, context, model)
            let request = FindRequest(model: model, level: level, identifier: identifier, association: information)
            let answer = try await parts.provider.find(request)
            let pending = answer.unsupportedKeys.isEmpty ? DIMSEStatus.pending : .pendingWithUnsupportedKeys
            for try await match in answer.matches {
                try Task.checkCancellation()
                var match = match
                if !match.contains(.queryRetrieveLevel) { match.set(.queryRetrieveLevel, level.rawValue) }
                let bytes = try match.encoded(as: context.transferSyntax)
                try await link.send(
                    contextID: context.id, command: message.command.response(pending, hasDataSet: true), dataSet: bytes)
            }
            try Task.checkCancellation()
            await respond(message, message.command.response(.success))
        } catch {
            await respond(message, message.command.response(failure(error)))
        }
    }

    /// The identifier of a C-FIND, C-GET or C-MOVE and its level.
    func identifier(
        of message: IncomingMessage, _ context: AcceptedContext, _ model: QueryRetrieveModel
    ) throws -> (DataSet, QueryRetrieveLevel) {
        guard let bytes = message.dataSet else { throw ServiceFailure(.dataSetDoesNotMatchSOPClass, comment: "There is no identifier.") }
        let limits = ReadingLimits(depth: 16, elements: 1 << 20, inflatedBytes: parts.limits.identifierBytes)
        guard let identifier = try? DataSet(encoded: bytes, as: context.transferSyntax, limits: limits) else {
            throw ServiceFailure(.unableToProcess, comment: "The identifier cannot be read.")
        }
        guard let level = identifier.string(.queryRetrieveLevel).flatMap(QueryRetrieveLevel.init(rawValue:)), model.levels.contains(level)
        else { throw ServiceFailure(.dataSetDoesNotMatchSOPClass, comment: "Query/Retrieve Level is missing or not of this model.") }
        return (identifier, level)
    }

    /// What an error is for the peer.
    func failure(_ error: any Error) -> DIMSEStatus {
        switch error {
        case is CancellationError: return .cancelled
        case let failure as ServiceFailure: return failure.status
        default:
            if Task.isCancelled { return .cancelled }
            logger.error("An operation failed", metadata: ["error": "\(type(of: error))"])
            return .unableToProcess
        }
    }
}
