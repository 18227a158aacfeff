import ArgumentParser
import Federation
import Foundation

/// `mosaic budget`
struct BudgetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "budget", abstract: "See what you have spent of your privacy budget at each dataset.",
        discussion: """
            As each dataset's node said with its last answer to you; the accounts are at the nodes, and looking asks them nothing. Repeating a
            question costs nothing.
            Example: mosaic budget
            """)

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let budgets = try await HubClient().get("/api/v1/budget", as: [PublicInterface.Budget].self)
        if output.json { return try Terminal.printJSON(budgets) }
        guard !budgets.isEmpty else { return print("You have spent nothing yet: no dataset with a budget has answered you.") }
        Terminal.printTable(
            ["dataset", "spent", "more answers like the last", "as of"],
            budgets.map { [$0.dataset, Terminal.share($0.budget.spent), "\($0.budget.answersLeft)", $0.noted.formatted(.iso8601)] })
    }
}
