import Cohorts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import Web

@testable import Hub

@Suite("What can be asked, and what a question means")
struct VocabularyRoutesTests {
    private func withRoutes(_ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void) async throws {
        let router = Router(context: BasicRequestContext.self)
        router.add(middleware: ProblemMiddleware(translate: HubError.problem(for:)))
        try VocabularyRoutes().add(to: router)
        try await Application(router: router).test(.router) { try await body($0) }
    }

    private static func read(_ text: String, _ client: any TestClientProtocol) async throws -> QueryReading {
        let escaped = PageText.escaped(text)
        let response = try await client.execute(uri: "/api/v1/query?text=\(escaped)", method: .get)
        #expect(response.status == .ok)
        return try JSONDecoder().decode(QueryReading.self, from: Data(response.body.readableBytesView))
    }

    private static func write(_ tree: String, _ client: any TestClientProtocol, type: String = "application/json") async throws
        -> TestResponse
    {
        try await client.execute(
            uri: "/api/v1/query", method: .post, headers: [.contentType: type], body: ByteBuffer(string: tree))
    }

    @Test("the vocabulary has every attribute and no figure, and is not sent twice")
    func criteria() async throws {
        try await withRoutes { client in
            let response = try await client.execute(uri: "/api/v1/criteria", method: .get)
            let criteria = try JSONDecoder().decode(Criteria.self, from: Data(response.body.readableBytesView))
            #expect(criteria == Criteria() && criteria.criteria.count == Vocabulary.standard.attributes.count)
            #expect(!String(buffer: response.body).contains("knownPatients"))
            let tag = try #require(response.headers[.eTag])
            for names in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                let again = try await client.execute(uri: "/api/v1/criteria", method: .get, headers: [.ifNoneMatch: names])
                #expect(again.status == .notModified && again.body.readableBytes == 0)
            }
            let other = try await client.execute(uri: "/api/v1/criteria", method: .get, headers: [.ifNoneMatch: "\"other\""])
            #expect(other.status == .ok)
        }
    }

    @Test("a text comes back canonical and as a tree, and the tree as a text of the same meaning")
    func reading() async throws {
        try await withRoutes { client in
            let reading = try await Self.read("PSA > 10 and series(modality=MR and slice_thickness <= 0.3 cm)", client)
            #expect(reading.canonical == "psa > 10 and series(modality = MR and slice_thickness <= 3)")
            #expect(reading.attributes == ["modality", "psa", "slice_thickness"] && reading.fault == nil)
            let tree = try #require(reading.tree)
            let response = try await Self.write(String(decoding: try JSONEncoder().encode(tree), as: UTF8.self), client)
            let written = try JSONDecoder().decode(QueryReading.self, from: Data(response.body.readableBytesView))
            #expect(written.canonical == reading.canonical && written.tree == tree)
            #expect(try await Self.read("", client).tree == .everything)
        }
    }

    @Test("a fault is shown at its character, whatever letters stand before it, with the text mended")
    func fault() async throws {
        try await withRoutes { client in
            let fault = try #require(try await Self.read("manufacturer = \"👩‍⚕️ é\" and modalty = MR", client).fault)
            #expect(fault.before == "manufacturer = \"👩‍⚕️ é\" and " && fault.at == "modalty" && fault.after == " = MR")
            #expect(fault.offset == 25 && fault.length == 7 && fault.code == .unknownAttribute)
            #expect(fault.suggestion == "modality" && fault.mended == "manufacturer = \"👩‍⚕️ é\" and modality = MR")
            let open = try #require(try await Self.read("psa >", client).fault)
            #expect(open.before == "psa >" && open.at.isEmpty && open.after.isEmpty)
        }
    }

    @Test("hostile texts are faults")
    func hostileTexts() async throws {
        let texts = [
            String(repeating: "(", count: 16_000), String(repeating: "not ", count: 4_000) + "psa > 1",
            String(repeating: "a", count: 60_000), Array(repeating: "psa > 1", count: 2_000).joined(separator: " or "),
            "psa in (" + Array(repeating: "1", count: 8_000).joined(separator: ",") + ")", "series(series(modality = MR))",
            "(a+)+$", "\u{0}", "psa > 1e999", "\"", "manufacturer contains \"" + String(repeating: "x", count: 300) + "\"",
        ]
        try await withRoutes { client in
            for text in texts {
                let fault = try #require(try await Self.read(text, client).fault, "\(text.prefix(40))")
                #expect(!fault.message.isEmpty)
            }
        }
    }

    @Test("hostile trees are refused or are faults")
    func hostileTrees() async throws {
        @Sendable func nested(_ depth: Int) -> String {
            String(repeating: "{\"kind\":\"not\",\"child\":", count: depth) + "{\"kind\":\"nothing\"}"
                + String(repeating: "}", count: depth)
        }
        @Sendable func condition(_ attribute: String, _ test: String) -> String {
            "{\"kind\":\"condition\",\"attribute\":\"\(attribute)\",\"test\":\(test)}"
        }
        let many =
            "{\"kind\":\"all\",\"children\":[\(Array(repeating: condition("psa", "{\"kind\":\"known\"}"), count: 400).joined(separator: ","))]}"
        let faulty: [(String, QueryError.Code)] = [
            (nested(40), .tooLarge), (many, .tooLarge), (condition("psaa", "{\"kind\":\"known\"}"), .unknownAttribute),
            (condition("psa", "{\"kind\":\"values\",\"values\":[\"high\"]}"), .typeMismatch),
            (condition("sex", "{\"kind\":\"values\",\"values\":[]}"), .syntax),
            (condition("sex", "{\"kind\":\"values\",\"values\":[\"male) or (everything\"]}"), .unknownValue),
            (condition("psa", "{\"kind\":\"ranges\",\"ranges\":[{\"lower\":5,\"upper\":4}]}"), .typeMismatch),
            ("{\"kind\":\"series\",\"child\":\(condition("psa", "{\"kind\":\"known\"}"))}", .scope),
            ("{\"kind\":\"series\",\"child\":{\"kind\":\"series\",\"child\":\(nested(1))}}", .scope),
        ]
        try await withRoutes { client in
            for (tree, code) in faulty {
                let response = try await Self.write(tree, client)
                let reading = try JSONDecoder().decode(QueryReading.self, from: Data(response.body.readableBytesView))
                #expect(response.status == .ok && reading.fault?.code == code && reading.tree == nil, "\(tree.prefix(60)): \(reading)")
            }
            for tree in [nested(3_000), nested(200), "[]", "{\"kind\":\"drop\"}", "{", "", "{\"kind\":\"all\"}"] {
                #expect(try await Self.write(tree, client).status == .unprocessableContent, "\(tree.prefix(60))")
            }
            #expect(try await Self.write(String(repeating: " ", count: 200_000), client).status == .contentTooLarge)
            #expect(try await Self.write("{}", client, type: "text/plain").status == .unsupportedMediaType)
        }
    }

    @Test("the Explorer's scripts are all there, and refer to one another")
    func assets() throws {
        var imported: Set<String> = ["explorer.js", "explorer.css"]
        for asset in PageAsset.explorer {
            #expect(!asset.bytes.isEmpty)
            for match in String(decoding: asset.bytes, as: UTF8.self).matches(of: /from "\.\/([^"]+)"/) {
                imported.insert(String(match.output.1))
            }
        }
        #expect(imported == Set(PageAsset.explorer.map(\.name)))
    }
}
