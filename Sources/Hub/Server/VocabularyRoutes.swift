import Cohorts
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Web

/// What can be asked, and what a question means: for the Explorer, and for any program that helps people to ask.
///
/// Nothing here tells of any patient, and nothing is kept: no one has to be signed in.
struct VocabularyRoutes: Sendable {
    private let criteria: PageAsset

    /// Far above the longest tree whose text a node accepts.
    static let treeBytes = 128 << 10

    init() throws {
        criteria = PageAsset("criteria.json", try JSONResponse.bytes(Criteria().withoutFigures))
    }

    func add<Context: RequestContext>(to router: Router<Context>) {
        let api = router.group("/api/v1")
        api.get("/criteria") { request, _ in criteria.response(to: request) }
        api.get("/query") { request, _ in
            try Self.answer(QueryReading(text: FormFields(query: request).exactly("text") ?? ""))
        }
        api.post("/query") { request, context in
            guard request.headers[.contentType]?.hasPrefix("application/json") == true else {
                throw HTTPError(.unsupportedMediaType, message: "This address takes the tree of a query as JSON.")
            }
            let body = try await request.body.collect(upTo: Self.treeBytes)
            let tree: QueryTree
            do {
                tree = try JSONDecoder().decode(QueryTree.self, from: Data(body.readableBytesView))
            } catch {
                throw HTTPError(.unprocessableContent, message: "This is not the tree of a query, or deeper than any query may be.")
            }
            return try Self.answer(QueryReading.written(from: tree))
        }
    }

    private static func answer(_ reading: QueryReading) throws -> Response {
        var response = try JSONResponse.make(reading)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
