import ArgumentParser
import Foundation
import Hub

/// `mosaic hub invite`
struct HubInvite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite", abstract: "Print a code with which one node can join, once.",
        discussion: "Example: mosaic hub invite --home /srv/hub --node uh-lisboa --valid-hours 24")

    @OptionGroup var home: HomeOption
    @OptionGroup var actor: ActorOption
    @Option(name: .long, help: "The name the node must have; any where left out.")
    var node: String?
    @Option(name: .long, help: "How long the code can be used, in hours.")
    var validHours: Double = 72

    func validate() throws {
        guard validHours > 0, validHours <= 24 * 90 else { throw ValidationError("--valid-hours is more than 0 and at most 2160.") }
    }

    func run() async throws {
        let code = try await home.openHub().invite(node: node, lifetime: validHours * 3600, by: actor.actor)
        print(code)
    }
}
