import Catalogue
import Foundation
import Testing

@Suite("What a record says of its de-identification")
struct DeidentificationStatementTests {
    private let statement = DeidentificationStatement(
        profiles: ["standard 2"], methods: [.init(code: "113100", meaning: "Basic Application Confidentiality Profile")],
        actions: ["X": 12_345, "D": 87, "K": 3], textRemovals: ["personName": 14, "date": 31], objectsWithCleanedPixels: 4)

    @Test("numbers are rounded, small ones to tens, so that no exact number of objects is told")
    func rounded() {
        #expect(statement.actions == ["X": 12_000, "D": 90, "K": 0])
        #expect(statement.textRemovals == ["personName": 10, "date": 30])
        #expect(statement.objectsWithCleanedPixels == 0)
    }

    @Test("it is told in sentences, on the page and as provenance in RDF")
    func sentences() {
        let text = statement.sentences.joined(separator: " ")
        #expect(text.contains("profile standard 2") && text.contains("DCM 113100"))
        #expect(text.contains("about 12000 removed, about 90 replaced"))
        #expect(text.contains("about 40 names") && text.contains("fewer than 5 objects"))
        let plain = record().rdf(at: address).turtle()
        let graph = record { $0.deidentification = statement }.rdf(at: address).turtle()
        #expect(graph.contains("under the profile standard 2") && !plain.contains("under the profile"))
    }

    @Test("a record from before more was said is read, and says what it has")
    func older() throws {
        let json = #"{"profiles":["standard 1"],"methods":[],"actions":{"X":100}}"#
        let older = try JSONDecoder().decode(DeidentificationStatement.self, from: Data(json.utf8))
        #expect(older.sentences == ["De-identified at the node under the profile standard 1.", "Elements: about 100 removed."])
    }
}
