import Foundation
import Testing

@testable import Cohorts

@Suite("Disclosure control")
struct DisclosureTests {
    private let key = NoiseKey(secret: [UInt8](1...32))!

    private func index(_ men: Int, women: Int = 0) -> CohortIndex {
        let patients =
            (0..<men).map { number in
                Patient(
                    id: "M\(number)", sex: .male, diagnosis: "prostate",
                    studies: [Study(uid: "\(number)", series: [Series(uid: "\(number).1", modality: "MR", instanceCount: 3)])])
            } + (0..<women).map { Patient(id: "W\($0)", sex: .female, diagnosis: "breast") }
        return CohortIndex(patients: patients, declared: ["diagnosis"])
    }

    private func disclosure(_ policy: DisclosurePolicy = .standard, key: NoiseKey? = nil) -> Disclosure {
        Disclosure(dataset: "d1", policy: policy, key: key ?? self.key)
    }

    private let open = DisclosurePolicy(floor: 0, budget: Rho(micro: 1_000_000_000))

    private func count(_ text: String, _ index: CohortIndex, key: NoiseKey? = nil) throws -> Int {
        var budget = PrivacyBudget(total: open.budget)
        guard case .value(let counts) = disclosure(open, key: key).answer(try Query(text: text), on: index, budget: &budget) else {
            return -1
        }
        return counts.patients
    }

    @Test("a repeat, and a variant in other words, give the same number and cost nothing")
    func repetition() throws {
        let index = index(200)
        var budget = PrivacyBudget(total: Rho(micro: 100_000))
        let first = disclosure().answer(try Query(text: "sex = male and modality = MR"), on: index, budget: &budget)
        #expect(budget.spent == Rho(micro: 20_000))
        for text in [
            "modality = MRI and gender = M", "not (not sex = male or not modality = MR)", "series(modality = MR) and sex in (male)",
        ] {
            #expect(disclosure().answer(try Query(text: text), on: index, budget: &budget) == first)
        }
        #expect(budget.spent == Rho(micro: 20_000))
        var other = PrivacyBudget(total: Rho(micro: 100_000))
        #expect(disclosure().answer(try Query(text: "sex = male and modality = MR"), on: index, budget: &other) == first)
        #expect(other.spent == Rho(micro: 20_000))
    }

    @Test("noise differs by key, dataset, query, snapshot and price")
    func independence() throws {
        // Differences of independent noise with σ = 5 vanish about one time in eighteen; all of them together never.
        let base = index(500)
        let otherKey = NoiseKey(secret: [UInt8](2...33))!
        let neighbour = index(500, women: 1)
        var same = 0
        for number in 0..<40 {
            let text = "age_at_study > \(number) or sex = male"
            let value = try count(text, base)
            if try count(text, base, key: otherKey) == value { same += 1 }
            if try count(text, neighbour) == value { same += 1 }
            if try count("age_at_study > \(number).5 or sex = male", base) == value { same += 1 }
        }
        #expect(same < 30, "\(same) of 120 agree")
        var budget = PrivacyBudget(total: open.budget)
        var cheap = open
        cheap.patients = Rho(micro: 19_999)
        let releases =
            disclosure(open).releases(for: .everything, on: base) + disclosure(cheap).releases(for: .everything, on: base)
            + Disclosure(dataset: "d2", policy: open, key: key).releases(for: .everything, on: base)
            + Disclosure(dataset: "d1", epoch: "1.1.0", policy: open, key: key).releases(for: .everything, on: base)
        #expect(Set(releases.map(\.identifier)).count == 4)
        try budget.charge(releases)
        #expect(budget.spent == Rho(micro: 79_999))
    }

    @Test("two snapshots that differ by one patient are told apart no better than the noise allows")
    func neighbours() throws {
        // With exact counts the difference is always 1; with threshold and cached noise it shows at once. Here it has σ = 5√2.
        let hundred = index(100)
        let without = index(99)
        var differences: [Int] = []
        for number in 0..<200 {
            let key = NoiseKey(secret: [UInt8](repeating: UInt8(number), count: 32))!
            differences.append(try count("sex = male", hundred, key: key) - count("sex = male", without, key: key))
        }
        let mean = Double(differences.reduce(0, +)) / 200
        let variance = differences.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / 200
        #expect(abs(mean - 1) < 2.5)
        #expect(variance > 25 && variance < 85)
    }

