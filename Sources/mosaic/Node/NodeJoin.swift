import ArgumentParser
import Federation
import Node

/// `mosaic node join`
struct NodeJoin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join", abstract: "Join the federation that issued an invitation code.",
        discussion: "Example: mosaic node join MOSAIC1-… --home /srv/mosaic")

    @Argument(help: "The code that 'mosaic hub invite' printed.")
    var code: String
    @OptionGroup var home: HomeOption

    func run() async throws {
        let code = try InvitationCode(parsing: code)
        let node = try home.openNode()
        let federation = try await node.join(code)
        print("'\(node.name)' joined \(federation). Next: mosaic node serve --home \(home.home)")
    }
}
