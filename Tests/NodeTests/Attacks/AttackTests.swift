import Cohorts
import Federation
import Foundation
import Storage
import TestSupport
import Testing

@testable import Node

/// Plays the attacks on released counts that are known against the real node, beside exact counts and beside a threshold with rounding
/// (threat model T13, T17 to T20, T24). `Docs/disclosure-control.md` has the theory that the limits come from.
@Suite("Attacks on counts")
struct AttackTests {
    private static let world = AttackWorld(games: 150, seed: 2026)

    private func line(_ name: String, _ numbers: [Double?]) -> String {
        let cells = numbers.map { $0.map { String(format: "%.2f", $0) } ?? "–" }.map { String(repeating: " ", count: 10 - $0.count) + $0 }
        return name.padding(toLength: 26, withPad: " ", startingAt: 0) + cells.joined()
    }

    @Test("win nothing from the node but what its books and the theory allow; exact counts and rounding lose all of them")
    func counts() async throws {
        try await withTemporaryFolder { folder in
            let world = Self.world
            let exact = ExactCounts(world)
            let slack = Attack.slack(games: world.games)
            print("advantage of the attacker", "(\(world.games) games; 0: a coin, 1: certainty)")
            print(line("", []) + "     exact  rounding    Mosaic       rho     bound")
            let attacks = [
                Attack.repetition(), .variants, .setDifference, .padding, .zeroProbe, .tracker,
            ]
            try await withLink(world.node(in: folder), in: folder) { node in
                for (number, attack) in attacks.enumerated() {
                    let user = "u\(number)"
                    let truth = try await attack.advantage(over: exact, in: world, as: user)
                    let rounded = try await attack.advantage(over: ThresholdAndRounding(exact), in: world, as: user)
                    let ours = try await attack.advantage(over: node, in: world, as: user)
                    let rho = try await node.spent(by: user)
                    let bound = Attack.bound(rho: rho)
                    print(line(attack.name, [truth, rounded, ours, rho, bound]))
                    #expect(truth == 1, "\(attack.name): the attack itself is wrong")
                    #expect(ours <= bound + slack, "\(attack.name)")
                }
                // A hub may leave out the canonical form; the node does not.
                for words in ["everything or sex = male", "not (sex = male and sex = female)", "not nothing"] {
                    try await node.node.handle(
                        node.node.fromHub(.question(Question(id: UUID().uuidString, user: "u1", query: words, facets: []))))
                }
                // A repeat and other words are written down once, what is not recognised as equal each time.
                let spent = [try await node.spent(by: "u0"), try await node.spent(by: "u1"), try await node.spent(by: "u3")]
                #expect(spent == [0.02, 0.38, 0.4])
            }
            // What the facts of the reference system say: pairs told apart half of the time, always with ten, and zero for ever.
            let rounding = ThresholdAndRounding(exact)
            #expect(try await Attack.setDifference.advantage(over: rounding, in: world, as: "r") > 0.3)
            #expect(try await Attack.padding.advantage(over: rounding, in: world, as: "r") > 0.95)
            #expect(try await Attack.zeroProbe.advantage(over: rounding, in: world, as: "r") == 1)
        }
    }

    @Test("are found out by this suite where the noise is not keyed")
    func mutation() async throws {
        let unkeyed = FreshNoise(ExactCounts(Self.world))
        let advantage = try await Attack.repetition(100).advantage(over: unkeyed, in: Self.world, as: "u")
        let limit = Attack.bound(rho: 0.02) + Attack.slack(games: Self.world.games)
        print(line("asked anew, not keyed", [nil, nil, advantage, 0.02, Attack.bound(rho: 0.02)]))
        #expect(advantage > limit)
    }

    @Test("T13: by users whom a hub invents end with the budget of all users together")
    func inventedUsers() async throws {
        try await withTemporaryFolder { folder in
            let world = Self.world
            let attack = Attack.inventedUsers(14)
            let exact = ExactCounts(world)
            try await withLink(world.node(in: folder, shared: 0.2), in: folder) { node in
                let ours = try await attack.advantage(over: node, in: world, as: "u")
                let rho = try await node.spent(by: BudgetAccounts.allUsers)
                #expect(rho == 0.2)
                let bound = Attack.bound(rho: rho)
                print(
                    line(
                        attack.name,
                        [
                            try await attack.advantage(over: exact, in: world, as: "u"),
                            try await attack.advantage(over: ThresholdAndRounding(exact), in: world, as: "u"), ours, rho, bound,
                        ]))
                #expect(ours <= bound + Attack.slack(games: world.games))
            }
        }
    }

    /// In every game a patient opts out: the woman in one half, one of the men in the other. The attacker has asked before and asks after.
    @Test("T41: with answers from before and after an opt-out do not tell who left")
    func snapshots() async throws {
        try await withTemporaryFolder { folder in
            let world = Self.world
            let everybody = AttackWorld(everybodyIn: world)
            // Who leaves: a patient is here in all games.
            let gone = world.isIn.map { $0 ? AttackWorld.target : AttackWorld.other }
            let after = ExactCounts((0..<world.games).map { game in everybody.patients(game).filter { $0.id != gone[game] } })
            let query = "age_at_diagnosis < 50"
            @Sendable func advantage(_ before: [Int?], _ after: [Int?]) -> Double {
                let right = (0..<world.games).count { ((before[$0] ?? 0) > (after[$0] ?? 0)) == world.isIn[$0] }
                return 2 * abs(Double(right) / Double(world.games) - 0.5)
            }
            let exact = ExactCounts(everybody)
            let truth = advantage(try await exact.answers(query, by: "u"), try await after.answers(query, by: "u"))
            let rounding = ThresholdAndRounding(exact)
            let roundedBefore = try await rounding.answers(query, by: "u")
            await rounding.change(to: after)
            let rounded = advantage(roundedBefore, try await rounding.answers(query, by: "u"))
            #expect(truth == 1)
            try await withLink(everybody.node(in: folder), in: folder) { node in
                let before = try await node.answers(query, by: "u")
                // What 'mosaic node optout add' does.
                let summary = try await node.node.optOut(gone.enumerated().map { AttackWorld.original($1, $0) }, actor: "holder")
                #expect(summary.added == world.games && summary.datasets.count == world.games)
                let ours = advantage(before, try await node.answers(query, by: "u"))
                let rho = try await node.spent(by: "u")
                #expect(rho == 0.04)
                let bound = Attack.bound(rho: rho)
                print(line("before and after opt-out", [truth, rounded, ours, rho, bound]))
                #expect(ours <= bound + Attack.slack(games: world.games))
            }
        }
    }