    @Test("zero is noised like any other value and the floor comes after the noise")
    func floorAndZero() throws {
        let index = index(100)
        var shown: [Int] = []
        for number in 0..<60 {
            shown.append(try count("sex = female and age_at_study > \(number)", index))
        }
        // Floor 0: negative values are suppressed (-1 here), the rest spreads.
        #expect(Set(shown).count > 4)
        var budget = PrivacyBudget(total: Rho(micro: 1_000_000))
        #expect(disclosure().answer(try Query(text: "sex = female"), on: index, budget: &budget) == .suppressed)
        #expect(budget.spent == Rho(micro: 20_000))
    }

    @Test("an exhausted budget refuses and says what is left; repeats stay free")
    func exhausted() throws {
        let index = index(300)
        var budget = PrivacyBudget(total: Rho(micro: 50_000))
        let first = disclosure().answer(try Query(text: "sex = male"), on: index, budget: &budget)
        _ = disclosure().answer(try Query(text: "modality = MR"), on: index, budget: &budget)
        let before = budget
        guard case .refused(let reason) = disclosure().answer(.everything, on: index, budget: &budget) else {
            Issue.record("not refused")
            return
        }
        #expect(reason.contains("it costs 0.02, 0.01 of 0.05 is left"))
        #expect(budget == before)
        #expect(disclosure().answer(try Query(text: "sex = male"), on: index, budget: &budget) == first)
        let stored = try JSONDecoder().decode(PrivacyBudget.self, from: JSONEncoder().encode(budget))
        #expect(stored == budget)
    }

    @Test("an unsupported query costs nothing; closed and faulty policies refuse; open ones are exact")
    func modes() throws {
        let index = index(20)
        var budget = PrivacyBudget(total: Rho(micro: 1_000_000))
        #expect(disclosure().answer(try Query(text: "psa > 4"), on: index, budget: &budget) == .unsupported(["psa"]))
        #expect(disclosure(DisclosurePolicy(mode: .closed)).answer(.everything, on: index, budget: &budget).kind == "refused")
        #expect(disclosure(DisclosurePolicy(floor: -1)).answer(.everything, on: index, budget: &budget).kind == "refused")
        #expect(budget.spent == .zero)
        let exact = Answer.value(Counts(patients: 20, studies: 20, series: 20, instances: 60))
        #expect(disclosure(DisclosurePolicy(mode: .open)).answer(.everything, on: index, budget: &budget) == exact)
        let open = disclosure(DisclosurePolicy(mode: .open))
        #expect(open.answer(try Query(text: "psa > 4"), on: index, budget: &budget) == .unsupported(["psa"]) && budget.spent == .zero)
    }

    @Test("bounded counts and distributions are near the truth and say so")
    func statistics() throws {
        let index = index(3000, women: 1000)
        let policy = DisclosurePolicy(
            mode: .countsAndFacets, studies: .init(perPatient: 4, rho: Rho(micro: 20_000)),
            series: .init(perPatient: 10, rho: Rho(micro: 20_000)))
        #expect(policy.faults().isEmpty)
        var budget = PrivacyBudget(total: policy.budget)
        guard case .value(let counts) = disclosure(policy).answer(.everything, on: index, budget: &budget) else {
            Issue.record("no value")
            return
        }
        // Nobody here has an age or a body part; their distributions cost the same.
        #expect(budget.spent == Rho(micro: 130_000))
        #expect(abs(counts.patients - 4000) < 40)
        #expect(counts.margin == 10)
        #expect(abs((counts.studies ?? 0) - 3000) < 160)
        #expect(abs((counts.series ?? 0) - 3000) < 400)
        #expect(counts.instances == nil)
        let sexes = counts.distributions?.first { $0.attribute == "sex" }
        #expect(sexes?.bins.map(\.value) == ["male", "female", "other", "unknown"])
        #expect(abs((sexes?.bins[1].patients ?? 0) - 1000) < 60)
        #expect(sexes?.margin == 14)
        #expect(counts.distributions?.map(\.attribute) == ["sex", "age", "diagnosis", "modality", "body_part"])
    }

    @Test("studies and series are those that match, and a patient weighs no more than the bound")
    func matching() throws {
        let series = (0..<50).map { Series(uid: "s\($0)", modality: $0 % 2 == 0 ? "MR" : "CT", instanceCount: 1) }
        let patient = Patient(id: "P", studies: [Study(uid: "1", series: series)])
        let index = CohortIndex(patients: [patient], declared: [])
        let query = try Query(text: "series(modality = MR)")
        let wide = try index.matching(query, studiesAtMost: 3, seriesAtMost: 100)
        #expect(wide.studies == 1 && wide.series == 25)
        let narrow = try index.matching(query, studiesAtMost: nil, seriesAtMost: 10)
        #expect(narrow.studies == nil && narrow.series == 10)
        let exact = try index.matchingCounts(query)
        #expect(exact.patients == 1 && exact.matchingStudies == 1 && exact.matchingSeries == 25 && exact.matchingInstances == 25)
    }

