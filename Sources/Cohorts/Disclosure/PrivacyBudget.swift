/// What one user has learnt about one dataset, and how much more there is to learn. A pure value: the node stores it with the answer,
/// before the answer leaves.
///
/// Neighbouring datasets differ by one patient, added or removed. Whoever gets answers worth `total` learns about any one
/// patient no more than `total`-zCDP allows, over the life of the dataset and all of its snapshots. Different users count apart;
/// users who collude add up.
public struct PrivacyBudget: Sendable, Hashable, Codable {
    /// All there is.
    public private(set) var total: Rho
    /// What has been used.
    public private(set) var spent: Rho
    /// Identifiers of what was released already and may be released again for nothing.
    public private(set) var released: Set<String>

    /// A fresh budget.
    public init(total: Rho) {
        self.total = total
        spent = .zero
        released = []
    }

    private enum Key: String, CodingKey { case total, spent, released }

    /// Reads what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        total = try container.decode(Rho.self, forKey: .total)
        spent = try container.decode(Rho.self, forKey: .spent)
        released = Set(try container.decode([String].self, forKey: .released))
    }

    /// Writes the releases in order, so that equal budgets are equal text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(total, forKey: .total)
        try container.encode(spent, forKey: .spent)
        try container.encode(released.sorted(), forKey: .released)
    }

    /// The same account with another total; what was spent stays spent.
    public func limited(to total: Rho) -> PrivacyBudget {
        var budget = self
        budget.total = total
        return budget
    }

    /// What is left.
    public var remaining: Rho { total - spent }

    /// What these releases would cost now; those made before cost nothing.
    public func cost(of releases: [Release]) -> Rho {
        var seen = released
        return releases.reduce(.zero) { seen.insert($1.identifier).inserted ? $0 + $1.rho : $0 }
    }

    /// Pays for releases, all or none.
    public mutating func charge(_ releases: [Release]) throws(BudgetExhausted) {
        let cost = cost(of: releases)
        guard cost <= remaining else { throw BudgetExhausted(needed: cost, remaining: remaining, total: total) }
        spent = spent + cost
        for release in releases { released.insert(release.identifier) }
    }
}

/// The budget does not cover an answer.
public struct BudgetExhausted: Error, Sendable, Hashable, CustomStringConvertible {
    /// What the answer would cost.
    public let needed: Rho
    /// What is left.
    public let remaining: Rho
    /// All there was.
    public private(set) var total: Rho

    /// What is left, and what can still be done.
    public var description: String {
        "the privacy budget for this dataset does not cover this answer: it costs \(needed), \(remaining) of \(total) is left; "
            + "earlier queries can be repeated for nothing, exact counts need a permit"
    }
}

/// One statistic of one query on one snapshot, as it is released and paid for.
public struct Release: Sendable, Hashable {
    /// Equal for what is the same release, for example after asking again.
    public let identifier: String
    /// What it costs the first time.
    public let rho: Rho
    /// What it is, in words for a ledger: the statistic, never its value.
    public let statistic: String
}
