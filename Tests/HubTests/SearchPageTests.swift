import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import TestSupport
import Testing
import Web

@testable import Hub

@Suite("The pages that count cohorts")
struct SearchPageTests {
    /// The hub's pages as who is signed in gets them.
    private func withPages(_ body: @escaping @Sendable (@Sendable (String) async throws -> TestResponse) async throws -> Void) async throws
    {
        try await withTemporaryFolder { folder in
            let home = HubHome(folder + "/hub")
            let configuration = HubConfiguration.initial(
                federation: "Test", address: "127.0.0.1", bind: "127.0.0.1", webPort: 0, federationPort: 0)
            try home.create(configuration, now: Date())
            let hub = try Hub(
                home: home, now: { Date() }, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
            try await hub.addPerson(name: "ana", title: "Ana", role: .researcher, password: "a long password")
            let token = try await hub.people.signIn(name: "ana", password: "a long password").token
            let router = Router(context: PersonContext.self)
            router.add(middleware: SessionMiddleware(people: hub.people))
            try HubPages(hub: hub).add(to: router)
            try await Application(router: router).test(.router) { client in
                try await body { path in
                    try await client.execute(uri: path, method: .get, headers: [.cookie: "\(SessionMiddleware.cookieName)=\(token)"])
                }
            }
        }
    }

    private static let hostile = "\"><script>alert(1)</script><img src=x onerror=alert(2)>"

    /// Threat model T29: what a question or a dataset says never runs in the browser of who reads it.
    @Test("let scripts of this server run and no other; the page without scripts lets none run")
    func policy() async throws {
        try await withPages { page in
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
