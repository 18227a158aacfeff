import TestSupport
import Testing

@testable import Cohorts

@Suite("Random queries on random populations")
struct RandomQueryTests {
    @Test("the index and a walk over the patients agree, before and after canonicalisation", arguments: 0..<40)
    func oracle(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let patients = RandomPopulation.patients(generator.pick([0, 1, 63, 64, 65, 130]), &generator)
        let index = CohortIndex(patients: patients, declared: Set(Vocabulary.standard.attributes.map(\.name)))
        for _ in 0..<50 {
            let question = BruteForce.random(depth: generator.pick([0, 1, 2, 3, 4]), &generator)
            let query = try Query(text: question.text)
            let expected = patients.filter { question.holds(for: .patient($0)) }.map(\.id).sorted()
            let found = index.patientIdentifiers(in: try index.evaluate(query))
            #expect(found == expected, "\(question.text) as \(query.canonicalText)")
            let again = try Query(text: query.canonicalText)
            #expect(again.canonicalText == query.canonicalText)
            #expect(index.patientIdentifiers(in: try index.evaluate(again)) == expected)
            #expect(again.attributes == query.attributes)
        }
    }

    @Test("operands in any order and double negation give the same canonical query", arguments: 0..<40)
    func shuffled(seed: Int) throws {
        var generator = SeededGenerator(seed: 1000 + UInt64(seed))
        for _ in 0..<20 {
            let question = BruteForce.random(depth: 3, &generator)
            let variant = question.shuffled(&generator)
            #expect(try Query(text: question.text) == Query(text: variant.text), "\(question.text) | \(variant.text)")
        }
    }

    @Test("changing an index patient by patient is the same as building it anew", arguments: 0..<10)
    func incremental(seed: Int) throws {
        var generator = SeededGenerator(seed: 2000 + UInt64(seed))
        var patients = Dictionary(uniqueKeysWithValues: RandomPopulation.patients(40, &generator).map { ($0.id, $0) })
        let declared = Set(Vocabulary.standard.attributes.map(\.name))
        var index = CohortIndex(patients: Array(patients.values), declared: declared)
        for step in 0..<5 {
            let upserts = (0..<5).map { _ in RandomPopulation.patient("P\(Int.random(in: 0..<60, using: &generator))", &generator) }
            let removals = (0..<3).map { _ in "P\(Int.random(in: 0..<60, using: &generator))" }
            for patient in upserts { patients[patient.id] = patient }
            for id in removals { patients[id] = nil }
            index = index.applying(upserts: upserts, removals: removals)
            let rebuilt = CohortIndex(patients: Array(patients.values), declared: declared)
            #expect(index.snapshot == rebuilt.snapshot, "step \(step)")
            #expect(index.counts(index.everyone) == rebuilt.counts(rebuilt.everyone))
            for _ in 0..<10 {
                let query = try Query(text: BruteForce.random(depth: 2, &generator).text)
                #expect(
                    index.patientIdentifiers(in: try index.evaluate(query)) == rebuilt.patientIdentifiers(in: try rebuilt.evaluate(query)))
            }
        }
    }
}

extension BruteForce {
    fileprivate func shuffled(_ generator: inout SeededGenerator) -> BruteForce {
        let twice = generator.chance(0.2)
        let result: BruteForce
        switch self {
        case .all(let children):
            let inner = children.map { $0.shuffled(&generator) }.shuffled(using: &generator)
            // not (not a or not b) is a and b; an operand may be repeated.
            result = generator.chance(0.3) ? .not(.any(inner.map(BruteForce.not))) : .all(inner + [inner[0]])
        case .any(let children):
            let inner = children.map { $0.shuffled(&generator) }.shuffled(using: &generator)
            result = generator.chance(0.3) ? .not(.all(inner.map(BruteForce.not))) : .any(inner + [inner[0]])
        case .not(let inner): result = .not(inner.shuffled(&generator))
        case .series(let inner): result = .series(inner.shuffled(&generator))
        case .study(let inner): result = .study(inner.shuffled(&generator))
        case .leaf: result = self
        }
        return twice ? .not(.not(result)) : result
    }
}
