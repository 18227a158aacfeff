import ArgumentParser
import Foundation
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

            Exit status: 0 done, 1 failed, 2 misuse.
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
        let isMisuse = code == .validationFailure
        Terminal.error(isMisuse ? text : "mosaic: \(error)")
        Foundation.exit(isMisuse ? 2 : 1)
    }
}
