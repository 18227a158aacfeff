import ArgumentParser
import Hub

/// `mosaic hub init`
struct HubInit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a hub's home: certificate authority, keys and a commented configuration.",
        discussion: "Example: mosaic hub init --home /srv/hub --federation 'Cancer Images' --address hub.example.org")

    @OptionGroup var home: HomeOption
    @Option(name: .long, help: "The federation's name.")
    var federation: String = "Mosaic"
    @Option(name: .long, help: "The host name or address under which people and nodes reach the hub.")
    var address: String = "127.0.0.1"
    @Option(name: .long, help: "The address to bind to.")
    var bind: String = "127.0.0.1"
    @Option(name: .long, help: "The port of the web pages.")
    var webPort: Int = 8080
    @Option(name: .long, help: "The port for nodes.")
    var federationPort: Int = 8443

    func run() async throws {
        let configuration = HubConfiguration.initial(
            federation: federation, address: address, bind: bind, webPort: webPort, federationPort: federationPort)
        try HubHome(home.home).create(configuration, now: systemClock())
        print("Made hub '\(federation)' in \(home.home). Next: mosaic hub serve --home \(home.home)")
    }
}
