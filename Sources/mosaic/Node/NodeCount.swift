import ArgumentParser
import Cohorts
import Node

/// `mosaic node count`
struct NodeCount: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count", abstract: "Count cohorts of the published datasets exactly, inside the node.",
        discussion: """
            For the node's own staff: no noise, no budget, and an entry of the ledger. What it prints must not leave the hospital.
            Example: mosaic node count --home /srv/mosaic 'diagnosis = prostate and modality = MR'
            """)

    @OptionGroup var home: HomeOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: OutputOptions
    @Option(help: "The dataset's id; all published datasets where left out.") var dataset: String?
    @Option(help: "Evaluate each query so often and print the median time.") var rounds = 1
    @Argument(help: "Queries, each quoted. An empty one counts everybody.") var queries: [String]

    func validate() throws {
        guard (1...100_000).contains(rounds) else { throw ValidationError("--rounds is from 1 to 100000.") }
    }

    func run() async throws {
        let counts = try await home.openNode().exactCounts(queries, dataset: dataset, rounds: rounds, actor: actor.actor)
        if output.json { return try Terminal.printJSON(counts) }
        if counts.isEmpty { return print("No dataset is published.") }
        Terminal.printTable(
            ["dataset", "patients", "studies", "series", "images", "ms", "query"],
            counts.map { line in
                func text(_ number: Int?) -> String { number.map(String.init) ?? "-" }
                let query =
                    line.unsupported.isEmpty ? line.query : "\(line.query) (no data for \(line.unsupported.joined(separator: ", ")))"
                return [
                    line.dataset, text(line.counts?.patients), text(line.counts?.studies), text(line.counts?.series),
                    text(line.counts?.instances), "\((line.milliseconds * 1_000).rounded() / 1_000)", query,
                ]
            })
    }
}
