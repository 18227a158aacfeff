import ArgumentParser
import Computation
import Federation
import Foundation
import Governance
import Ledger

/// The permits of the person who is signed in.
func permits(of client: HubClient) async throws -> [Permit] {
    try await client.get("/api/v1/permits", as: [SignedNote].self).map { try Permit(text: $0.text) }
}

/// `mosaic run`
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Compute where the data are, under your permits; only checked aggregates come back.",
        discussion: """
            Features are clinical attributes, or first-order statistics of the pixels of series that meet a condition. Example:
            mosaic run --outcome significant_cancer --feature psa --feature age \\
              --feature 'mean(modality = MR and b_value = 1400)' --cohort 'diagnosis = prostate and modality = MR'
            Without --outcome: count, mean and standard deviation of each feature.
            """)

    @Option(name: .long, help: "The yes/no attribute to explain, for a logistic regression.") var outcome: String?
    @Option(name: .long, help: "A feature; may be repeated.") var feature: [String]
    @Option(name: .long, help: "The cohort.") var cohort: String
    @Option(name: .long, help: "A dataset; may be repeated. All you have a permit to train on where left out.") var dataset: [String] = []
    @OptionGroup var output: OutputOptions

    /// What is printed for programs.
    struct Output: Codable {
        var job: String
        var datasets: [String]
        var result: JobResult
    }

    func run() async throws {
        let client = try HubClient()
        var datasets = dataset
        if datasets.isEmpty {
            let now = systemClock()
            datasets = Set(try await permits(of: client).filter { $0.isValid(at: now) && $0.operations.contains(.train) }.map(\.datasetID))
                .sorted()
        }
        guard !datasets.isEmpty else {
            throw ClientHome.Failure(description: "You have no permit to train on any dataset. Apply with 'mosaic apply'.")
        }
        let description = JobDescription(
            id: "j-" + UUID().uuidString.lowercased().prefix(13), kind: outcome == nil ? .descriptiveStatistics : .logisticRegression,
            outcome: outcome,
            features: feature, cohort: cohort, datasets: datasets)
        let result = try await FederatedRun(client: client, description: description).run { round, sites in
            Terminal.progress("round \(round), \(sites) datasets")
        }
        Terminal.endProgress()
        if output.json { return try Terminal.printJSON(Output(job: description.id, datasets: datasets, result: result)) }
        print("Job \(description.id) on \(datasets.joined(separator: ", "))")
        ResultText.printResult(result)
    }
}

/// A computation led by the data user's client: it signs every round, so that the hub can neither start nor bend one.
struct FederatedRun {
    let client: HubClient
    let description: JobDescription

    func run(onRound: (Int, Int) -> Void) async throws -> JobResult {
        var coordinator = try Coordinator(job: description, sites: description.datasets)
        _ = try await client.post("/api/v1/jobs", description, as: PublicInterface.Made.self)
        while true {
            let request: RoundRequest
            switch coordinator.step {
            case .finished(let result):
                _ = try await client.put("/api/v1/jobs/\(description.id)/result", result, as: PublicInterface.Made.self)
                return result
            case .request(let next): request = next
            }
            onRound(request.round, description.datasets.count)
            let outcome = try await ask(request)
            try checkComplete(outcome)
            let aggregates = Dictionary(
                outcome.answers.compactMap { answer in answer.aggregate.map { (answer.dataset, $0) } }, uniquingKeysWith: { $1 })
            _ = try coordinator.receive(aggregates)
        }
    }

    private func ask(_ request: RoundRequest) async throws -> PublicInterface.RoundOutcome {
        let round = JobRound(description: description, request: request, expires: systemClock().addingTimeInterval(600))
        let note = try client.signer.sign(NoteText.encode(round))
        return try await client.post(
            "/api/v1/jobs/\(description.id)/rounds", PublicInterface.Round(round: request.round, note: note),
            as: PublicInterface.RoundOutcome.self)
    }

    private func checkComplete(_ outcome: PublicInterface.RoundOutcome) throws {
        var problems = outcome.answers.filter { $0.aggregate == nil }.map {
            "\($0.dataset): refused: \($0.refusals.joined(separator: "; "))"
        }
        problems += outcome.missing.map { "\($0): its node is offline" }
        guard problems.isEmpty else {
            throw ClientHome.Failure(
                description: "The computation stopped:\n" + problems.map { "  \($0)" }.joined(separator: "\n")
                    + "\nRun it again without these datasets (--dataset), or once they can answer.")
        }
    }
}

/// Results as a person reads them.
enum ResultText {
    static func printResult(_ result: JobResult) {
        switch result {
        case .model(let model):
            Terminal.printTable(
                ["", "coefficient", "standard error", "z", "p"],
                model.names.indices.map { index in
                    [
                        model.names[index], number(model.coefficients[index]), number(model.standardErrors[index]),
                        number(model.zValues[index], 2),
                        number(model.pValues[index], 4),
                    ]
                })
            print(
                "n = \(model.n), \(model.positives) with the outcome, \(model.rounds) rounds, log likelihood \(number(model.logLikelihood, 3))"
            )
        case .summaries(let summaries):
            Terminal.printTable(
                ["feature", "n", "missing", "mean", "standard deviation"],
                summaries.map {
                    [
                        $0.name, "\($0.count)", "\($0.missing)", $0.mean.map { number($0) } ?? "–",
                        $0.standardDeviation.map { number($0) } ?? "–",
                    ]
                })
        }
    }

    static func number(_ value: Double, _ digits: Int = 6) -> String { String(format: "%.\(digits)f", value) }
}

/// `mosaic results`
struct ResultsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "results", abstract: "List your jobs, or show the result of one.", discussion: "Example: mosaic results j-1234")

    @Argument(help: "The job.") var job: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try HubClient()
        guard let job else {
            let jobs = try await client.get("/api/v1/jobs", as: [PublicInterface.Job].self)
            if output.json { return try Terminal.printJSON(jobs) }
            return Terminal.printTable(
                ["job", "kind", "datasets", "finished"],
                jobs.map {
                    [
                        $0.description.id, $0.description.kind.rawValue, $0.description.datasets.joined(separator: " "),
                        $0.result == nil ? "no" : "yes",
                    ]
                })
        }
        let found = try await client.get("/api/v1/jobs/\(job)", as: PublicInterface.Job.self)
        if output.json { return try Terminal.printJSON(found) }
        guard let result = found.result else {
            throw ClientHome.Failure(description: "Job \(job) has no result: it was stopped, or is under way.")
        }
        ResultText.printResult(result)
    }
}
