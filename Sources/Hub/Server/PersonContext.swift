import Crypto
import Federation
import Foundation
import HTTPTypes
import Hummingbird
import Storage

/// A request on the hub's public port, with the person who is signed in.
struct PersonContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who is signed in, by token or by cookie.
    var person: Person?
    /// The session's token where it came as a cookie; forms must then prove that they are ours.
    var cookieToken: String?

    init(source: Source) { coreContext = CoreRequestContextStorage(source: source) }

    var maxUploadSize: Int { 8 << 20 }

    /// The person.
    ///
    /// - Throws: ``HubError`` `signInRequired`.
    func requirePerson() throws -> Person {
        guard let person else { throw HubError(.signInRequired, "Sign in first.") }
        return person
    }

    /// What a form of this session carries: only pages of ours know it (threat model T29).
    var formToken: String? { cookieToken.map { hexadecimal(SHA256.hash(data: Data("mosaic form \($0)".utf8)).prefix(16)) } }
}

/// Finds out who calls: `Authorization: Bearer` from programs, the session cookie from browsers.
struct SessionMiddleware: RouterMiddleware {
    let people: People
    static let cookieName = "mosaic_session"

    /// The interface for programs has no form tokens: what changes something there must come with a token of its own, not with a
    /// cookie that a browser sends along by itself (threat model T29).
    private func isProgramsChange(_ request: Request) -> Bool {
        request.uri.path.hasPrefix("/api/") && request.method != .get && request.method != .head
    }

    func handle(_ request: Request, context: PersonContext, next: (Request, PersonContext) async throws -> Response) async throws
        -> Response
    {
        var context = context
        if let header = request.headers[.authorization], header.hasPrefix("Bearer ") {
            context.person = try await people.person(forToken: String(header.dropFirst(7)))
        } else if let cookie = request.cookies[Self.cookieName], !isProgramsChange(request) {
            context.person = try await people.person(forToken: cookie.value)
            if context.person != nil { context.cookieToken = cookie.value }
        }
        return try await next(request, context)
    }
}
