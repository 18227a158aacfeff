import Federation
import Foundation
import Governance
import Hummingbird
import Web

/// `/members`: the operator's view of the federation.
extension HubPages {
    private static let defaultHours = 72.0

    func addMembers(to routes: RouterGroup<PersonContext>) {
        routes.get("/members") { _, context in
            _ = try Self.requireOperator(context)
            return try await membersPage(context)
        }
        routes.post("/members/invitations") { request, context in
            let person = try Self.requireOperator(context)
            return try await invite(fields(of: request, context), by: person, context)
        }
        routes.post("/members/:name/revocation") { request, context in
            let person = try Self.requireOperator(context)
            let reason = try await fields(of: request, context)["reason"] ?? ""
            guard !reason.isEmpty else { throw HubError(.input, "Say why the node is revoked: its staff are told.") }
            try await hub.revoke(context.named("name"), reason: String(reason.prefix(500)), by: person.name)
            return Response.redirect(to: "/members")
        }
    }

    private static func requireOperator(_ context: PersonContext) throws -> Person {
        let person = try context.requirePerson()
        guard person.role == .operator else { throw HubError(.notPermitted, "Only an operator of this hub sees its members.") }
        return person
    }

    private func invite(_ fields: FormFields, by person: Person, _ context: PersonContext) async throws -> Response {
        let name = fields["node"] ?? ""
        let hours = fields["hours"].flatMap(Double.init) ?? 0
        var faults: [String: String] = [:]
        do {
            if !name.isEmpty { _ = try NodeName(name) }
        } catch {
            faults["node"] = error.message
        }
        if !(hours > 0 && hours <= 24 * 90) { faults["hours"] = "More than 0 and at most 2160 hours." }
        guard faults.isEmpty else {
            return try await membersPage(typed: ["node": name, "hours": fields["hours"] ?? ""], faults: faults, context)
        }
        let code = try await hub.invite(node: name.isEmpty ? nil : name, lifetime: hours * 3600, by: person.name)
        return try await membersPage(
            newCode: [
                "newCodeNode": name.isEmpty ? "any node" : name, "newCodeCommand": "mosaic node join \(code) --home NODE-HOME",
                "newCodeExpires": PageText.time(hub.now() + hours * 3600),
            ], context)
    }

    private func membersPage(
        newCode: [String: String]? = nil, typed: [String: String] = [:], faults: [String: String] = [:], _ context: PersonContext
    ) async throws -> Response {
        let memberships = Dictionary(uniqueKeysWithValues: try await hub.members.list().map { ($0.node, $0) })
        let entries = try await hub.catalogue.entries()
        var page = frame("Members", context, at: .members)
        if let newCode {
            page["hasNewCode"] = true
            page.merge(newCode) { $1 }
        }
        page["value"] = ["node": "", "hours": PageText.number(Self.defaultHours)].merging(typed) { $1 }
        page["fault"] = faults
        var nodes: [[String: Any]] = []
        for member in try await hub.memberList() {
            let membership = memberships[member.name]
            let isRevoked = member.state == "revoked"
            let presence = await presence(of: member)
            var node: [String: Any] = [
                "nodeName": member.name, "holder": member.title, "state": isRevoked ? "revoked" : presence.state,
                "tone": isRevoked ? "bad" : presence.tone, "joinedOn": PageText.day(member.joined),
                "certificateExpires": membership.map { PageText.day($0.expires) } ?? "–",
                "publishes": PageText.count(entries.count { $0.node == member.name }),
            ]
            if let reason = membership?.reason, !reason.isEmpty { node["why"] = reason }
            if !isRevoked { node["revokeAction"] = "/members/\(PageText.escaped(member.name))/revocation" }
            nodes.append(node)
        }
        page["nodes"] = nodes
        return library.page("members", page, status: faults.isEmpty ? .ok : .unprocessableContent)
    }
}
