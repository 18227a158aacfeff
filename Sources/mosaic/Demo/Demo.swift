import Catalogue
import Cohorts
import Federation
import Foundation
import Governance
import Hub
import Node

/// The whole loop, step by step, each through the command line and over real sockets between separate processes.
final class Demo {
    let federation: DemoFederation
    let data: String?
    let clinical: String?
    let patients: Int
    let seed: UInt64
    let report = DemoReport()
    let nodes = ["lisboa", "koeln", "athena"]
    let titles = ["lisboa": "Hospital de Lisboa (demo)", "koeln": "Klinikum Köln (demo)", "athena": "Geniko Nosokomeio Athinon (demo)"]
    static let person = "ana@demo.example"
    static let password = "a demo needs no secret"
    var servers: [String: ChildProcess] = [:]
    var input: DemoInput?
    var published: [String: String] = [:]
    private var application = ""
    var granted: [String] = []

    init(federation: DemoFederation, data: String?, clinical: String?, patients: Int, seed: UInt64) {
        self.federation = federation
        self.data = data
        self.clinical = clinical
        self.patients = patients
        self.seed = seed
    }

    func run() async throws {
        if data == nil {
            try await report.step("Synthetic cohorts are made") {
                let folder = federation.folder.file("samples")
                try await federation.must(["sample", folder, "--patients", "\(patients)", "--seed", "\(seed)"])
                input = try DemoInput(samples: folder, nodes: nodes)
                return "\(input?.fileCount ?? 0) files of 3 holders, with planted identifiers and an answer key"
            }
        } else if let data {
            try await report.step("Your files are shared out") {
                let shared = try DemoInput(data: data, clinical: clinical, nodes: nodes, folder: federation.folder)
                input = shared
                return "\(shared.fileCount) files of \(shared.patientCount) patients, each patient to one of 3 nodes"
            }
        }
        try await report.step("Three holders join") { try await join() }
        try await report.step("Images come in") { try await ingest() }
        try await report.step("Datasets are published") { try await publish() }
        try await report.step("A cohort is counted") { try await count() }
        try await report.step("Access is asked and given") { try await askAndGive() }
        try await report.step("A model is trained") { try await train() }
        try await report.step("The record is checked") { try await checkLedgers() }
        report.printSummary()
    }

    func printKept() {
        print("\nEverything is up:")
        print(
            "  hub      \(federation.hubAddress)   sign in as \(Self.person) (data user) or operator@demo.example, password '\(Self.password)'"
        )
        for node in nodes {
            print("  node     \(federation.nodeHome(node))   'mosaic node check --home …'; its page's address is in logs/\(node).log")
        }
        print("  client   MOSAIC_CLIENT=\(federation.folder.file("client/client.json")) mosaic search '…'")
        print("End it with: \(CommandLine.arguments[0]) demo --stop --folder \(federation.folder.path)")
    }

    // MARK: Publishing

    private func publish() async throws -> String {
        for node in nodes {
            guard let facts = try await archiveState(node), facts.patients > 0 else {
                report.say("\(node): nothing archived, so nothing to publish")
                continue
            }
            var arguments = [
                "node", "publish", "cancer-imaging", "--home", federation.nodeHome(node), "--as", "data manager", "--title",
                "Cancer imaging of \(titles[node] ?? node)", "--description",
                data == nil ? "Synthetic lung CT, mammograms and prostate MR of the Mosaic demo." : "Files given to the Mosaic demo.",
                "--contact", "data@\(node).example", "--keyword", "cancer", "--collection-method", "Demonstration", "--provenance",
                data == nil ? "Made by 'mosaic sample'" : "Given by the user of the demo", "--condition", "GRU",
            ]
            if input?.clinicalTable(node) == nil {
                report.say("\(node): no clinical table, so the record's condition is declared as 'not stated'")
                arguments += ["--main-condition", "not stated"]
            }
            let result = try await federation.run(arguments)
            guard result.status == 0 else {
                report.say("\(node): not published: \(result.firstLine)")
                continue
            }
            report.say(result.firstLine)
            published[node] = "\(node).cancer-imaging"
        }
        let expected = Set(published.values)
        try await federation.until("the catalogue to list the datasets") { try await Set(catalogue().map(\.record.id)) == expected }
        let page = try await fetch("/catalogue")
        let shown = try await catalogue().filter { page.contains($0.record.title.replacingOccurrences(of: "&", with: "&amp;")) }
        guard shown.count == expected.count else {
            throw ClientHome.Failure(description: "The catalogue's page does not show every dataset.")
        }
        return "\(expected.count) datasets in the catalogue, as page and as JSON"
    }

    private func catalogue() async throws -> [PublicInterface.Dataset] {
        try await federation.must(["datasets"], as: [PublicInterface.Dataset].self)
    }

    func fetch(_ path: String) async throws -> String {
        guard let url = URL(string: federation.hubAddress + path) else { return "" }
        return try await HubClient.page(url)
    }

    // MARK: Counting

