import ArgumentParser
import Catalogue
import Federation
import Foundation

/// `mosaic datasets`
struct DatasetsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "datasets", abstract: "List the catalogue.", discussion: "Example: mosaic datasets --json")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let datasets = try await HubClient().get("/api/v1/datasets", as: [PublicInterface.Dataset].self)
        if output.json { return try Terminal.printJSON(datasets) }
        Terminal.printTable(
            ["dataset", "version", "holder", "patients", "modalities", "title"],
            datasets.map {
                [
                    $0.record.id, $0.record.version.description, $0.record.holder, "~\($0.record.statistics.patients)",
                    $0.record.statistics.modalities.keys.sorted().joined(separator: " "), $0.record.title,
                ]
            })
    }
}
