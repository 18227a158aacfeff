import Cohorts
import Foundation
import Node
import TestSupport
import Testing

extension Interoperability {
    @Suite("Bad input at the command line")
    struct CommandLineTests {
        @Test(
            "misuse ends with status 2 and says how it is meant",
            arguments: [
                ["frobnicate"], ["node", "serve"], ["node", "serve", "--home", "x", "--log", "loud"], ["node", "ingest", "--home", "x"],
                ["node", "init", "--home", "x"],
                ["sample", "x", "--patients", "0"], ["sample", "x", "--patients", "many"], ["demo", "--patients", "3"],
                ["demo", "--clinical", "x.csv"],
                ["search", "diagnosis ="], ["search", "colour = red"], ["login", "ftp://hub", "--name", "ana"],
                ["hub", "invite", "--home", "x", "--valid-hours", "0"],
                ["node", "decide", "a-1", "--home", "x", "--accept", "--refuse", "No."],
                ["node", "pull", "--home", "x", "--from", "PACS@10.1.2.3:104", "--query", "Nonsense=1"],
                ["dicom", "find", "PACS@10.1.2.3:104", "Nonsense=1"], ["dicom", "echo", "PACS@10.1.2.3:104", "--tls", "--key", "x"],
                ["dicom", "echo", "PACS@10.1.2.3:104", "--authorities", "x"],
            ])
        func misuse(_ arguments: [String]) async throws {
            try await Bench.use { bench in
                let refused = try await bench.run(arguments, in: bench.folder)
                #expect(refused.status == 2, "\(refused.text)")
                #expect(refused.errors.hasPrefix("Error: ") && refused.errors.contains("Usage: mosaic"), "\(refused.text)")
                #expect(refused.output.isEmpty)
                #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder) == [".logs"], "nothing is made")
            }
        }

        @Test("what is not there ends with status 1 and words that name it and the next step")
        func missing() async throws {
            try await Bench.use { bench in
                try await bench.must(["node", "init", "--home", bench.file("node"), "--name", "lisboa"])
                let nowhere = bench.file("nowhere")
                let cases: [([String], [String])] = [
                    (["node", "serve", "--home", nowhere], ["There is no node in \(nowhere)", "mosaic node init"]),
                    (["node", "ingest", "--home", nowhere, bench.folder], ["There is no node in \(nowhere)", "mosaic node init"]),
                    (["hub", "serve", "--home", nowhere], ["There is no hub in \(nowhere)", "mosaic hub init"]),
                    (["node", "ingest", "--home", bench.file("node"), nowhere], ["There is no folder or file \(nowhere)"]),
                    (["node", "clinical", "--home", bench.file("node"), nowhere], [nowhere, "No such file"]),
                    (["ledger", "verify", nowhere], [nowhere, "No such file"]),
                    (["dicom", "dump", nowhere], [nowhere, "No such file"]),
                    (["datasets"], ["You are not signed in", "mosaic login"]),
                    (["node", "init", "--home", bench.file("node"), "--name", "lisboa"], ["There is a node in", "already"]),
                    (["login", "http://127.0.0.1:\(FreePort.next())", "--name", "ana"], ["cannot be reached", "nothing listens there"]),
                ]
                for (arguments, words) in cases {
                    let refused = try await bench.run(arguments, input: "password\n", within: .seconds(20))
                    #expect(refused.status == 1, "\(arguments): \(refused.text)")
                    for word in words { #expect(refused.errors.contains(word), "\(arguments): \(refused.text)") }
                }
                #expect(!FileManager.default.fileExists(atPath: nowhere))
            }
        }

        @Test("words that only the node can judge end with status 2 as well where they cannot be meant")
        func misuseOfNode() async throws {
            try await Bench.use { bench in
                let (node, secret) = (bench.file("node"), bench.file("secret"))
                try await bench.must(["node", "init", "--home", node, "--name", "lisboa"])
                try Data("a passphrase\n".utf8).write(to: URL(fileURLWithPath: secret))
                let publish = ["--home", node, "--title", "T", "--description", "D", "--contact", "a@b.example"]
                let cases: [([String], String)] = [
                    (["node", "init", "--home", bench.file("other"), "--name", "Lisboa!"], "is no node name"),
                    (["node", "join", "nonsense", "--home", node], "invitation code"),
                    (["node", "token", "create", "--home", node, "--label", " ", "--everything"], "needs a label"),
                    (["node", "publish", "Bad Name"] + publish, "is no dataset name"),
                    (["node", "publish", "good-name", "--where", "colour = red"] + publish, "colour"),
                    (["node", "count", "--home", node, "diagnosis ="], "diagnosis"),
                    (["node", "optout", "add", "--home", node, " "], "is no Patient ID"),
                    (["node", "linkage", "list", "--home", node, "--passphrase-file", secret, "--reason", " "], "Say why"),
                    (["node", "linkage", "list", "--home", node, "--reason", "audit"], "--passphrase-file"),
                ]
                for (arguments, word) in cases {
                    let refused = try await bench.run(arguments)
                    #expect(refused.status == 2 && refused.errors.contains(word), "\(arguments): \(refused.status) \(refused.text)")
                }
                #expect(!FileManager.default.fileExists(atPath: bench.file("other")))
            }
        }

        @Test("a node that has not joined serves its page and says how to join")
        func notJoined() async throws {
            try await Bench.use { bench in
                try await bench.must(["node", "init", "--home", bench.file("node"), "--name", "lisboa", "--port", "\(FreePort.next())"])
                let server = try bench.start(["node", "serve", "--home", bench.file("node")])
                try await bench.until("the node to serve") { server.errors.contains("The node's page is at") }
                #expect(server.errors.contains("mosaic node join"))
                #expect(try await bench.stop(server).status == 0)
            }
        }

        @Test("of a clinical table, what cannot be used is counted and named, and the rest is joined")
        func clinicalTable() async throws {
            try await Bench.use { bench in
                let node = bench.file("node")
                try await bench.must(["node", "init", "--home", node, "--name", "lisboa"])
                try await bench.must(["sample", bench.file("samples"), "--patients", "4", "--holders", "1"])
                try await bench.must(["node", "ingest", "--home", node, bench.file("samples/holder-1")])

                func write(_ text: String) throws -> String {
                    let path = bench.file("table-\(UUID().uuidString).csv")
                    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
                    return path
                }
                for unusable in ["person,sex\nA,M\n", "", "patient_id,sex,sex\nA,M,F\n", "\u{0}\u{1}\u{2}"] {
                    let refused = try await bench.run(["node", "clinical", "--home", node, try write(unusable)])
                    #expect(refused.status == 1, "\(refused.text)")
                    #expect(refused.errors.count > 20, "\(refused.text)")
                }
                let missing = try await bench.run(["node", "clinical", "--home", node, try write("person,sex\nA,M\n")])
                #expect(
                    missing.errors.contains("no column \"patient_id\"") && missing.errors.contains("found \"person\", \"sex\""),
                    "\(missing.text)")

                let given = try String(contentsOfFile: bench.file("samples/holder-1/clinical.csv"), encoding: .utf8)
                let known = try given.split(whereSeparator: \.isNewline).dropFirst().prefix(3).map {
                    try #require($0.split(separator: ",").first)
                }
                let table = try write(
                    """
                    patient_id,sex,diagnosis,shoe_size
                    \(known[0]),F,C50,38
                    \(known[1]),M,no such disease,44
                    \(known[0]),M,C61,45
                    NOBODY-1,F,C50,37
                    ,M,C61,42
                    \(known[2]),M,no such disease,43

                    """)
                let said = try await bench.must(["node", "clinical", "--home", node, table])
                #expect(said.contains("columns not used: shoe_size"))
                #expect(said.contains("not mapped: diagnosis = \"no such disease\" (2 ×)"))
                #expect(said.contains("rejected: line 4: the patient is already in line 2"))
                #expect(said.contains("rejected: line 6: no patient identifier"))
                #expect(
                    said.contains(
                        "6 rows = 4 mapped + 0 unused + 2 rejected; 4 patients: 3 joined to images, 1 without images; 1 patients without a record"
                    ),
                    "\(said)")

                let again = try await bench.must(["node", "clinical", "--home", node, table], as: Node.ClinicalSummary.self)
                #expect(again.report.mapped == 4 && again.joined == 3 && again.report.rejectedCount == 2, "loading again doubles nothing")
            }
        }