    private let facets = DisclosurePolicy(mode: .countsAndFacets, floor: 0, budget: Rho(micro: 1_000_000_000))

    private func counts(_ asked: [String]?, _ policy: DisclosurePolicy? = nil, _ budget: inout PrivacyBudget) -> Counts? {
        let answer = disclosure(policy ?? facets).answer(.everything, facets: asked, on: index(200, women: 100), budget: &budget)
        if case .value(let counts) = answer { return counts }
        return nil
    }

    @Test("a distribution is paid for when it is asked for and released; one that is not released is named, and costs nothing")
    func facetPrices() throws {
        var budget = PrivacyBudget(total: facets.budget)
        #expect(counts([], nil, &budget)?.distributions == nil)
        #expect(budget.spent == Rho(micro: 20_000))
        let some = try #require(counts(["gender", "psa", "manufacturer", "zodiac"], nil, &budget))
        #expect(budget.spent == Rho(micro: 30_000))
        #expect(some.distributions?.map(\.attribute) == ["sex"])
        #expect(
            some.withheld == [
                .init(attribute: "psa", reason: .unsupported), .init(attribute: "manufacturer", reason: .policy),
                .init(attribute: "zodiac", reason: .unsupported),
            ])
        _ = counts(["sex"], nil, &budget)
        #expect(budget.spent == Rho(micro: 30_000))
        var other = PrivacyBudget(total: facets.budget)
        let none = try #require(counts(["sex"], open, &other))
        #expect(none.distributions == nil && none.withheld == [.init(attribute: "sex", reason: .policy)])
        #expect(other.spent == Rho(micro: 20_000))
    }

    /// Otherwise whoever asks for one thing in different company gets new noise each time, and averages.
    @Test("the noise of a statistic does not depend on what is asked beside it")
    func company() throws {
        var budget = PrivacyBudget(total: facets.budget)
        let companies = [
            ["sex"], ["sex", "age"], ["modality", "sex", "diagnosis"], ["body_part", "sex", "age", "diagnosis", "modality"],
        ]
        var policies = [facets, facets]
        policies[1].studies = .init(perPatient: 2, rho: Rho(micro: 5_000))
        policies[1].facets.reverse()
        let answers = try policies.flatMap { policy in try companies.map { try #require(counts($0, policy, &budget)) } }
        #expect(Set(answers.map(\.patients)).count == 1)
        #expect(Set(answers.map { $0.distributions?.first { $0.attribute == "sex" } }).count == 1)
        #expect(Set(answers.compactMap { $0.distributions?.first { $0.attribute == "age" } }).count == 1)
        // 0.02 and five distributions of 0.07 in all, and once the studies; each is paid for once.
        #expect(budget.spent == Rho(micro: 20_000 + 70_000 + 5_000))
    }

    @Test("numbers are counted in the vocabulary's bins, whatever the data are")
    func bins() throws {
        var policy = facets
        policy.facets = [.init(attribute: "age_at_diagnosis", perPatient: 1, rho: Rho(micro: 10_000))]
        #expect(policy.faults().isEmpty)
        var bins: [[String]] = []
        for ages in [[], [0.5, 45, 45, 99]] {
            let index = CohortIndex(
                patients: ages.enumerated().map { Patient(id: "\($0)", ageAtDiagnosis: $1) }, declared: ["age_at_diagnosis"])
            let exact = index.histogram(
                Vocabulary.standard.attribute(named: "age_at_diagnosis")!,
                tests: Vocabulary.standard.attribute(named: "age_at_diagnosis")!.disclosedBins.map(\.test), in: index.everyone, atMost: 1)
            #expect(exact.reduce(0, +) == ages.count)
            var budget = PrivacyBudget(total: policy.budget)
            policy.patients = Rho(micro: 1_000_000)
            var answer = Answer.suppressed
            for number in 0..<20 where answer == .suppressed {
                let key = NoiseKey(secret: [UInt8](repeating: UInt8(number), count: 32))!
                answer = disclosure(policy, key: key).answer(.everything, facets: ["age_at_diagnosis"], on: index, budget: &budget)
            }
            guard case .value(let counts) = answer else { return #expect(Bool(false), "\(answer)") }
            bins.append(counts.distributions?.first?.bins.map(\.value) ?? [])
        }
        #expect(bins[0] == bins[1])
        #expect(bins[0].count == 8 && bins[0][0] == "< 20" && bins[0][1] == "20..<30" && bins[0][7] == ">= 80")
        policy.facets = [.init(attribute: "model", perPatient: 1, rho: Rho(micro: 10_000))]
        #expect(policy.faults() == ["facet model: the vocabulary has no list of values for it"])
    }

    @Test("an open dataset gives exact distributions of what is asked, and names what it has not or what is too large")
    func openFacets() throws {
        let index = index(20, women: 4)
        var budget = PrivacyBudget(total: .zero)
        let policy = DisclosurePolicy(mode: .open)
        let answer = disclosure(policy).answer(
            try Query(text: "series(modality = MR)"), facets: ["sex", "instance_count", "psa"], on: index, budget: &budget)
        guard case .value(let counts) = answer else { return #expect(Bool(false), "\(answer)") }
        #expect(counts.isExact && counts.patients == 20 && counts.series == 20 && counts.instances == 60)
        #expect(counts.distributions?.first { $0.attribute == "sex" }?.bins == [.init(value: "male", patients: 20)])
        let sizes = try #require(counts.distributions?.first { $0.attribute == "instance_count" })
        #expect(sizes.margin == nil && sizes.bins.first { $0.value == "2..9" }?.patients == 20)
        #expect(counts.withheld == [.init(attribute: "psa", reason: .unsupported)])
        let small = Disclosure(dataset: "d1", policy: policy, key: key, sizeLimit: 150)
        guard case .value(let few) = small.answer(.everything, facets: ["sex", "instance_count"], on: index, budget: &budget) else {
            return #expect(Bool(false))
        }
        #expect(few.withheld?.map(\.reason) == [.size] || few.withheld?.map(\.reason) == [.size, .size])
        #expect(budget.spent == .zero)
    }

    @Test("a list of distributions is read by name and synonym, and refused with the nearest name")
    func facetList() throws {
        #expect(try FacetList.read("") == [])
        #expect(try FacetList.read(" gender, sex ,Modality") == ["sex", "modality"])
        let refusal = #expect(throws: QueryError.self) { try FacetList.read("sex,modalty") }
        #expect(refusal?.suggestion == "modality")
        let many = Vocabulary.standard.attributes.prefix(21).map(\.name).joined(separator: ",")
        #expect(throws: QueryError.self) { try FacetList.read(many) }
    }

    @Test("privacy loss adds up exactly and is written as a decimal")
    func rho() {
        #expect((Rho(micro: 100_000) + Rho(micro: 200_000)).description == "0.3")
        #expect(Rho(micro: 1_000_000).description == "1")
        #expect(Rho(micro: 20).description == "0.00002")
        #expect(Rho(micro: 5) - Rho(micro: 9) == .zero)
        #expect(Rho(micro: 20_000).gaussian(sensitivitySquared: 1)?.variance == 25)
        #expect(Rho(micro: 20_000).gaussian(sensitivitySquared: 16)?.variance == 400)
        #expect(Rho.zero.gaussian(sensitivitySquared: 1) == nil)
        #expect(abs(Rho(micro: 1_000_000).epsilon(delta: 1e-6) - 8.434) < 0.01)
    }

    @Test("keys need 32 bytes, and the shown name of a snapshot is keyed")
    func keys() {
        #expect(NoiseKey(secret: [UInt8](repeating: 0, count: 31)) == nil)
        let other = NoiseKey(secret: [UInt8](2...33))!
        #expect(key.publicName(ofSnapshot: "a") != other.publicName(ofSnapshot: "a"))
        #expect(key.publicName(ofSnapshot: "a").count == 16)
    }
}

@Suite("Answers")
struct AnswerTests {
    @Test(
        "the JSON form is stable",
        arguments: [
            (Answer.value(Counts(patients: 42, margin: 10)), #"{"counts":{"margin":10,"patients":42},"kind":"value"}"#),
            (.value(Counts(patients: 0)), #"{"counts":{"patients":0},"kind":"value"}"#),
            (.suppressed, #"{"kind":"suppressed"}"#),
            (.unsupported(["psa"]), #"{"criteria":["psa"],"kind":"unsupported"}"#),
            (.refused(reason: "no"), #"{"kind":"refused","reason":"no"}"#),
            (.offline(since: Date(timeIntervalSince1970: 1_738_324_800)), #"{"kind":"offline","since":"2025-01-31T12:00:00Z"}"#),
            (.offline(since: nil), #"{"kind":"offline"}"#),
        ])
    func json(answer: Answer, text: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        #expect(String(decoding: try encoder.encode(answer), as: UTF8.self) == text)
        #expect(try JSONDecoder().decode(Answer.self, from: Data(text.utf8)) == answer)
    }

    @Test(
        "anything else is refused",
        arguments: [#"{"kind":"maybe"}"#, #"{}"#, #"{"kind":"value"}"#, #"{"kind":"offline","since":"yesterday"}"#])
    func broken(text: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Answer.self, from: Data(text.utf8)) }
    }
}
