import DICOM
import Logging
import NIOCore
import NIOSSL

/// One association that a peer requested: negotiates, then serves its requests until it ends.
struct AcceptorSession: Sendable {
    let id: UInt64
    let link: AssociationLink
    let parts: DICOMServer.Parts
    let isOverLimit: Bool
    /// Called when the association has ended, although operations may still be under way.
    let onEnd: @Sendable () -> Void

    /// Serves the association. Returns when it has ended and all its operations have.
    func run() async {
        var logger = parts.logger
        logger[metadataKey: "association"] = "\(id)"
        await withDiscardingTaskGroup { group in
            var requests: RequestHandler?
            for await event in link.events {
                switch event {
                case .requested(let request): requests = await establish(request, &logger)
                case .message(let message):
                    guard let requests else { continue }
                    requests.handle(message, in: &group)
                case .ended(let end):
                    onEnd()
                    requests?.associationEnded()
                    logger.info("Association ended", metadata: ["how": "\(end)"])
                case .accepted, .rejected: continue
                }
            }
            onEnd()
        }
    }

    private func establish(_ request: AssociateRequest, _ logger: inout Logger) async -> RequestHandler? {
        let information = await information(request)
        logger[metadataKey: "calling"] = "\(information.callingTitle)"
        logger[metadataKey: "called"] = "\(information.calledTitle)"
        logger[metadataKey: "peer"] = "\(information.peerAddress)"
        if let rejection = await rejection(of: request, information) {
            logger.notice("Association rejected", metadata: ["why": "\(rejection)"])
            link.reject(rejection)
            return nil
        }
        let accepted = parts.policy.negotiate(request)
        logger.info(
            "Association accepted",
            metadata: [
                "contexts": "\(accepted.contexts.count) of \(request.presentationContexts.count)", "operations": "\(accepted.operations)",
                "implementation": "\(information.implementationVersionName ?? information.implementationClassUID)",
            ])
        link.accept(accepted.accept, window: accepted.operations, requestorMaximumLength: request.userInformation.maximumLength)
        return RequestHandler(link: link, contexts: accepted.contexts, information: information, parts: parts, logger: logger)
    }

    private func rejection(of request: AssociateRequest, _ information: AssociationInformation) async -> AssociateReject? {
        if isOverLimit { return .localLimitExceeded }
        if let rejection = parts.policy.rejection(of: request) { return rejection }
        if let authenticate = parts.policy.authenticate, await !authenticate(information) { return .noReason }
        return nil
    }

    private func information(_ request: AssociateRequest) async -> AssociationInformation {
        let user = request.userInformation
        let address = link.channel.remoteAddress
        let certificate = try? await link.channel.nioSSL_peerCertificate().get()?.toDERBytes()
        return AssociationInformation(
            identifier: id, callingTitle: request.callingTitle, calledTitle: request.calledTitle,
            peerHost: address?.ipAddress ?? "", peerPort: address?.port ?? 0, user: user.userIdentity,
            peerCertificate: certificate, implementationClassUID: user.implementationClassUID,
            implementationVersionName: user.implementationVersionName)
    }
}