        @Test("clinical suggest proposes a mapping that clinical load takes; a wrong mapping is refused by its key and loads nothing")
        func clinicalMapping() async throws {
            try await Bench.use { bench in
                let node = bench.file("node")
                try await bench.must(["node", "init", "--home", node, "--name", "lisboa"])
                func write(_ text: String, _ name: String) throws -> String {
                    try Data(text.utf8).write(to: URL(fileURLWithPath: bench.file(name)))
                    return bench.file(name)
                }
                let table = try write(
                    "Pat-Nr;Geschlecht;Diagnosis (text);PSA wert\n1;m;prostate cancer, local;3,2\n2;w;C50;\n3;m;prostate cancer;7\n",
                    "table.csv")
                let proposed = try await bench.must(["node", "clinical", "suggest", table])
                #expect(
                    proposed.contains("patient: \"Pat-Nr\"") && proposed.contains("\"prostate cancer, local\": \"prostate\""), "\(proposed)"
                )
                let mapping = try write(proposed, "mapping.yaml")
                let said = try await bench.must(["node", "clinical", "load", "--home", node, "--mapping", mapping, table])
                #expect(said.contains("3 rows = 3 mapped + 0 unused + 0 rejected") && !said.contains("not mapped"), "\(said)")

                for (wrong, hint) in [
                    ("columns:\n  Geschlecht: {attribut: sex}\n", "Did you mean \"attribute\""),
                    ("patient: Pat-Nr\ncolumns: {Nowhere: sex}\n", "Nowhere"),
                    ("patient: Pat-Nr\ncolumns: {Geschlecht: sexx}\n", "did you mean \"sex\""), ("patient: [", "is no mapping"),
                ] {
                    let refused = try await bench.run(
                        ["node", "clinical", "load", "--home", node, "--mapping", write(wrong, "wrong.yaml"), table])
                    #expect(refused.status == 1 && refused.errors.contains(hint), "\(refused.text)")
                }
                let absent = try await bench.run([
                    "node", "clinical", "load", "--home", node, "--mapping", bench.file("absent.yaml"), table,
                ])
                #expect(absent.status == 1 && absent.errors.contains("absent.yaml"))
            }
        }
    }
}
