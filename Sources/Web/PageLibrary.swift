import HTTPTypes
public import Hummingbird
import Mustache

/// The templates of a server, and how one becomes a page.
public struct PageLibrary: Sendable {
    private let library: MustacheLibrary

    /// Templates by name; the partials that all servers share are added.
    ///
    /// - Throws: the parser's error, with the template's name, where one cannot be parsed.
    public init(_ templates: [String: [UInt8]]) throws {
        let shared = ["bar": PackageResources.bar_mustache, "mark": PackageResources.mark_mustache]
        var parsed: [String: MustacheTemplate] = [:]
        for (name, bytes) in templates.merging(shared, uniquingKeysWith: { own, _ in own }) {
            parsed[name] = try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
        }
        library = MustacheLibrary(templates: parsed)
    }

    /// A page. Values are escaped by the templates; what is optional is absent.
    ///
    /// - Parameter scripts: whether its scripts run: those of this server only, never one written into the page.
    public func page(_ name: String, _ context: [String: Any], status: HTTPResponse.Status = .ok, scripts: Bool = false) -> Response {
        let html = library.render(context, withTemplate: name) ?? ""
        var response = Response(status: status, headers: Self.headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
        if scripts { response.headers[.contentSecurityPolicy] = Self.policyWithScripts }
        return response
    }

    /// No script, no frame, nothing from elsewhere: what a page cannot do, an injected page cannot do either.
    private static let headers: HTTPFields = {
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"]
        headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        headers[.xContentTypeOptions] = "nosniff"
        headers[HTTPField.Name("Referrer-Policy")!] = "same-origin"
        return headers
    }()

    /// Scripts and data from this server only: no inline script, nothing from elsewhere.
    private static let policyWithScripts =
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data: blob:; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'"

    /// The one stylesheet.
    public static var stylesheet: Response {
        Response(
            status: .ok, headers: [.contentType: "text/css; charset=utf-8", .cacheControl: "public, max-age=3600"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.mosaic_css)))
    }
}
