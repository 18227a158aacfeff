public import DICOM
public import Logging
import NIOCore
import NIOPosix
import NIOSSL

/// An association with a service class provider: we are the user of its services.
///
/// ```swift
/// let pacs = RemoteApplicationEntity("PACS@10.0.0.7:11112")!
/// try await Association.with(pacs, as: "MOSAIC", proposing: [.verification]) { association in
///     try await association.echo()
/// }
/// ```
///
/// Operations may be called concurrently. How many are outstanding at a time is what was negotiated; others wait for their turn.
public final class Association: Sendable {
    /// The contexts the peer accepted.
    public let acceptedContexts: [AcceptedContext]
    /// What the peer says of itself.
    public let peer: UserInformation
    /// With whom the association is.
    public let information: AssociationInformation
    let link: AssociationLink
    let limits: AssociationLimits
    let window: OperationWindow
    let commitments: AsyncStream<StorageCommitmentResult>

    private init(
        _ link: AssociationLink, _ accept: AssociateAccept, _ request: AssociateRequest, _ contexts: [AcceptedContext],
        _ limits: AssociationLimits
    ) {
        self.link = link
        self.limits = limits
        acceptedContexts = contexts
        peer = accept.userInformation
        let address = link.channel.remoteAddress
        information = AssociationInformation(
            callingTitle: request.callingTitle, calledTitle: request.calledTitle,
            peerHost: address?.ipAddress ?? "", peerPort: address?.port ?? 0,
            implementationClassUID: accept.userInformation.implementationClassUID,
            implementationVersionName: accept.userInformation.implementationVersionName)
        let invoked = accept.userInformation.operationsWindow?.invoked ?? 1
        // Any number of operations still means a bounded one of objects in memory.
        window = OperationWindow(invoked == 0 ? 64 : Int(invoked))
        commitments = Self.answerUnclaimed(link, contexts)
    }

    /// Requests an association.
    ///
    /// - Parameters:
    ///   - remote: Whom to call.
    ///   - callingTitle: Our AE title.
    ///   - contexts: What to propose, up to 128.
    ///   - options: TLS, limits, identity.
    ///   - logger: Gets no patient data.
    public static func connect(
        to remote: RemoteApplicationEntity, as callingTitle: String, proposing contexts: [ProposedContext],
        options: AssociationOptions = .init(), logger: Logger? = nil
    ) async throws -> Association {
        let request = try request(to: remote, as: callingTitle, contexts, options)
        let link = try await open(remote, request, options)
        return try await withTaskCancellationHandler {
            for await event in link.events {
                switch event {
                case .accepted(let accept):
                    let accepted = accepted(accept, request, contexts)
                    logger?.debug(
                        "Association accepted",
                        metadata: ["peer": "\(remote)", "contexts": "\(accepted.count) of \(request.presentationContexts.count)"])
                    return Association(link, accept, request, accepted, options.limits)
                case .rejected(let reject): throw DICOMNetworkError(reject)
                case .ended(let end):
                    try Task.checkCancellation()
                    throw DICOMNetworkError(end)
                case .requested, .message: continue
                }
            }
            try Task.checkCancellation()
            throw DICOMNetworkError(.connectionLost)
        } onCancel: {
            link.abort()
        }
    }

    /// Requests an association, uses it, and releases it; aborts it when the body throws.
    public nonisolated(nonsending) static func with<Result>(
        _ remote: RemoteApplicationEntity, as callingTitle: String, proposing contexts: [ProposedContext],
        options: AssociationOptions = .init(), logger: Logger? = nil,
        _ body: nonisolated(nonsending) (Association) async throws -> Result
    ) async throws -> Result {
        let association = try await connect(to: remote, as: callingTitle, proposing: contexts, options: options, logger: logger)
        do {
            let result = try await body(association)
            await association.end()
            return result
        } catch {
            association.abort()
            throw error
        }
    }

    /// Whether the association is open.
    public var isOpen: Bool { link.isOpen }

    /// Whether objects of a class can be sent to the peer, in a syntax if one is given.
    public func accepts(_ sopClassUID: String, _ transferSyntax: TransferSyntax? = nil) -> Bool {
        acceptedContexts.contains {
            $0.abstractSyntax == sopClassUID && $0.requestorIsUser && (transferSyntax == nil || $0.transferSyntax == transferSyntax)
        }
    }

    /// Ends the association in order.
    public func release() async throws {
        try await link.release()
    }

    /// Ends the association at once. Operations that are under way fail.
    public func abort() {
        link.abort()
    }

    /// Releases, and aborts where that fails.
    func end() async {
        do {
            try await release()
        } catch {
            abort()
        }
    }

    // MARK: Requesting

