import Cohorts
import Federation
import Foundation
import Node
import Testing

extension Interoperability {
    /// The whole way: the command, the hub's public interface, the link, the node, and back.
    @Suite("Counts and distributions over the whole way")
    struct DisclosureTests {
        @Test("a repeat and other words are the same number and cost nothing; distributions cost; both sides see the budget")
        func wholeWay() async throws {
            try await Bench.use { bench in
                let federation = try await SmallFederation(on: bench)
                let hub = try await federation.serveHub()
                try await bench.must(["sample", bench.file("samples"), "--patients", "30", "--holders", "1"])
                try await federation.make("lisboa")
                #expect(try await federation.join("lisboa", federation.invite("lisboa")).status == 0)
                let home = federation.home("lisboa")
                try await bench.must(["node", "ingest", "--home", home, bench.file("samples/holder-1")])
                try await bench.must(["node", "clinical", "--home", home, bench.file("samples/holder-1/clinical.csv")])
                _ = try await federation.publish("lisboa", "all", title: "All of it")
                let node = try await federation.serve("lisboa")
                try await bench.must(
                    ["hub", "person", "ana", "--home", federation.hubHome, "--title", "Ana", "--role", "researcher"],
                    input: "a long password\n")
                try await bench.must(["login", federation.address, "--name", "ana"], input: "a long password\n")

                #expect(try await bench.must(["budget"]).contains("nothing yet"))
                let first = try await search(["modality in (MR, CT, MG, SEG)", "--facets", "sex,manufacturer"], bench)
                guard case .value(let counts) = first.answer else { throw Disappointment(description: "\(first)") }
                #expect(counts.margin == 10 && counts.distributions?.map(\.attribute) == ["sex"])
                #expect(counts.withheld == [.init(attribute: "manufacturer", reason: .policy)])
                #expect(first.budget == BudgetNotice(spent: 0.03, answersLeft: 32))
                for words in ["modality in (SEG, MG, CT, MRI)", "not (not modality in (CT, MR) and not modality in (MG, SEG))"] {
                    let again = try await search([words, "--facets", "gender"], bench)
                    guard case .value(let repeated) = again.answer else { throw Disappointment(description: "\(again)") }
                    #expect(repeated.patients == counts.patients && repeated.distributions == counts.distributions)
                    #expect(again.budget?.spent == 0.03)
                }

                let mine = try await bench.must(["budget"], as: [PublicInterface.Budget].self)
                #expect(mine.map(\.dataset) == ["lisboa.all"] && mine.first?.budget.spent == 0.03)
                let theirs = try await bench.must(["node", "budget", "--home", home], as: [Node.BudgetState].self)
                #expect(theirs.map(\.user) == ["(all users)", "ana"] && theirs.map(\.spent) == ["0.03", "0.03"])
                let printed = try await bench.must(["node", "budget", "--home", home, "--user", "ana"])
                #expect(printed.contains("3.0 %") && !printed.contains("(all users)"))

                let wrong = try await bench.run(["search", "modality = MR", "--facets", "modalty"])
                #expect(wrong.status == 2 && wrong.errors.contains("did you mean \"modality\"?"))

                try await bench.stop(node)
                let away = try await search(["modality = MR"], bench)
                #expect(away.answer.kind == "offline" && away.budget == nil)
                #expect(try await bench.must(["budget"]).contains("lisboa.all"))
                try await bench.stop(hub)
            }
        }