    private func count() async throws -> String {
        let query = data == nil ? "diagnosis = prostate and modality = MR and age 50..75" : "modality = CT"
        report.say("mosaic search '\(query)'")
        let first = try await search(query)
        if data == nil {
            for other in ["isup = 5 and psa > 200", "treatment = surgery"] {
                report.say("mosaic search '\(other)'")
                _ = try await search(other)
            }
        }
        guard let away = nodes.last, let server = servers[away] else { return "" }
        report.say("\(away) is stopped, and the first question asked again")
        try await federation.end(server)
        let second = try await search(query)
        guard second.contains(where: { $0.node == away && $0.answer.kind == "offline" }) else {
            throw ClientHome.Failure(description: "The stopped node was not shown as offline.")
        }
        // A repeat must give the same number: noise is drawn once for each question and snapshot.
        for answer in second where answer.node != away {
            guard first.contains(where: { $0.dataset == answer.dataset && $0.answer == answer.answer }) else {
                throw ClientHome.Failure(description: "A repeated question got another answer from \(answer.node).")
            }
        }
        try await serve(away)
        let values = first.filter { $0.answer.kind == "value" }.count
        return "\(first.count) honest answers, \(values) counts; the stopped node is shown offline, repeats give the same"
    }

    private func search(_ query: String, _ options: [String] = []) async throws -> [NodeAnswer] {
        let answers = try await federation.must(["search", query] + options, as: [NodeAnswer].self)
        for answer in answers { report.say("  " + SearchCommand.line(answer, isUnderPermit: options.contains("--permit"))) }
        return answers
    }

    // MARK: Access

    private func askAndGive() async throws -> String {
        guard !published.isEmpty else { return "skipped: no dataset is published" }
        let form = federation.folder.file("form.yaml")
        try Data(DemoTexts.form.utf8).write(to: URL(fileURLWithPath: form))
        var arguments = ["apply", "--form", form]
        for node in nodes { if let dataset = published[node] { arguments += ["--dataset", dataset] } }
        application = try await federation.must(arguments, as: PublicInterface.Made.self).id
        report.say("\(Self.person) applies for \(published.count) datasets: \(application)")
        for node in nodes where published[node] != nil {
            try await federation.until("the application to reach \(node)") {
                try await federation.must(["node", "applications", "--home", federation.nodeHome(node)]).contains(application)
            }
        }
        let decisions: [(String, [String])] = [
            (nodes[0], ["--accept"]), (nodes[1], ["--accept", "--condition", "IRB"]),
            (nodes[2], ["--refuse", "Our ethics committee has not yet decided about use by others."]),
        ]
        for (node, decision) in decisions where published[node] != nil {
            let words = try await federation.must(
                ["node", "decide", application, "--home", federation.nodeHome(node), "--as", "representative of \(node)"] + decision)
            report.say("\(node): \(words)")
        }
        if let conditional = published[nodes[1]] {
            try await awaitState(.conditionsIndicated, of: conditional)
            report.say("\(Self.person): " + (try await federation.must(["applications", "accept", application, conditional])))
            try await awaitState(.madeAvailable, of: conditional)
        }
        if let first = published[nodes[0]] { try await awaitState(.madeAvailable, of: first) }
        if let refused = published[nodes[2]] { try await awaitState(.unavailable, of: refused) }
        let permits = try await federation.must(["permits"], as: [Permit].self)
        granted = permits.map(\.datasetID).sorted()
        for permit in permits {
            report.say("permit \(permit.id) for \(permit.datasetID), signed by \(permit.node), until \(permit.expires.formatted(.iso8601))")
        }
        let exact = try await search(PooledModel.cohort, ["--permit"]).filter { $0.answer.isExact }.count
        return """
            \(permits.count) permits signed by their nodes, \(published.count - permits.count) refusal with its reason; \
            \(exact) exact counts under the permits
            """
    }

    private func awaitState(_ state: DatasetState, of dataset: String) async throws {
        try await federation.until("the application for \(dataset) to be \(state.rawValue)") {
            let applications = try await federation.must(["applications"], as: [PublicInterface.ApplicationState].self)
            return applications.first { $0.application.id == application }?.negotiation.datasets[dataset]?.state == state
        }
    }

    // MARK: The record

    private func checkLedgers() async throws -> String {
        var entries = 0
        for node in nodes {
            let report = try await federation.must(["ledger", "verify", NodeHome(federation.nodeHome(node)).ledgerPath])
            self.report.say("\(node): \(report.split(separator: "\n").first ?? "")")
            entries += try await archiveState(node)?.ledgerEntries ?? 0
        }
        let copy = federation.folder.file("ledger-copy")
        try FileManager.default.copyItem(atPath: NodeHome(federation.nodeHome(nodes[0])).ledgerPath, toPath: copy)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: "\(copy)/entries.jsonl"))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: "\(copy)/entries.jsonl"))
        let result = try await federation.run(["ledger", "verify", copy])
        guard result.status == 1 else { throw ClientHome.Failure(description: "A flipped byte in the copy of a ledger was not found.") }
        report.say("one byte of a copy flipped:")
        report.say(result.output.trimmingCharacters(in: .whitespacesAndNewlines))
        return "\(entries) entries in 3 ledgers are sound; a flipped byte is found and named"
    }

    func archiveState(_ node: String) async throws -> NodeState? {
        try await federation.must(["node", "check", "--home", federation.nodeHome(node)], as: NodeState.self)
    }
}

extension Answer {
    /// Whether it is a true count.
    fileprivate var isExact: Bool {
        if case .value(let counts) = self { counts.isExact } else { false }
    }
}
