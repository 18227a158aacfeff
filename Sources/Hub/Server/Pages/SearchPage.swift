import Catalogue
import Cohorts
import Federation
import Foundation
import Hummingbird
import Web

/// `/search`: a cohort is counted. Answers are shown as they were given; what is not a value never becomes a zero.
///
/// The page comes in two forms of one address. With scripts it is the Explorer: it asks by itself, and shows answers as nodes give them.
/// With `plain=1`, where a browser without scripts goes by itself, the server asks, waits for all answers, and shows them as a table.
extension HubPages {
    func addSearch(to routes: RouterGroup<PersonContext>) {
        for asset in PageAsset.explorer { routes.get("/\(asset.name)") { request, _ in asset.response(to: request) } }
        routes.get("/search") { request, context in
            let person = try context.requirePerson()
            let fields = FormFields(query: request)
            let text = fields["q"] ?? ""
            let facets = fields["facets"] ?? ""
            return fields["plain"] == "1" ? try await plainSearch(text, facets, person, context) : explorer(text, facets, context)
        }
    }

    private static let examples = [
        (
            "diagnosis = prostate and modality = MR and age 50..75",
            "Patients of 50 to 75 years with prostate cancer and at least one magnetic resonance series."
        ),
        ("psa > 10 or isup in (4, 5)", "Patients with a high prostate specific antigen, or a high grade group."),
        ("series(modality = CT and slice_thickness <= 1.5)", "Patients with one and the same series that is computed tomography and thin."),
        ("diagnosis = breast and not modality = MG", "Patients with breast cancer of whom no mammogram is there."),
    ]

    private func explorer(_ text: String, _ facets: String, _ context: PersonContext) -> Response {
        var page = frame("Count a cohort", context, at: .search)
        page["facets"] = facets.isEmpty ? nil : facets
        page["query"] = text
        page["asked"] = !text.isEmpty
        page["plainLink"] = Self.address(text, facets: facets, isPlain: true)
        page["examples"] = Self.examples.map { ["text": $0, "link": Self.address($0), "means": $1] }
        page["kinds"] = ["value", "suppressed", "unsupported", "refused", "offline"].map { kind in
            var values: [String: Any] = ["kind": kind]
            for other in Self.answerKeys { values[other] = other == "is\(kind.capitalized)" }
            return values
        }
        return library.page("explorer", page, scripts: true)
    }

    private func plainSearch(_ text: String, _ facets: String, _ person: Person, _ context: PersonContext) async throws -> Response {
        var page = frame("Count a cohort", context, at: .search)
        page["query"] = text
        page["asked"] = false
        page["explorerLink"] = Self.address(text, facets: facets)
        page["facets"] = facets.isEmpty ? nil : facets
        page["examples"] = Self.examples.map { ["text": $0, "link": Self.address($0, isPlain: true), "means": $1] }
        guard !text.isEmpty else { return library.page("search", page) }
        do {
            let query = try Query(text: text)
            var answers: [NodeAnswer] = []
            for await answer in try await hub.questions.ask(query, facets: FacetList.read(facets), for: person) { answers.append(answer) }
            page["asked"] = true
            page["canonical"] = query.canonicalText
            try await add(answers, to: &page)
            return library.page("search", page)
        } catch let error as QueryError {
            Self.add(QueryFault(error, in: text), to: &page)
            return library.page("search", page, status: .unprocessableContent)
        }
    }

