import Federation
import Foundation
import HTTPTypes
import Hummingbird

/// `GET /sign-in?token=…`: puts a token into a cookie, so that a browser can open the viewer, and leads to the first page.
///
/// The cookie is sent by no other site's pages (SameSite) and read by no script (HttpOnly); it cannot store (``AccessGrant/mayStore``).
/// The address with the token is left at once, so that it stays in no page, and is sent nowhere as a referrer.
struct SignInRoute: Sendable {
    static let cookieName = "mosaic_access"
    let node: Node

    /// The path that opens the pages with a token.
    static func path(secret: String) -> String { "/sign-in?token=\(secret)" }

    func add<Context: RequestContext>(to router: Router<Context>) {
        router.get("/sign-in") { request, _ in try await signIn(request) }
        router.get("/sign-out") { _, _ in
            Self.response(cookie: "", maxAge: 0, isSecure: false, to: "/")
        }
    }

    private func signIn(_ request: Request) async throws -> Response {
        let parameters = QueryParameters(request.uri.query)
        guard let secret = parameters["token"], let grant = try await node.accessGrant(secret: secret) else {
            throw Problem(
                code: "token-invalid", title: "Token invalid", status: 401,
                detail:
                    "The token is unknown, expired or revoked. The node's data manager makes a new one with 'mosaic node token create --page'."
            )
        }
        // The first page shows the node as a whole.
        let first = grant.scope == .everything ? "/" : "/studies"
        // Only a path of this server: anything else would lead people elsewhere in our name.
        let wanted = parameters["to"] ?? first
        let isPath = wanted.hasPrefix("/") && !wanted.hasPrefix("//") && wanted.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x5C }
        let seconds = max(0, Int(grant.expires.timeIntervalSince(node.now())))
        return Self.response(
            cookie: secret, maxAge: seconds, isSecure: node.configuration.dicomweb.publicAddress.hasPrefix("https:"),
            to: isPath ? wanted : first)
    }

    private static func response(cookie: String, maxAge: Int, isSecure: Bool, to path: String) -> Response {
        var headers: HTTPFields = [.location: path, .cacheControl: "no-store"]
        headers[.setCookie] =
            "\(cookieName)=\(cookie); Path=/; Max-Age=\(maxAge); HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
        headers[HTTPField.Name("Referrer-Policy")!] = "no-referrer"
        return Response(status: .seeOther, headers: headers)
    }
}
