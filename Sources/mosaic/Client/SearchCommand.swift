import ArgumentParser
import Cohorts
import Federation
import Foundation
import Governance
import Ledger

/// `mosaic search`
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Count a cohort: one honest answer for each dataset, as the nodes give them.",
        discussion: """
            A distribution is paid for from your privacy budget where a dataset releases it; 'mosaic budget' shows what is left.
            With --permit your key signs the question, and the datasets that you have permits for count exactly, if the permits say so.
            Examples:
            mosaic search 'diagnosis = prostate and modality = MR and age 50..75' --facets sex,age
            mosaic search 'diagnosis = prostate and isup in (4, 5)' --permit
            """)

    @Argument(help: "The cohort.") var query: String
    @Option(name: .long, help: "Attributes whose distributions are wanted too, between commas; at most 20.") var facets: String = ""
    @Flag(name: .long, help: "Ask under your permits, where you have one to count.") var permit = false
    @Option(name: .long, help: "With --permit: a dataset; may be repeated. All you have a permit to count where left out.")
    var dataset: [String] = []
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard permit || dataset.isEmpty else { throw ValidationError("--dataset goes with --permit; without, all datasets are asked.") }
        do {
            _ = try Query(text: query)
            _ = try FacetList.read(facets)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    func run() async throws {
        let client = try HubClient()
        let query = try Query(text: query)
        let search: PublicInterface.PermittedSearch? = permit ? try await signed(query, client) : nil
        var answers: [NodeAnswer] = []
        try await client.stream(search == nil ? path(query) : "/api/v1/search", posting: search, of: NodeAnswer.self) { answer in
            answers.append(answer)
            if !output.json {
                print(Self.line(answer, isUnderPermit: permit))
                for line in Self.distributions(answer) { print(line) }
            }
        }
        if output.json { return try Terminal.printJSON(answers) }
        print(Self.sum(answers))
    }

    private func path(_ query: Query) -> String {
        var components = URLComponents()
        components.queryItems = [URLQueryItem(name: "q", value: query.canonicalText)]
        if !facets.isEmpty { components.queryItems?.append(URLQueryItem(name: "facets", value: facets)) }
        // '+' is a space in a query string by old habit; it must arrive as itself.
        return "/api/v1/search?" + (components.percentEncodedQuery ?? "").replacingOccurrences(of: "+", with: "%2B")
    }

    /// The question with the signature of the key that the permits name; nodes answer it for ten minutes.
    private func signed(_ query: Query, _ client: HubClient) async throws -> PublicInterface.PermittedSearch {
        let now = systemClock()
        var datasets = Set(dataset)
        if datasets.isEmpty {
            let permits = try await permits(of: client).filter {
                $0.isValid(at: now) && !$0.operations.isDisjoint(with: [.count, .exactCount])
            }
            datasets = Set(permits.map(\.datasetID))
        }
        guard !datasets.isEmpty else {
            throw ClientHome.Failure(
                description:
                    "You have no permit to count at any dataset. Apply with 'mosaic apply' and 'operations: [exactCount]' in the form.")
        }
        let question = PermittedQuestion(
            person: client.state.person, query: query.canonicalText, facets: try FacetList.read(facets), datasets: datasets.sorted(),
            expires: now.addingTimeInterval(PermittedQuestion.lifetime))
        return PublicInterface.PermittedSearch(note: try client.signer.sign(NoteText.encode(question)))
    }

    static func line(_ answer: NodeAnswer, isUnderPermit: Bool = false) -> String {
        let name = (answer.dataset ?? answer.node).padding(toLength: 34, withPad: " ", startingAt: 0)
        let word = answer.answer.kind.padding(toLength: 12, withPad: " ", startingAt: 0)
        let budget = answer.budget.map { "; \($0.answersLeft) more such answers" } ?? ""
        return Terminal.plain("\(name) \(word) \(explanation(answer.answer, isUnderPermit))\(budget) (\(answer.milliseconds) ms)")
    }

    /// The distributions of an answer, one a line, and those that it does not give.
    static func distributions(_ answer: NodeAnswer) -> [String] {
        guard case .value(let counts) = answer.answer else { return [] }
        let given = (counts.distributions ?? []).map { distribution in
            let bins = distribution.bins.map { "\($0.value) \($0.patients.map { "\($0)" } ?? "suppressed")" }
            let margin = distribution.margin.map { ", each within \($0)" } ?? ""
            return Terminal.plain("    \(distribution.attribute)\(margin): \(bins.joined(separator: ", "))")
        }
        let withheld = (counts.withheld ?? []).map { Terminal.plain("    \($0.attribute): not given, \(explanation($0.reason))") }
        return given + withheld
    }

    private static func explanation(_ reason: Counts.Withheld.Reason) -> String {
        switch reason {
        case .policy: "this dataset does not release it"
        case .unsupported: "this dataset does not have it"
        case .size: "it would make the answer too large; ask for fewer"
        }
    }

    private static func explanation(_ answer: Answer, _ isUnderPermit: Bool) -> String {
        switch answer {
        case .value(let counts):
            counts.margin.map { "about \(counts.patients) patients, within \($0) in 95 of 100 cases" } ?? "\(counts.patients) patients"
        case .suppressed: "too few to say" + (isUnderPermit ? ", or too near to a cohort that was counted" : "")
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
        let isExact = answers.allSatisfy { if case .value(let counts) = $0.answer { counts.isExact } else { true } }
        let sum = "\(isExact ? "" : "about ")\(values.reduce(0, +))"
        return "\(values.count) of \(answers.count) answers are counts, together \(sum) patients\(rest)."
    }
}
