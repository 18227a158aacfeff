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
            let node = RealNode(node: try await world.node(in: folder))
            let exact = ExactCounts(world)
            let slack = Attack.slack(games: world.games)
            print("advantage of the attacker", "(\(world.games) games; 0: a coin, 1: certainty)")
            print(line("", []) + "     exact  rounding    Mosaic       rho     bound")
            let attacks = [
                Attack.repetition(), .variants, .setDifference, .padding, .zeroProbe, .tracker,
            ]
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
            // What the facts of the reference system say: pairs told apart half of the time, always with ten, and zero for ever.
            let rounding = ThresholdAndRounding(exact)
            #expect(try await Attack.setDifference.advantage(over: rounding, in: world, as: "r") > 0.3)
            #expect(try await Attack.padding.advantage(over: rounding, in: world, as: "r") > 0.95)
            #expect(try await Attack.zeroProbe.advantage(over: rounding, in: world, as: "r") == 1)
            // A repeat and other words are written down once, what is not recognised as equal each time.
            let spent = [try await node.spent(by: "u0"), try await node.spent(by: "u1"), try await node.spent(by: "u3")]
            #expect(spent == [0.02, 0.38, 0.4])
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
            let node = RealNode(node: try await world.node(in: folder, shared: 0.2))
            let attack = Attack.inventedUsers(14)
            let exact = ExactCounts(world)
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

    /// In every game a patient opts out: the woman in one half, one of the men in the other. The attacker has asked before and asks after.
    @Test("T41: with answers from before and after an opt-out do not tell who left")
    func snapshots() async throws {
        try await withTemporaryFolder { folder in
            let world = Self.world
            let everybody = AttackWorld(everybodyIn: world)
            let node = RealNode(node: try await everybody.node(in: folder))
            let after = ExactCounts(
                (0..<world.games).map { game in
                    let gone = world.isIn[game] ? AttackWorld.target : AttackWorld.other
                    return everybody.patients(game).filter { $0.id != gone }
                })
            let query = "age_at_diagnosis < 50"
            func advantage(_ before: [Int?], _ after: [Int?]) -> Double {
                let right = (0..<world.games).count { ((before[$0] ?? 0) > (after[$0] ?? 0)) == world.isIn[$0] }
                return 2 * abs(Double(right) / Double(world.games) - 0.5)
            }
            let exact = ExactCounts(everybody)
            let truth = advantage(try await exact.answers(query, by: "u"), try await after.answers(query, by: "u"))
            let rounding = ThresholdAndRounding(exact)
            let roundedBefore = try await rounding.answers(query, by: "u")
            await rounding.change(to: after)
            let rounded = advantage(roundedBefore, try await rounding.answers(query, by: "u"))
            let before = try await node.answers(query, by: "u")
            try await node.node.database.write { connection in
                for game in 0..<world.games {
                    // What 'mosaic node opt-out' does to a published version; a patient is here in all games, and leaves one.
                    let gone = world.isIn[game] ? AttackWorld.target : AttackWorld.other
                    let id = "north.\(AttackWorld.name(game))"
                    try connection.execute("DELETE FROM dataset_patient WHERE dataset_id = ? AND patient_id = ?", [.text(id), .text(gone)])
                    try connection.execute("UPDATE dataset SET removals = removals + 1 WHERE id = ?", [.text(id)])
                }
            }
            let ours = advantage(before, try await node.answers(query, by: "u"))
            let rho = try await node.spent(by: "u")
            #expect(rho == 0.04)
            let bound = Attack.bound(rho: rho)
            print(line("before and after opt-out", [truth, rounded, ours, rho, bound]))
            #expect(truth == 1)
            #expect(ours <= bound + Attack.slack(games: world.games))
        }
    }

    /// Every dataset is published a second time; in one half of the games she has come, in the other nobody has. Whether an answer about the others
    /// changes must not tell: with noise that depends on the content alone it would stay the same exactly where nobody came.
    @Test("T17: with answers from before and after a new version do not tell whether anybody came")
    func versions() async throws {
        try await withTemporaryFolder { folder in
            let world = Self.world
            let before = AttackWorld(nobodyIn: world)
            let node = RealNode(node: try await before.node(in: folder))
            let query = "sex = male"
            let first = try await node.answers(query, by: "u")
            try await node.node.database.write { connection in
                for game in 0..<world.games {
                    try AttackWorld.publish(
                        world.patients(game), as: "north.\(AttackWorld.name(game))", version: "1.1.0", connection)
                }
            }
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

    /// With studies and series counted, so that work left out for a suppressed answer would show; without distributions, for these make an
    /// answer longer, and that it is a value is no secret.
    @Test("T24: by the time that an answer takes do not tell a value from a suppressed one, or few patients from none")
    func timing() async throws {
        try await withTemporaryFolder { folder in
            let world = AttackWorld(games: 1, seed: 1)
            let node = try await world.node(in: folder, counting: .init(perPatient: 4, rho: 0.02))
            // Nobody is 10 years old, four are 19, 25 are 30.
            let ages = (0..<2_000).map { $0 % 80 + 20 } + [19, 19, 19, 19]
            let patients = ages.enumerated().map { AttackWorld.patient("P\($0)", sex: .male, diagnosis: "prostate", age: $1) }
            try await node.database.write { try AttackWorld.publish(patients, as: "north.timed", $0) }
            var times: [String: [Double]] = [:]
            for number in 0..<270 {
                // A condition that nobody meets makes each question a new one.
                let age = [10, 19, 30][number % 3]
                let question = Question(
                    id: "q\(number)", user: "u\(number)", query: "age_at_diagnosis = \(age) and not slice_thickness = \(100 + number)",
                    facets: [])
                let message = node.fromHub(.question(question))
                let start = ContinuousClock.now
                try await node.handle(message)
                let elapsed = (ContinuousClock.now - start) / .microseconds(1)
                guard case .answers(let answers)? = try await node.outbox().last?.body else { continue }
                try await node.database.write { _ = try $0.execute("DELETE FROM outbox") }
                let kind = try #require(answers.answers.first { $0.dataset == "north.timed" }).answer.kind
                // The first answers load the index.
                if number >= 30 { times["\(age) \(kind)", default: []].append(elapsed) }
            }
            let none = times["10 suppressed"] ?? []
            for (name, others) in [("value or suppressed", times["30 value"]), ("four patients or none", times["19 suppressed"])] {
                let others = try #require(others)
                try #require(none.count > 30 && others.count > 30)
                // The share of pairs in which the other took longer; 1/2 where the times tell nothing (Mann and Whitney's U).
                let longer = others.reduce(0.0) { sum, time in
                    sum + none.reduce(0.0) { $0 + (time > $1 ? 1 : time == $1 ? 0.5 : 0) }
                }
                let advantage = abs(2 * longer / Double(others.count * none.count) - 1)
                print(line("time: \(name)", [nil, nil, advantage, nil, nil]))
                #expect(advantage < 0.6, "\(name)")
            }
        }
    }
}
