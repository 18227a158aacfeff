import Catalogue
import Foundation
import Testing

@Suite("Catalogue filter")
struct CatalogueFilterTests {
    let records: [DatasetRecord] = [
        record(),
        DatasetRecord(
            id: "lung-ct", holder: "hospital-b",
            declaration: DatasetDeclaration(title: "Lung screening", description: "Low dose", contact: ContactPoint(), keywords: ["LDCT"]),
            statistics: DatasetStatistics(
                patients: 10, studies: 10, series: 10, instances: 10, modalities: ["CT": 10], bodyParts: ["CHEST": 10],
                conditions: ["lung": 10],
                tier: .searchable), snapshot: "s", now: day),
    ]

    @Test("Values of one facet are alternatives, facets must all be met, text words must all occur")
    func filtering() {
        func ids(_ filter: CatalogueFilter) -> [String] { filter.select(records).map(\.id) }
        #expect(ids(CatalogueFilter()) == ["prostate-mri", "lung-ct"])
        #expect(ids(CatalogueFilter(modalities: ["ct"])) == ["prostate-mri", "lung-ct"])
        #expect(ids(CatalogueFilter(modalities: ["MR", "US"])) == ["prostate-mri"])
        #expect(ids(CatalogueFilter(modalities: ["MR"], conditions: ["lung"])) == [])
        #expect(ids(CatalogueFilter(bodyParts: ["chest"])) == ["lung-ct"])
        #expect(ids(CatalogueFilter(tiers: [.processable])) == ["prostate-mri"])
        #expect(ids(CatalogueFilter(holders: ["hospital-b"])) == ["lung-ct"])
        #expect(ids(CatalogueFilter(text: "  ldct SCREENING ")) == ["lung-ct"])
        #expect(ids(CatalogueFilter(text: "biopsie")) == ["prostate-mri"])
        #expect(ids(CatalogueFilter(text: "ldct biopsie")) == [])
    }

    @Test("A facet's counts are what choosing the value would show")
    func facets() {
        let filter = CatalogueFilter(modalities: ["MR"])
        let facets = filter.facets(of: records)
        #expect(facets[.modality] == ["MR": 1, "CT": 2])
        #expect(facets[.condition] == ["prostate": 1, "bladder": 1])
        for (value, count) in facets[.condition] ?? [:] {
            var chosen = filter
            chosen.conditions = [value]
            #expect(chosen.select(records).count == count)
        }
        #expect(facets[.tier] == ["3": 1])
    }
}
