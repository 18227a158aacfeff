import Catalogue
import Cohorts
import Foundation
import Governance
import HTTPTypes
import Hummingbird
import Web

/// `/datasets/ID`: the record of one dataset, for people; for programs the address leads on to the record as data.
extension HubPages {
    func addDataset(to routes: RouterGroup<PersonContext>) {
        routes.get("/datasets/:id") { request, context in
            let id = try context.named("id")
            if let format = Self.format(of: request) {
                return Response.redirect(to: "/api/v1/datasets/\(PageText.escaped(id))?format=\(format)")
            }
            return try await dataset(hub.catalogue.entry(id), context)
        }
        // Addresses that the record names as data; people find both on the dataset's page.
        for path in ["/datasets/:id/apply", "/datasets/:id/versions/:version"] {
            routes.get(RouterPath(path)) { _, context in Response.redirect(to: "/datasets/\(PageText.escaped(try context.named("id")))") }
        }
    }

    /// The form of data that was asked for; none where a page was.
    private static func format(of request: Request) -> String? {
        if let format = FormFields(query: request)["format"] { return ["json", "jsonld", "turtle"].contains(format) ? format : nil }
        let accept = request.headers[.accept] ?? ""
        if accept.contains("text/html") { return nil }
        if accept.contains("text/turtle") { return "turtle" }
        if accept.contains("application/ld+json") { return "jsonld" }
        return accept.contains("application/json") ? "json" : nil
    }

    private func dataset(_ entry: CatalogueDesk.Entry, _ context: PersonContext) -> Response {
        let record = entry.record
        let declaration = record.declaration
        var page = frame(record.title, context, at: .catalogue)
        page["datasetTitle"] = record.title
        page["description"] = record.description
        page["holder"] = record.holder
        page["nodeName"] = entry.node
        page["identifier"] = record.id
        page["datasetVersion"] = record.version.description
        page["previousVersion"] = record.previousVersion?.description
        page["versionNotes"] = record.versionNotes
        page["issued"] = record.issued.map(PageText.time) ?? "not yet"
        if record.modified != record.issued { page["modified"] = PageText.time(record.modified) }
        page["snapshot"] = record.snapshot
        page["keywords"] = declaration.keywords
        page["accessRights"] = declaration.accessRights.words
        page["rights"] = declaration.accessConditions.map(\.words)
        page["legalBasis"] = Self.joined(declaration.legalBases)
        page["collectionMethod"] = Self.joined(declaration.collectionMethods)
        page["provenance"] = Self.joined(declaration.provenance)
        page["population"] = declaration.populationCoverage
        page["landingPage"] = declaration.documentation.first(where: Self.isWebAddress)
        let contact = declaration.contact
        page["contactName"] = contact.name ?? contact.email ?? contact.page ?? record.holder
        page["contactLink"] = contact.email.map { "mailto:\($0)" } ?? contact.page.flatMap { Self.isWebAddress($0) ? $0 : nil }
        page["conditions"] = declaration.conditions.map { condition in
            var values = ["code": condition.rawValue, "label": condition.label]
            values["meaning"] = DUO(rawValue: condition.rawValue)?.definition
            return values
        }
        page["deidentification"] = record.deidentification?.sentences ?? []
        addStatistics(record.statistics, to: &page)
        addUse(record, to: &page)
        let data = "/api/v1/datasets/\(PageText.escaped(record.id))"
        page["jsonLink"] = data
        page["jsonldLink"] = "\(data)?format=jsonld"
        page["turtleLink"] = "\(data)?format=turtle"
        return library.page("dataset", page)
    }

    private func addStatistics(_ statistics: DatasetStatistics, to page: inout [String: Any]) {
        let step = statistics.countsRoundedTo
        page["patients"] = PageText.count(statistics.patients, roundedTo: step)
        page["studies"] = PageText.count(statistics.studies, roundedTo: step)
        page["series"] = PageText.count(statistics.series, roundedTo: step)
        page["images"] = PageText.count(statistics.instances, roundedTo: step)
        if step > 1 { page["protection"] = "Rounded to the nearest \(step) at the node; conditions that round to nothing are left out." }
        page["ageRange"] = statistics.ages.map { "\($0.lowerBound) to \($0.upperBound) years" } ?? "not shown"
        page["sexes"] =
            Self.joined(
                statistics.sexes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                    "\(PageText.label($0, of: "sex")): \(PageText.count($1, roundedTo: step))"
                }) ?? "not shown"
        page["tier"] = "\(statistics.tier.rawValue)"
        page["tierMeaning"] = statistics.tier.meaning
        page["modalities"] = PageText.bars(statistics.modalities, of: "modality", roundedTo: step)
        page["bodyParts"] = PageText.bars(statistics.bodyParts, of: "body_part", roundedTo: step)
        page["manufacturers"] = PageText.bars(statistics.manufacturers, of: "manufacturer", roundedTo: step)
        page["diagnoses"] = PageText.bars(statistics.conditions, of: "diagnosis", roundedTo: step)
        page["quality"] = statistics.completeness.sorted { $0.key < $1.key }.map { attribute, share in
            [
                "measure": Vocabulary.standard.attribute(named: attribute)?.title ?? attribute,
                "result": "\(PageText.number(share)) %",
            ]
        }
    }

    /// How the dataset is asked for, or why it cannot be.
    private func addUse(_ record: DatasetRecord, to page: inout [String: Any]) {
        if record.state == .invalidated {
            page["withdrawn"] = record.versionNotes ?? "Its holder took it back."
            page["whyNot"] = "Its holder took this version back: it cannot be asked for any more."
        } else {
            page["whyNot"] = "Ask from your own machine: your own key signs the application, and no server has that key."
            page["applyCommand"] = Self.applyCommand(for: [record.id])
        }
    }

    /// The commands that ask for datasets.
    static func applyCommand(for datasets: [String]) -> String {
        let options = datasets.map { " \\\n  --dataset \(PageText.shellWord($0))" }.joined()
        return "mosaic apply --template \\\n  > form.yaml\nmosaic apply \\\n  --form form.yaml\(options)"
    }

    private static func joined(_ texts: [String]) -> String? { texts.isEmpty ? nil : texts.joined(separator: "; ") }

    /// Whether a link may lead there: nodes wrote it, and `javascript:` is an address, too.
    private static func isWebAddress(_ text: String) -> Bool { ["https", "http"].contains(URL(string: text)?.scheme?.lowercased()) }
}

extension DatasetStatistics.Tier {
    fileprivate var meaning: String {
        switch self {
        case .described: "described in the catalogue"
        case .searchable: "answers federated search as well"
        case .processable: "computes on its data as well, under permits"
        }
    }
}

extension DatasetDeclaration.AccessRights {
    fileprivate var words: String {
        switch self {
        case .open: "Anyone may have the data"
        case .restricted: "Some may have the data, under stated conditions"
        case .nonPublic: "The data are not given away; they are computed on under a permit"
        }
    }
}

extension DatasetDeclaration.AccessCondition {
    fileprivate var words: String {
        switch self {
        case .download: "Authorised users may download the data."
        case .inSituProcessing: "Authorised users may view and process the data where they are."
        case .remoteProcessing: "Computations are sent to the data; nobody sees them."
        }
    }
}
