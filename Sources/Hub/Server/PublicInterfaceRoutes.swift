import Catalogue
import Cohorts
import Computation
import Federation
import Foundation
import HTTPTypes
import Hummingbird
import Web

/// The hub's interface for programs, `/api/v1`: JSON, RFC 9457 problems, answers to a search line by line as they come.
struct PublicInterfaceRoutes: Sendable {
    let hub: Hub

    func add(to router: Router<PersonContext>) {
        let api = router.group("/api/v1")
        api.post("/sessions") { request, context in
            let signIn = try await request.decode(as: SignIn.self, context: context)
            let (token, person) = try await hub.people.signIn(name: signIn.name, password: signIn.password)
            return try JSONResponse.make(SignIn.Answer(token: token, name: person.name, title: person.title), status: .created)
        }
        api.get("/datasets") { _, _ in
            try JSONResponse.make(try await hub.catalogue.entries().map { PublicInterface.Dataset(node: $0.node, record: $0.record) })
        }
        api.get("/datasets/:id") { request, context in
            let entry = try await hub.catalogue.entry(context.parameters.require("id"))
            return try dataset(entry, accept: request.headers[.accept] ?? "", format: request.uri.queryParameters.get("format"))
        }
        api.get("/search") { request, context in
            let person = try context.requirePerson()
            let query = try Query(text: request.uri.queryParameters.get("q") ?? "")
            let facets = try FacetList.read(request.uri.queryParameters.get("facets") ?? "")
            return lines(try await hub.questions.ask(query, facets: facets, for: person))
        }
        api.post("/search") { request, context in
            let person = try context.requirePerson()
            let search = try await request.decode(as: PublicInterface.PermittedSearch.self, context: context)
            return lines(try await hub.questions.ask(search.note, for: person))
        }
        api.get("/budget") { _, context in
            try JSONResponse.make(try await hub.budgets.budgets(of: context.requirePerson().name))
        }
        addApplications(to: api)
        addJobs(to: api)
    }

    /// Answers as they come, one a line.
    private func lines(_ answers: AsyncStream<NodeAnswer>) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/x-ndjson", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                for await answer in answers { try await writer.write(JSONResponse.line(answer)) }
                try await writer.finish(nil)
            })
    }

    private func addApplications(to api: RouterGroup<PersonContext>) {
        api.post("/applications") { request, context in
            let submission = try await request.decode(as: PublicInterface.Submission.self, context: context)
            let id = try await hub.applications.submit(submission.note, applicantKey: submission.key, person: context.requirePerson())
            return try JSONResponse.make(PublicInterface.Made(id: id), status: .created)
        }
        api.get("/applications") { _, context in
            let cases = try await hub.applications.cases(of: context.requirePerson())
            return try JSONResponse.make(
                cases.map { PublicInterface.ApplicationState(application: $0.application, negotiation: $0.negotiation) })
        }
        api.post("/applications/:id/datasets/:dataset/acceptance") { request, context in
            let acceptance = try await request.decode(as: PublicInterface.Acceptance.self, context: context)
            let id = try context.parameters.require("id")
            try await hub.applications.accept(
                id, dataset: context.parameters.require("dataset"), proof: acceptance.note, person: context.requirePerson())
            return try JSONResponse.make(PublicInterface.Made(id: id))
        }
        api.get("/permits") { _, context in
            try JSONResponse.make(try await hub.applications.permits(of: context.requirePerson()))
        }
    }

    private func addJobs(to api: RouterGroup<PersonContext>) {
        api.post("/jobs") { request, context in
            let description = try await request.decode(as: JobDescription.self, context: context)
            try await hub.jobs.open(description, for: context.requirePerson())
            return try JSONResponse.make(PublicInterface.Made(id: description.id), status: .created)
        }
        api.post("/jobs/:id/rounds") { request, context in
            let round = try await request.decode(as: PublicInterface.Round.self, context: context)
            let id = try context.parameters.require("id")
            return try JSONResponse.make(try await hub.jobs.carry(round.note, round: round.round, ofJob: id, for: context.requirePerson()))
        }
        api.put("/jobs/:id/result") { request, context in
            let result = try await request.decode(as: JobResult.self, context: context)
            let id = try context.parameters.require("id")
            try await hub.jobs.keep(result, ofJob: id, for: context.requirePerson())
            return try JSONResponse.make(PublicInterface.Made(id: id))
        }
        api.get("/jobs") { _, context in
            let jobs = try await hub.jobs.jobs(of: context.requirePerson())
            return try JSONResponse.make(jobs.map { PublicInterface.Job(description: $0.description, result: $0.result) })
        }
        api.get("/jobs/:id") { _, context in
            let job = try await hub.jobs.job(context.parameters.require("id"), of: context.requirePerson())
            return try JSONResponse.make(PublicInterface.Job(description: job.description, result: job.result))
        }
    }

    /// One dataset as JSON, Turtle or JSON-LD, by `?format=` or by what the caller accepts.
    private func dataset(_ entry: CatalogueDesk.Entry, accept: String, format: String?) throws -> Response {
        func graph() throws -> RDFGraph {
            guard let address = CatalogueAddress(hub.configuration.webAddress) else {
                throw HubError(
                    .configuration, "The hub's address '\(hub.configuration.webAddress)' is no web address. Correct it in hub.yaml.")
            }
            return entry.record.rdf(at: address)
        }
        func text(_ body: String, _ type: String) -> Response {
            Response(status: .ok, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
        }
        if format == "turtle" || (format == nil && accept.contains("text/turtle")) {
            return text(try graph().turtle(), "text/turtle; charset=utf-8")
        }
        if format == "jsonld" || (format == nil && accept.contains("application/ld+json")) {
            return text(try graph().jsonLD(), "application/ld+json")
        }
        return try JSONResponse.make(PublicInterface.Dataset(node: entry.node, record: entry.record))
    }
}
