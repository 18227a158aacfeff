import ArgumentParser
import Federation
import Foundation

/// `mosaic login`
struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Sign in at a hub.",
        discussion: "The password is read from standard input. Example: mosaic login http://hub.example.org:8080 --name ana@example.org")

    @Argument(help: "The hub's web address.") var hub: String
    @Option(name: .long, help: "Your name at the hub.") var name: String

    func validate() throws {
        guard let url = URL(string: hub), ["http", "https"].contains(url.scheme), url.host() != nil else {
            throw ValidationError("'\(hub)' is no web address. Example: http://hub.example.org:8080")
        }
    }

    func run() async throws {
        if isatty(STDIN_FILENO) == 1 { Terminal.error("Password for \(name):") }
        guard let password = readLine(strippingNewline: true) else { throw ValidationError("Give the password on standard input.") }
        let hub = hub.hasSuffix("/") ? String(hub.dropLast()) : hub
        let answer = try await HubClient.signIn(hub: hub, name: name, password: password)
        try ClientHome.standard.store(hub: hub, person: answer.name, token: answer.token)
        print("Signed in at \(hub) as \(answer.title).")
    }
}
