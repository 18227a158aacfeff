import Catalogue
import Foundation
import Testing

@Suite("RDF")
struct RDFTests {
    let hostile = [
        "\"quoted\" and \\ back", "line\nbreak\r\n\ttab", "\u{0}\u{1}\u{1F}\u{7F}\u{9F}", "\" . <http://evil.example> a <x> . \"",
        "</script><script>alert(1)</script>", "\u{2028}\u{2029}\u{FEFF}\u{FFFF}\u{10FFFF}", "日本語 🩻 é", "\"\"\"", "\\u0022", "@en",
        "ends with \\",
    ]

    @Test("The record has every mandatory property of EUCAIM DCAT-AP 2.0, each as often as it may")
    func mandatory() throws {
        let graph = record().rdf(at: address)
        let dataset = RDFTerm.iri(address.dataset("prostate-mri"))
        func count(_ iri: String) throws -> Int { graph.objects(of: dataset, try #require(IRI(iri))).count }
        let dct = "http://purl.org/dc/terms/"
        let dcat = "http://www.w3.org/ns/dcat#"
        let health = "http://healthdataportal.eu/ns/health#"
        let eucaim = "https://cancerimage.eu/ontology/EUCAIM#"
        for property in [
            dct + "identifier", dcat + "version", eucaim + "interoperabilityLevel", dcat + "theme", dct + "accessRights", dct + "publisher",
            health + "hasStructuredData", health + "numberOfUniqueIndividuals", health + "numberOfRecords", eucaim + "hasCondition",
            health + "hdab",
        ] {
            #expect(try count(property) == 1, "\(property)")
        }
        for property in [
            dct + "title", dct + "description", dcat + "distribution", dcat + "contactPoint", health + "healthCategory", dct + "type",
            "http://data.europa.eu/r5r/applicableLegislation", health + "hasVariables", eucaim + "hasBirthSex", eucaim + "collectionMethod",
            eucaim + "hasImageModality", eucaim + "hasEquipmentManufacturer", eucaim + "hasImageBodyPart", dcat + "keyword",
            dct + "provenance",
        ] {
            #expect(try count(property) >= 1, "\(property)")
        }
        #expect(graph.turtle().contains("eucaim:hasCondition eucaim:CLIN1000075"))
        #expect(graph.turtle().contains("eucaim:hasBirthSex eucaim:COM1001366"))
    }

    @Test("Turtle and JSON-LD come out the same each time")
    func deterministic() {
        let graph = record().rdf(at: address)
        #expect(graph.turtle() == record().rdf(at: address).turtle())
        #expect(graph.jsonLD() == record().rdf(at: address).jsonLD())
    }

    @Test("JSON-LD is JSON, whatever the text, and cannot close a script element")
    func hostileJSON() throws {
        for text in hostile {
            let graph = record { $0.declaration.title = text }.rdf(at: address)
            let json = graph.jsonLD()
            #expect(!json.contains("<"))
            let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
            let nodes = try #require(object?["@graph"] as? [[String: Any]])
            let titles = try #require(nodes[0]["dct:title"] as? [[String: String]])
            #expect(titles[0]["@value"] == text.replacingOccurrences(of: "\0", with: "\u{FFFD}"))
        }
    }

    @Test("Turtle literals stay on their line and their quotes are balanced")
    func hostileTurtle() {
        for text in hostile {
            let turtle = record {
                $0.declaration.title = text; $0.declaration.keywords = [text]
            }.rdf(at: address).turtle()
            for line in turtle.split(separator: "\n") {
                #expect(!line.unicodeScalars.contains { $0.value < 0x20 })
                let unescaped = line.replacingOccurrences(of: "\\\\", with: "").replacingOccurrences(of: "\\\"", with: "")
                #expect(unescaped.count { $0 == "\"" } % 2 == 0)
            }
        }
    }

    @Test(
        "Addresses with forbidden characters or schemes are not taken",
        arguments: [
            "", "http:", "http://", "https:///x", "http://a b", "http://a>", "http://a\"", "javascript:alert(1)", "dct:title", "_:b1",
            "relative",
            "http://a\n", "data:text/html,x", "http://a\u{2028}",
        ])
    func addresses(text: String) {
        #expect(IRI(text) == nil)
        let turtle = record {
            $0.declaration.license = text; $0.declaration.documentation = [text]
        }.rdf(at: address).turtle()
        #expect(!turtle.contains("dct:license"))
        #expect(!turtle.contains("foaf:page"))
    }

    @Test("Hostile identifiers stay one segment of the address")
    func identifiers() {
        #expect(address.dataset("../a b/<x>?#").description == "https://hub.example/datasets/..%2Fa%20b%2F%3Cx%3E%3F%23")
    }

    @Test("Graphs merge without mixing up nameless things; cycles and shared ones keep labels")
    func blanks() throws {
        let property = try #require(IRI("http://example.org/p"))
        var graph = RDFGraph()
        let first = graph.makeBlank()
        let second = graph.makeBlank()
        graph.add(first, property, second)
        graph.add(second, property, first)
        graph.add(first, property, second)
        #expect(graph.triples.count == 2)
        #expect(graph.turtle().contains("_:b1"))
        #expect(graph.turtle().contains("_:b2"))
        var both = graph
        both.merge(graph)
        #expect(both.triples.count == 4)
    }

    /// Writes the files that `scripts` outside the package compare with rdflib; only when asked by the environment.
    @Test("Samples are written for other programs", .enabled(if: ProcessInfo.processInfo.environment["MOSAIC_RDF_SAMPLES"] != nil))
    func samples() throws {
        let folder = URL(fileURLWithPath: try #require(ProcessInfo.processInfo.environment["MOSAIC_RDF_SAMPLES"]))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let records =
            [record()]
            + hostile.map { text in
                record {
                    $0.declaration.title = text
                    $0.declaration.keywords = hostile
                    $0.declaration.collectionMethods = [text]
                    $0.statistics.manufacturers[text] = 3
                    $0.versionNotes = text
                }
            }
        for (number, record) in records.enumerated() {
            let graph = record.rdf(at: address)
            try Data(graph.turtle().utf8).write(to: folder.appendingPathComponent("\(number).ttl"))
            try Data(graph.jsonLD().utf8).write(to: folder.appendingPathComponent("\(number).jsonld"))
        }
    }
}
