import Catalogue
import Foundation
import Governance
import HTTPTypes
import Hummingbird
import Ledger
import Web

/// `/permits`: the permits of a person, and each as the note that its node signed.
extension HubPages {
    func addPermits(to routes: RouterGroup<PersonContext>) {
        routes.get("/permits") { _, context in try await permits(context) }
        routes.get("/permits/:id/note") { _, context in
            let id = try context.named("id")
            let notes = try await hub.applications.permits(of: context.requirePerson())
            guard let note = notes.first(where: { (try? Permit(text: $0.text))?.id == id }) else {
                throw HubError(.notFound, "You have no permit '\(id.prefix(80))'. 'mosaic permits' lists yours.")
            }
            var headers: HTTPFields = [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"]
            headers[.xContentTypeOptions] = "nosniff"
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: note.encoded)))
        }
    }

    /// The element of the permits' page that shows a permit.
    static func anchor(ofPermit id: String) -> String { "permit-\(PageText.escaped(id))" }

    private func permits(_ context: PersonContext) async throws -> Response {
        let permits = try await hub.applications.permits(of: context.requirePerson()).map { try Permit(text: $0.text) }
        let entries = await entries(permits.map(\.datasetID))
        let now = hub.now()
        var page = frame("Permits", context, at: .permits)
        page["permits"] = permits.reversed().map { permit in
            [
                "anchor": Self.anchor(ofPermit: permit.id), "permitID": permit.id,
                "datasetTitle": entries[permit.datasetID]?.record.title ?? permit.datasetID,
                "datasetLink": "/datasets/\(PageText.escaped(permit.datasetID))", "datasetVersion": permit.datasetVersion,
                "nodeName": permit.node, "holder": permit.holder,
                "state": permit.isValid(at: now) ? "valid" : now < permit.issued ? "not valid yet" : "expired",
                "tone": permit.isValid(at: now) ? "good" : now < permit.issued ? "waiting" : "off", "issued": PageText.time(permit.issued),
                "expires": PageText.time(permit.expires), "purpose": permit.purpose, "operations": permit.operations.map(\.words).sorted(),
                "commands": permit.isValid(at: now) ? Set(permit.operations.map { $0.command(on: permit.datasetID) }).sorted() : [],
                "conditions": permit.conditions.map {
                    ["code": $0.code.id, "label": $0.code.label + ($0.detail.isEmpty ? "" : ": \($0.detail)")]
                }, "users": permit.users.map(PageText.user), "noteLink": "/permits/\(PageText.escaped(permit.id))/note",
            ] as [String: Any]
        }
        return library.page("permits", page)
    }
}

extension Permit.Operation {
    /// The command that uses it; the key that signs is on the user's machine, so no page can.
    func command(on dataset: String) -> String {
        switch self {
        case .count, .exactCount: "mosaic search 'QUERY' --permit --dataset \(dataset)"
        case .train: "mosaic run --cohort 'QUERY' --feature FEATURE --outcome OUTCOME --dataset \(dataset)"
        }
    }

    /// The operation in words.
    var words: String {
        switch self {
        case .count: "count with noise"
        case .exactCount: "count exactly"
        case .train: "train a model"
        }
    }
}
