import Cohorts
import Federation
import Governance
import Storage

/// The cohorts that a user asked about under permits for one dataset, by computations and by exact counts alike.
///
/// Whoever is told of a cohort notes it in the transaction in which it was looked at: of two questions at once one comes first.
struct AskedCohorts {
    /// How many different cohorts one permit covers: aggregates of cohorts that differ by one patient could be subtracted (threat model T23),
    /// so there cannot be many.
    static let limitPerPermit = 20

    /// What is said beyond it.
    static let limitReached = "the permit covers \(limitPerPermit) different cohorts at this dataset, which were asked about already"

    /// The cohorts that the user was told of, under whatever permit.
    let told: [Query]
    private let dataset: String
    private let ofPermit: [String: Set<String>]

    /// - Throws: ``PermitRefusal`` where a cohort that was told cannot be read any more: nothing can be compared with it.
    init(_ use: PermittedUse, dataset: String, _ connection: any SQLConnection) throws {
        self.dataset = dataset
        var texts: Set<String> = []
        var ofPermit: [String: Set<String>] = [:]
        for permit in use.permitsOfUser {
            let rows = try connection.query(
                "SELECT cohort, is_told FROM asked_cohort WHERE permit = ? AND dataset_id = ?", [.text(permit), .text(dataset)])
            ofPermit[permit] = Set(rows.compactMap { $0.string("cohort") })
            texts.formUnion(rows.filter { $0.integer("is_told") != 0 }.compactMap { $0.string("cohort") })
        }
        self.ofPermit = ofPermit
        do {
            told = try texts.sorted().map { try Query(text: $0) }
        } catch {
            throw PermitRefusal(
                reason:
                    "a cohort that you asked about before can no longer be read here, so nothing can be compared with it; ask the holder",
                user: use.user)
        }
    }

    /// The first permit that covers a cohort: because it was asked about under it before, or because there is room for one more.
    ///
    /// - Throws: ``PermitRefusal`` where there is none.
    func permit(of use: PermittedUse, covering cohort: Query) throws -> Permit {
        let text = cohort.canonicalText
        if let known = use.permits.first(where: { ofPermit[$0.id]?.contains(text) == true }) { return known }
        if let free = use.permits.first(where: { ofPermit[$0.id, default: []].count < Self.limitPerPermit }) { return free }
        throw PermitRefusal(reason: Self.limitReached, permit: use.permits.first?.id ?? "none", user: use.user)
    }

    /// Notes that a cohort was asked about, and whether its user may know something of it from now on.
    func note(_ cohort: Query, under permit: Permit, isTold: Bool, _ connection: any SQLConnection) throws {
        try connection.execute(
            """
            INSERT INTO asked_cohort (permit, dataset_id, cohort, is_told) VALUES (?, ?, ?, ?)
            ON CONFLICT (permit, dataset_id, cohort) DO UPDATE SET is_told = MAX(asked_cohort.is_told, excluded.is_told)
            """,
            [.text(permit.id), .text(dataset), .text(cohort.canonicalText), .integer(isTold ? 1 : 0)])
    }

    /// What is used of a permit's limit and left, once a cohort is noted.
    func notice(of permit: Permit, with cohort: Query) -> BudgetNotice {
        let used = ofPermit[permit.id, default: []].union([cohort.canonicalText]).count
        return BudgetNotice(spent: Double(used) / Double(Self.limitPerPermit), answersLeft: Self.limitPerPermit - used)
    }
}
