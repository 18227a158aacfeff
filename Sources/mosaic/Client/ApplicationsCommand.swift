import ArgumentParser
import Federation
import Foundation
import Governance
import Ledger

/// `mosaic applications`
struct ApplicationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "applications", abstract: "See your applications; accept the conditions that a holder puts.",
        subcommands: [List.self, Accept.self], defaultSubcommand: List.self)

    /// `mosaic applications list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List your applications and where they stand.", discussion: "Example: mosaic applications")
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let applications = try await HubClient().get("/api/v1/applications", as: [PublicInterface.ApplicationState].self)
            if output.json { return try Terminal.printJSON(applications) }
            for state in applications {
                print("\(state.application.id)  \(state.negotiation.state.rawValue)  \(state.application.title)")
                for (id, dataset) in state.negotiation.datasets.sorted(by: { $0.key < $1.key }) {
                    var line = "  \(id.padding(toLength: 32, withPad: " ", startingAt: 0)) \(dataset.state.rawValue)"
                    if !dataset.conditions.isEmpty {
                        line += "  conditions: " + dataset.conditions.map(\.description).joined(separator: "; ")
                    }
                    if !dataset.reason.isEmpty { line += "  reason: \(dataset.reason)" }
                    if let permit = dataset.permitID { line += "  permit: \(permit)" }
                    print(line)
                }
            }
        }
    }

    /// `mosaic applications accept`
    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Accept the conditions that a holder puts; your key signs it.",
            discussion: "Example: mosaic applications accept a-1234 uh-lisboa.prostate")
        @Argument(help: "The application.") var application: String
        @Argument(help: "The dataset.") var dataset: String

        func run() async throws {
            let client = try HubClient()
            let applications = try await client.get("/api/v1/applications", as: [PublicInterface.ApplicationState].self)
            guard let state = applications.first(where: { $0.application.id == application })?.negotiation.datasets[dataset] else {
                throw ClientHome.Failure(
                    description: "You have no application '\(application)' for dataset '\(dataset)'. 'mosaic applications' lists yours.")
            }
            guard state.state == .conditionsIndicated else {
                throw ClientHome.Failure(
                    description: "There is nothing to accept: the application for '\(dataset)' is in state \(state.state.rawValue).")
            }
            let acceptance = ConditionsAcceptance(application: application, dataset: dataset, conditions: state.conditions)
            let note = try client.signer.sign(NoteText.encode(acceptance))
            _ = try await client.post(
                "/api/v1/applications/\(application)/datasets/\(dataset)/acceptance", PublicInterface.Acceptance(note: note),
                as: PublicInterface.Made.self)
            print("Accepted: \(state.conditions.map(\.description).joined(separator: "; "))")
        }
    }
}

/// `mosaic permits`
struct PermitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permits", abstract: "List your permits, as their holders signed them.", discussion: "Example: mosaic permits")
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let permits = try await permits(of: HubClient())
        if output.json { return try Terminal.printJSON(permits) }
        Terminal.printTable(
            ["permit", "dataset", "version", "holder", "operations", "expires"],
            permits.map {
                [
                    $0.id, $0.datasetID, $0.datasetVersion, $0.holder, $0.operations.map(\.rawValue).sorted().joined(separator: " "),
                    $0.expires.formatted(.iso8601),
                ]
            })
    }
}
