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
    private func ask(_ node: Node, _ query: String, user: String = "ana", id: String = UUID().uuidString) async throws -> [DatasetAnswer] {
        let question = Question(id: id, user: user, query: query)
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
            #expect(Set(entry.details.keys) == ["question", "query", "answer", "note"])
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
