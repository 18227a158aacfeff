import ArgumentParser
import Cohorts
import Federation
import Foundation

/// `mosaic search`
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Count a cohort: one honest answer for each dataset, as the nodes give them.",
        discussion: "Example: mosaic search 'diagnosis = prostate and modality = MR and age 50..75'")

    @Argument(help: "The cohort.") var query: String
    @OptionGroup var output: OutputOptions

    func validate() throws {
        do {
            _ = try Query(text: query)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    func run() async throws {
        let client = try HubClient()
        let query = try Query(text: query)
        var components = URLComponents()
        components.queryItems = [URLQueryItem(name: "q", value: query.canonicalText)]
        // '+' is a space in a query string by old habit; it must arrive as itself.
        let path = "/api/v1/search?" + (components.percentEncodedQuery ?? "").replacingOccurrences(of: "+", with: "%2B")
        var answers: [NodeAnswer] = []
        try await client.stream(path, of: NodeAnswer.self) { answer in
            answers.append(answer)
            if !output.json { print(Self.line(answer)) }
        }
        if output.json { return try Terminal.printJSON(answers) }
        print(Self.sum(answers))
    }

    static func line(_ answer: NodeAnswer) -> String {
        let name = (answer.dataset ?? answer.node).padding(toLength: 34, withPad: " ", startingAt: 0)
        let word = answer.answer.kind.padding(toLength: 12, withPad: " ", startingAt: 0)
        return Terminal.plain("\(name) \(word) \(explanation(answer.answer)) (\(answer.milliseconds) ms)")
    }

    private static func explanation(_ answer: Answer) -> String {
        switch answer {
        case .value(let counts):
            counts.margin.map { "about \(counts.patients) patients, within \($0) in 95 of 100 cases" } ?? "\(counts.patients) patients"
        case .suppressed: "too few to say"
        case .unsupported(let names): "this node cannot evaluate: \(names.joined(separator: ", "))"
        case .refused(let reason): reason
        case .offline(let since): since.map { "last seen \($0.formatted(.iso8601))" } ?? "never seen since the hub started"
        }
    }

    private static func sum(_ answers: [NodeAnswer]) -> String {
        let values = answers.compactMap { answer -> Int? in if case .value(let counts) = answer.answer { counts.patients } else { nil } }
        guard !values.isEmpty else { return "No dataset gave a count." }
        let missing = answers.count - values.count
        let rest = missing == 0 ? "" : "; \(missing) gave none, which is not zero"
        return "\(values.count) of \(answers.count) answers are counts, together about \(values.reduce(0, +)) patients\(rest)."
    }
}
