import TestSupport
import Testing

@testable import Cohorts

@Suite("Random queries on random populations")
struct RandomQueryTests {
    private static let everyAttribute = Set(Vocabulary.standard.attributes.map(\.name))
    private static let facets = [
        "sex", "age", "age_at_diagnosis", "diagnosis", "psa", "isup", "ct", "significant_cancer", "treatment", "age_at_study",
        "days_from_diagnosis", "has_segmentation", "modality", "body_part", "manufacturer", "model", "laterality", "slice_thickness",
        "b_value", "contrast", "instance_count", "rows", "scanning_sequence", "days_to_psa", "days_from_psa", "timepoint", "has_report",
        "treated_before_imaging",
    ]

    /// The same patients as an index in one of the ways in which one comes about.
    private func index(_ patients: [Patient], _ generator: inout SeededGenerator) -> CohortIndex {
        let size = generator.pick([
            SegmentSize.standard, SegmentSize(patients: 1, series: 1), SegmentSize(patients: 9, series: 20),
            SegmentSize(patients: 70, series: 64),
        ])
        let part: ([Patient]) -> CohortIndexPart = { CohortIndexPart(patients: $0, vocabulary: .standard, segmentSize: size) }
        let sorted = patients.sorted { $0.id < $1.id }
        let cut = Int.random(in: 0...patients.count, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: return CohortIndex(joining: [part(patients)], declared: Self.everyAttribute)
        case 1: return CohortIndex(joining: [part(Array(sorted[cut...])), part(Array(sorted[..<cut]))], declared: Self.everyAttribute)
        case 2:
            // Parts in no order, and an older state of some patients in the first.
            let stale = patients.prefix(10).map { Patient(id: $0.id, sex: .other) }
            let shuffled = patients.shuffled(using: &generator)
            return CohortIndex(
                joining: [part(stale), part(Array(shuffled[..<cut])), part(Array(shuffled[cut...]))], declared: Self.everyAttribute)
        case 3:
            let first = CohortIndex(joining: [part(Array(patients[..<cut]))], declared: Self.everyAttribute)
            return first.applying(upserts: Array(patients[cut...]))
        default:
            // Patients that come and go again leave nothing behind.
            let passing = RandomPopulation.patients(20, &generator, prefix: "Q")
            let first = CohortIndex(joining: [part(passing + patients)], declared: Self.everyAttribute)
            return first.applying(upserts: Array(patients.suffix(3)), removals: passing.map(\.id))
        }
    }

    @Test("the index and a walk over the patients agree, before and after canonicalisation", arguments: 0..<40)
    func oracle(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let patients = RandomPopulation.patients([0, 1, 63, 64, 65, 130][seed % 6], &generator)
        let index = index(patients, &generator)
        #expect(index.snapshot == CohortIndex(patients: patients, declared: Self.everyAttribute).snapshot)
        for _ in 0..<30 {
            let question = BruteForce.random(depth: generator.pick([0, 1, 2, 3, 4]), &generator)
            let query = try Query(text: question.text)
            let expected = patients.filter { question.holds(for: .patient($0)) }.map(\.id).sorted()
            let found = index.patientIdentifiers(in: try index.evaluate(query))
            #expect(found == expected, "\(question.text) as \(query.canonicalText)")
            #expect(patients.filter { ExpressionWalk.holds(query.expression, for: .patient($0)) }.map(\.id).sorted() == expected)
            let again = try Query(text: query.canonicalText)
            #expect(again.canonicalText == query.canonicalText)
            #expect(index.patientIdentifiers(in: try index.evaluate(again)) == expected)
            #expect(again.attributes == query.attributes)
        }
    }

