import Foundation
import TestSupport
import Testing

@testable import Cohorts

@Suite("Queries as trees")
struct QueryTreeTests {
    @Test("a tree says what its text says, through JSON and back", arguments: 0..<20)
    func sameMeaning(seed: Int) throws {
        var generator = SeededGenerator(seed: 77_000 + UInt64(seed))
        for _ in 0..<40 {
            let text = BruteForce.random(depth: generator.pick([0, 1, 2, 3, 4]), &generator).text
            let query = try Query(text: text)
            let tree = try QueryTree(text: text)
            let copy = try JSONDecoder().decode(QueryTree.self, from: JSONEncoder().encode(tree))
            #expect(copy == tree)
            let written = try tree.text()
            #expect(try Query(text: written) == query, "\(text) became \(written)")
            #expect(try QueryTree(text: written).text() == written)
        }
    }

    @Test("conditions stay in the order in which they were written, with values in the order of the vocabulary")
    func order() throws {
        let tree = try QueryTree(text: "sex in (female, male) and age 50..<75 and not series(modality = MR and b_value is missing)")
        #expect(
            tree
                == .all([
                    .condition(attribute: "sex", .values(["male", "female"])),
                    .condition(
                        attribute: "age", .ranges([QueryTree.Range(lower: 50, lowerIsOpen: false, upper: 75, upperIsOpen: true)])),
                    .not(
                        .scope(
                            .series,
                            .all([
                                .condition(attribute: "modality", .values(["MR"])), .not(.condition(attribute: "b_value", .known)),
                            ]))),
                ]))
        #expect(try tree.text() == "sex in (female, male) and age 50..<75 and not series(modality = MR and not b_value is known)")
    }
}
