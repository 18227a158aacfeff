import Federation
import Foundation
import HTTPTypes
import Hummingbird
import Web

/// The hub's pages, rendered on the server and usable without JavaScript. The Explorer does more with it.
struct HubPages: Sendable {
    let hub: Hub
    let library: PageLibrary

    init(hub: Hub) throws {
        self.hub = hub
        library = try PageLibrary([
            "answer": PackageResources.answer_mustache, "application": PackageResources.application_mustache,
            "applications": PackageResources.applications_mustache, "catalogue": PackageResources.catalogue_mustache,
            "dataset": PackageResources.dataset_mustache, "dataset-card": PackageResources.dataset_card_mustache,
            "ask": PackageResources.ask_mustache, "answers-mean": PackageResources.answers_mean_mustache,
            "error": PackageResources.error_mustache, "explorer": PackageResources.explorer_mustache,
            "home": PackageResources.home_mustache, "job": PackageResources.job_mustache,
            "jobs": PackageResources.jobs_mustache, "layout": PackageResources.layout_mustache,
            "members": PackageResources.members_mustache, "permits": PackageResources.permits_mustache,
            "search": PackageResources.search_mustache, "sign-in": PackageResources.sign_in_mustache,
            "slice": PackageResources.slice_mustache,
        ])
    }

    func add(to router: Router<PersonContext>) {
        router.get("/mosaic.css") { _, _ in PageLibrary.stylesheet }
        let routes = router.group()
        // Within the session, so that a page about a problem still knows who is signed in.
        routes.add(middleware: ProblemMiddleware(translate: HubError.problem(for:), page: problem))
        addHome(to: routes)
        addCatalogue(to: routes)
        addDataset(to: routes)
        addSearch(to: routes)
        addSignIn(to: routes)
        addApplications(to: routes)
        addPermits(to: routes)
        addJobs(to: routes)
        addMembers(to: routes)
    }

    /// A problem as a page. Who has to sign in to see a page is sent there, and back afterwards.
    @Sendable func problem(_ problem: Problem, _ request: Request, _ context: PersonContext) -> Response {
        if problem.status == 401, request.method == .get {
            return .redirect(to: "/sign-in?returnTo=\(PageText.escaped(request.uri.string))")
        }
        var page = frame(problem.title, context)
        page["status"] = "\(problem.status)"
        page["problem"] = problem.title
        if !problem.detail.isEmpty { page["detail"] = problem.detail }
        page["instance"] = context.id
        return library.page("error", page, status: HTTPResponse.Status(code: problem.status))
    }

    /// Where in the site a page is: the key that marks it in the navigation.
    enum Place: String {
        case catalogue = "inCatalogue"
        case search = "inSearch"
        case applications = "inApplications"
        case permits = "inPermits"
        case jobs = "inJobs"
        case members = "inMembers"
    }

    /// What the frame of every page takes.
    func frame(_ title: String, _ context: PersonContext, at place: Place? = nil) -> [String: Any] {
        var page: [String: Any] = [
            "federation": hub.configuration.federation, "pageTitle": title, "programVersion": programVersion,
            "signedIn": context.person != nil,
            "operator": context.person?.role == .operator,
        ]
        page["userName"] = context.person?.title
        page["csrf"] = context.formToken
        if let place { page[place.rawValue] = true }
        return page
    }

    /// The fields of a form that was sent from a page of this session (threat model T29).
    ///
    /// - Throws: ``HubError`` `notPermitted` where the form does not carry the session's token.
    func fields(of request: Request, _ context: PersonContext) async throws -> FormFields {
        let fields = try await FormFields(body: request)
        // A caller that shows its token in a header is a program: no page of another site can make it send one.
        if let token = context.formToken, fields["csrf"] != token {
            throw HubError(.notPermitted, "The form is not from a page of this session. Load the page again and send it once more.")
        }
        return fields
    }
}

extension PersonContext {
    /// A part of the path that names something.
    func named(_ parameter: String) throws -> String {
        let raw = try parameters.require(parameter)
        return raw.removingPercentEncoding ?? raw
    }
}
