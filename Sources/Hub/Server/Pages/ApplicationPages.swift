import Catalogue
import Foundation
import Governance
import Hummingbird
import Web

/// `/applications`: what a person asked for and what the holders say. Applying and accepting are done by the client, which has the key.
extension HubPages {
    func addApplications(to routes: RouterGroup<PersonContext>) {
        routes.get("/applications") { _, context in try await applications(context) }
        routes.get("/applications/:id") { _, context in
            try await application(hub.applications.oneCase(context.named("id"), of: context.requirePerson()), context)
        }
    }

    /// The datasets' entries by id, of all that are known.
    func entries(_ ids: some Sequence<String>) async -> [String: CatalogueDesk.Entry] {
        var entries: [String: CatalogueDesk.Entry] = [:]
        for id in Set(ids) { entries[id] = try? await hub.catalogue.entry(id) }
        return entries
    }

    private func applications(_ context: PersonContext) async throws -> Response {
        let cases = try await hub.applications.cases(of: context.requirePerson())
        let entries = await entries(cases.flatMap(\.application.datasets))
        var page = frame("Applications", context, at: .applications)
        page["applications"] = cases.map { found in
            let standing = Standing(found.negotiation)
            return [
                "applicationTitle": found.application.title, "link": "/applications/\(PageText.escaped(found.application.id))",
                "applicationID": found.application.id, "changed": PageText.time(found.events.last?.moment ?? found.submitted),
                "state": standing.words, "tone": standing.tone,
                "datasetStates": found.application.datasets.map { id in
                    let state = found.negotiation.datasets[id]?.state ?? .submitted
                    return ["datasetTitle": entries[id]?.record.title ?? id, "state": state.words, "tone": state.tone]
                },
            ] as [String: Any]
        }
        return library.page("applications", page)
    }

    private func application(_ found: ApplicationDesk.Case, _ context: PersonContext) async throws -> Response {
        let application = found.application
        let standing = Standing(found.negotiation)
        let entries = await entries(application.datasets)
        var page = frame(application.title, context, at: .applications)
        page["applicationTitle"] = application.title
        page["applicationID"] = application.id
        page["applicant"] = application.applicant
        page["organisation"] = application.organisation
        page["principalInvestigator"] = "\(application.principalInvestigator.name) (\(application.principalInvestigator.email))"
        page["contact"] = "\(application.contact.name) (\(application.contact.email))"
        page["description"] = application.description
        page["intendedUse"] = application.intendedUse
        page["from"] = PageText.day(application.period.start)
        page["until"] = PageText.day(application.period.end)
        page["ethicsApproval"] = application.ethicsApproval.words
        page["operations"] = application.operations.map(\.words).sorted()
        page["users"] = application.users.map(PageText.user)
        page["state"] = standing.words
        page["tone"] = standing.tone
        page["steps"] = standing.steps
        page["parts"] = application.datasets.map { part(of: found, dataset: $0, entry: entries[$0]) }
        return library.page("application", page)
    }

    /// What became of the application for one dataset.
    private func part(of found: ApplicationDesk.Case, dataset: String, entry: CatalogueDesk.Entry?) -> [String: Any] {
        let outcome = found.negotiation.datasets[dataset]
        let state = outcome?.state ?? .submitted
        var part: [String: Any] = [
            "datasetTitle": entry?.record.title ?? dataset, "datasetLink": "/datasets/\(PageText.escaped(dataset))",
            "nodeName": entry?.node ?? "", "state": state.words, "tone": state.tone, "asksConsent": state == .conditionsIndicated,
            "conditions": (outcome?.conditions ?? []).map { condition in
                [
                    "code": condition.code.id, "label": condition.code.label + (condition.detail.isEmpty ? "" : ": \(condition.detail)"),
                    "meaning": condition.code.definition,
                ]
            },
            "acceptCommand": "mosaic applications accept \(PageText.shellWord(found.application.id)) \(PageText.shellWord(dataset))",
            "history": found.events.reversed().filter { $0.concerns(dataset) }.map(\.line),
        ]
        if let reason = outcome?.reason, !reason.isEmpty { part["reason"] = reason }
        part["permitLink"] = outcome?.permitID.map { "/permits#\(Self.anchor(ofPermit: $0))" }
        return part
    }
}

/// Where an application stands as a whole, as its applicant sees it.
private struct Standing {
    let words: String
    let tone: String
    /// Its way: `label`, `done`, `now`.
    let steps: [[String: Any]]

    init(_ negotiation: Negotiation) {
        let states = negotiation.datasets.values.map(\.state)
        let granted = states.count { $0 == .madeAvailable }
        let isDecided = !states.isEmpty && states.allSatisfy(\.isFinal)
        switch negotiation.state {
        case .draft: (words, tone) = ("draft", "neutral")
        case .submitted: (words, tone) = ("sent", "waiting")
        case .declined: (words, tone) = ("declined", "bad")
        case .paused: (words, tone) = ("paused", "off")
        case .abandoned: (words, tone) = ("given up", "off")
        case .inProgress, .concluded:
            if states.contains(.conditionsIndicated) {
                (words, tone) = ("conditions to accept", "asks")
            } else if !isDecided, negotiation.state == .inProgress {
                (words, tone) = ("with the holders", "waiting")
            } else {
                (words, tone) =
                    granted == 0
                    ? ("not granted", "bad") : (granted == states.count ? "granted" : "granted for \(granted) of \(states.count)", "good")
            }
        }
        let reached =
            isDecided ? 3 : states.contains { ![.submitted, .representativeContacted, .representativeUnreachable].contains($0) } ? 2 : 1
        steps = ["Sent", "With the holders", "Being decided", isDecided && granted == 0 ? "Not granted" : "Granted"].enumerated().map {
            number, label in
            ["label": label, "done": number < reached || (number == 3 && isDecided), "now": number == reached] as [String: Any]
        }
    }
}

extension NegotiationEvent {
    fileprivate var moment: Date {
        switch self {
        case .opened(_, _, _, let date), .stepped(_, _, _, let date), .datasetStepped(_, _, _, let date): date
        }
    }

    /// Whether it is about the whole, or about this dataset.
    fileprivate func concerns(_ dataset: String) -> Bool {
        if case .datasetStepped(let other, _, _, _) = self { other == dataset } else { true }
    }
}
