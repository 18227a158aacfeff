import Cohorts
import Federation
import Foundation
import Ledger
import Storage
import TestSupport

@testable import Node

/// Something that answers questions about all games, one number each; `nil` where it says none.
protocol Mechanism: Sendable {
    var name: String { get }
    func answers(_ query: String, by user: String) async throws -> [Int?]
}

/// The real node, asked with messages as a hub sends them; what it answers is read from its signed messages.
struct RealNode: Mechanism {
    let name = "Mosaic"
    let node: Node

    func answers(_ query: String, by user: String) async throws -> [Int?] {
        let id = UUID().uuidString
        try await node.handle(node.fromHub(.question(Question(id: id, user: user, query: query, facets: []))))
        let sent = try await node.database.write { connection in
            let notes = try connection.query("SELECT note FROM outbox WHERE recipient = 'hub'").compactMap { $0.string("note") }
            try connection.execute("DELETE FROM outbox")
            return notes
        }
        for note in sent {
            let message = try SealedMessage.open(note, from: node.keys.signer.verifier, recipient: "hub", now: node.now())
            guard case .answers(let answers) = message.body, answers.question == id else { continue }
            return answers.answers.map { if case .value(let counts) = $0.answer { counts.patients } else { nil } }
        }
        return []
    }

    /// The privacy loss that the node has written down for a user, the same in every game.
    func spent(by user: String) async throws -> Double {
        try await node.budgets().filter { $0.user == user }.map { Double($0.spent) ?? .infinity }.max() ?? 0
    }
}

/// What nodes of the reference system release: the truth.
struct ExactCounts: Mechanism {
    let name = "exact"
    let indexes: [CohortIndex]

    init(_ world: AttackWorld) { self.init((0..<world.games).map(world.patients)) }

    init(_ datasets: [[Patient]]) { indexes = datasets.map { CohortIndex(patients: $0, declared: AttackWorld.declared) } }

    func answers(_ query: String, by user: String) async throws -> [Int?] {
        let query = try Query(text: query)
        return try indexes.map { try $0.evaluate(query).count }
    }
}

/// The kind of protection that the reference system's family uses elsewhere: Laplace noise of scale 10 that is kept for each true count, zero
/// left as it is, what is below ten shown as ten, the rest rounded to tens.
actor ThresholdAndRounding: Mechanism {
    nonisolated let name = "threshold, rounding"
    private var exact: ExactCounts
    private var generator: SeededGenerator
    private var released: [[Int: Int]]

    init(_ exact: ExactCounts, seed: UInt64 = 5) {
        self.exact = exact
        generator = SeededGenerator(seed: seed)
        released = [[Int: Int]](repeating: [:], count: exact.indexes.count)
    }

    /// The data change, what was kept for a count does not.
    func change(to exact: ExactCounts) { self.exact = exact }

    func answers(_ query: String, by user: String) async throws -> [Int?] {
        try await exact.answers(query, by: user).enumerated().map { game, count in count.map { release($0, game) } }
    }

    private func release(_ count: Int, _ game: Int) -> Int {
        if count == 0 { return 0 }
        if count < 10 { return 10 }
        if let known = released[game][count] { return known }
        let uniform = Double.random(in: -0.5..<0.5, using: &generator)
        let noise = -10 * (uniform < 0 ? -1 : 1) * log(1 - 2 * abs(uniform))
        let shown = max(0, Int(((Double(count) + noise) / 10).rounded()) * 10)
        released[game][count] = shown
        return shown
    }
}

/// Our noise and floor with one mistake: the noise is drawn anew each time. It shows that the suite finds such a mistake.
actor FreshNoise: Mechanism {
    nonisolated let name = "Mosaic without keyed noise"
    private let exact: ExactCounts
    private let gaussian: DiscreteGaussian
    private var generator = SeededGenerator(seed: 6)

    init(_ exact: ExactCounts) {
        self.exact = exact
        gaussian = DisclosurePolicy.standard.patients.gaussian(sensitivitySquared: 1)!
    }

    func answers(_ query: String, by user: String) async throws -> [Int?] {
        try await exact.answers(query, by: user).map { count in
            let noisy = (count ?? 0) + gaussian.sample(using: &generator)
            return noisy < DisclosurePolicy.standard.floor ? nil : noisy
        }
    }
}
