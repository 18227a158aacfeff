import Federation
import Foundation
import Logging
import Storage

/// What nodes said last about each person's privacy budgets.
///
/// The accounts are at the nodes, and only they decide. Every answer brings its account's state along, so that a person who wants to see
/// their budgets asks nobody anew: no message tells a node that somebody looks, and a node that is away is still in the list, with the
/// time of its last word.
struct BudgetBook: Sendable {
    let database: Database
    let now: @Sendable () -> Date
    let logger: Logger

    /// Keeps what came with answers.
    func note(_ answers: [DatasetAnswer], from node: String, for person: String) async {
        let known = answers.compactMap { answer in
            answer.dataset.flatMap { dataset in answer.budget.map { (dataset: dataset, title: answer.title, budget: $0) } }
        }
        guard !known.isEmpty else { return }
        let time = now()
        do {
            try await database.write { connection in
                for entry in known {
                    try connection.execute(
                        """
                        INSERT INTO budget_notice (person, dataset_id, node, title, spent, answers_left, noted_ms) VALUES (?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (person, dataset_id) DO UPDATE SET node = excluded.node, title = excluded.title, spent = excluded.spent,
                            answers_left = excluded.answers_left, noted_ms = excluded.noted_ms
                        """,
                        [
                            .text(person), .text(entry.dataset), .text(node), .text(entry.title),
                            .real(entry.budget.spent), .integer(entry.budget.answersLeft), .integer(time.milliseconds),
                        ])
                }
            }
        } catch {
            // The answer counts more than the note about it.
            logger.error("What is left of a budget could not be kept: \(error)")
        }
    }

    /// The budgets of a person, by dataset.
    func budgets(of person: String) async throws -> [PublicInterface.Budget] {
        try await database.read { connection in
            try connection.query(
                "SELECT dataset_id, node, title, spent, answers_left, noted_ms FROM budget_notice WHERE person = ? ORDER BY dataset_id",
                [.text(person)]
            ).map { row in
                PublicInterface.Budget(
                    dataset: row.string("dataset_id") ?? "", title: row.string("title"), node: row.string("node") ?? "",
                    budget: BudgetNotice(spent: row.double("spent") ?? 0, answersLeft: row.integer("answers_left") ?? 0),
                    noted: Date(milliseconds: row.integer("noted_ms") ?? 0))
            }
        }
    }
}
