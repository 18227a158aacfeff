import ArgumentParser
import Foundation
import Node

/// `mosaic node budget`
struct NodeBudget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "budget", abstract: "Show what each user has spent of the privacy budgets.",
        discussion: """
            The line of all users together is what was released at all: an answer that two users got counts once. The last column says what
            a user can at most have learnt of any one patient: the odds of every guess have changed by a factor of e^epsilon at most, but for
            one case in a million.
            Example: mosaic node budget --home /srv/mosaic
            """)

    @OptionGroup var home: HomeOption
    @OptionGroup var output: OutputOptions
    @Option(name: .long, help: "Only this user.") var user: String?

    func run() async throws {
        let budgets = try await home.openNode().budgets().filter { user == nil || $0.user == user }
        if output.json { return try Terminal.printJSON(budgets) }
        guard !budgets.isEmpty else { return print("Nobody has spent anything.") }
        Terminal.printTable(
            ["user", "dataset", "spent (rho)", "of", "share", "epsilon at most"],
            budgets.map {
                [$0.user, $0.dataset, $0.spent, $0.total, Terminal.share($0.share), String(format: "%.1f", $0.epsilon)]
            })
    }
}
