import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import NIOSSL

/// Calls from a node to the hub: TLS 1.3, one trusted root, and the node's certificate once it has one.
public final class HubConnection: Sendable {
    /// How far a connection is trusted.
    public enum Trust: Sendable {
        /// Not at all: only to fetch the root certificate that is then compared with the invitation's fingerprint.
        case none
        /// Only servers that this root certified.
        case root(pem: String)
    }

    private let client: HTTPClient
    private let address: String

    /// The largest answer that is accepted, in bytes.
    public static let answerLimit = 64 << 20

    /// A connection to the hub at `https://host:port`.
    ///
    /// - Parameters:
    ///   - identity: certificate and key for mutual TLS, PEM.
    ///   - proxy: the hospital's HTTP proxy as host and port.
    public init(address: String, trust: Trust, identity: (certificate: String, key: String)? = nil, proxy: (host: String, port: Int)? = nil)
        throws
    {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv13
        switch trust {
        case .none: tls.certificateVerification = .none
        case .root(let pem):
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)))
            tls.certificateVerification = .fullVerification
        }
        if let identity {
            tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(identity.certificate.utf8)).map { .certificate($0) }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.key.utf8), format: .pem))
        }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.httpVersion = .http1Only
        configuration.timeout = .init(connect: .seconds(5))
        configuration.connectionPool.retryConnectionEstablishment = false
        if let proxy { configuration.proxy = .server(host: proxy.host, port: proxy.port) }
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        self.address = address
    }

    /// Sends a request and returns the body of the answer.
    ///
    /// - Throws: ``FederationError`` for a refusal in the hub's own words, `hubUnreachable` where no answer came.
    public func call(_ method: String, _ path: String, body: (type: String, bytes: [UInt8])? = nil, timeout: Duration = .seconds(15))
        async throws -> [UInt8]
    {
        var request = HTTPClientRequest(url: address + path)
        request.method = .init(rawValue: method)
        if let body {
            request.headers.add(name: "Content-Type", value: body.type)
            request.body = .bytes(body.bytes)
        }
        let status: UInt
        var bytes: ByteBuffer
        do {
            let response = try await client.execute(request, timeout: .nanoseconds(Int64(timeout / .nanoseconds(1))))
            status = response.status.code
            bytes = try await response.body.collect(upTo: Self.answerLimit)
        } catch {
            // The client has its own error for a cancelled request.
            if Task.isCancelled { throw CancellationError() }
            throw FederationError(
                .hubUnreachable,
                "The hub at \(address) cannot be reached: \(Self.explain(error)). Work goes on here; what is due is sent when the hub is back."
            )
        }
        guard (200..<300).contains(status) else {
            let data = Data(buffer: bytes)
            if let problem = try? JSONDecoder().decode(Problem.self, from: data) {
                // A client error without a code of ours is final as well: asking again would get the same answer.
                throw problem.federationError
                    ?? FederationError((400..<500).contains(status) ? .requestInvalid : .unexpectedResponse, problem.detail)
            }
            throw FederationError(.unexpectedResponse, "The hub at \(address) answered \(method) \(path) with status \(status).")
        }
        return bytes.readBytes(length: bytes.readableBytes) ?? []
    }

    /// Closes the connections; the value is of no use afterwards.
    public func close() async { try? await client.shutdown() }

    deinit {
        // A client that is let go without being shut down ends the process; closing twice is harmless.
        client.shutdown { _ in }
    }

    /// Why a call got no answer, in words for people.
    public static func explain(_ error: any Error) -> String {
        if let error = error as? HTTPClientError {
            if error == .connectTimeout { return "no connection within 5 s" }
            if error == .deadlineExceeded { return "no answer in time" }
            if error == .remoteConnectionClosed { return "it closed the connection" }
            return error.shortDescription
        }
        if error is NIOSSLError || error is BoringSSLError { return "the TLS handshake failed (\(error))" }
        return "\(error)".contains("Connection refused") ? "nothing listens there" : "\(error)"
    }
}
