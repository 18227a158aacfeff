import Catalogue
import Cohorts
import Federation
import Foundation
import Storage

extension Node {
    /// Answers a question: one honest answer for each dataset, through disclosure control, in the ledger before it leaves.
    func answer(_ question: Question, message: Message) async throws {
        let datasets = try await cohorts.published()
        let time = now()
        // Budgets, the ledger's note and the reply are one transaction: what is released is charged and recorded, or not released.
        try await database.write { connection in
            let answers = try self.answers(to: question, datasets, connection)
            try self.record(
                answers.map { answer in
                    LedgerFile.Draft(
                        "question.answered", actor: question.user, subject: answer.dataset ?? self.name.value,
                        details: ["question": question.id, "query": String(question.query.prefix(2_000)), "answer": answer.answer.kind])
                }, in: connection)
            try self.enqueue(.answers(QuestionAnswers(question: question.id, answers: answers)), lifetime: 60, in: connection)
            try LinkQueue.markHandled(message.id, now: time, in: connection)
        }
        try await writeLedger()
    }

    private func answers(to question: Question, _ datasets: [CohortRoom.Published], _ connection: any SQLConnection) throws
        -> [DatasetAnswer]
    {
        let query: Query
        do {
            query = try Query(text: question.query, unknown: .markUnsupported)
        } catch {
            return [DatasetAnswer(dataset: nil, title: nil, answer: .refused(reason: "The query cannot be read here: \(error)"))]
        }
        guard question.user.utf8.count <= 100 else {
            return [DatasetAnswer(dataset: nil, title: nil, answer: .refused(reason: "The name of the user is too long."))]
        }
        guard !datasets.isEmpty else {
            return [DatasetAnswer(dataset: nil, title: nil, answer: .refused(reason: "This node has published no dataset yet."))]
        }
        guard let noise = NoiseKey(secret: keys.derived(for: "noise")) else {
            throw NodeError(.state, "The node's secret gives no noise key.")
        }
        let disclosure = configuration.disclosure
        let user = question.user
        return try datasets.map { dataset in
            let control = Disclosure(dataset: dataset.record.id, policy: disclosure.policy, key: noise)
            let answer = try Self.answer(query, on: dataset, of: user, control, disclosure, connection)
            return DatasetAnswer(dataset: dataset.record.id, title: dataset.record.title, answer: answer)
        }
    }

    /// Charges an answer to two budgets, the user's and that of all users together: a hub that invents users gains no fresh budget
    /// (threat model T13).
    private static func answer(
        _ query: Query, on dataset: CohortRoom.Published, of user: String, _ control: Disclosure, _ limits: NodeConfiguration.Disclosure,
        _ connection: any SQLConnection
    ) throws -> Answer {
        let id = dataset.record.id
        var own = try budget(of: user, dataset: id, total: limits.policy.budget, connection)
        var shared = try budget(of: allUsers, dataset: id, total: limits.sharedBudget, connection)
        let (ownBefore, sharedBefore) = (own, shared)
        if dataset.index.unsupported(in: query).isEmpty {
            do {
                try shared.charge(control.releases(for: query, on: dataset.index))
            } catch {
                return .refused(reason: "all users together have spent this dataset's privacy budget; exact counts need a permit")
            }
        }
        let answer = control.answer(query, on: dataset.index, budget: &own)
        guard own != ownBefore || answer.isRelease else { return answer }
        if own != ownBefore { try store(own, of: user, dataset: id, connection) }
        if shared != sharedBefore { try store(shared, of: allUsers, dataset: id, connection) }
        return answer
    }

    /// Stands for all users together; no person can have this name, because it has a space.
    private static let allUsers = "(all users)"

    /// What a user has spent at a dataset.
    public struct BudgetState: Codable, Sendable {
        /// The user, as the hub signs them in.
        public let user: String
        /// The dataset's id.
        public let dataset: String
        /// Privacy loss spent, rho.
        public let spent: String
        /// Privacy loss in all, rho.
        public let total: String
        /// The share that is spent, 0 to 1.
        public let share: Double
    }

    /// What every user has spent at every dataset.
    public func budgets() async throws -> [BudgetState] {
        try await database.read { connection in
            try connection.query("SELECT user_name, dataset_id, account FROM budget ORDER BY user_name, dataset_id").map { row in
                let budget = try JSONDecoder().decode(PrivacyBudget.self, from: Data((row.string("account") ?? "").utf8))
                return BudgetState(
                    user: row.string("user_name") ?? "", dataset: row.string("dataset_id") ?? "", spent: "\(budget.spent)",
                    total: "\(budget.total)",
                    share: budget.total.micro == 0 ? 1 : Double(budget.spent.micro) / Double(budget.total.micro))
            }
        }
    }

    private static func budget(of user: String, dataset: String, total: Rho, _ connection: any SQLConnection) throws -> PrivacyBudget {
        let row = try connection.first("SELECT account FROM budget WHERE user_name = ? AND dataset_id = ?", [.text(user), .text(dataset)])
        guard let text = row?.string("account") else { return PrivacyBudget(total: total) }
        // What was spent stays spent; how much there is in all is what the configuration says now.
        return try JSONDecoder().decode(PrivacyBudget.self, from: Data(text.utf8)).limited(to: total)
    }

    private static func store(_ budget: PrivacyBudget, of user: String, dataset: String, _ connection: any SQLConnection) throws {
        let text = String(decoding: try JSONEncoder().encode(budget), as: UTF8.self)
        try connection.execute(
            """
            INSERT INTO budget (user_name, dataset_id, account) VALUES (?, ?, ?)
            ON CONFLICT (user_name, dataset_id) DO UPDATE SET account = excluded.account
            """,
            [.text(user), .text(dataset), .text(text)])
    }
}

extension Answer {
    /// Whether something about the data was said.
    fileprivate var isRelease: Bool {
        switch self {
        case .value, .suppressed: true
        case .unsupported, .refused, .offline: false
        }
    }
}
