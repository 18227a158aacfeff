import Federation
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import Web

/// A request on the port for nodes, with the certificate that the TLS layer verified.
struct FederationContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    var maxUploadSize: Int { Message.sizeLimit }

    /// Who calls.
    ///
    /// - Throws: ``FederationError`` `certificateRequired` where no certificate was shown.
    func certificate() async throws -> NodeCertificate {
        guard let peer = try await channel.nioSSL_peerCertificate().get() else {
            throw FederationError(
                .certificateRequired,
                "This address is for nodes: show the certificate that joining gave. A new node joins with a code from 'mosaic hub invite'.")
        }
        return try NodeCertificate(peer: peer)
    }
}

/// The hub's port for nodes: enrolment for those who have an invitation, the link for those who have a certificate.
struct FederationServer: Sendable {
    let hub: Hub

    func application(onRunning: @escaping @Sendable (Int) async -> Void) throws -> some ApplicationProtocol {
        let router = Router(context: FederationContext.self)
        router.add(middleware: ProblemMiddleware(translate: HubError.problem(for:)))
        routes(router)
        return Application(
            router: router, server: try .tls(.http1(), tlsConfiguration: tlsConfiguration()),
            configuration: ApplicationConfiguration(
                address: .hostname(hub.configuration.bind, port: hub.configuration.federationPort), serverName: "Mosaic"),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) }, logger: hub.logger)
    }

    /// TLS 1.3 only. A certificate is optional for the handshake, because a node that joins has none yet; where one is shown it
    /// must be ours, and every path but enrolment asks for it.
    private func tlsConfiguration() throws -> TLSConfiguration {
        // Certified anew at each start, so that the address is the configured one and the certificate is young.
        let key = try hub.home.serverKey()
        let certificate = try hub.authority.certifyServer(hosts: [hub.configuration.address], key: key, now: hub.now())
        let root = try NIOSSLCertificate.fromPEMBytes(Array(hub.authority.certificatePEM.utf8))
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.pem.utf8), format: .pem)))
        configuration.minimumTLSVersion = .tlsv13
        configuration.trustRoots = .certificates(root)
        configuration.certificateVerification = .optionalVerification
        return configuration
    }

    private func routes(_ router: Router<FederationContext>) {
        router.get(RouterPath(FederationPath.authority)) { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/x-pem-file"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: hub.authority.certificatePEM)))
        }
        router.post(RouterPath(FederationPath.enrolments)) { request, context in
            let enrolment = try await request.decode(as: EnrolmentRequest.self, context: context)
            return try await JSONResponse.make(hub.members.enrol(enrolment), status: .created)
        }
        router.post(RouterPath(FederationPath.renewals)) { request, context in
            let present = try await callersCertificate(context)
            let body = try await request.body.collect(upTo: 64 << 10)
            let certificate = try await hub.members.renew(present, certificateRequest: String(buffer: body))
            return Response(
                status: .ok, headers: [.contentType: "application/x-pem-file"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: certificate)))
        }
        router.get(RouterPath(FederationPath.messages)) { request, context in
            let certificate = try await callersCertificate(context)
            let after = request.uri.queryParameters.get("after", as: Int.self) ?? 0
            let wait = min(max(request.uri.queryParameters.get("wait", as: Int.self) ?? 0, 0), 60)
            let batch = try await hub.desk.messages(for: certificate.name, after: after, wait: .seconds(wait))
            // Revocation works on the next message: it may have come while the node was waiting.
            try await hub.members.mayCall(certificate)
            return try JSONResponse.make(batch)
        }
        router.post(RouterPath(FederationPath.messages)) { request, context in
            let node = try await caller(context)
            await hub.desk.seen(node)
            let body = try await request.body.collect(upTo: Message.sizeLimit)
            try await hub.receive(note: String(buffer: body), from: node)
            return Response(status: .accepted)
        }
        router.delete(RouterPath(FederationPath.messages)) { _, context in
            await hub.desk.left(try await caller(context))
            return Response(status: .noContent)
        }
    }

    private func caller(_ context: FederationContext) async throws -> NodeName { try await callersCertificate(context).name }

    private func callersCertificate(_ context: FederationContext) async throws -> NodeCertificate {
        let certificate = try await context.certificate()
        try await hub.members.mayCall(certificate)
        return certificate
    }
}
