import Cohorts
import Federation
import Foundation
import Storage

/// The accounts that one question is charged to, within the transaction that answers it.
///
/// There are four limits: what the user may cause at the dataset, and at all datasets of the node, of which a patient may be in several; and the
/// same for all users together, so that a hub that invents users gains no fresh budget (threat model T13). None of them looks at the data.
struct BudgetAccounts {
    /// Stands for all users together; a question in this name is refused.
    static let allUsers = "(all users)"
    /// What the accounts of permits begin with; a question in such a name is refused.
    static let permitPrefix = "permit "

    /// Whether a name stands for something else than a person.
    static func isReserved(_ user: String) -> Bool { user == allUsers || user.utf8.starts(with: permitPrefix.utf8) }

    private let user: String
    /// By dataset. A dataset that is gone keeps its account: its patients may be in another.
    private var own: [String: PrivacyBudget]
    private var shared: [String: PrivacyBudget]
    private var changed: Set<String> = []

    init(of user: String, _ connection: any SQLConnection) throws {
        self.user = user
        own = try Self.load(user, connection)
        shared = try Self.load(Self.allUsers, connection)
    }

    /// Answers and pays, where every limit allows it.
    mutating func pay(
        for releases: [Release], at dataset: String, limits: DisclosureConfiguration.Limits,
        release: (inout PrivacyBudget) -> Answer
    ) -> Answer {
        var mine = account(own, dataset, limits.policy.budget)
        var everybodys = account(shared, dataset, limits.shared)
        let before = (mine, everybodys)
        let ownCost = mine.cost(of: releases)
        // Where the user's own budget does not suffice, the answer says so itself.
        if ownCost <= mine.remaining {
            do {
                try everybodys.charge(releases)
            } catch {
                return .refused(reason: "all users together have spent this dataset's privacy budget; exact counts need a permit")
            }
            // What was released before stays free, also where the holder has lowered a limit since.
            let sharedCost = before.1.cost(of: releases)
            if ownCost > .zero, Self.sum(own) + ownCost > limits.node {
                return .refused(reason: "you have spent your privacy budget at this node's datasets together; exact counts need a permit")
            }
            if sharedCost > .zero, Self.sum(shared) + sharedCost > limits.nodeShared {
                return .refused(
                    reason: "all users together have spent the privacy budget of this node's datasets; exact counts need a permit")
            }
        }
        let answer = release(&mine)
        guard answer.isRelease, mine != before.0 || everybodys != before.1 else { return answer }
        own[dataset] = mine
        shared[dataset] = everybodys
        changed.insert(dataset)
        return answer
    }

    /// What is spent and left, as the user may see it; nil for what costs nothing, of which there is no number. It depends on what was asked,
    /// never on the data.
    func notice(of releases: [Release], at dataset: String, limits: DisclosureConfiguration.Limits) -> BudgetNotice? {
        let price = PrivacyBudget(total: .zero).cost(of: releases)
        guard price > .zero else { return nil }
        let mine = account(own, dataset, limits.policy.budget)
        let left =
            [
                mine.remaining, account(shared, dataset, limits.shared).remaining, limits.node - Self.sum(own),
                limits.nodeShared - Self.sum(shared),
            ].min() ?? .zero
        return BudgetNotice(spent: Self.share(mine), answersLeft: left.micro / price.micro)
    }

    /// The share that is spent, 0 to 1, in steps of 1/10,000.
    static func share(_ budget: PrivacyBudget) -> Double {
        guard budget.total.micro > 0 else { return 1 }
        return min(1, (10_000 * Double(budget.spent.micro) / Double(budget.total.micro)).rounded() / 10_000)
    }

    /// Writes the accounts that were charged.
    func store(_ connection: any SQLConnection) throws {
        for dataset in changed.sorted() {
            for (name, accounts) in [(user, own), (Self.allUsers, shared)] {
                guard let account = accounts[dataset] else { continue }
                let text = String(decoding: try JSONEncoder().encode(account), as: UTF8.self)
                try connection.execute(
                    """
                    INSERT INTO budget (user_name, dataset_id, account) VALUES (?, ?, ?)
                    ON CONFLICT (user_name, dataset_id) DO UPDATE SET account = excluded.account
                    """,
                    [.text(name), .text(dataset), .text(text)])
            }
        }
    }

    /// What was spent stays spent; how much there is in all is what the configuration says now.
    private func account(_ accounts: [String: PrivacyBudget], _ dataset: String, _ total: Rho) -> PrivacyBudget {
        (accounts[dataset] ?? PrivacyBudget(total: total)).limited(to: total)
    }

    private static func sum(_ accounts: [String: PrivacyBudget]) -> Rho { accounts.values.reduce(.zero) { $0 + $1.spent } }

    private static func load(_ user: String, _ connection: any SQLConnection) throws -> [String: PrivacyBudget] {
        let decoder = JSONDecoder()
        return try connection.query("SELECT dataset_id, account FROM budget WHERE user_name = ?", [.text(user)])
            .reduce(into: [:]) { accounts, row in
                let text = row.string("account") ?? ""
                accounts[row.string("dataset_id") ?? ""] = try decoder.decode(PrivacyBudget.self, from: Data(text.utf8))
            }
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

extension Node {
    /// What a user, or all users together, have spent at a dataset.
    public struct BudgetState: Codable, Sendable {
        /// The user, as the hub signs them in.
        public let user: String
        /// The dataset's id.
        public let dataset: String
        /// Privacy loss spent, rho.
        public let spent: String
        /// Privacy loss in all, rho, as the configuration says now.
        public let total: String
        /// The share that is spent, 0 to 1.
        public let share: Double
        /// What that means at worst: the epsilon of (epsilon, delta)-differential privacy, delta a millionth.
        public let epsilon: Double
    }

    /// What every user has spent at every dataset.
    public func budgets() async throws -> [BudgetState] {
        let (configuration, prefix) = (configuration.disclosure, "\(name.value).")
        return try await database.read { connection in
            try connection.query("SELECT user_name, dataset_id, account FROM budget ORDER BY user_name, dataset_id").map { row in
                let (user, dataset) = (row.string("user_name") ?? "", row.string("dataset_id") ?? "")
                let limits = configuration.limits(for: String(dataset.dropFirst(prefix.count)))
                let budget = try JSONDecoder().decode(PrivacyBudget.self, from: Data((row.string("account") ?? "").utf8))
                    .limited(to: user == BudgetAccounts.allUsers ? limits.shared : limits.policy.budget)
                return BudgetState(
                    user: user, dataset: dataset, spent: "\(budget.spent)", total: "\(budget.total)", share: BudgetAccounts.share(budget),
                    epsilon: budget.spent.epsilon(delta: 1e-6))
            }
        }
    }
}
