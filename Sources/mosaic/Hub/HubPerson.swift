import ArgumentParser
import Foundation
import Hub

/// `mosaic hub person`
struct HubPerson: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person", abstract: "Let a person sign in, or give a known one a new password.",
        discussion:
            "The password is read from standard input. Example: echo 'correct horse battery' | mosaic hub person ana@example.org --home /srv/hub --title 'Ana Sousa'"
    )

    @Argument(help: "The name to sign in with.") var name: String
    @OptionGroup var home: HomeOption
    @Option(name: .long, help: "The name for people to read.") var title: String?
    @Option(name: .long, help: "researcher or operator.") var role: String = "researcher"

    func run() async throws {
        guard let role = Person.Role(rawValue: role) else { throw ValidationError("--role is researcher or operator, not '\(role)'.") }
        guard let password = readLine(strippingNewline: true) else { throw ValidationError("Give the password on standard input.") }
        try await home.openHub().addPerson(name: name, title: title ?? name, role: role, password: password)
        print("'\(name)' can sign in as \(role.rawValue).")
    }
}