    /// Every dataset is published a second time; in one half of the games she has come, in the other nobody has. Whether an answer about the others
    /// changes must not tell: with noise that depends on the content alone it would stay the same exactly where nobody came.
    @Test("T17: with answers from before and after a new version do not tell whether anybody came")
    func versions() async throws {
        try await withTemporaryFolder { folder in
            let world = Self.world
            let query = "sex = male"
            try await withLink(AttackWorld(nobodyIn: world).node(in: folder), in: folder) { node in
                let first = try await node.answers(query, by: "u")
                try await world.publish(on: node.node, version: "1.1.0")
                // A version that another process published is answered about once it is loaded.
                for game in 0..<world.games { _ = try await node.node.cohorts.dataset("north.\(AttackWorld.name(game))") }
                let second = try await node.answers(query, by: "u")
                let right = (0..<world.games).count { (first[$0] != second[$0]) == world.isIn[$0] }
                let ours = 2 * abs(Double(right) / Double(world.games) - 0.5)
                let rho = try await node.spent(by: "u")
                #expect(rho == 0.04)
                let bound = Attack.bound(rho: rho)
                print(line("before and after a version", [nil, nil, ours, rho, bound]))
                #expect(ours <= bound + Attack.slack(games: world.games))
            }
        }
    }

    /// With studies and series counted, so that work left out for a suppressed answer would show; without distributions, for these make an
    /// answer longer, and that it is a value is no secret. Measured at the node, where the least else takes time, and over the link.
    @Test(
        "T24: by the time that an answer takes do not tell a value from a suppressed one, or few patients from none",
        arguments: [("at the node", 270), ("over the link", 120)])
    func timing(_ place: String, _ questions: Int) async throws {
        try await withTemporaryFolder { folder in
            let world = AttackWorld(games: 1, seed: 1)
            let node = try await world.node(in: folder, counting: .init(perPatient: 4, rho: 0.02))
            // Nobody is 10 years old, four are 19, 25 are 30.
            let ages = (0..<2_000).map { $0 % 80 + 20 } + [19, 19, 19, 19]
            let patients = ages.enumerated().map { AttackWorld.patient("P\($0)", sex: .male, diagnosis: "prostate", age: $1) }
            try await node.database.write { try AttackWorld.publish(patients, as: "north.timed", version: "1.0.0", $0) }
            let times: [String: [Double]]
            if place == "over the link" {
                times = try await withLink(node, in: folder) { linked in
                    try await measure(questions) { query, user in
                        let start = ContinuousClock.now
                        let lines = try await linked.lines(query, by: user)
                        return (lines.first { $0.dataset == "north.timed" }?.answer, ContinuousClock.now - start)
                    }
                }
            } else {
                times = try await measure(questions) { query, user in
                    let message = node.fromHub(.question(Question(id: user, user: user, query: query, facets: [])))
                    let start = ContinuousClock.now
                    try await node.handle(message)
                    let elapsed = ContinuousClock.now - start
                    guard case .answers(let answers)? = try await node.outbox().last?.body else { return (nil, elapsed) }
                    try await node.database.write { _ = try $0.execute("DELETE FROM outbox") }
                    return (answers.answers.first { $0.dataset == "north.timed" }?.answer, elapsed)
                }
            }
            let none = times["10 suppressed"] ?? []
            for (name, others) in [("value or suppressed", times["30 value"]), ("four patients or none", times["19 suppressed"])] {
                let others = try #require(others)
                try #require(none.count > questions / 9 && others.count > questions / 9)
                // The share of pairs in which the other took longer; 1/2 where the times tell nothing (Mann and Whitney's U).
                let longer = others.reduce(0.0) { sum, time in
                    sum + none.reduce(0.0) { $0 + (time > $1 ? 1 : time == $1 ? 0.5 : 0) }
                }
                let advantage = abs(2 * longer / Double(others.count * none.count) - 1)
                print(line("time \(place): \(name)", [nil, nil, advantage, nil, nil]))
                #expect(advantage < 0.6, "\(name)")
            }
        }
    }

    /// What answers take in microseconds, by age that was asked for and kind of answer. Each question is a new one, of a user of its own.
    private func measure(
        _ questions: Int, _ ask: @Sendable (_ query: String, _ user: String) async throws -> (Answer?, Duration)
    ) async throws -> [String: [Double]] {
        var times: [String: [Double]] = [:]
        for number in 0..<questions {
            // A condition that nobody meets makes each question a new one.
            let age = [10, 19, 30][number % 3]
            let (answer, time) = try await ask("age_at_diagnosis = \(age) and not slice_thickness = \(100 + number)", "u\(number)")
            // The first answers load the index.
            if number >= 30, let answer { times["\(age) \(answer.kind)", default: []].append(time / .microseconds(1)) }
        }
        return times
    }
}
