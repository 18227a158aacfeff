import Catalogue
import Cohorts
import Crypto
import Federation
import Foundation
import HTTPTypes
import Hummingbird
import Web

/// `GET /criteria`: what can be asked of the node's published datasets, with type, unit and values, and of how many patients it is known.
///
/// With `?dataset=`, or where one dataset is published, it is about that one; otherwise it names every attribute that any of them has, without
/// figures, because patients may be in several. The figures are exact, so only who may see the whole archive gets them.
struct CriteriaRoute: Sendable {
    let node: Node

    func add<Context: RequestContext>(to router: Router<Context>) {
        router.get("/criteria") { request, _ in try await answer(request) }
    }

    private func answer(_ request: Request) async throws -> Response {
        let seesFigures: Bool =
            if LocalRequest.isLocal(request, node.configuration) {
                true
            } else {
                try await node.accessGrant(for: request).scope == .everything
            }
        let criteria = try await criteria(of: request.uri.queryParameters.get("dataset"))
        let body = try JSONResponse.bytes(seesFigures ? criteria : criteria.withoutFigures)
        let tag = EntityTag([SHA256.hash(data: body).description], form: "criteria")
        return try await Representation(type: "application/json", tag: tag) { body }.response(to: request)
    }

    private func criteria(of id: String?) async throws -> Criteria {
        let datasets = try await node.cohorts.published()
        if let id {
            guard let dataset = datasets.first(where: { $0.record.id == id }) else {
                throw Problem(
                    code: "not-found", title: "Not found", status: 404, detail: "This node publishes no dataset of that name.")
            }
            return dataset.index.criteria
        }
        if let only = datasets.first, datasets.count == 1 { return only.index.criteria }
        return Criteria(attributes: datasets.reduce(into: []) { $0.formUnion($1.index.supportedAttributes) })
    }
}