        @Test("a dataset that says nothing without a permit counts exactly for who has one")
        func underPermit() async throws {
            try await Bench.use { bench in
                let federation = try await SmallFederation(on: bench)
                let hub = try await federation.serveHub()
                try await bench.must(["sample", bench.file("samples"), "--patients", "40", "--holders", "1"])
                try await federation.make("lisboa")
                #expect(try await federation.join("lisboa", federation.invite("lisboa")).status == 0)
                let home = federation.home("lisboa")
                let settings = try String(contentsOfFile: "\(home)/node.yaml", encoding: .utf8)
                let closed = settings.replacingOccurrences(of: "mode: countsAndFacets", with: "mode: closed")
                #expect(closed != settings)
                try Data(closed.utf8).write(to: URL(fileURLWithPath: "\(home)/node.yaml"))
                try await bench.must(["node", "ingest", "--home", home, bench.file("samples/holder-1")])
                try await bench.must(["node", "clinical", "--home", home, bench.file("samples/holder-1/clinical.csv")])
                _ = try await federation.publish("lisboa", "all", title: "All of it")
                let node = try await federation.serve("lisboa")
                try await bench.must(
                    ["hub", "person", "ana", "--home", federation.hubHome, "--title", "Ana", "--role", "researcher"],
                    input: "a long password\n")
                try await bench.must(["login", federation.address, "--name", "ana"], input: "a long password\n")
                let query = "modality in (MR, CT, MG)"

                let without = try await search([query], bench)
                #expect(
                    without.answer
                        == .refused(reason: "this dataset answers under a permit only; 'mosaic search --permit' asks under yours"))
                let early = try await bench.run(["search", query, "--permit"])
                #expect(early.status == 1 && early.errors.contains("no permit to count"))
                let misuse = try await bench.run(["search", query, "--dataset", "lisboa.all"])
                #expect(misuse.status == 2 && misuse.errors.contains("--permit"))
                let unfounded = try await search([query, "--permit", "--dataset", "lisboa.all"], bench)
                #expect(unfounded.answer.kind == "refused")
                let nowhere = try await bench.run(["search", query, "--permit", "--dataset", "lisboa.none"])
                #expect(nowhere.status == 1 && nowhere.errors.contains("lisboa.none"))

                let template = try await bench.must(["apply", "--template"])
                let form = try Self.filled(template)
                try Data(form.utf8).write(to: URL(fileURLWithPath: bench.file("form.yaml")))
                let application = try await bench.must(
                    ["apply", "--form", bench.file("form.yaml"), "--dataset", "lisboa.all"], as: PublicInterface.Made.self
                ).id
                try await bench.until("the application to reach the node") {
                    try await bench.must(["node", "applications", "--home", home]).contains(application)
                }
                try await bench.must(["node", "decide", application, "--home", home, "--accept"])
                try await bench.until("the permit to reach the hub") { try await bench.must(["permits"]).contains("exactCount") }

                let exact = try await search([query, "--permit"], bench)
                let counted = try await bench.must(["node", "count", "--home", home, query], as: [Node.ExactCount].self)
                guard case .value(let counts) = exact.answer else { throw Disappointment(description: "\(exact)") }
                #expect(counts.margin == nil && counts.patients == counted.first?.counts?.patients && counts.patients >= 10)
                #expect(counts.instances ?? 0 > counts.patients && exact.budget == BudgetNotice(spent: 0.05, answersLeft: 19))
                let printed = try await bench.must(["search", query, "--permit"])
                #expect(printed.contains(" \(counts.patients) patients") && !printed.contains("about \(counts.patients) patients, within"))
                #expect(try await search([query], bench).answer.kind == "refused")

                try await bench.stop(node)
                let away = try await search([query, "--permit"], bench)
                #expect(away.answer.kind == "offline")
                try await bench.stop(hub)
            }
        }

        /// The form of `mosaic apply --template`, filled in for exact counts.
        private static func filled(_ template: String) throws -> String {
            let values = [
                "operations": "[exactCount]", "ethicsApproval": "not required", "ethicsReference": "Synthetic data",
                "medicalDevice": "false",
                "months": "12", "promisesConfidentiality": "true", "agreesToTerms": "true", "principalInvestigatorEmail": "ana@lab.example",
                "contactEmail": "ana@lab.example", "riskAssessment": "No AI system is made.",
            ]
            return template.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
                guard let colon = line.firstIndex(of: ":"), !line.hasPrefix("#") else { return String(line) }
                let name = String(line[..<colon])
                return "\(name): \(values[name] ?? "\"Text of a test\"")"
            }.joined(separator: "\n")
        }

        /// The one answer of the one dataset.
        private func search(_ arguments: [String], _ bench: Bench) async throws -> NodeAnswer {
            let answers = try await bench.must(["search"] + arguments, as: [NodeAnswer].self)
            guard answers.count == 1, let answer = answers.first else { throw Disappointment(description: "\(answers)") }
            return answer
        }
    }
}
