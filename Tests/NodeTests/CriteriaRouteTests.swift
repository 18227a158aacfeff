import Cohorts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TestSupport
import Testing

@testable import Node

@Suite("GET /criteria")
struct CriteriaRouteTests {
    private func withCriteria(
        listening host: String = "127.0.0.1",
        _ body: @escaping @Sendable (Node, @Sendable (String, HTTPFields) async throws -> TestResponse) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            var configuration = makeConfiguration()
            configuration.host = host
            let node = try await thawedNode(folder, configuration: configuration)
            try await node.publish()
            try await Application(router: try NodePages(node: node).router()).test(.router) { client in
                try await body(node) { path, headers in try await client.execute(uri: path, method: .get, headers: headers) }
            }
        }
    }

    private func criteria(_ response: TestResponse) throws -> Criteria {
        try JSONDecoder().decode(Criteria.self, from: Data(response.bytes))
    }

    @Test("names what can be asked, with exact figures on the machine itself")
    func local() async throws {
        try await withCriteria { node, get in
            let response = try await get("/criteria", [:])
            #expect(response.status == .ok && response.contentType == "application/json")
            let index = try #require(try await node.cohorts.dataset("north.all")).index
            let found = try criteria(response)
            #expect(found == index.criteria)
            #expect(found.criteria.first { $0.name == "modality" }?.knownPatients == index.patientCount)
            #expect(try criteria(try await get("/criteria?dataset=north.all", [:])) == found)
        }
    }

    @Test("has an entity tag that lasts until what is published changes")
    func tag() async throws {
        try await withCriteria { node, get in
            let tag = try #require(try await get("/criteria", [:]).headers[.eTag])
            #expect(try await get("/criteria", [.ifNoneMatch: tag]).status == .notModified)
            try await node.publish(cohort: "modality in (CT, MG)")
            #expect(try await get("/criteria", [.ifNoneMatch: tag]).status == .ok)
        }
    }

    @Test("of several datasets names the attributes of all, without figures")
    func several() async throws {
        try await withCriteria { node, get in
            try await node.publish("more", cohort: "modality in (CT, MG)")
            let all = try criteria(try await get("/criteria", [:]))
            #expect(all.criteria.contains { $0.name == "modality" } && all.criteria.allSatisfy { $0.knownPatients == nil })
            #expect(try criteria(try await get("/criteria?dataset=north.more", [:])).criteria.contains { $0.knownPatients != nil })
        }
    }

    @Test("shows figures only to tokens that open everything, and nothing without a token, where the port may be reached from elsewhere")
    func remote() async throws {
        try await withCriteria(listening: "0.0.0.0") { node, get in
            let refused = try await get("/criteria", [:])
            #expect(refused.status == .unauthorized && refused.contentType == "application/problem+json")
            func token(_ scope: AccessScope) async throws -> HTTPFields {
                let (_, secret) = try await node.createAccessToken(label: "t", scope: scope, mayStore: false, days: 1, actor: "test")
                return [.authorization: "Bearer \(secret)"]
            }
            let all = try criteria(try await get("/criteria", try await token(.everything)))
            #expect(all.criteria.contains { $0.knownPatients != nil })
            let narrow = try criteria(try await get("/criteria", try await token(.datasets(["north.all"]))))
            #expect(narrow == all.withoutFigures)
            let none = try await get("/criteria?dataset=north.none", try await token(.everything))
            #expect(none.status == .notFound && none.contentType == "application/problem+json")
        }
    }
}
