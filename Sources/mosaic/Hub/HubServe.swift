import ArgumentParser
import Hub
import Logging

/// `mosaic hub serve`
struct HubServe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the hub: web pages, public interface, and the port for nodes.",
        discussion: "Example: mosaic hub serve --home /srv/hub")

    @OptionGroup var home: HomeOption
    @Option(name: .long, help: "trace, debug, info, warning or error.")
    var log: String = "info"

    func run() async throws {
        guard let level = Logger.Level(rawValue: log) else {
            throw ValidationError("--log is trace, debug, info, warning or error, not '\(log)'.")
        }
        let hub = try Hub(home: HubHome(home.home), now: systemClock, logger: commandLogger(level))
        try await HubServer(hub: hub).run()
    }
}
