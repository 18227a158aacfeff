import DICOM
import Logging

/// The C-STORE sub-operations of a C-GET or C-MOVE, one after the other; the next object is loaded while one is sent.
struct Suboperations: Sendable {
    /// Where the objects go.
    struct Receiver: Sendable {
        /// The contexts in which it accepts objects.
        let contexts: [AcceptedContext]
        let store: @Sendable (OutgoingInstance, AcceptedContext) async throws -> StoreStatus
        /// Whether the association is still there.
        let isOpen: @Sendable () -> Bool
        let finish: @Sendable () async -> Void
    }

    let receiver: Receiver
    let logger: Logger

    /// Sends the objects until the task is cancelled. One that fails does not end the others, unless the association is gone.
    func send(
        _ instances: [RetrievableInstance], progress: (SuboperationCounts) async -> Void
    ) async -> (SuboperationCounts, failed: [String]) {
        var counts = SuboperationCounts(remaining: instances.count)
        var failed: [String] = []
        var next = instances.first.map(prepare)
        for (number, instance) in instances.enumerated() {
            if Task.isCancelled { break }
            let prepared = next
            next = number + 1 < instances.count ? prepare(instances[number + 1]) : nil
            counts.remaining -= 1
            do {
                guard let ready = try await prepared?.value else {
                    throw DICOMNetworkError(.notAccepted, "The receiver accepts no syntax this object can be sent in.")
                }
                let status = try await receiver.store(ready.instance, ready.context)
                withExtendedLifetime(ready.room) {}
                switch status.status.category {
                case .success: counts.completed += 1
                case .warning: counts.warning += 1
                default:
                    counts.failed += 1
                    failed.append(instance.sopInstanceUID)
                }
            } catch {
                logger.notice("A sub-operation failed", metadata: ["why": "\(error as? DICOMNetworkError, default: "\(type(of: error))")"])
                counts.failed += 1
                failed.append(instance.sopInstanceUID)
                // Nothing of the rest is to be read for nobody.
                guard receiver.isOpen() else {
                    counts.failed += counts.remaining
                    counts.remaining = 0
                    failed += instances[(number + 1)...].map(\.sopInstanceUID)
                    break
                }
            }
            if counts.remaining > 0 { await progress(counts) }
        }
        next?.cancel()
        await receiver.finish()
        return (counts, failed)
    }

    /// An object in memory.
    private struct Ready: Sendable {
        let instance: OutgoingInstance
        let context: AcceptedContext
        /// What holds the room for it.
        let room: (any Sendable)?
    }

    /// Loads an object in the background, in a syntax that the receiver accepts.
    private func prepare(_ instance: RetrievableInstance) -> Task<Ready?, any Error> {
        // In the order in which the peer proposed them: what it asked for first is what an object is transcoded to.
        let contexts = receiver.contexts.filter { $0.abstractSyntax == instance.sopClassUID }.sorted { $0.id < $1.id }
        return Task {
            func outgoing(_ data: EncodedDataSet) -> OutgoingInstance {
                OutgoingInstance(
                    sopClassUID: instance.sopClassUID, sopInstanceUID: instance.sopInstanceUID, transferSyntax: data.transferSyntax,
                    dataSet: data.bytes)
            }
            guard !contexts.isEmpty else { return nil }
            let room = await instance.reserve?()
            try Task.checkCancellation()
            if let context = contexts.first(where: { $0.transferSyntax == instance.transferSyntax }) {
                let bytes = try await instance.load()
                let data = EncodedDataSet(bytes: bytes, transferSyntax: instance.transferSyntax)
                return Ready(instance: outgoing(data), context: context, room: room)
            }
            guard let transcode = instance.transcode, let data = try await transcode(contexts.map(\.transferSyntax)),
                let context = contexts.first(where: { $0.transferSyntax == data.transferSyntax })
            else { return nil }
            return Ready(instance: outgoing(data), context: context, room: room)
        }
    }
}