    private static func request(
        to remote: RemoteApplicationEntity, as callingTitle: String, _ contexts: [ProposedContext], _ options: AssociationOptions
    ) throws -> AssociateRequest {
        for title in [remote.title, callingTitle] where !ApplicationEntityTitle.isValid(title) {
            throw DICOMNetworkError(.invalidArgument, "\"\(title)\" is no AE title: 1 to 16 characters, no backslash.")
        }
        guard (1...128).contains(contexts.count), contexts.allSatisfy({ !$0.transferSyntaxes.isEmpty }) else {
            throw DICOMNetworkError(.invalidArgument, "Propose 1 to 128 presentation contexts, each with a transfer syntax.")
        }
        let proposed = contexts.enumerated().map { number, context in
            PresentationContext(
                id: UInt8(2 * number + 1), abstractSyntax: context.abstractSyntax, transferSyntaxes: context.transferSyntaxes.map(\.uid))
        }
        var roles: [String: RoleSelection] = [:]
        for context in contexts {
            guard let role = context.role else { continue }
            // One class may be proposed in several contexts, its roles are said once.
            let known = roles[role.sopClassUID]
            roles[role.sopClassUID] = RoleSelection(
                sopClassUID: role.sopClassUID, isUser: role.isUser || known?.isUser ?? false,
                isProvider: role.isProvider || known?.isProvider ?? false)
        }
        let operations = options.maximumOperations
        let information = UserInformation(
            maximumLength: options.maximumLength, implementationClassUID: DICOMFile.implementationClassUID,
            implementationVersionName: DICOMFile.implementationVersionName,
            operationsWindow: operations == 1 ? nil : OperationsWindow(invoked: operations, performed: 1),
            roles: roles.values.sorted { $0.sopClassUID < $1.sopClassUID }, userIdentity: options.user)
        return AssociateRequest(
            calledTitle: remote.title, callingTitle: callingTitle, presentationContexts: proposed, userInformation: information)
    }

    private static func open(
        _ remote: RemoteApplicationEntity, _ request: AssociateRequest, _ options: AssociationOptions
    ) async throws -> AssociationLink {
        guard !remote.usesTLS || options.tls != nil else {
            throw DICOMNetworkError(.invalidArgument, "\(remote) expects TLS; give the options a TLS context.")
        }
        let tls = remote.usesTLS ? options.tls : nil
        let settings = AssociationHandler.Settings(
            role: .requestor, request: request, limits: options.limits, maximumLength: options.maximumLength)
        do {
            return try await ClientBootstrap(group: options.eventLoopGroup)
                .connectTimeout(TimeAmount(options.connectTimeout))
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelOption(.recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 4096, initial: 65536, maximum: 262_144))
                .channelOption(.writeBufferWaterMark, value: .init(low: 256 << 10, high: 1 << 20))
                .connect(host: remote.host, port: remote.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if let tls {
                            let name = (try? SocketAddress(ipAddress: remote.host, port: 0)) == nil ? remote.host : nil
                            try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: tls, serverHostname: name))
                        }
                        return try AssociationLink(channel, settings)
                    }
                }
        } catch {
            throw DICOMNetworkError(
                .connectionFailed, "No connection to \(remote): \(systemReason(error)). Check host and port, and that the peer listens.")
        }
    }

    /// The contexts the peer accepted, with the roles it agreed to.
    private static func accepted(
        _ accept: AssociateAccept, _ request: AssociateRequest, _ proposed: [ProposedContext]
    ) -> [AcceptedContext] {
        accept.presentationContexts.compactMap { result in
            guard result.result == .acceptance, result.id % 2 == 1, let context = proposed.dropFirst(Int(result.id) / 2).first,
                let syntax = TransferSyntax(uid: result.transferSyntax), context.transferSyntaxes.contains(syntax)
            else { return nil }
            let proposedRole = request.userInformation.roles.first { $0.sopClassUID == context.abstractSyntax }
            let agreed = accept.userInformation.roles.first { $0.sopClassUID == context.abstractSyntax }
            // Without an answer the usual roles hold (PS3.7 annex D.3.3.4).
            let role = proposedRole == nil ? nil : agreed
            return AcceptedContext(
                id: result.id, abstractSyntax: context.abstractSyntax, transferSyntax: syntax,
                requestorIsUser: role.map { $0.isUser && proposedRole?.isUser ?? true } ?? true,
                requestorIsProvider: role.map { $0.isProvider && proposedRole?.isProvider ?? false } ?? false)
        }
    }

    /// Answers what no operation waits for: results of storage commitment are handed on, anything else is not offered here.
    private static func answerUnclaimed(_ link: AssociationLink, _ contexts: [AcceptedContext]) -> AsyncStream<StorageCommitmentResult> {
        let (stream, continuation) = AsyncStream.makeStream(of: StorageCommitmentResult.self, bufferingPolicy: .bufferingOldest(64))
        let syntaxes = Dictionary(contexts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        link.onUnclaimed { message in
            guard let message else { return continuation.finish() }
            var status = DIMSEStatus.unrecognisedOperation
            if message.command.command == .eventReportRequest, let context = syntaxes[message.contextID],
                context.abstractSyntax == StorageCommitment.sopClassUID
            {
                if let bytes = message.dataSet, let event = try? DataSet(encoded: bytes, as: context.transferSyntax) {
                    continuation.yield(StorageCommitmentResult(event))
                    status = .success
                } else {
                    status = .invalidArgumentValue
                }
            }
            var response = message.command.response(status)
            if let event = message.command.number(.eventTypeID) { response.set(.eventTypeID, event) }
            link.sendSoon(contextID: message.contextID, command: response)
            message.receipt.finish()
        }
        return stream
    }
}
