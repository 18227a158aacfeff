import Federation
import Foundation
import HTTPTypes
import Hummingbird
import Web

/// `/sign-in` and `/sign-out`.
extension HubPages {
    func addSignIn(to routes: RouterGroup<PersonContext>) {
        routes.get("/sign-in") { request, context in
            signInPage(returnTo: Self.localPath(FormFields(query: request).exactly("returnTo")), context)
        }
        routes.post("/sign-in") { request, context in try await signIn(request, context) }
        routes.post("/sign-out") { request, context in
            _ = try await fields(of: request, context)
            if let token = context.cookieToken { try await hub.people.signOut(token: token) }
            var response = Response.redirect(to: "/")
            response.setCookie(sessionCookie("", seconds: 0))
            return response
        }
    }

    private func signInPage(returnTo: String, name: String = "", failed: String? = nil, _ context: PersonContext) -> Response {
        var page = frame("Sign in", context)
        page["returnTo"] = returnTo
        page["userNameTyped"] = name
        page["failed"] = failed
        return library.page("sign-in", page, status: failed == nil ? .ok : .unauthorized)
    }

    private func signIn(_ request: Request, _ context: PersonContext) async throws -> Response {
        guard isFromHere(request) else {
            throw HubError(.notPermitted, "The form is not from a page of this hub. Open its own page to sign in.")
        }
        let fields = try await FormFields(body: request)
        let returnTo = Self.localPath(fields.exactly("returnTo"))
        let name = fields["user"] ?? ""
        do {
            let (token, _) = try await hub.people.signIn(name: name, password: fields.exactly("password") ?? "")
            // A session that was open in this browser ends: nobody keeps using it unnoticed.
            if let old = context.cookieToken { try await hub.people.signOut(token: old) }
            var response = Response.redirect(to: returnTo)
            response.setCookie(sessionCookie(token, seconds: Int(People.sessionLifetime)))
            return response
        } catch let error as HubError where error.code == .signInRequired {
            return signInPage(returnTo: returnTo, name: String(name.prefix(100)), failed: error.message, context)
        }
    }

    /// Whether a form comes from a page of this hub, as far as the browser says. There is no session yet whose token it could carry.
    private func isFromHere(_ request: Request) -> Bool {
        if let site = request.headers[.secFetchSite] { return site == "same-origin" }
        guard let origin = request.headers[.origin] else { return true }
        guard let url = URL(string: origin), let host = url.host() else { return false }
        let authority = url.port.map { "\(host):\($0)" } ?? host
        return authority == request.head.authority || origin == hub.configuration.webAddress
    }

    private func sessionCookie(_ token: String, seconds: Int) -> Cookie {
        Cookie(
            name: SessionMiddleware.cookieName, value: token, maxAge: seconds, path: "/",
            secure: hub.configuration.webAddress.hasPrefix("https:"), httpOnly: true, sameSite: .strict)
    }

    /// A path of this site to go on to; the start page for anything else, so that no link leads through the sign-in to another site.
    static func localPath(_ path: String?) -> String {
        // Browsers take `//` and `/\` for another host, and drop tabs and line breaks before they look.
        guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), path.utf8.count <= 2_000,
            path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return "/" }
        return path
    }
}

extension HTTPField.Name {
    /// Fetch Metadata: how a request's origin relates to the site.
    fileprivate static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
