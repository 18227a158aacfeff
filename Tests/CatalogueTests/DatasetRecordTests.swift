import Catalogue
import Foundation
import Testing

@Suite("Dataset record")
struct DatasetRecordTests {
    @Test("A complete record has no fault and survives JSON")
    func complete() throws {
        let record = record()
        #expect(record.faults() == [])
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        #expect(try decoder.decode(DatasetRecord.self, from: encoder.encode(record)) == record)
    }

    @Test("Every missing mandatory property is listed at once")
    func missing() {
        let record = record {
            $0.declaration = DatasetDeclaration(
                title: " ", description: "", contact: ContactPoint(), accessConditions: [], healthCategories: [], types: [])
            $0.statistics = DatasetStatistics(patients: 0, studies: 0, series: 0, instances: 0)
        }
        let errors = Set(record.faults().filter { $0.severity == .error }.map(\.property))
        #expect(
            errors == [
                "dct:title", "dct:description", "dcat:keyword", "dcat:contactPoint", "healthdcatap:healthCategory", "dct:type",
                "dct:rights",
                "dct:publisher", "eucaim:collectionMethod", "dct:provenance", "healthdcatap:numberOfUniqueIndividuals",
                "healthdcatap:numberOfRecords", "eucaim:hasBirthSex", "eucaim:hasCondition", "eucaim:hasImageModality",
                "eucaim:hasEquipmentManufacturer", "eucaim:hasImageBodyPart",
            ])
        #expect(record.faults().contains { $0.property == "healthdcatap:hdab" && $0.severity == .warning })
    }

    @Test("Wrong values are named")
    func wrong() {
        let record = record {
            $0.declaration.contact = ContactPoint(email: "mailto:a@b.example\nBcc: x", page: "javascript:alert(1)")
            $0.declaration.publisher = Agent(name: "", contact: ContactPoint(email: "x"), type: "hospital")
            $0.declaration.license = "my licence"
            $0.declaration.titles = ["not a tag!": "x"]
            $0.declaration.countries = ["Spain"]
            $0.declaration.tables[0].columns[0].description = ""
            $0.statistics.studies = 5
            $0.contentHash = "ABC"
            $0.previousVersion = DatasetVersion("3.0.0")
        }
        let properties = Set(record.faults().filter { $0.severity == .error }.map(\.property))
        #expect(
            properties == [
                "dcat:contactPoint", "dct:publisher / foaf:name", "dct:publisher / cv:contactPoint", "dct:publisher / dct:type",
                "dct:license", "dct:title", "dct:spatial", "healthdcatap:hasVariables", "healthdcatap:numberOfRecords",
                "spdx:checksumValue",
                "dcat:previousVersion",
            ])
    }

    @Test("A draft is published once, a public version is invalidated once, and versions are linked")
    func states() throws {
        let published = try record().published(now: day)
        #expect(published.state == .published && published.issued == day)
        #expect(throws: CatalogueError.self) { try published.published(now: day) }
        #expect(throws: CatalogueError.self) { try record().invalidated(because: "x", now: day) }
        let invalidated = try published.invalidated(because: "consent withdrawn", now: day)
        #expect(invalidated.state == .invalidated && invalidated.issued == day)
        #expect(invalidated.versionNotes == "Invalidated: consent withdrawn")

        let next = try published.nextVersion(statistics: statistics(), snapshot: "snapshot-8", contentHash: nil, notes: "more", now: day)
        #expect(next.version.description == "1.1.0")
        #expect(next.previousVersion == published.version)
        #expect(next.state == .draft && next.issued == nil)
        #expect(throws: CatalogueError.self) {
            try next.nextVersion(.first, statistics: statistics(), snapshot: "s", contentHash: nil, notes: nil, now: day)
        }
        let error = #expect(throws: CatalogueError.self) { try record { $0.declaration.keywords = [] }.published(now: day) }
        #expect(error?.faults.map(\.property) == ["dcat:keyword"])
    }

    @Test("Coarsened counts are multiples of the step, small groups vanish, ages widen", arguments: [5, 10])
    func coarsened(step: Int) {
        let shown = statistics().coarsened(to: step)
        for count in [shown.patients, shown.studies, shown.series, shown.instances] + shown.modalities.values + shown.conditions.values {
            #expect(count % step == 0)
        }
        #expect(shown.conditions["bladder"] == nil)
        #expect(shown.ages == 50...79)
        #expect(shown.bytes == nil && shown.countsRoundedTo == step)
        #expect(record { $0.statistics = shown }.faults().allSatisfy { $0.severity == .warning })
    }

    @Test("DUO terms are read in their usual spellings")
    func conditions() {
        #expect(DataUseCondition(rawValue: "DUO_0000042") == .generalResearch)
        #expect(DataUseCondition(rawValue: "0000046")?.label == "Non-commercial use only")
        #expect(DataUseCondition(rawValue: "DUO:42") == nil)
        #expect(DataUseCondition.generalResearch.iri == "http://purl.obolibrary.org/obo/DUO_0000042")
    }
}
