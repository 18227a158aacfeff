import ArgumentParser
import Logging
import Node

/// `mosaic node serve`
struct NodeServe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the node: its own page for its staff, and the link to the hub.",
        discussion: "Example: mosaic node serve --home /srv/mosaic")

    @OptionGroup var home: HomeOption
    @Option(name: .long, help: "trace, debug, info, warning or error.")
    var log: String = "info"

    func run() async throws {
        guard let level = Logger.Level(rawValue: log) else {
            throw ValidationError("--log is trace, debug, info, warning or error, not '\(log)'.")
        }
        let node = try Node(home: NodeHome(home.home), now: systemClock, logger: commandLogger(level))
        try await NodeServer(node: node).run()
    }
}