    @Test("counts, matching counts, distributions, spans and bounded sums are those of a walk over the patients", arguments: 0..<18)
    func figures(seed: Int) throws {
        var generator = SeededGenerator(seed: 3000 + UInt64(seed))
        let patients = RandomPopulation.patients([100, 64, 40, 64, 1, 0][seed % 6], &generator)
        let index = index(patients, &generator)
        for _ in 0..<6 {
            let query = try Query(text: BruteForce.random(depth: generator.pick([0, 1, 2, 3]), &generator).text)
            let selection = try index.evaluate(query)
            let selected = patients.filter { ExpressionWalk.holds(query.expression, for: .patient($0)) }
            let expected = ExpressionWalk.matchingCounts(query, patients)
            #expect(try index.matchingCounts(query) == expected, "\(query)")
            #expect(
                index.counts(selection)
                    == Counts(
                        patients: expected.patients, studies: expected.studies, series: expected.series, instances: expected.instances))
            let bound = generator.pick([1, 2, 5])
            let bounded = try index.matching(query, studiesAtMost: bound, seriesAtMost: bound)
            let alone = patients.map { ExpressionWalk.matchingCounts(query, [$0]) }
            #expect(bounded.studies == alone.reduce(0) { $0 + min(bound, $1.matchingStudies) }, "\(query)")
            #expect(bounded.series == alone.reduce(0) { $0 + min(bound, $1.matchingSeries) }, "\(query)")
            let facets = index.facets(in: selection)
            #expect(facets.count == Self.everyAttribute.count)
            for name in Self.facets {
                let facet = try #require(facets.first { $0.attribute == name })
                let expected = ExpressionWalk.facet(name, selected)
                #expect(
                    Dictionary(uniqueKeysWithValues: facet.values.map { ($0.value, $0.patients) }) == expected.values, "\(name), \(query)")
                #expect(facet.missing == expected.missing, "\(name), \(query)")
                #expect(index.facet(name, in: selection) == facet)
                let attribute = try #require(index.vocabulary.attribute(named: name))
                let listed = expected.values.keys.sorted()
                let bounded = index.histogram(attribute, values: listed, in: selection, atMost: listed.count)
                #expect(bounded == listed.map { expected.values[$0] ?? 0 }, "\(name), \(query)")
                #expect(index.histogram(attribute, values: listed, in: selection, atMost: 1).reduce(0, +) == selected.count - facet.missing)
            }
            let binned = index.facets(in: selection, isBinned: true)
            for name in ["age", "psa", "slice_thickness", "b_value", "days_from_psa", "rows"] {
                let facet = try #require(binned.first { $0.attribute == name })
                #expect(facet.missing == ExpressionWalk.facet(name, selected).missing)
                // Every bin is a query, and is counted as that query is.
                for bin in facet.values {
                    let inBin = try Query(text: "\(name) \(bin.value.allSatisfy(\.isNumber) ? "= " : "")\(bin.value)")
                    let expected = selected.count { ExpressionWalk.holds(inBin.expression, for: .patient($0)) }
                    #expect(bin.patients == expected, "\(inBin), \(query)")
                }
            }
            #expect(binned.first { $0.attribute == "sex" } == index.facet("sex", in: selection))
            #expect(index.facets(["sex", "model"], in: selection).map(\.attribute) == ["sex", "model"])
            let numbers = selected.flatMap { BruteForce.rowValues("slice_thickness", $0) }.sorted()
            let summary = index.summary(of: "slice_thickness", in: selection)
            #expect(summary?.known ?? 0 == numbers.count)
            #expect(summary?.minimum == numbers.first && summary?.maximum == numbers.last)
            #expect(summary?.median == (numbers.isEmpty ? nil : numbers[(numbers.count - 1) / 2]))
        }
    }

    @Test("columns with hundreds of distinct values are counted as right as small ones")
    func manyValues() throws {
        var generator = SeededGenerator(seed: 7)
        let patients = (0..<700).map { number in
            Patient(
                id: "P\(number)", attributes: ["psa": .number(Double(Int.random(in: 0..<600, using: &generator)) / 10)],
                studies: [
                    Study(
                        uid: "\(number)",
                        series: (0..<3).map { series in
                            Series(
                                uid: "\(number).\(series)", model: "Scanner \(Int.random(in: 0..<900, using: &generator))",
                                sliceThickness: Double(Int.random(in: 1..<900, using: &generator)) / 100,
                                bValues: generator.chance(0.6)
                                    ? (0..<3).map { _ in Double(Int.random(in: 0..<20, using: &generator) * 100) } : [])
                        })
                ])
        }
        let index = CohortIndex(patients: patients)
        for name in ["psa", "model", "slice_thickness", "b_value"] {
            let facet = try #require(index.facet(name, in: index.everyone))
            let expected = ExpressionWalk.facet(name, patients)
            #expect(Dictionary(uniqueKeysWithValues: facet.values.map { ($0.value, $0.patients) }) == expected.values)
            #expect(facet.missing == expected.missing)
        }
        for text in [
            "psa 10..20", "psa != 10", "slice_thickness in (<1, 2..3, >8)", "model contains \"er 1\"",
            "model not in (\"scanner 7\", \"scanner 8\")",
            "series(b_value >= 1500 and slice_thickness < 2)", "series(model contains \"9\" and not slice_thickness > 5)",
            "b_value in (100, 300)",
        ] {
            let query = try Query(text: text)
            #expect(try index.matchingCounts(query) == ExpressionWalk.matchingCounts(query, patients), "\(text)")
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

    @Test("changing an index patient by patient is the same as building it anew, and leaves the one before as it was", arguments: 0..<10)
    func incremental(seed: Int) throws {
        var generator = SeededGenerator(seed: 2000 + UInt64(seed))
        var patients = Dictionary(uniqueKeysWithValues: RandomPopulation.patients(40, &generator).map { ($0.id, $0) })
        let declared = Self.everyAttribute
        var index = index(Array(patients.values), &generator)
        for step in 0..<5 {
            let upserts = (0..<generator.pick([0, 1, 5])).map { _ in
                RandomPopulation.patient("P\(Int.random(in: 0..<60, using: &generator))", &generator)
            }
            let removals = (0..<generator.pick([0, 1, 3, 20])).map { _ in "P\(Int.random(in: 0..<60, using: &generator))" }
            let before = (index, CohortIndex(patients: Array(patients.values), declared: declared))
            for patient in upserts { patients[patient.id] = patient }
            for id in removals { patients[id] = nil }
            index = index.applying(upserts: upserts, removals: removals)
            let rebuilt = CohortIndex(patients: Array(patients.values), declared: declared)
            for (left, right) in [(index, rebuilt), before] {
                #expect(left.snapshot == right.snapshot, "step \(step)")
                #expect(left.patientIdentifiers(in: left.everyone) == right.patientIdentifiers(in: right.everyone))
                #expect(left.facets(in: left.everyone) == right.facets(in: right.everyone))
                for _ in 0..<4 {
                    let query = try Query(text: BruteForce.random(depth: 2, &generator).text)
                    #expect(try left.matchingCounts(query) == right.matchingCounts(query))
                    #expect(try left.evaluate(query) == right.evaluate(query))
                }
            }
            for id in patients.keys.prefix(5) {
                #expect(index.values(of: "modality", ofPatient: id) == rebuilt.values(of: "modality", ofPatient: id))
                #expect(index.number("psa", ofPatient: id) == patients[id]?.clinical.number("psa"))
            }
        }
    }
}

extension RandomQueryTests {
    @Test("a change writes the segments of its patients only, and small ones grow together")
    func sharing() throws {
        let size = SegmentSize(patients: 16, series: 1000)
        let patients = (0..<160).map { Patient(id: String(1000 + $0 * 10), sex: .male) }
        let part = CohortIndexPart(patients: patients, vocabulary: .standard, segmentSize: size)
        let index = CohortIndex(joining: [part])
        #expect(index.segments.map(\.patientCount) == [Int](repeating: 16, count: 10))
        func shared(_ changed: CohortIndex) -> Int { changed.segments.count { one in index.segments.contains { $0 === one } } }
        #expect(shared(index.applying(upserts: [Patient(id: "1013", sex: .female)])) == 9)
        #expect(shared(index.applying(upserts: [Patient(id: "1000", sex: .female), Patient(id: "2590")])) == 8)
        #expect(shared(index.applying(upserts: [Patient(id: "0"), Patient(id: "9")])) == 8)
        #expect(shared(index.applying(upserts: [], removals: ["1500", "nobody"])) == 9)
        #expect(shared(index.applying(upserts: [], removals: ["nobody"])) == 10)
        var grown = index
        for number in 0..<300 { grown = grown.applying(upserts: [Patient(id: String(100_000 + number * 7919 % 15_001))]) }
        #expect(grown.patientCount == 460)
        #expect(grown.segments.allSatisfy { $0.patientCount <= 16 } && grown.segments.count < 100)
        var shrunk = grown
        for patient in patients.dropLast() { shrunk = shrunk.applying(upserts: [], removals: [patient.id]) }
        #expect(shrunk.patientCount == 301 && shrunk.segments.allSatisfy { $0.patientCount > 0 })
    }
}

extension BruteForce {
    /// The numbers of a series attribute over all series of a patient, equal ones as often as they occur.
    fileprivate static func rowValues(_ name: String, _ patient: Patient) -> [Double] {
        seriesRows(of: .patient(patient)).flatMap { values(name, $0) }.compactMap {
            if case .number(let number) = $0 { number } else { nil }
        }
    }

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
        case .series(.any(let children)) where generator.chance(0.5):
            // At least one of either is at least one, of one or of the other.
            result = .any(children.map { .series($0.shuffled(&generator)) })
        case .series(let inner): result = .series(inner.shuffled(&generator))
        case .study(let inner): result = .study(inner.shuffled(&generator))
        case .leaf(let name, let comparison, _): result = rewritten(name, comparison, &generator)
        }
        return twice ? .not(.not(result)) : result
    }

    /// A condition in other words of the same meaning.
    private func rewritten(_ name: String, _ comparison: String, _ generator: inout SeededGenerator) -> BruteForce {
        let leaf: (String) -> BruteForce = { .leaf(name, $0) { _ in false } }
        if comparison.hasPrefix("in ("), generator.chance(0.7) {
            let items = comparison.dropFirst(4).dropLast().split(separator: ",").map { $0.drop { $0 == " " } }
            return .any(items.map { leaf("= \($0)") }.shuffled(using: &generator))
        }
        let ends = comparison.split(separator: "..")
        guard ends.count == 2, Double(ends[0]) != nil, Double(ends[1]) != nil else { return self }
        // A patient has one of these; of a series' values one could be above the first end and another below the second.
        let isSingle = ["age", "age_at_diagnosis", "psa", "isup", "days_to_psa"].contains(name)
        if isSingle, generator.chance(0.5) { return .all([leaf("<= \(ends[1])"), leaf(">= \(ends[0])")]) }
        return leaf(generator.chance(0.5) ? "between \(ends[0]) and \(ends[1])" : "in (\(ends[0])..\(ends[1]))")
    }
}

extension CohortIndex {
    /// Patients by value when no patient counts in more than `bound` of the listed values, the first ones of the list.
    func histogram(_ attribute: Attribute, values listed: [String], in selection: Selection, atMost bound: Int) -> [Int] {
        let tests = listed.map { value -> ValueTest in
            attribute.isNumeric
                ? .numbers(Double(value).map { .exactly($0, isWhole: attribute.kind == .integer) } ?? IntervalSet([], isWhole: true))
                : .names([value], complement: false)
        }
        return histogram(attribute, tests: tests, in: selection, atMost: bound)
    }
}
