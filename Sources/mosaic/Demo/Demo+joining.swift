import Federation
import Foundation
import Hub
import Node

extension Demo {
    /// Makes the hub and the nodes, and shows who is refused and in which words.
    func join() async throws -> String {
        try await federation.must([
            "hub", "init", "--home", federation.hubHome, "--federation", "Mosaic demo", "--web-port", "\(federation.hubPort)",
            "--federation-port",
            "\(federation.federationPort)",
        ])
        for (name, title, role) in [(Self.person, "Ana Sousa", "researcher"), ("operator@demo.example", "Operator", "operator")] {
            try await federation.must(
                ["hub", "person", name, "--home", federation.hubHome, "--title", title, "--role", role], input: Self.password + "\n")
        }
        servers["hub"] = try federation.start(["hub", "serve", "--home", federation.hubHome], log: "hub")
        try await federation.until("the hub to answer") { (try? await fetch("/")) != nil }

        var used = ""
        for node in nodes {
            used = try await federation.must(["hub", "invite", "--home", federation.hubHome, "--node", node])
            try await make(node, title: titles[node] ?? node)
            report.say(
                try await federation.must(["node", "join", used, "--home", federation.nodeHome(node)]).components(separatedBy: " Next:")[0])
        }
        for node in nodes { try await serve(node) }
        try await federation.must(["login", federation.hubAddress, "--name", Self.person], input: Self.password + "\n")
        try await showRefusals(used)
        return "3 nodes have certificates of the hub's own authority and speak to it over mutual TLS 1.3"
    }

    /// Starts a node's server and waits until the hub has heard of it.
    func serve(_ node: String) async throws {
        servers[node] = try federation.start(["node", "serve", "--home", federation.nodeHome(node)], log: node)
        let start = Date()
        try await federation.until("\(node) to reach the hub") {
            guard let state = try await archiveState(node) else { return false }
            return state.link == "connected" && (state.linkConfirmed ?? .distantPast) >= start.addingTimeInterval(-1)
        }
    }

    private func make(_ node: String, title: String) async throws {
        try await federation.must([
            "node", "init", "--home", federation.nodeHome(node), "--name", node, "--title", title, "--contact", "data@\(node).example",
            "--port",
            "\(DemoFederation.freePort())",
        ])
    }

    private func showRefusals(_ used: String) async throws {
        try await make("porto", title: "A fourth hospital")
        let home = federation.nodeHome("porto")
        func refuse(_ what: String, _ code: String) async throws {
            report.say("refused, \(what): " + (try await federation.mustFail(["node", "join", code, "--home", home])))
        }
        // Any name may use this one, so that what is refused is its second use.
        let anyone = try await federation.must(["hub", "invite", "--home", federation.hubHome])
        let parsed = try InvitationCode(parsing: anyone)
        try await refuse(
            "wrong fingerprint",
            InvitationCode(address: parsed.address, fingerprint: parsed.fingerprint.map { ~$0 }, secret: parsed.secret).description)
        let expiring = try await federation.must(["hub", "invite", "--home", federation.hubHome, "--valid-hours", "0.00001"])
        try await refuse("expired code", expiring)
        try await refuse("used code", used)
        try await federation.must(["node", "join", anyone, "--home", home])

        try await federation.must(["hub", "revoke", "porto", "--home", federation.hubHome, "--reason", "left the demo"])
        let server = try federation.start(["node", "serve", "--home", home], log: "porto")
        try await federation.until("the revoked node to be refused") { try await archiveState("porto")?.link.hasPrefix("refused") == true }
        report.say(
            "refused, revoked node: " + (try await archiveState("porto")?.link.replacingOccurrences(of: "refused: ", with: "") ?? ""))
        try await federation.end(server)
    }
}
