import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing
import Web

@testable import Hub

@Suite("The pages that count cohorts")
struct SearchPageTests {
    private static let hostile = "\"><script>alert(1)</script><img src=x onerror=alert(2)>"

    /// Threat model T29: what a question or a dataset says never runs in the browser of who reads it.
    @Test("let scripts of this server run and no other; the page without scripts lets none run")
    func policy() async throws {
        try await HubFixture.withPages { _, page in
            let escaped = PageText.escaped(Self.hostile)
            for (path, isExplorer) in [
                ("/search", true), ("/search?q=\(escaped)&facets=\(escaped)", true), ("/search?plain=1", false),
                ("/search?plain=1&q=\(escaped)&facets=\(escaped)", false),
            ] {
                let response = try await page(path)
                #expect(response.status == (isExplorer || !path.contains("q=") ? .ok : .unprocessableContent), "\(path)")
                let policy = try #require(response.headers[.contentSecurityPolicy])
                let directives = Dictionary(
                    policy.split(separator: ";").map { part in
                        let words = part.split(separator: " ").map(String.init)
                        return (words[0], Set(words.dropFirst()))
                    }, uniquingKeysWith: { first, _ in first })
                #expect(directives["default-src"] == ["'none'"] && directives["base-uri"] == ["'none'"])
                #expect(directives["frame-ancestors"] == ["'none'"] && directives["form-action"] == ["'self'"])
                #expect(directives["style-src"] == ["'self'"])
                #expect(directives["script-src"] == (isExplorer ? ["'self'"] : nil))
                #expect(directives["connect-src"] == (isExplorer ? ["'self'"] : nil))
                #expect(response.headers[.xContentTypeOptions] == "nosniff")
                #expect(response.headers[.cacheControl] == "no-store")
                // Nothing on the page needs more than that.
                let html = String(buffer: response.body)
                #expect(!html.contains("<script>") && !html.contains("<img"), "\(path)")
                for attribute in [" style=", " onclick=", " onerror=", "javascript:"] {
                    #expect(!html.replacing("onerror=alert(2)", with: "").contains(attribute), "\(path) \(attribute)")
                }
                let sources = html.matches(of: /<script[^>]*src="([^"]*)"/).map { String($0.1) }
                #expect(isExplorer == !sources.isEmpty && sources.allSatisfy { $0.hasPrefix("/") && !$0.hasPrefix("//") })
            }
        }
    }
}
