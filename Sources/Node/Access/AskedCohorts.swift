import Cohorts
import Federation
import Governance
import Storage

/// The cohorts that were asked about under permits for one dataset, by computations and by exact counts alike.
struct AskedCohorts {
    /// How many different cohorts one permit covers: aggregates of cohorts that differ by one patient could be subtracted (threat model T23),
    /// so there cannot be many.
    static let limitPerPermit = 20

    /// What is said beyond it.
    static let limitReached = "the permit covers \(limitPerPermit) different cohorts at this dataset, which were asked about already"

    /// Those of the permit, in canonical form.
    let ofPermit: Set<String>
    /// Those of all permits of the same user, in canonical form.
    let ofUser: Set<String>

    init(_ use: PermittedUse, dataset: String, _ connection: any SQLConnection) throws {
        func cohorts(of permit: String) throws -> [String] {
            try connection.query(
                """
                SELECT cohort FROM job_round WHERE permit = ? AND dataset_id = ?
                UNION SELECT cohort FROM exact_count WHERE permit = ? AND dataset_id = ?
                """, [.text(permit), .text(dataset), .text(permit), .text(dataset)]
            ).compactMap { $0.string("cohort") }
        }
        ofPermit = Set(try cohorts(of: use.permit.id))
        ofUser = try use.permitsOfUser.reduce(into: []) { $0.formUnion(try cohorts(of: $1)) }
    }

    /// Whether the permit covers one more.
    func covers(_ cohort: Query) -> Bool { ofPermit.union([cohort.canonicalText]).count <= Self.limitPerPermit }

    /// What is used of the limit and left.
    func notice(used: Int) -> BudgetNotice {
        BudgetNotice(spent: Double(used) / Double(Self.limitPerPermit), answersLeft: Self.limitPerPermit - used)
    }

    /// Those of the user as queries.
    var queries: [Query] { ofUser.sorted().compactMap { try? Query(text: $0, unknown: .markUnsupported) } }
}
