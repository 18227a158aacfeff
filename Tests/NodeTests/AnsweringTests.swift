import Catalogue
import Cohorts
import Federation
import Foundation
import SampleData
import Storage
import TestSupport
import Testing

@testable import Node

@Suite("Answering a question")
struct AnsweringTests {
    private func ask(
        _ node: Node, _ query: String, user: String = "ana", id: String = UUID().uuidString, facets: [String]? = nil
    ) async throws -> [DatasetAnswer] {
        let question = Question(id: id, user: user, query: query, facets: facets)
        try await node.handle(node.fromHub(.question(question)))
        guard case .answers(let answers) = try #require(try await node.outbox().last).body else { return [] }
        #expect(answers.question == id)
        return answers.answers
    }

    /// The accounts of persons, without the one of all users together.
    private func budgets(_ node: Node) async throws -> [Node.BudgetState] { try await node.budgets().filter { $0.user != "(all users)" } }

    private func one(_ node: Node, _ query: String, user: String = "ana") async throws -> Answer {
        let answers = try await ask(node, query, user: user)
        #expect(answers.count == 1)
        return try #require(answers.first).answer
    }

    @Test("gives a value with its margin where the floor allows it")
    func value() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder, configuration: makeConfiguration(rhoPerCount: 1))
            try await node.publish()
            let answers = try await ask(node, "modality in (CT, MG, MR)")
            #expect(answers.map(\.dataset) == ["north.all"] && answers.map(\.title) == ["Sample images"])
            guard case .value(let counts)? = answers.first?.answer else { return #expect(Bool(false), "\(answers)") }
            // Noise of standard deviation 0.7: ten are 14 of them.
            #expect(abs(counts.patients - 6) < 10)
            #expect(counts.margin == 2)
            #expect(counts.studies == nil && counts.instances == nil)
        }
    }

    @Test("says suppressed for few and for none alike")
    func suppressed() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder, configuration: makeConfiguration(floor: 6))
            try await node.publish()
            for query in ["modality = MR", "modality = MR and modality = CT", "age > 120"] {
                #expect(try await one(node, query) == .suppressed)
            }
        }
    }

    @Test("names what it cannot evaluate and charges nothing for it")
    func unsupported() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            try await node.publish()
            #expect(try await one(node, "modality = MR and treatment = surgery") == .unsupported(["treatment"]))
            guard case .unsupported(let names) = try await one(node, "zodiac = aries") else { return #expect(Bool(false)) }
            #expect(names == ["zodiac"])
            #expect(try await node.budgets().isEmpty)
        }
    }

    @Test("refuses what cannot be read, and a node without datasets says so")
    func refused() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            guard case .refused(let none) = try await one(node, "modality = MR") else { return #expect(Bool(false)) }
            #expect(none.contains("published no dataset"))
            try await node.publish()
            guard case .refused(let reason) = try await one(node, "modality = = MR") else { return #expect(Bool(false)) }
            #expect(reason.contains("cannot be read"))
        }
    }

    @Test("repeated gives the same number and costs nothing, also after the node was opened again")
    func repeated() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            try await node.publish()
            let first = try await one(node, "modality = MR and age 20..100")
            let spent = try #require(try await budgets(node).first).share
            #expect(spent > 0)
            #expect(try await one(node, "age 20..100 and modality = MR") == first)
            let reopened = try openNode(folder)
            #expect(try await one(reopened, "modality = MR and age 20..100") == first)
            #expect(try await budgets(reopened).map(\.share) == [spent])
        }
    }

    @Test("refuses when the budget is spent, which survives reopening, while others may still ask")
    func budget() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder, configuration: makeConfiguration(rhoPerCount: 0.4, budget: 1))
            try await node.publish()
            let first = try await one(node, "modality = MR")
            _ = try await one(node, "modality = CT")
            guard case .refused(let reason) = try await one(node, "modality = MG") else { return #expect(Bool(false)) }
            #expect(reason.contains("budget"))
            let reopened = try openNode(folder)
            guard case .refused = try await one(reopened, "modality = MG") else { return #expect(Bool(false)) }
            #expect(try await one(reopened, "modality = MR") == first)
            guard case .value = try await one(reopened, "modality = MG", user: "bea") else { return #expect(Bool(false)) }
            #expect(try await budgets(reopened).map(\.share) == [0.8, 0.4])
        }
    }

    @Test("repeats what was said also after the holder has lowered the limits of the node")
    func lowered() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder, configuration: makeConfiguration(rhoPerCount: 0.4, budget: 1))
            try await node.publish()
            let first = try await one(node, "modality = MR")
            var configuration = makeConfiguration(rhoPerCount: 0.4, budget: 1)
            configuration.disclosure.budgetAtNode = 0.1
            configuration.disclosure.budgetAtNodeOfAllUsers = 0.1
            try Data(configuration.yaml.utf8).write(to: URL(filePath: "\(folder)/home/node.yaml"))
            let lowered = try openNode(folder)
            #expect(try await one(lowered, "modality = MR") == first)
            #expect(try await one(lowered, "modality = MR", user: "bea").kind == "refused")
            guard case .refused = try await one(lowered, "modality = CT") else { return #expect(Bool(false)) }
            #expect(try await budgets(lowered).map(\.spent) == ["0.4"])
        }
    }

    @Test("refuses names that no person has, and keeps of what a hub writes no more than a line", arguments: ["", "(all users)", "long"])
    func strangeUser(_ name: String) async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            try await node.publish()
            let user = name == "long" ? String(repeating: "u", count: 5_000) : name
            let answers = try await ask(node, "modality = MR", user: user, id: String(repeating: "q", count: 5_000))
            guard case .refused? = answers.first?.answer else { return #expect(Bool(false), "\(answers)") }
            #expect(try await node.budgets().isEmpty)
            let entry = try #require(try node.entries("question.answered").first)
            #expect(entry.actor.count <= 100 && entry.details["question"]?.count == 100)
        }
    }

    @Test("refuses users who are invented to gain fresh budgets, but still repeats what was said")
    func inventedUsers() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder, configuration: makeConfiguration(rhoPerCount: 0.4, budget: 1, shared: 1))
            try await node.publish()
            let first = try await one(node, "age > 1", user: "u1")
            _ = try await one(node, "age > 2", user: "u2")
            guard case .refused(let reason) = try await one(node, "age > 3", user: "u3") else { return #expect(Bool(false)) }
            #expect(reason.contains("all users together"))
            #expect(try await one(node, "age > 1", user: "u4") == first)
        }
    }

    @Test("keeps one budget for each dataset, and answers for each")
    func datasets() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            try await node.publish("first")
            try await node.publish("second")
            let answers = try await ask(node, "modality = MR")
            #expect(answers.map(\.dataset) == ["north.first", "north.second"])
            #expect(try await budgets(node).map(\.dataset) == ["north.first", "north.second"])
        }
    }

    @Test("holds a user, and all users together, to the node's own budget, because a patient may be in several datasets")
    func nodeBudget() async throws {
        try await withTemporaryFolder { folder in
            var configuration = makeConfiguration(rhoPerCount: 0.4, budget: 1, shared: 10)
            configuration.disclosure.budgetAtNode = 1
            configuration.disclosure.budgetAtNodeOfAllUsers = 1.4
            let node = try await thawedNode(folder, configuration: configuration)
            try await node.publish("first")
            try await node.publish("second")
            let first = try await ask(node, "age > 1")
            #expect(first.map(\.answer.kind) == ["value", "value"])
            // At each dataset there is enough for one more, at the node there is not.
            #expect(first.last?.budget == BudgetNotice(spent: 0.4, answersLeft: 0))
            let second = try await ask(node, "age > 2")
            guard case .refused(let own) = second[0].answer else { return #expect(Bool(false), "\(second)") }
            #expect(own.contains("this node's datasets together"))
            #expect(try await ask(node, "age > 1").map(\.answer) == first.map(\.answer))
            let others = try await ask(node, "age > 3", user: "bea")
            #expect(others[0].answer.kind == "value")
            guard case .refused(let shared) = others[1].answer else { return #expect(Bool(false), "\(others)") }
            #expect(shared.contains("all users together have spent the privacy budget of this node"))
        }
    }

    @Test("gives each dataset its own policy: closed, counts, distributions, open")
    func policies() async throws {
        try await withTemporaryFolder { folder in
            var configuration = makeConfiguration(rhoPerCount: 1)
            configuration.disclosure.datasets = [
                "shut": .init(mode: .closed), "public": .init(mode: .open),
                "rich": .init(
                    mode: .countsAndFacets, studies: .init(perPatient: 2, rho: 1),
                    facets: [.init(attribute: "modality", perPatient: 2, rho: 0.5)]),
            ]
            let node = try await thawedNode(folder, configuration: configuration)
            for name in ["plain", "public", "rich", "shut"] { try await node.publish(name) }
            let answers = try await ask(node, "age > 0", facets: ["modality", "sex"])
            #expect(answers.map(\.dataset) == ["north.plain", "north.public", "north.rich", "north.shut"])
            guard case .value(let plain) = answers[0].answer, case .value(let open) = answers[1].answer,
                case .value(let rich) = answers[2].answer, case .refused(let reason) = answers[3].answer
            else { return #expect(Bool(false), "\(answers)") }
            #expect(plain.margin == 2 && plain.studies == nil && plain.distributions == nil)
            #expect(plain.withheld?.map(\.attribute) == ["modality", "sex"])
            #expect(open.isExact && open.patients == 6 && open.distributions?.map(\.attribute) == ["sex", "modality"])
            #expect(rich.distributions?.map(\.attribute) == ["modality"] && rich.withheld == [.init(attribute: "sex", reason: .policy)])
            #expect(rich.distributions?.first?.margin == 3)
            #expect(reason.contains("permit"))
            // 1 of 100 for the plain count; 1 + 1 + 0.5 for the rich one.
            #expect(answers.map { $0.budget?.spent } == [0.01, nil, 0.025, nil])
            #expect(answers.map { $0.budget?.answersLeft } == [99, nil, 39, nil])
            #expect(try node.entries("question.answered").map { $0.details["policy"] } == ["counts", "open", "countsAndFacets", "closed"])
            #expect(try node.entries("question.answered").allSatisfy { $0.details["facets"] == "modality sex" })

            try await node.noteDisclosure(actor: "ana")
            try await node.noteDisclosure(actor: "ana")
            #expect(try node.entries("disclosure.changed").count == 1)
        }
    }

    @Test("refuses more distributions than one question may ask for")
    func manyFacets() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            try await node.publish()
            let answer = try await ask(node, "age > 0", facets: (0...FacetList.limit).map { "a\($0)" })
            #expect(answer.map(\.answer.kind) == ["refused"] && answer.first?.dataset == nil)
        }
    }

    @Test("asked by many at once charges each and counts right")
    func concurrent() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let other = try openNode(folder)
            try await node.publish()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        let asked = number % 2 == 0 ? node : other
                        let question = Question(id: "q\(number)", user: "ana", query: "age \(number)..100")
                        try await asked.handle(asked.fromHub(.question(question)))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await budgets(node).map(\.spent) == ["\(Rho(micro: 20 * 500_000))"])
            #expect(try node.entries("question.answered").count == 20)
        }
    }

    @Test("is in the ledger, without the number, before the answer can leave")
    func ledger() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            try await node.publish()
            _ = try await ask(node, "modality = MR", id: "q-7")
            let entry = try #require(try node.entries("question.answered").last)
            #expect(entry.subject == "north.all" && entry.actor == "ana")
            #expect(Set(entry.details.keys) == ["question", "query", "answer", "policy", "note"])
            #expect(entry.details["question"] == "q-7" && entry.details["query"] == "modality = MR" && entry.details["answer"] == "value")

            // While the ledger cannot be written, what stands before every sending fails; afterwards the entry comes first.
            let checkpoint = URL(filePath: "\(folder)/home/ledger/checkpoint")
            let sound = try Data(contentsOf: checkpoint)
            try Data("not a checkpoint".utf8).write(to: checkpoint)
            let question = Question(id: "q-8", user: "ana", query: "modality = CT")
            await #expect(throws: (any Error).self) { try await node.handle(node.fromHub(.question(question))) }
            await #expect(throws: (any Error).self) { try await node.writeLedger() }
            try sound.write(to: checkpoint)
            try await node.writeLedger()
            #expect(try node.entries("question.answered").last?.details["question"] == "q-8")
            #expect(try await node.count("SELECT COUNT(*) FROM ledger_draft") == 0)
        }
    }

    @Test("marks the message as acted on together with the answer")
    func handled() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let message = node.fromHub(.question(Question(id: "q", user: "ana", query: "modality = MR")))
            let time = node.now()
            try await node.database.write { _ = try LinkQueue.receive(message, note: "note", now: time, in: $0) }
            try await node.handle(message)
            #expect(try await node.database.read { try LinkQueue.unhandled(limit: 10, in: $0) }.isEmpty)
        }
    }

    @Test("is the only way: what a hub has no business to send is refused")
    func otherKinds() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let record = try await node.publish()
            await #expect(throws: NodeError.self) { try await node.handle(node.fromHub(.dataset(record))) }
            await #expect(throws: NodeError.self) {
                try await node.handle(node.fromHub(.answers(QuestionAnswers(question: "q", answers: []))))
            }
        }
    }
}
