import Federation
import HTTPTypes
import Hummingbird

/// Answers only requests for a name that is the node's own.
///
/// A page of an attacker can make its own name point to the node (DNS rebinding); a browser inside the hospital would then let that page
/// read the node's answers. The Host header still holds the attacker's name.
struct HostCheck<Context: RequestContext>: RouterMiddleware {
    private let names: Set<String>
    /// Whether the server listens on all addresses, so that any address may be the one it is reached under. An address cannot be rebound.
    private let acceptsAddresses: Bool

    init(_ configuration: NodeConfiguration) {
        var names: Set<String> = ["localhost", "127.0.0.1", "::1", configuration.host.lowercased()]
        names.formUnion(configuration.dicomweb.hostNames.map { $0.lowercased() })
        if let authority = configuration.dicomweb.publicAddress.split(separator: "/").last { names.insert(Self.host(of: authority)) }
        self.names = names
        acceptsAddresses = ["0.0.0.0", "::"].contains(configuration.host)
    }

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        guard accepts(request.head.authority ?? "") else {
            throw Problem(
                code: "host-unknown", title: "Misdirected request", status: 421,
                detail: "This server is not called by that name. Its operator can add the name to dicomweb.hostNames in node.yaml.")
        }
        return try await next(request, context)
    }

    /// Whether a Host header holds a name of this server.
    func accepts(_ authority: some StringProtocol) -> Bool {
        let host = Self.host(of: authority)
        return names.contains(host) || (acceptsAddresses && Self.isAddress(host))
    }

    /// Host without port, an IPv6 address without its brackets.
    static func host(of authority: some StringProtocol) -> String {
        if authority.hasPrefix("[") { return authority.dropFirst().prefix { $0 != "]" }.lowercased() }
        var host = authority.prefix { $0 != ":" }.lowercased()
        if host.hasSuffix(".") { host.removeLast() }
        return host
    }

    private static func isAddress(_ host: String) -> Bool {
        if host.contains(":") { return host.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." } }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}
