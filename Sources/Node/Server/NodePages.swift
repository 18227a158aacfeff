import Catalogue
import Cohorts
import Federation
import Foundation
import Governance
import Hummingbird
import Ledger
import Storage
import Web

/// The node's own pages, for its staff inside the hospital. They only show; what changes something is done at the command line.
struct NodePages: Sendable {
    private let node: Node
    private let library: PageLibrary
    private let viewer: ViewerPages

    init(node: Node) throws {
        self.node = node
        viewer = try ViewerPages(node: node)
        library = try PageLibrary([
            "layout": PackageResources.layout_mustache, "overview": PackageResources.overview_mustache,
            "application": PackageResources.application_mustache,
        ])
    }

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: ProblemMiddleware(translate: { _ in nil }))
        router.add(middleware: HostCheck(node.configuration))
        SignInRoute(node: node).add(to: router)
        DICOMwebRoutes(node: node).add(to: router)
        CriteriaRoute(node: node).add(to: router)
        viewer.add(to: router)
        router.get("/mosaic.css") { _, _ in PageLibrary.stylesheet }
        viewer.route("/", router) { request, _ in
            try await admit(request)
            return try await overview()
        }
        viewer.route("/applications/:application/:dataset", router) { request, parameters in
            try await admit(request)
            return try await application(parameters.require("application"), parameters.require("dataset"))
        }
        return router
    }

    /// These pages tell of applicants and of all that is archived: they are for who sits at the node's machine, and for those whose token
    /// opens everything.
    ///
    /// - Throws: ``Problem`` 401 without a token, 403 with one that opens less.
    private func admit(_ request: Request) async throws {
        if LocalRequest.isLocal(request, node.configuration) { return }
        guard try await node.accessGrant(for: request).scope == .everything else {
            throw Problem(
                code: "scope-too-narrow", title: "Not for this token", status: 403,
                detail: "This page is for tokens that open the whole archive. What this one opens is at /studies.")
        }
    }

    private func overview() async throws -> Response {
        let state = try await node.state()
        let applications = try await node.applications()
        let records = try await node.datasets()
        let titles = Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0.title) })
        var page = frame(title: "Overview")
        page["linkState"] = state.link
        page["tone"] = state.link == "connected" ? "good" : state.link.hasPrefix("refused") ? "bad" : "off"
        page["linkSince"] = state.linkSince.map(Self.time)
        page["hubAddress"] = state.hub ?? "none"
        page["certificateExpires"] = state.certificateExpires.map(Self.time) ?? "none"
        page["patients"] = "\(state.patients)"
        page["studies"] = "\(state.studies)"
        page["series"] = "\(state.series)"
        page["images"] = "\(state.instances)"
        page["quarantined"] = "\(state.quarantine.values.reduce(0, +))"
        page["waiting"] = applications.filter(\.isWaiting).map { waiting in
            [
                "applicationTitle": waiting.application.title, "applicant": waiting.application.applicant,
                "organisation": waiting.application.organisation, "datasetTitle": titles[waiting.dataset] ?? waiting.dataset,
                "asked": Self.time(waiting.received), "link": "/applications/\(waiting.application.id)/\(waiting.dataset)",
            ]
        }
        page["datasets"] = records.map { record in
            [
                "datasetTitle": record.title, "datasetVersion": record.version.description, "patients": "\(record.statistics.patients)",
                "tier": "\(record.statistics.tier.rawValue)", "published": record.issued.map(Self.time) ?? "",
                "lets": node.limits(of: record.id).policy.words,
            ]
        }
        add(try await node.budgets(), to: &page)
        let most = max(state.quarantine.values.max() ?? 1, 1)
        page["quarantine"] = state.quarantine.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { reason, count in
            ["label": reason, "count": "\(count)", "width": 100 * count / most] as [String: Any]
        }
        page["entries"] = try node.ledger.recent(12).map { entry in
            [
                "index": "\(entry.index)", "time": Self.time(entry.time), "what": entry.kind, "subject": entry.subject,
                "actor": entry.actor,
            ]
        }
        let checkpoint = try node.ledger.checkpoint()
        page["treeSize"] = "\(checkpoint.size)"
        page["rootHash"] = checkpoint.root.hexadecimal
        return library.page("overview", page)
    }

    /// What all users together have spent stands first, then who has the least left; with what it means at worst.
    private func add(_ budgets: [Node.BudgetState], to page: inout [String: Any]) {
        let sorted = budgets.sorted { left, right in
            let (leftIsAll, rightIsAll) = (left.user == BudgetAccounts.allUsers, right.user == BudgetAccounts.allUsers)
            return leftIsAll == rightIsAll ? (right.share, left.dataset, left.user) < (left.share, right.dataset, right.user) : leftIsAll
        }
        page["budgets"] = sorted.prefix(Self.mostBudgets).map { budget in
            let epsilon = budget.epsilon.formatted(.number.precision(.fractionLength(1)).locale(Locale(identifier: "en")))
            return [
                "label": "\(budget.user) at \(budget.dataset)", "count": "\(budget.spent) of \(budget.total), ε at most \(epsilon)",
                "width": Int((budget.share * 100).rounded()),
            ] as [String: Any]
        }
        if budgets.count > Self.mostBudgets { page["moreBudgets"] = "\(budgets.count - Self.mostBudgets)" }
    }

    private static let mostBudgets = 30

    private func application(_ id: String, _ dataset: String) async throws -> Response {
        let cases = try await node.applications()
        guard let found = cases.first(where: { $0.application.id == id && $0.dataset == dataset }) else {
            throw Problem(code: "not-found", title: "Not found", status: 404, detail: "There is no such application at this node.")
        }
        let record = try await node.datasets().first { $0.id == dataset }
        let application = found.application
        var page = frame(title: application.title)
        page["applicationTitle"] = application.title
        page["applicationID"] = application.id
        page["applicant"] = application.applicant
        page["organisation"] = application.organisation
        page["principalInvestigator"] = "\(application.principalInvestigator.name) (\(application.principalInvestigator.email))"
        page["contact"] = "\(application.contact.name) (\(application.contact.email))"
        page["description"] = application.description
        page["intendedUse"] = application.intendedUse
        page["from"] = Self.day(application.period.start)
        page["until"] = Self.day(application.period.end)
        page["ethicsApproval"] = application.ethicsApproval.words
        page["medicalDevice"] = application.intendsMedicalDevice ? "intended" : "not intended"
        page["riskLevel"] = application.riskAssessment.isEmpty ? "not stated" : application.riskAssessment
        page["asked"] = Self.time(found.received)
        page["operations"] = application.operations.map(\.rawValue).sorted()
        page["users"] = application.users
        page["evidence"] = [
            application.dataProtection.impactAssessment, application.dataProtection.officer, application.dataProtection.codeOfConduct,
        ].filter { !$0.isEmpty }
        page["state"] = found.state.words
        page["tone"] = found.state.tone
        page["datasetTitle"] = record?.title ?? dataset
        page["datasetVersion"] = record?.version.description ?? ""
        page["terms"] = (record?.declaration.conditions ?? []).map { ["code": $0.rawValue, "label": $0.label] }
        page["undecided"] = found.isWaiting
        let start = "mosaic node decide \(application.id) --home \(node.home.path) --dataset \(dataset)"
        page["commands"] = [
            ["label": "Accept", "command": "\(start) --accept"],
            ["label": "Accept with a condition", "command": "\(start) --accept --condition IRB"],
            ["label": "Refuse", "command": "\(start) --refuse 'the reason, for the applicant'"],
        ]
        page["history"] = found.events.reversed().map(\.line)
        return library.page("application", page)
    }

    private func frame(title: String) -> [String: Any] {
        ["nodeName": node.name.value, "holder": node.configuration.title, "pageTitle": title, "programVersion": programVersion]
    }

    private static func time(_ date: Date) -> String { date.formatted(.iso8601.dateTimeSeparator(.space)) }
    private static func day(_ date: Date) -> String { date.formatted(.iso8601.year().month().day()) }
}

extension DisclosurePolicy {
    /// What the holder lets out without a permit, for the holder.
    fileprivate var words: String {
        let margin = patients.gaussian(sensitivitySquared: 1)?.margin ?? 0
        let noise = "within \(margin) of the truth 95 times in 100, not shown below \(floor)"
        return switch mode {
        case .open: "exact counts and distributions"
        case .counts: "counts \(noise)"
        case .countsAndFacets: "distributions, and counts \(noise)"
        case .closed: "nothing"
        }
    }
}
