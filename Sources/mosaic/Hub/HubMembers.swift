import ArgumentParser
import Foundation
import Hub

/// `mosaic hub members`
struct HubMembers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members", abstract: "List the nodes of the federation.", discussion: "Example: mosaic hub members --home /srv/hub")

    @OptionGroup var home: HomeOption
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let members = try await home.openHub().memberList()
        if output.json { return try Terminal.printJSON(members) }
        Terminal.printTable(
            ["node", "holder", "state", "joined", "last seen"],
            members.map { [$0.name, $0.title, $0.state, $0.joined.formatted(.iso8601), $0.lastSeen?.formatted(.iso8601) ?? "never"] })
    }
}

/// `mosaic hub revoke`
struct HubRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Shut a node out, from its next message on.",
        discussion: "Example: mosaic hub revoke uh-lisboa --home /srv/hub --reason 'key lost'")

    @Argument(help: "The node.") var node: String
    @OptionGroup var home: HomeOption
    @OptionGroup var actor: ActorOption
    @Option(name: .long, help: "Why; the node is told.") var reason: String

    func run() async throws {
        try await home.openHub().revoke(node, reason: reason, by: actor.actor)
        print("Revoked '\(node)': its next message is refused.")
    }
}
