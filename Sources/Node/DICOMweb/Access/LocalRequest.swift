import HTTPTypes
import Hummingbird

/// Which requests come from the node's own machine.
///
/// A server that listens on a loopback address gets no others, but for those that a proxy on the machine hands on: it has a public address,
/// leaves the name that the client used, or says for whom it asks.
enum LocalRequest {
    private static let proxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"].compactMap {
        HTTPField.Name($0)
    }

    static func isLocal(_ request: Request, _ configuration: NodeConfiguration) -> Bool {
        isLoopback(configuration.host) && configuration.dicomweb.publicAddress.isEmpty
            && isLoopback(HostCheck<BasicRequestContext>.host(of: request.head.authority ?? ""))
            && proxyHeaders.allSatisfy { request.headers[$0] == nil }
    }

    private static func isLoopback(_ host: String) -> Bool {
        if ["localhost", "::1"].contains(host.lowercased()) { return true }
        // 127.0.0.0/8 (RFC 6890); a name may begin so as well.
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
