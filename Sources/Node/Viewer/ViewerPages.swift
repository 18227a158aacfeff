import DICOM
import Federation
import HTTPTypes
import Hummingbird
import Storage
import Web

/// The pages on which the node's staff looks at what came in: studies, series in the viewer, reports as text.
///
/// They show what the token in the browser's cookie opens, and nothing else; pixels come by DICOMweb with the same cookie.
struct ViewerPages: Sendable {
    private let node: Node
    private let library: PageLibrary

    init(node: Node) throws {
        self.node = node
        library = try PageLibrary([
            "layout": PackageResources.layout_mustache, "studies": PackageResources.studies_mustache,
            "study": PackageResources.study_mustache, "viewer": PackageResources.viewer_mustache,
            "report": PackageResources.report_mustache, "report-item": PackageResources.report_item_mustache,
            "problem": PackageResources.problem_mustache,
        ])
    }

    /// Mounts the pages and what they are made with.
    func add<Context: RequestContext>(to router: Router<Context>) {
        for asset in PageAsset.viewer { router.get("/\(asset.name)") { request, _ in asset.response(to: request) } }
        page("/studies", router) { grant, request, _ in try await studies(grant, request) }
        page("/studies/:study", router) { grant, _, parameters in try await study(grant, parameters.require("study")) }
        page("/studies/:study/series/:series", router) { grant, _, parameters in
            try await viewer(grant, parameters.require("study"), parameters.require("series"))
        }
        page("/studies/:study/instances/:instance/report", router) { grant, _, parameters in
            try await report(grant, parameters.require("study"), parameters.require("instance"))
        }
    }

    /// A route that needs a token and shows problems as pages.
    private func page<Context: RequestContext>(
        _ path: RouterPath, _ router: Router<Context>,
        _ make: @escaping @Sendable (AccessGrant, Request, Parameters) async throws -> Response
    ) {
        route(path, router) { request, parameters in
            try await make(try await node.accessGrant(for: request), request, parameters)
        }
    }

    /// A route that shows problems as pages.
    func route<Context: RequestContext>(
        _ path: RouterPath, _ router: Router<Context>, _ make: @escaping @Sendable (Request, Parameters) async throws -> Response
    ) {
        let problems = ProblemMiddleware<Context>(translate: { _ in nil }, page: { problem, _, _ in show(problem) })
        router.get(path) { request, context in
            try await problems.handle(request, context: context) { request, context in try await make(request, context.parameters) }
        }
    }

    // MARK: Pages

    private func studies(_ grant: AccessGrant, _ request: Request) async throws -> Response {
        let filter = StudyFilter(QueryParameters(request.uri.query))
        let result = try await node.archive.search(filter.query(scope: grant.scope))
        try await node.accessJournal.note(.init(actor: grant.actor, operation: .search, study: nil))
        return library.page("studies", StudyList(filter, result).page.merging(frame("Studies")) { $1 })
    }

    private func study(_ grant: AccessGrant, _ uid: String) async throws -> Response {
        let row = try await row(uid, grant)
        var cards = try await cards(uid, grant)
        for position in cards.indices where cards[position].isDocument {
            cards[position].reports = try await reports(cards[position], grant)
        }
        try await node.accessJournal.note(.init(actor: grant.actor, operation: .search, study: uid))
        var page = frame(row.title)
        page["title"] = row.title
        page["patient"] = row.patient
        for (key, value) in [("sex", row.sex), ("age", row.age), ("date", row.date)] where !value.isEmpty { page[key] = value }
        page["modalities"] = row.modalities.joined(separator: ", ")
        page["studyUID"] = uid
        page["seriesCount"] = "\(row.series)"
        page["imageCount"] = "\(row.images)"
        page["series"] = cards.map(\.page)
        return library.page("study", page)
    }

