import Foundation
import Testing

extension Interoperability {
    @Suite("The catalogue for other programs")
    struct CatalogueTests {
        @Test("rdflib reads a dataset's Turtle and JSON-LD as the same graph")
        func rdf() async throws {
            try await Bench.use { bench in
                let federation = try await SmallFederation(on: bench)
                _ = try await federation.serveHub()
                try await federation.make("lisboa")
                #expect(try await federation.join("lisboa", federation.invite()).status == 0)
                try await bench.must(["sample", bench.file("samples"), "--patients", "12", "--holders", "1"])
                let home = federation.home("lisboa")
                try await bench.must(["node", "ingest", "--home", home, bench.file("samples/holder-1")])
                try await bench.must(["node", "clinical", "--home", home, bench.file("samples/holder-1/clinical.csv")])
                _ = try await federation.serve("lisboa")
                _ = try await federation.publish("lisboa", "imaging", title: "Prostate \"MR\" & more, façade: Köln\\Αθήνα")
                try await bench.until("the dataset to be in the catalogue") { try await federation.catalogue() == ["lisboa.imaging"] }

                let url = "\(federation.address)/api/v1/datasets/lisboa.imaging"
                let turtle = try await federation.get(url, accept: "text/turtle")
                let jsonLD = try await federation.get(url, accept: "application/ld+json")
                #expect(turtle.status == 200 && turtle.type.hasPrefix("text/turtle"))
                #expect(jsonLD.status == 200 && jsonLD.type.hasPrefix("application/ld+json"))
                #expect(try await federation.get("\(url)?format=turtle").body == turtle.body)
                try Data(turtle.body.utf8).write(to: URL(fileURLWithPath: bench.file("dataset.ttl")))
                try Data(jsonLD.body.utf8).write(to: URL(fileURLWithPath: bench.file("dataset.jsonld")))
                let script = """
                    import sys
                    from rdflib import DCAT, DCTERMS, RDF, Graph
                    from rdflib.compare import graph_diff, to_isomorphic
                    a, b = Graph().parse(sys.argv[1], format='turtle'), Graph().parse(sys.argv[2], format='json-ld')
                    if to_isomorphic(a) != to_isomorphic(b):
                        both, first, second = graph_diff(a, b)
                        sys.exit('only in Turtle:\\n' + first.serialize() + '\\nonly in JSON-LD:\\n' + second.serialize())
                    dataset = a.value(predicate=RDF.type, object=DCAT.Dataset)
                    assert len(a) > 20 and dataset is not None, len(a)
                    print(a.value(dataset, DCTERMS.title))
                    """
                let title = try await Python.run(script, [bench.file("dataset.ttl"), bench.file("dataset.jsonld")], on: bench)
                #expect(title == "Prostate \"MR\" & more, façade: Köln\\Αθήνα")

                let unknown = try await federation.get("\(federation.address)/api/v1/datasets/lisboa.nothing", accept: "application/json")
                #expect(unknown.status == 404 && unknown.type.hasPrefix("application/problem+json"), "\(unknown)")
            }
        }
    }
}
