public import Cohorts
import Foundation
import Storage

/// How counts leave the node: zero-concentrated differential privacy, for every dataset alike or for each in its own way.
///
/// Privacy losses are written as numbers of rho. `Docs/disclosure-control.md` says what they mean.
public struct DisclosureConfiguration: Codable, Sendable {
    /// A count of studies or series, in which a patient counts so often at most, and its price.
    public struct BoundedCount: Codable, Sendable {
        /// The most that one patient adds.
        public var perPatient: Int
        /// What releasing it costs.
        public var rho: Double
    }

    /// A distribution, in which a patient counts in so many values at most, and its price.
    public struct BoundedFacet: Codable, Sendable {
        /// The attribute.
        public var attribute: String
        /// The most values that one patient counts in.
        public var perPatient: Int
        /// What releasing it costs.
        public var rho: Double
    }

    /// What differs for one dataset; what is left out is as for all.
    public struct DatasetPolicy: Codable, Sendable {
        /// `closed`, `counts`, `countsAndFacets` or `open`.
        public var mode: DisclosurePolicy.Mode?
        /// Noisy counts below this are not shown.
        public var floor: Int?
        /// Price of one count of patients.
        public var rhoPerCount: Double?
        /// What one user may cause.
        public var budget: Double?
        /// What all users together may cause.
        public var budgetOfAllUsers: Double?
        /// The count of studies.
        public var studies: BoundedCount?
        /// The count of series.
        public var series: BoundedCount?
        /// The distributions that are released.
        public var facets: [BoundedFacet]?
    }

    /// Noisy counts below this are not shown.
    public var floor: Int
    /// Privacy loss rho of one count of patients; the noise has the variance 1 / (2 rho).
    public var rhoPerCount: Double
    /// Privacy loss rho that one user may cause at one dataset in all.
    public var budget: Double
    /// Privacy loss rho that all users together may cause at one dataset.
    public var budgetOfAllUsers: Double
    /// What is said without a permit; counts only in files from before there was a choice.
    public var mode: DisclosurePolicy.Mode?
    /// Privacy loss that one user may cause at all datasets of the node together, of which a patient may be in several; three times that of
    /// one dataset where it is left out.
    public var budgetAtNode: Double?
    /// The same for all users together.
    public var budgetAtNodeOfAllUsers: Double?
    /// The count of studies that match; not released where it is left out.
    public var studies: BoundedCount?
    /// The count of series that match; not released where it is left out.
    public var series: BoundedCount?
    /// The distributions that are released in mode `countsAndFacets`; the standard ones where it is left out.
    public var facets: [BoundedFacet]?
    /// What differs, by the dataset's name within the node.
    public var datasets: [String: DatasetPolicy]?

    /// What a new node starts from: noisy counts and the standard distributions, fifty counts for a user.
    static let initial = DisclosureConfiguration(
        floor: 10, rhoPerCount: 0.02, budget: 1, budgetOfAllUsers: 10, mode: .countsAndFacets,
        facets: DisclosurePolicy.standardFacets.map {
            BoundedFacet(attribute: $0.attribute, perPatient: $0.perPatient, rho: Double($0.rho.micro) / 1_000_000)
        })

    /// How many datasets' budgets the node's own are, where nothing is said.
    private static let datasetsPerPatient = 3.0
    private static let highestBudget = 10_000.0

    /// The limits of a dataset.
    struct Limits: Sendable {
        let policy: DisclosurePolicy
        /// For all users together.
        let shared: Rho
        /// For one user at all datasets of the node.
        let node: Rho
        /// For all users together at all datasets of the node.
        let nodeShared: Rho

        /// For who has a permit to count: counts and distributions, with noise, also of a dataset that says less without one.
        var underPermit: Limits {
            var policy = policy
            if policy.isNoisy || policy.mode == .closed { policy.mode = .countsAndFacets }
            return Limits(policy: policy, shared: shared, node: node, nodeShared: nodeShared)
        }
    }

