import Foundation

/// A way to find out whether she is in the dataset: questions, and rules by which the answers are read. An attacker knows the mechanism and uses the
/// rule that serves best against it.
struct Attack: Sendable {
    let name: String
    /// By game, what the rules make of the answers: the higher, the rather she is in.
    let play: @Sendable (any Mechanism, AttackWorld, _ user: String) async throws -> [Rule]

    /// One reading of the answers.
    struct Rule: Sendable {
        /// By game.
        let score: [Double]
        /// Above it the guess is "in".
        let threshold: Double
    }

    /// 2·|accuracy − 1/2| of the better rule: 0 for a coin, 1 for certainty.
    func advantage(over mechanism: any Mechanism, in world: AttackWorld, as user: String) async throws -> Double {
        try await play(mechanism, world, user).map { rule in
            let right = zip(rule.score, world.isIn).count { ($0 > rule.threshold) == $1 }
            return 2 * abs(Double(right) / Double(world.games) - 0.5)
        }.max() ?? 0
    }

    /// The most that any attacker can reach against ρ-zCDP, however clever and however much computing they have.
    ///
    /// The advantage is at most the total variation distance of the two distributions of all answers. With α → 1 in the definition, ρ-zCDP
    /// bounds their Kullback-Leibler divergence by ρ; Pinsker: TV ≤ √(ρ/2); Bretagnolle and Huber: TV ≤ √(1 − e^−ρ).
    static func bound(rho: Double) -> Double { min((rho / 2).squareRoot(), (1 - exp(-rho)).squareRoot()) }

    /// What an advantage may be above its expectation by chance: three standard deviations. The seeds are fixed, so it is above it always or
    /// never.
    static func slack(games: Int) -> Double { 3 / Double(games).squareRoot() }

    // MARK: The attacks

    /// Counts that are not told are taken for none.
    private static func shown(_ answers: [Int?]) -> [Double] { answers.map { Double($0 ?? 0) } }

    private static func mean(of queries: [String], _ mechanism: any Mechanism, _ world: AttackWorld, _ user: String) async throws -> [Rule]
    {
        var sums = [Double](repeating: 0, count: world.games)
        for query in queries {
            for (game, count) in shown(try await mechanism.answers(query, by: user)).enumerated() { sums[game] += count }
        }
        let score = zip(sums, world.others).map { $0 / Double(queries.count) - Double($1) }
        return [Rule(score: score, threshold: 0.5)]
    }

    /// Pairs that differ by her: the sum of differences, and whether any pair prints differently.
    private static func pairs(_ pairs: [(with: String, without: String)], _ mechanism: any Mechanism, _ world: AttackWorld, _ user: String)
        async throws -> [Rule]
    {
        var sums = [Double](repeating: 0, count: world.games)
        var differ = sums
        for pair in pairs {
            let with = shown(try await mechanism.answers(pair.with, by: user))
            let without = shown(try await mechanism.answers(pair.without, by: user))
            for game in 0..<world.games {
                sums[game] += with[game] - without[game]
                if with[game] != without[game] { differ[game] = 1 }
            }
        }
        return [Rule(score: sums, threshold: Double(pairs.count) / 2), Rule(score: differ, threshold: 0.5)]
    }

    /// Forty answers with noise of their own would leave a standard deviation of 0.8, less than a person.
    static func repetition(_ times: Int = 40) -> Attack {
        Attack(name: "ask again and average") { mechanism, world, user in
            try await mean(of: [String](repeating: "everything", count: times), mechanism, world, user)
        }
    }

    /// The first are other words for the same, which the canonical form sees; the others mean the same only to who knows that nobody is so
    /// young or so old.
    static let variants = Attack(name: "variants of one meaning") { mechanism, world, user in
        let recognised = ["everything", "", "not nothing", "everything or sex = male", "not (sex = male and sex = female)"]
        let others = (1...12).map { "age_at_diagnosis > \($0)" } + (1...6).map { "not age_at_diagnosis in (\(100 + $0)..120)" }
        return try await mean(of: recognised + others, mechanism, world, user)
    }

    static let setDifference = Attack(name: "difference by one person") { mechanism, world, user in
        try await pairs([("everything", "sex = male")], mechanism, world, user)
    }

    static let padding = Attack(name: "ten padded pairs") { mechanism, world, user in
        try await pairs(
            (0..<10).map { ("age_at_diagnosis < \(60 + $0)", "age_at_diagnosis < \(60 + $0) and sex = male") }, mechanism, world, user)
    }

    static let zeroProbe = Attack(name: "is it zero?") { mechanism, world, user in
        let answers = try await mechanism.answers("sex = female", by: user)
        return [Rule(score: shown(answers), threshold: 0.5)]
    }

    /// Denning's general tracker: every count asked for is large, and their sum is that of the one person.
    static let tracker = Attack(name: "tracker") { mechanism, world, user in
        let with = shown(try await mechanism.answers("sex = female or age_at_diagnosis >= 55", by: user))
        let without = shown(try await mechanism.answers("sex = female or not age_at_diagnosis >= 55", by: user))
        let all = shown(try await mechanism.answers("everything", by: user))
        // She is below 55, so "not" holds her whatever else is asked: the first count alone tells, the others take the rest away.
        let old = shown(try await mechanism.answers("age_at_diagnosis >= 55", by: user))
        let young = shown(try await mechanism.answers("not age_at_diagnosis >= 55", by: user))
        let score = (0..<world.games).map { with[$0] + without[$0] - all[$0] }
        let direct = (0..<world.games).map { with[$0] - old[$0] + without[$0] - young[$0] }
        return [Rule(score: score, threshold: 0.5), Rule(score: direct, threshold: 0.5)]
    }

    /// As many users as a hub cares to invent, each with another question that means the same here.
    static func inventedUsers(_ count: Int) -> Attack {
        Attack(name: "\(count) invented users") { mechanism, world, user in
            var sums = [Double](repeating: 0, count: world.games)
            var answered = sums
            for number in 0..<count {
                let answers = try await mechanism.answers("age_at_diagnosis > \(number)", by: "\(user)-\(number)")
                for (game, count) in answers.enumerated() {
                    if let count {
                        sums[game] += Double(count)
                        answered[game] += 1
                    }
                }
            }
            let score = (0..<world.games).map { sums[$0] / max(1, answered[$0]) - Double(world.others[$0]) }
            return [Rule(score: score, threshold: 0.5)]
        }
    }
}
