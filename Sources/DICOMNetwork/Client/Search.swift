import DICOM
import NIOConcurrencyHelpers

/// A C-FIND that is under way. Begins with the first match that is asked for.
final class Search: Sendable {
    private enum State {
        case idle
        case running(AssociationLink.Operation, AcceptedContext)
        case ended
    }

    private let association: Association
    private let model: QueryRetrieveModel
    private let identifier: DataSet
    private let state = NIOLockedValueBox(State.idle)

    init(association: Association, model: QueryRetrieveModel, identifier: DataSet) {
        self.association = association
        self.model = model
        self.identifier = identifier
    }

    deinit { cancel() }

    /// The next match, nil at the end.
    func next() async throws -> DataSet? {
        do {
            return try await nextMatch()
        } catch {
            cancel()
            throw error
        }
    }

    private func nextMatch() async throws -> DataSet? {
        guard let (operation, context) = try await running() else { return nil }
        let message = try await operation.next()
        message.receipt.finish()
        let status = message.command.status ?? .unableToProcess
        switch status.category {
        case .pending:
            guard let bytes = message.dataSet else {
                throw DICOMNetworkError(.protocolViolation, "The peer sent a match without an identifier.")
            }
            return try DataSet(encoded: bytes, as: context.transferSyntax)
        case .success, .warning, .cancelled:
            finish()
            return nil
        case .failure:
            finish()
            throw DICOMNetworkError(status, comment: message.command.errorComment, of: "C-FIND")
        }
    }

    private func running() async throws -> (AssociationLink.Operation, AcceptedContext)? {
        switch state.withLockedValue({ $0 }) {
        case .ended: return nil
        case .running(let operation, let context): return (operation, context)
        case .idle:
            let context = try association.context(for: model.findSOPClassUID)
            let bytes = try identifier.encoded(as: context.transferSyntax)
            let operation = try association.link.beginOperation()
            state.withLockedValue { $0 = .running(operation, context) }
            var command = CommandSet.request(
                .findRequest, messageID: operation.messageID, sopClassUID: context.abstractSyntax, hasDataSet: true)
            command.set(.priority, 0)
            try await operation.send(contextID: context.id, command: command, dataSet: bytes)
            return (operation, context)
        }
    }

    private func finish() {
        if case .running(let operation, _) = end() { operation.end() }
    }

    private func cancel() {
        guard case .running(let operation, let context) = end() else { return }
        association.link.cancel(operation.messageID, context)
        operation.end()
    }

    private func end() -> State {
        state.withLockedValue { state in
            defer { state = .ended }
            return state
        }
    }
}
