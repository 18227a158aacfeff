import ArgumentParser
import Foundation
import Node

/// `mosaic node check`
struct NodeCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say how the node is: configuration, link, archive, ledger.",
        discussion: "Example: mosaic node check --home /srv/mosaic")

    @OptionGroup var home: HomeOption
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let state = try await home.openNode().state()
        if output.json { return try Terminal.printJSON(state) }
        print("node          \(state.name)")
        print("federation    \(state.federation ?? "not joined") \(state.hub.map { "at \($0)" } ?? "")")
        print("link          \(state.link)\(state.linkSince.map { " since \($0.formatted(.iso8601))" } ?? "")")
        if let expires = state.certificateExpires { print("certificate   until \(expires.formatted(.iso8601))") }
        print("archive       \(state.patients) patients, \(state.studies) studies, \(state.series) series, \(state.instances) instances")
        print("quarantine    \(state.quarantine.values.reduce(0, +)) items")
        print("datasets      \(state.datasets)")
        print("applications  \(state.applicationsWaiting) waiting for a decision")
        print("outbox        \(state.messagesWaiting) messages waiting for the hub")
        print("ledger        \(state.ledgerEntries) entries")
    }
}
