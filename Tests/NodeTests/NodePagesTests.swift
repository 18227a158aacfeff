import Federation
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TestSupport
import Testing

@testable import Node

@Suite("The node's own pages")
struct NodePagesTests {
    /// The pages of a node that listens on an address, asked under a name.
    private func withPages(
        listening host: String, publicAddress: String = "",
        _ body: @escaping @Sendable (Node, @Sendable (String, HTTPFields) async throws -> TestResponse) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            var configuration = makeConfiguration()
            configuration.host = host
            configuration.dicomweb.publicAddress = publicAddress
            let node = try await thawedNode(folder, configuration: configuration)
            let application = Application(router: try NodePages(node: node).router())
            try await application.test(.router) { client in
                try await body(node) { path, headers in
                    var headers = headers
                    headers[.accept] = "text/html"
                    return try await client.execute(uri: path, method: .get, headers: headers)
                }
            }
        }
    }

    private static let pages = ["/", "/applications/a/north.all"]

    @Test("need no token on the machine itself", arguments: ["127.0.0.1", "localhost", "::1"])
    func local(host: String) async throws {
        try await withPages(listening: host) { _, page in
            let overview = try await page("/", [:])
            #expect(overview.status == .ok && overview.text.contains("Hospital North"))
            let none = try await page("/applications/a/north.all", [:])
            #expect(none.status == .notFound && none.text.contains("no such application"))
        }
    }

    @Test("show the holder what is let out, and what was spent of every budget, all users together first")
    func budgets() async throws {
        try await withPages(listening: "127.0.0.1") { node, page in
            #expect(try await page("/", [:]).text.contains("Nobody has asked anything yet."))
            try await node.publish()
            for user in 0..<40 {
                let question = Question(id: "q\(user)", user: "person-\(user)", query: "modality = MR", facets: [])
                try await node.handle(node.fromHub(.question(question)))
            }
            let text = try await page("/", [:]).text
            #expect(text.contains("counts within 2 of the truth 95 times in 100, not shown below 0"))
            let all = try #require(text.firstRange(of: "(all users) at north.all")?.lowerBound)
            let one = try #require(text.firstRange(of: "person-1 at north.all")?.lowerBound)
            #expect(all < one && text.contains("0.5 of 100, ε at most 5.8"))
            #expect(text.components(separatedBy: " at north.all").count - 1 == 30 && text.contains("And 11 more"))
        }
    }

    @Test("need a token where the port may be reached from elsewhere", arguments: ["0.0.0.0", "::", "10.1.2.3"])
    func remote(host: String) async throws {
        try await withPages(listening: host) { node, page in
            for path in Self.pages {
                let refused = try await page(path, [:])
                #expect(refused.status == .unauthorized, "\(path)")
                #expect(refused.text.contains("mosaic node token create"))
                #expect(
                    try await page(path, [.cookie: "mosaic_access=mosaic_\(String(repeating: "0", count: 64))"]).status == .unauthorized)
            }
            let (_, secret) = try await node.createAccessToken(label: "t", scope: .everything, mayStore: false, days: 1, actor: "test")
            #expect(try await page("/", [.cookie: "mosaic_access=\(secret)"]).status == .ok)
            #expect(try await page("/", [.authorization: "Bearer \(secret)"]).status == .ok)
            #expect(try await page("/mosaic.css", [:]).status == .ok)
        }
    }

    @Test("need a token behind a proxy on the machine")
    func proxy() async throws {
        try await withPages(listening: "127.0.0.1") { _, page in
            for name in ["X-Forwarded-For", "Forwarded", "Via"] {
                let field = try #require(HTTPField.Name(name))
                let answer = try await page("/", [field: "10.9.8.7"])
                #expect(answer.status == .unauthorized, "\(name)")
            }
        }
        try await withPages(listening: "127.0.0.1", publicAddress: "https://mosaic.hospital") { _, page in
            let answer = try await page("/", [:])
            #expect(answer.status == .unauthorized)
        }
    }

    @Test("are not for a token of one study, which is led to its own pages")
    func scope() async throws {
        try await withPages(listening: "0.0.0.0") { node, page in
            let study = try #require(try await node.archive.instances(limit: 1).first).studyUID
            let (_, secret) = try await node.createAccessToken(
                label: "t", scope: .studies([study]), mayStore: false, days: 1, actor: "test")
            for path in Self.pages { #expect(try await page(path, [.cookie: "mosaic_access=\(secret)"]).status == .forbidden) }
            #expect(try await page("/sign-in?token=\(secret)", [:]).headers[.location] == "/studies")
            #expect(try await page("/studies", [.cookie: "mosaic_access=\(secret)"]).status == .ok)
        }
    }
}
