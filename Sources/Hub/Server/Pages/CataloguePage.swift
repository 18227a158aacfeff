import Catalogue
import Foundation
import Hummingbird
import Web

/// `/catalogue`: every published dataset, narrowed down by facets and words. The address holds the whole selection.
extension HubPages {
    private static let pageSize = 20

    func addCatalogue(to routes: RouterGroup<PersonContext>) {
        routes.get("/catalogue") { request, context in try await catalogue(FormFields(query: request), context) }
    }

    private func catalogue(_ fields: FormFields, _ context: PersonContext) async throws -> Response {
        let entries = try await hub.catalogue.entries()
        let filter = CatalogueFilter(fields)
        let found = entries.filter { filter.matches($0.record) }
        let pages = max(1, (found.count + Self.pageSize - 1) / Self.pageSize)
        let number = min(max(fields["page"].flatMap(Int.init) ?? 1, 1), pages)

        var page = frame("Catalogue", context, at: .catalogue)
        page["text"] = filter.text
        page["isBare"] = entries.isEmpty
        page["resultCount"] = PageText.count(found.count, "dataset")
        page["filtered"] = filter != CatalogueFilter()
        let counts = filter.facets(of: entries.map(\.record))
        page["facets"] = CatalogueFilter.Facet.allCases.compactMap { facet in
            let chosen = filter.chosen(facet)
            let values = (counts[facet] ?? [:]).merging(chosen.map { ($0, 0) }, uniquingKeysWith: { count, _ in count })
            return values.isEmpty ? nil : Self.facet(facet, values, chosen)
        }
        page["datasets"] = found.dropFirst((number - 1) * Self.pageSize).prefix(Self.pageSize).map(Self.card)
        if number > 1 { page["previousLink"] = filter.address(page: number - 1) }
        if number < pages { page["nextLink"] = filter.address(page: number + 1) }
        return library.page("catalogue", page)
    }

    private static func facet(_ facet: CatalogueFilter.Facet, _ values: [String: Int], _ chosen: Set<String>) -> [String: Any] {
        let sorted = values.sorted { facet == .tier ? $0.key < $1.key : ($1.value, $0.key) < ($0.value, $1.key) }
        return [
            "facetName": facet.title, "key": facet.rawValue,
            "values": sorted.map { value, count in
                [
                    "value": value, "label": facet.label(of: value), "count": PageText.count(count), "checked": chosen.contains(value),
                ] as [String: Any]
            },
        ]
    }
}

extension CatalogueFilter {
    /// The selection that an address holds.
    fileprivate init(_ fields: FormFields) {
        self.init(
            modalities: fields.all("modality"), bodyParts: fields.all("bodyPart"), conditions: fields.all("condition"),
            tiers: Set(fields.all("tier").compactMap { Int($0).flatMap(DatasetStatistics.Tier.init(rawValue:)) }),
            holders: fields.all("holder"),
            text: fields["text"] ?? "")
    }

    fileprivate func chosen(_ facet: Facet) -> Set<String> {
        switch facet {
        case .modality: modalities
        case .bodyPart: bodyParts
        case .condition: conditions
        case .tier: Set(tiers.map { "\($0.rawValue)" })
        case .holder: holders
        }
    }

    /// The address of a page of the same selection.
    fileprivate func address(page: Int) -> String {
        let fields =
            Facet.allCases.flatMap { facet in chosen(facet).sorted().map { (facet.rawValue, $0) } } + [("text", text), ("page", "\(page)")]
        return "/catalogue?" + fields.filter { !$0.1.isEmpty }.map { "\($0.0)=\(PageText.escaped($0.1))" }.joined(separator: "&")
    }
}

extension CatalogueFilter.Facet {
    fileprivate var title: String {
        switch self {
        case .modality: "Modality"
        case .bodyPart: "Body part"
        case .condition: "Condition"
        case .tier: "Tier"
        case .holder: "Holder"
        }
    }

    fileprivate func label(of value: String) -> String {
        switch self {
        case .modality: PageText.label(value, of: "modality")
        case .bodyPart: PageText.label(value, of: "body_part")
        case .condition: PageText.label(value, of: "diagnosis")
        case .tier: Int(value).flatMap(DatasetStatistics.Tier.init(rawValue:)).map { "\(value), \($0.word)" } ?? value
        case .holder: value
        }
    }
}

extension DatasetStatistics.Tier {
    fileprivate var word: String {
        switch self {
        case .described: "described"
        case .searchable: "searchable"
        case .processable: "processable"
        }
    }
}
