import Cohorts
import Federation
import Foundation
import Governance
import Ledger
import Storage
import TestSupport
import Testing

@testable import Node

@Suite("A question under a permit")
struct PermittedAnsweringTests {
    /// Forty patients of 41 to 80 years with one series of ten instances each: of the chest in the first twenty, of the pelvis in the others.
    private static let index =
        "PatientID,StudyInstanceUID,SeriesInstanceUID,PatientAge,PatientSex,Modality,Manufacturer,BodyPartExamined,SOPClassUID,instanceCount\n"
        + (1...40).map {
            "p\($0),1.9.\($0),1.8.\($0),0\(40 + $0)Y,M,CT,SIEMENS,\($0 <= 20 ? "CHEST" : "PELVIS"),1.2.840.10008.5.1.4.1.1.2,10"
        }
        .joined(separator: "\n") + "\n"

    private static func exact(_ patients: Int) -> Answer {
        .value(Counts(patients: patients, studies: patients, series: patients, instances: 10 * patients))
    }

    private func withNode(
        operations: Set<Permit.Operation>? = [.exactCount], mode: DisclosurePolicy.Mode = .closed, floor: Int = 0,
        _ body: (Node, Applicant, TestClock) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let clock = TestClock()
            var configuration = makeConfiguration(floor: floor, rhoPerCount: 1)
            configuration.disclosure.mode = mode
            let node = try makeNode(folder, configuration, clock: clock)
            let path = "\(folder)/index.csv"
            try DurableFile.write(Array(Self.index.utf8), to: path)
            _ = try await node.loadSeriesIndex(path, actor: "ana")
            let declaration = makeDeclaration(condition: "not stated")
            _ = try await node.publish(
                Node.Publication(name: "all", declaration: declaration, cohort: "", indexes: ["index.csv"]), actor: "ana")
            let applicant = try Applicant()
            if let operations { #expect(try await node.permit(for: applicant, operations: operations) != nil) }
            try await body(node, applicant, clock)
        }
    }

    private func ask(
        _ node: Node, _ query: String, facets: [String] = [], by signer: NoteSigner, datasets: [String] = ["north.all"],
        expires: Date = TestClock.noon + 600, id: String = UUID().uuidString
    ) async throws -> [DatasetAnswer] {
        let question = PermittedQuestion(person: "ana", query: query, facets: facets, datasets: datasets, expires: expires)
        return try await send(node, signer.sign(NoteText.encode(question)), datasets: datasets, id: id)
    }

    private func send(_ node: Node, _ note: SignedNote, datasets: [String] = ["north.all"], id: String = "q") async throws
        -> [DatasetAnswer]
    {
        try await node.handle(node.fromHub(.permittedQuestion(PermittedQuestionNotice(id: id, datasets: datasets, note: note))))
        guard case .answers(let answers) = try #require(try await node.outbox().last).body else { return [] }
        #expect(answers.question == id)
        return answers.answers
    }

    private func reason(_ answers: [DatasetAnswer]) -> String {
        guard case .refused(let reason)? = answers.first?.answer, answers.count == 1 else { return "not refused: \(answers)" }
        return reason
    }

    @Test("is counted exactly where the permit says so, and stands in the ledger with the permit and its user")
    func exact() async throws {
        try await withNode { node, applicant, _ in
            let answers = try await ask(node, "body_part = chest and age >= 51", by: applicant.signer)
            #expect(answers.map(\.answer) == [Self.exact(10)])
            #expect(answers.first?.budget == BudgetNotice(spent: 0.05, answersLeft: 19))
            let entry = try #require(try node.entries("question.answered").first)
            #expect(entry.actor == applicant.name && entry.details["policy"] == "exact" && entry.details["permit"]?.isEmpty == false)
            #expect(entry.details["query"]?.contains("chest") == true)
            #expect(try await node.budgets().isEmpty)
            let long = (0..<200).map { "model contains name\($0)withmoreletters" }.joined(separator: " or ")
            _ = try await ask(node, long, by: applicant.signer)
            let last = try #require(try node.entries("question.answered").last)
            #expect(last.details["query"]?.utf8.count == 2_000 && last.details["queryDigest"]?.count == 64)
        }
    }