    private func viewer(_ grant: AccessGrant, _ study: String, _ series: String) async throws -> Response {
        let row = try await row(study, grant)
        let cards = try await cards(study, grant)
        guard let card = cards.first(where: { $0.uid == series }) else { throw Problem.notHere }
        try await node.accessJournal.note(.init(actor: grant.actor, operation: .search, study: study))
        var page = frame(card.title)
        page["title"] = card.title
        page["patient"] = row.patient
        page["studyTitle"] = row.title
        page["studyLink"] = row.path
        page["study"] = study
        page["series"] = series
        page["siblings"] = cards.filter(\.hasPictures).map { sibling in
            var entry: [String: Any] = ["title": sibling.title, "modality": sibling.modality, "link": sibling.path]
            if sibling.uid == series { entry["current"] = true }
            return entry
        }
        return library.page("viewer", page, scripts: true)
    }

    private func report(_ grant: AccessGrant, _ study: String, _ instance: String) async throws -> Response {
        let row = try await row(study, grant)
        let found = try await node.archive.instances(study: study, instance: instance, scope: grant.scope, limit: 1).first
        guard let found else { throw Problem.notHere }
        guard let report = try await node.archive.header(of: found, { StructuredReportText($0) }) else {
            throw Problem(code: "no-report", title: "Not found", status: 404, detail: "This object is no structured report.")
        }
        try await node.accessJournal.note(.init(actor: grant.actor, operation: .retrieve, study: study))
        var page = frame(report.title)
        page["title"] = report.title
        page["patient"] = row.patient
        page["studyTitle"] = row.title
        page["studyLink"] = row.path
        page["facts"] = report.facts.map { ["name": $0.name, "value": $0.value] }
        page["content"] = report.items.map(\.page)
        page["cut"] = report.isCut
        return library.page("report", page)
    }

    // MARK: What they show

    private func row(_ study: String, _ grant: AccessGrant) async throws -> StudyList.Row {
        let query = ArchiveQuery(
            level: .study, conditions: [AttributeCondition(.studyInstanceUID, .single(study))], limit: 1, scope: grant.scope)
        guard let found = try await node.archive.search(query).dataSets.first else { throw Problem.notHere }
        return StudyList.Row(found)
    }

    private func cards(_ study: String, _ grant: AccessGrant) async throws -> [SeriesCard] {
        let query = ArchiveQuery(level: .series, conditions: [AttributeCondition(.studyInstanceUID, .single(study))], scope: grant.scope)
        return try await node.archive.search(query).dataSets.map(SeriesCard.init)
    }

    /// The documents of a series; a few, however many there are.
    private func reports(_ card: SeriesCard, _ grant: AccessGrant) async throws -> [SeriesCard.Report] {
        let query = ArchiveQuery(
            level: .instance,
            conditions: [
                AttributeCondition(.studyInstanceUID, .single(card.study)), AttributeCondition(.seriesInstanceUID, .single(card.uid)),
            ], limit: 50, scope: grant.scope)
        return try await node.archive.search(query).dataSets.map { instance in
            let title = CodedConcept(instance.items(.conceptNameCodeSequence).first)?.meaning ?? "Report"
            let number = instance.integer(.instanceNumber).map { " \($0)" } ?? ""
            return SeriesCard.Report(instance: instance.string(.sopInstanceUID) ?? "", title: title + number)
        }
    }

    private func show(_ problem: Problem) -> Response {
        var page = frame(problem.title)
        page["title"] = problem.title
        page["detail"] = problem.detail
        page["token"] = problem.status == 401
        page["home"] = node.home.path
        return library.page("problem", page, status: HTTPResponse.Status(code: problem.status))
    }

    private func frame(_ title: String) -> [String: Any] {
        ["nodeName": node.name.value, "holder": node.configuration.title, "pageTitle": title, "programVersion": programVersion]
    }
}

extension StructuredReportText.Item {
    /// What the template takes. Every key is there: a template that misses one finds that of the item above.
    fileprivate var page: [String: Any] {
        func optional(_ text: String) -> [String] { text.isEmpty ? [] : [text] }
        return [
            "name": optional(name), "value": value, "hasBoth": !name.isEmpty && !value.isEmpty, "relation": optional(relation),
            "code": optional(code), "lines": lines, "items": items.map(\.page),
        ]
    }
}
