import ArgumentParser
import Cohorts
import Federation
import Foundation
import Node
import Web

/// The one program: hub, node, and the client of a data user.
@main
struct Mosaic: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mosaic",
        abstract: "A federation of cancer imaging archives: every hospital keeps its tile.",
        discussion: """
            Try it:          mosaic demo
            A hub:           mosaic hub init --home hub, mosaic hub invite --home hub, mosaic hub serve --home hub
            A node:          mosaic node init --home node --name NAME, mosaic node join CODE --home node, mosaic node serve --home node
            A data user:     mosaic login http://hub:8080, mosaic search 'diagnosis = prostate and modality = MR'

            Exit status: 0 done, 1 failed, 2 misuse: what was typed cannot be meant, whatever is there.
            """,
        version: programVersion,
        subcommands: [
            DemoCommand.self, SampleCommand.self, HubCommand.self, NodeCommand.self, DICOMCommand.self, LoginCommand.self,
            SearchCommand.self, BudgetCommand.self,
            DatasetsCommand.self, ApplyCommand.self, ApplicationsCommand.self, PermitsCommand.self, RunCommand.self, ResultsCommand.self,
            LedgerCommand.self,
        ])

    static func main() async {
        // A peer that closes its end must give an error, not end the process.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            leave(with: error)
        }
    }

    /// ArgumentParser's own status for misuse is 64; ours is 2.
    private static func leave(with error: any Error) -> Never {
        let code = exitCode(for: error)
        let text = fullMessage(for: error)
        if code == .success {
            if !text.isEmpty { print(text) }
            Foundation.exit(0)
        }
        if let code = error as? ExitCode { Foundation.exit(code.rawValue) }
        let isUsage = code == .validationFailure
        Terminal.error(isUsage ? text : "mosaic: \(error)")
        Foundation.exit(isUsage || isMisuse(error) ? 2 : 1)
    }

    /// Whether a room below found that the words of a command cannot be meant. What is named well and not there, or broken, is a failure.
    private static func isMisuse(_ error: any Error) -> Bool {
        switch error {
        case let error as NodeError: error.code == .misuse
        case let error as FederationError: error.code == .nameInvalid || error.code == .invitationMalformed
        case is QueryError: true
        default: false
        }
    }
}