    private func add(_ answers: [NodeAnswer], to page: inout [String: Any]) async throws {
        let published = Dictionary(grouping: try await hub.catalogue.entries(), by: \.node)
        // A node that answers as a whole, because it is away or refuses, does so for each of its datasets.
        let lines = answers.flatMap { answer -> [NodeAnswer] in
            let datasets = answer.dataset == nil ? published[answer.node] ?? [] : []
            return datasets.isEmpty
                ? [answer]
                : datasets.map {
                    NodeAnswer(
                        node: answer.node, holder: answer.holder, dataset: $0.record.id, title: $0.record.title, answer: answer.answer,
                        milliseconds: answer.milliseconds)
                }
        }.sorted { ($0.title ?? $0.holder, $0.node) < ($1.title ?? $1.holder, $1.node) }

        let values = lines.compactMap { line -> (line: NodeAnswer, counts: Counts)? in
            if case .value(let counts) = line.answer { (line, counts) } else { nil }
        }
        page["answers"] = lines.map(Self.line)
        page["answeredCount"] = PageText.count(values.count)
        page["askedCount"] = PageText.count(lines.count, "dataset")
        page["complete"] = values.count == lines.count
        if !values.isEmpty { page["total"] = PageText.count(values.map(\.counts.patients).reduce(0, +)) }
        page["overlaps"] = Set(values.map(\.line.node)).count < values.count
        // The noise of each count is drawn for itself, so the margins add like standard deviations.
        let margin = values.compactMap(\.counts.margin).map { Double($0 * $0) }.reduce(0, +).squareRoot().rounded(.up)
        if margin > 0 { page["margin"] = "within \(PageText.count(Int(margin))) of the true sum, 95 times in 100" }
        page["distributions"] = values.flatMap { value in
            (value.counts.distributions ?? []).map { Self.distribution($0, of: value.line) }
        }
        let usable = values.compactMap(\.line.dataset)
        if !usable.isEmpty { page["applyCommand"] = Self.applyCommand(for: usable) }
    }

    /// The keys of which the template `answer` wants exactly one to be true.
    private static let answerKeys = ["isValue", "isSuppressed", "isUnsupported", "isRefused", "isOffline"]

    private static func line(_ line: NodeAnswer) -> [String: Any] {
        var values: [String: Any] = ["nodeName": line.node, "datasetTitle": line.title ?? line.dataset ?? line.holder]
        for key in answerKeys { values[key] = false }
        values["datasetLink"] = line.dataset.map { "/datasets/\(PageText.escaped($0))" }
        values["budget"] = line.budget.map {
            "\(Int(($0.spent * 100).rounded(.up))) % of your budget here is spent, enough is left for \(PageText.count($0.answersLeft, "such answer"))."
        }
        switch line.answer {
        case .value(let counts):
            values["isValue"] = true
            values["patients"] = PageText.count(counts.patients)
            values["studies"] = counts.studies.map { PageText.count($0) } ?? "–"
            values["series"] = counts.series.map { PageText.count($0) } ?? "–"
        case .suppressed:
            values["isSuppressed"] = true
            values["explanation"] = "Too few patients to say a number. It may be none."
        case .unsupported(let criteria):
            values["isUnsupported"] = true
            values["explanation"] = "Cannot be evaluated here: \(criteria.joined(separator: ", "))."
        case .refused(let reason):
            values["isRefused"] = true
            values["explanation"] = reason
        case .offline(let since):
            values["isOffline"] = true
            values["explanation"] =
                since.map { "No answer. Last heard of \(PageText.time($0))." } ?? "No answer. Not heard of since the hub started."
        }
        return values
    }

    private static func distribution(_ distribution: Counts.Distribution, of line: NodeAnswer) -> [String: Any] {
        let most = max(distribution.bins.compactMap(\.patients).max() ?? 1, 1)
        return [
            "attribute": Vocabulary.standard.attribute(named: distribution.attribute)?.title ?? distribution.attribute,
            "datasetTitle": line.title ?? line.dataset ?? line.holder,
            "bins": distribution.bins.map { bin -> [String: Any] in
                [
                    "label": PageText.label(bin.value, of: distribution.attribute),
                    "count": bin.patients.map { PageText.count($0) } ?? "suppressed", "width": 100 * max(0, bin.patients ?? 0) / most,
                ]
            },
        ]
    }

    /// Shows where a query went wrong, and what was probably meant.
    private static func add(_ fault: QueryFault, to page: inout [String: Any]) {
        page["faulty"] = true
        page["fault"] = fault.message
        page["before"] = fault.before
        // A place after the last character is shown as well.
        page["at"] = fault.at.isEmpty ? "\u{A0}" : fault.at
        page["after"] = fault.after
        page["suggestion"] = fault.mended
        page["suggestionLink"] = fault.mended.map { address($0, isPlain: true) }
    }

    private static func address(_ query: String, facets: String = "", isPlain: Bool = false) -> String {
        "/search?q=\(PageText.escaped(query))" + (facets.isEmpty ? "" : "&facets=\(PageText.escaped(facets))") + (isPlain ? "&plain=1" : "")
    }
}