    @Test(
        "says suppressed for fewer than the floor, five at least, and for what differs from a cohort that was told by fewer, none among them"
    )
    func suppressed() async throws {
        let expected: [(query: String, answer: Answer)] = [
            ("age > 76", .suppressed), ("age > 200", .suppressed), ("age <= 60", Self.exact(20)), ("age <= 60", Self.exact(20)),
            // That nobody differs would be an answer too: about one patient of 47 it would be yes or no.
            ("body_part = chest", .suppressed), ("age <= 60 and not age = 47", .suppressed),
            ("age <= 60 and not (age = 47 and sex = female)", .suppressed),
            // What is counted beside the same patients is as near.
            ("age <= 60 and modality = CT", .suppressed),
            ("age <= 64", .suppressed), ("age <= 65", Self.exact(25)),
            // What was not told stands in nobody's way.
            ("age <= 60", Self.exact(20)), ("age <= 70", Self.exact(30)),
        ]
        try await withNode { node, applicant, _ in
            for (query, answer) in expected {
                let answers = try await ask(node, query, by: applicant.signer)
                #expect(answers.map(\.answer) == [answer], "\(query)")
            }
        }
    }

    @Test("asked twice at once is told once where the cohorts are near")
    func atOnce() async throws {
        try await withNode { node, applicant, _ in
            let questions = ["age <= 60", "age <= 61", "age <= 62", "age <= 63"]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for query in questions {
                    let note = try applicant.signer.sign(
                        NoteText.encode(
                            PermittedQuestion(person: "ana", query: query, datasets: ["north.all"], expires: TestClock.noon + 600)))
                    group.addTask {
                        let notice = PermittedQuestionNotice(id: query, datasets: ["north.all"], note: note)
                        try await node.handle(node.fromHub(.permittedQuestion(notice)))
                    }
                }
                try await group.waitForAll()
            }
            let told = try await node.outbox().compactMap { message -> String? in
                guard case .answers(let answers) = message.body else { return nil }
                return answers.answers.first?.answer.kind
            }
            #expect(told.sorted() == ["suppressed", "suppressed", "suppressed", "value"])
        }
    }

    @Test("is not told under a second permit what the first did not tell")
    func severalPermits() async throws {
        try await withNode { node, applicant, _ in
            _ = try await ask(node, "age <= 60", by: applicant.signer)
            let second = applicant.application("a-2", operations: [.exactCount])
            try await node.handle(node.fromHub(.application(try applicant.notice(second))))
            _ = try await node.decide("a-2", dataset: nil, .accept, actor: "rep")
            try await node.database.write { try $0.execute("UPDATE permit SET revoked_ms = 1 WHERE application_id = 'a-1'") }
            let answers = try await ask(node, "age <= 61", by: applicant.signer)
            #expect(answers.first?.answer == .suppressed)
            #expect(answers.first?.budget == BudgetNotice(spent: 0.05, answersLeft: 19))
        }
    }

    @Test("covers so many cohorts and no more; a repeat is free, what cannot be evaluated too, and a second permit covers as many again")
    func limited() async throws {
        try await withNode { node, applicant, _ in
            for age in 41..<(41 + AskedCohorts.limitPerPermit) {
                let answers = try await ask(node, "age <= \(age)", by: applicant.signer)
                #expect(answers.first?.answer.kind == (age % 5 == 0 ? "value" : "suppressed"))
            }
            let repeated = try await ask(node, "age <= 45", by: applicant.signer)
            #expect(repeated.first?.answer == Self.exact(5) && repeated.first?.budget?.answersLeft == 0)
            let unknown = try await ask(node, "zodiac = aries", by: applicant.signer)
            #expect(unknown.map(\.answer.kind) == ["refused"])
            #expect(reason(try await ask(node, "age <= 79", by: applicant.signer)) == AskedCohorts.limitReached)

            try await node.handle(node.fromHub(.application(try applicant.notice(applicant.application("a-2", operations: [.exactCount])))))
            _ = try await node.decide("a-2", dataset: nil, .accept, actor: "rep")
            let further = try await ask(node, "age <= 79", by: applicant.signer)
            #expect(further.first?.answer == Self.exact(39) && further.first?.budget?.answersLeft == 19)
        }
        try await withNode { node, applicant, _ in
            let answers = try await ask(node, "zodiac = aries", by: applicant.signer)
            #expect(answers.map(\.answer) == [.unsupported(["zodiac"])])
            #expect(try await node.count("SELECT COUNT(*) FROM asked_cohort") == 0)
        }
    }

    @Test("after which a patient opts out is counted anew, without them")
    func optOut() async throws {
        try await withNode { node, applicant, _ in
            #expect(try await ask(node, "age <= 60", by: applicant.signer).first?.answer == Self.exact(20))
            _ = try await node.optOut(["p7"], actor: "data manager")
            let answers = try await ask(node, "age <= 60", by: applicant.signer)
            #expect(answers.map(\.answer) == [Self.exact(19)])
        }
    }

    @Test("withholds distributions by name")
    func facets() async throws {
        try await withNode { node, applicant, _ in
            let answers = try await ask(node, "body_part = pelvis", facets: ["sex"], by: applicant.signer)
            guard case .value(let counts)? = answers.first?.answer else { throw Unexpected("\(answers)") }
            #expect(counts.patients == 20 && counts.distributions == nil && counts.withheld == [.init(attribute: "sex", reason: .policy)])
        }
    }

    @Test("gets noise where the permit only allows counting, from an account of the permit's own")
    func counted() async throws {
        for mode in [DisclosurePolicy.Mode.closed, .counts] {
            try await counted(mode)
        }
    }

    private func counted(_ mode: DisclosurePolicy.Mode) async throws {
        try await withNode(operations: [.count], mode: mode) { node, applicant, _ in
            let answers = try await ask(node, "body_part = pelvis", facets: ["sex"], by: applicant.signer)
            guard case .value(let counts)? = answers.first?.answer else { throw Unexpected("\(answers)") }
            #expect(counts.margin != nil && counts.distributions?.map(\.attribute) == ["sex"] && counts.instances == nil)
            #expect(answers.first?.budget != nil)
            let users = Set(try await node.budgets().map(\.user))
            #expect(users.count == 2 && users.contains { $0.hasPrefix("permit ") })
            let entry = try #require(try node.entries("question.answered").first)
            #expect(entry.details["policy"] == "counts" && entry.details["facets"] == "sex")
            // The account is not to be had by calling oneself so.
            let other = Question(id: "q", user: try #require(users.first { $0.hasPrefix("permit ") }), query: "")
            try await node.handle(node.fromHub(.question(other)))
            guard case .answers(let given) = try #require(try await node.outbox().last).body else { throw Unexpected("no answers") }
            #expect(reason(given.answers).contains("reserved"))
        }
    }

    @Test("that the permit does not allow is refused, and the refusal is in the ledger")
    func refused() async throws {
        try await withNode(operations: nil) { node, applicant, _ in
            let answers = try await ask(node, "", by: applicant.signer)
            #expect(reason(answers).contains("no permit for dataset 'north.all'"))
            #expect(try node.entries("question.refused").map { $0.details["permit"] } == ["none"])
        }
        try await withNode(operations: [.train]) { node, applicant, _ in
            let answers = try await ask(node, "", by: applicant.signer)
            #expect(reason(answers).contains("allows train, not exactCount"))
        }
        try await withNode { node, applicant, clock in
            let (own, many) = (applicant.signer, (0...FacetList.limit).map { "a\($0)" })
            var refusals = [
                ("names the key that signed this", try await ask(node, "", by: Applicant(seed: 2).signer)),
                ("no dataset 'north.none'", try await ask(node, "", by: own, datasets: ["north.none"])),
                ("expired", try await ask(node, "", by: own, expires: TestClock.noon - 1)),
                ("longer than 10 minutes", try await ask(node, "", by: own, expires: TestClock.noon + day)),
                ("cannot be read", try await ask(node, "age >", by: own)),
                ("distributions", try await ask(node, "", facets: many, by: own)),
            ]
            clock.advance(by: 366 * day)
            refusals.append(("expired", try await ask(node, "", by: own)))
            for (words, answers) in refusals { #expect(reason(answers).contains(words), "\(words)") }
            #expect(try await node.count("SELECT COUNT(*) FROM asked_cohort") == 0)
        }
    }

    @Test("that the hub changed, made of another text, or sent to a dataset that its user did not name, is refused")
    func forged() async throws {
        try await withNode { node, applicant, _ in
            let question = PermittedQuestion(person: "ana", query: "age <= 60", datasets: ["north.all"], expires: TestClock.noon + 600)
            let note = try applicant.signer.sign(NoteText.encode(question))
            let changed = try SignedNote(note.encoded.replacingOccurrences(of: "age <= 60", with: "age <= 61"))
            #expect(changed.encoded != note.encoded)
            #expect(reason(try await send(node, changed)).contains("names the key that signed this"))
            var other = question
            other.datasets = ["south.all"]
            #expect(reason(try await send(node, applicant.signer.sign(NoteText.encode(other)))).contains("did not ask this dataset"))
            other = question
            other.type = "mosaic.job-round"
            #expect(reason(try await send(node, applicant.signer.sign(NoteText.encode(other)))).contains("another kind"))
        }
    }

    @Test("may name many datasets: each gets one answer, at most so many as a question has")
    func hostile() async throws {
        try await withNode { node, applicant, _ in
            let names = (0..<1_000).map { "north.d\($0)" }
            let answers = try await ask(node, "", by: applicant.signer, datasets: names)
            #expect(answers.count == PermittedQuestion.datasetLimit && answers.allSatisfy { $0.answer.kind == "refused" })
        }
    }
}

private struct Unexpected: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
