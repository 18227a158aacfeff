import HTTPTypes
import Hummingbird

/// Which pages of other servers a browser lets read our answers (the Fetch standard's CORS protocol): those the configuration names.
///
/// Credentials are never allowed, so a cookie of ours opens nothing to another site; such a page has to hold a token itself.
struct CrossOrigin: Sendable {
    let origins: Set<String>

    init(_ origins: [String]) { self.origins = Set(origins.map { $0.lowercased() }) }

    /// The answer to a preflight request.
    func preflight(_ request: Request) -> Response {
        var response = Response(status: .noContent, headers: [.allow: Self.methods])
        if isNamed(request) {
            response.headers[.accessControlAllowMethods] = Self.methods
            response.headers[.accessControlAllowHeaders] = "Accept, Authorization, Content-Type, If-None-Match, Range"
            response.headers[.accessControlMaxAge] = "3600"
        }
        return with(response, for: request)
    }

    /// A response with the header that lets the asking page read it, where it may.
    func with(_ response: Response, for request: Request) -> Response {
        var response = response
        response.headers[values: .vary].append("Origin")
        guard isNamed(request) else { return response }
        response.headers[.accessControlAllowOrigin] = request.headers[.origin]
        response.headers[.accessControlExposeHeaders] = "Content-Range, Content-Location, ETag, Warning"
        return response
    }

    static let methods = "GET, HEAD, POST, OPTIONS"

    private func isNamed(_ request: Request) -> Bool { request.headers[.origin].map { origins.contains($0.lowercased()) } ?? false }
}