    /// What holds for a dataset.
    ///
    /// - Parameter dataset: its name within the node.
    func limits(for dataset: String) -> Limits {
        let own = datasets?[dataset]
        let counts = (studies: own?.studies ?? studies, series: own?.series ?? series)
        let policy = DisclosurePolicy(
            mode: own?.mode ?? mode ?? .counts, floor: own?.floor ?? floor, patients: Self.rho(own?.rhoPerCount ?? rhoPerCount),
            studies: counts.studies.map(Self.bounded), series: counts.series.map(Self.bounded),
            facets: (own?.facets ?? facets)?.map {
                DisclosurePolicy.BoundedFacet(attribute: $0.attribute, perPatient: $0.perPatient, rho: Self.rho($0.rho))
            } ?? DisclosurePolicy.standardFacets, budget: Self.rho(own?.budget ?? budget))
        return Limits(
            policy: policy, shared: Self.rho(own?.budgetOfAllUsers ?? budgetOfAllUsers), node: Self.rho(nodeBudget),
            nodeShared: Self.rho(nodeBudgetOfAllUsers))
    }

    /// ``budgetAtNode`` or what stands for it.
    var nodeBudget: Double { budgetAtNode ?? Self.datasetsPerPatient * budget }
    /// ``budgetAtNodeOfAllUsers`` or what stands for it.
    var nodeBudgetOfAllUsers: Double { budgetAtNodeOfAllUsers ?? Self.datasetsPerPatient * budgetOfAllUsers }

    /// Checks all that a file can get wrong.
    ///
    /// - Throws: ``NodeError`` `configuration` with the key.
    func check(path: String) throws {
        let prices = [rhoPerCount] + (datasets ?? [:]).values.compactMap(\.rhoPerCount)
        let budgets =
            [budget, budgetOfAllUsers, nodeBudget, nodeBudgetOfAllUsers]
            + (datasets ?? [:]).values.flatMap { [$0.budget, $0.budgetOfAllUsers].compactMap(\.self) }
        let floors = [floor] + (datasets ?? [:]).values.compactMap(\.floor)
        guard floors.allSatisfy((0...1_000_000).contains), prices.allSatisfy((0.000_001...1).contains),
            budgets.allSatisfy((0...Self.highestBudget).contains)
        else {
            throw NodeError(
                .configuration,
                "\(path): disclosure.floor is at least 0, rhoPerCount between 0.000001 and 1, budget, budgetOfAllUsers, budgetAtNode and budgetAtNodeOfAllUsers between 0 and 10000."
            )
        }
        let named = [("disclosure", "")] + (datasets ?? [:]).keys.sorted().map { ("disclosure.datasets.\($0)", $0) }
        for (key, dataset) in named {
            if let fault = limits(for: dataset).policy.faults().first { throw NodeError(.configuration, "\(path): \(key): \(fault).") }
        }
    }

    /// ``studies`` and ``series`` as lines of the commented file.
    var boundedCountLines: String {
        [("studies", studies), ("series", series)].map { name, count in
            count.map { "  \(name): \(NodeConfiguration.inline($0))\n" } ?? ""
        }.joined()
    }

    /// ``facets`` as lines of the commented file.
    var facetLines: String {
        let facets = limits(for: "").policy.facets.map { facet in
            BoundedFacet(attribute: facet.attribute, perPatient: facet.perPatient, rho: Double(facet.rho.micro) / 1_000_000)
        }
        return facets.isEmpty ? " []" : facets.map { "\n    - \(NodeConfiguration.inline($0))" }.joined()
    }

    private static func bounded(_ count: BoundedCount) -> DisclosurePolicy.BoundedCount {
        DisclosurePolicy.BoundedCount(perPatient: count.perPatient, rho: rho(count.rho))
    }

    /// In millionths; what is no number that can be paid becomes 0, which every check refuses.
    private static func rho(_ value: Double) -> Rho {
        guard value > 0, value <= highestBudget else { return .zero }
        return Rho(micro: Int((value * 1_000_000).rounded()))
    }
}

extension Node {
    /// Notes in the ledger that counts leave under other settings than before: above all, that a dataset became open.
    func noteDisclosure(actor: String) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let settings = String(decoding: try encoder.encode(configuration.disclosure), as: UTF8.self)
        let isKnown = try await database.read { connection in
            try connection.first("SELECT value FROM setting WHERE name = 'disclosure'")?.string("value") == settings
        }
        guard !isKnown else { return }
        try await database.write { [self] connection in
            try connection.execute(
                "INSERT INTO setting (name, value) VALUES ('disclosure', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [.text(settings)])
            let details = ["settings": String(settings.prefix(2_000)), "digest": ObjectStore.digest(of: Array(settings.utf8))]
            try record([.init("disclosure.changed", actor: actor, subject: "disclosure", details: details)], in: connection)
        }
        try await writeLedger()
    }
}
