import Cohorts
import Federation
import Foundation
import Hummingbird
import Logging
import ServiceLifecycle
import Storage
import TestSupport

@testable import Hub
@testable import Node

/// Something that answers questions about all games, one number each; `nil` where it says none.
protocol Mechanism: Sendable {
    var name: String { get }
    func answers(_ query: String, by user: String) async throws -> [Int?]
}

/// The real node, asked over its real interface: a hub signs a question and sends it over the link, TLS on a socket of this machine; the node's
/// signed answers come back the same way.
struct LinkedNode: Mechanism {
    /// A hub without a node, or a node without an answer.
    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    let name = "Mosaic"
    let node: Node
    fileprivate let hub: Hub

    func answers(_ query: String, by user: String) async throws -> [Int?] {
        try await lines(query, by: user).map { if case .value(let counts) = $0.answer { counts.patients } else { nil } }
    }

    /// The answers as the hub hands them on, in the order of the datasets.
    func lines(_ query: String, by user: String) async throws -> [NodeAnswer] {
        let person = Person(name: user, title: user, role: .researcher)
        var lines: [NodeAnswer] = []
        for await line in try await hub.questions.ask(Query(text: query), for: person) {
            guard line.dataset != nil else { throw Broken(description: "the node answered as a whole: \(line.answer)") }
            lines.append(line)
        }
        return lines
    }

    /// The privacy loss that the node has written down for a user, the same in every game.
    func spent(by user: String) async throws -> Double {
        try await node.budgets().filter { $0.user == user }.map { Double($0.spent) ?? .infinity }.max() ?? 0
    }
}

/// Lets a node join a hub of its own, runs the hub's port for nodes and the node's link, and plays.
func withLink<Result: Sendable>(
    _ node: Node, in folder: String, _ play: @Sendable (LinkedNode) async throws -> Result
) async throws -> Result {
    let home = HubHome("\(folder)/hub")
    var configuration = HubConfiguration.initial(
        federation: "Attacks", address: "127.0.0.1", bind: "127.0.0.1", webPort: 0, federationPort: FreePort.next())
    configuration.answerSeconds = 120
    try home.create(configuration, now: Date())
    // One that keeps metadata: Hummingbird finds a request's number there.
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let hub = try Hub(home: home, now: { Date() }, logger: logger)
    let (running, isRunning) = AsyncStream.makeStream(of: Void.self)
    let server = try FederationServer(hub: hub).application { _ in isRunning.finish() }
    // Ended as the program ends: who cancels a server may cut off a connection that is just being accepted, which ends the process.
    let services = ServiceGroup(services: [server], gracefulShutdownSignals: [], cancellationSignals: [], logger: logger)
    async let serving: Void = {
        defer { isRunning.finish() }
        try await services.run()
    }()
    for await _ in running {}
    let invitation = try await hub.invite(node: node.name.value, lifetime: 60, by: "test")
    _ = try await node.join(invitation)
    guard let membership = try node.home.membership() else { throw LinkedNode.Broken(description: "the node did not join") }
    let link = try NodeServer(node: node).link(membership)
    let linking = Task { try await link.run() }
    while await !hub.desk.isConnected(node.name.value) { await Task.yield() }
    let result: Swift.Result<Result, any Error>
    do {
        result = .success(try await play(LinkedNode(node: node, hub: hub)))
    } catch {
        result = .failure(error)
    }
    linking.cancel()
    _ = await linking.result
    await hub.desk.close()
    await services.triggerGracefulShutdown()
    try await serving
    return try result.get()
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
