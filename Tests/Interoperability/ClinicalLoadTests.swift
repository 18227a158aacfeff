import Cohorts
import Foundation
import Node
import Testing

extension Interoperability {
    @Suite("Clinical loads by the program")
    struct ClinicalLoadTests {
        private func write(_ text: String, _ name: String, _ bench: Bench) throws -> String {
            let url = URL(fileURLWithPath: bench.file(name))
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
            return url.path
        }

        @Test("clinical load takes OMOP tables and FHIR bundles; what it is not given it asks for")
        func kinds() async throws {
            try await Bench.use { bench in
                let node = bench.file("node")
                try await bench.must(["node", "init", "--home", node, "--name", "lisboa"])
                _ = try write("person_id,gender_concept_id,person_source_value\n1,8507,H-1\n2,8532,H-2\n", "omop/person.csv", bench)
                _ = try write(
                    "person_id,condition_concept_id,condition_start_date\n1,4163261,2020-03-01\n2,201826,2020-03-01\n3,4163261,2020-03-01\n",
                    "omop/condition_occurrence.csv", bench)
                let said = try await bench.must(["node", "clinical", "load", "--home", node, "--omop", bench.file("omop")])
                #expect(said.contains("not mapped: condition_occurrence.condition_concept_id = \"201826\" (1 ×)"), "\(said)")
                #expect(said.contains("rejected: condition_occurrence, line 4: the person is not in the table person"), "\(said)")
                #expect(
                    said.contains("5 rows = 3 mapped + 1 unused + 1 rejected; 2 patients: 0 joined to images, 2 without images"), "\(said)")

                let bundle = try write(
                    """
                    {"resourceType": "Bundle", "type": "collection", "entry": [
                      {"resource": {"resourceType": "Patient", "id": "a", "identifier": [{"value": "H-1"}], "gender": "male"}},
                      {"resource": {"resourceType": "Condition", "code": {"coding": [{"system": "http://snomed.info/sct", "code": "399068003"}]},
                        "subject": {"reference": "Patient/a"}, "onsetDateTime": "2020-03-01"}}]}
                    """, "bundle.json", bench)
                let summary = try await bench.must(
                    ["node", "clinical", "load", "--home", node, "--fhir", bundle], as: Node.ClinicalSummary.self)
                #expect(summary.report.rows == 2 && summary.report.mapped == 2 && summary.report.patients == 1)

                for wrong in [[], ["--omop", bench.file("omop"), "--fhir", bundle], ["--fhir", bundle, "--mapping", bundle]] {
                    #expect(try await bench.run(["node", "clinical", "load", "--home", node] + wrong).status == 2)
                }
            }
        }

        /// Threat model: a load is all there or not at all.
        @Test("SIGKILL in the middle of a load leaves the records of before; the same load again takes every row once")
        func kill() async throws {
            try await Bench.use { bench in
                let node = bench.file("node")
                try await bench.must(["node", "init", "--home", node, "--name", "lisboa"])
                let first = try write("patient_id,psa\nP0,1\nolder,2\n", "first.csv", bench)
                try await bench.must(["node", "clinical", "load", "--home", node, first])
                let rows = 20_000
                let table = try write("patient_id,psa\n" + (0..<rows).map { "P\($0),5\n" }.joined(), "table.csv", bench)
                let before = try await records(node, bench)
                let entries = try entries(node)

                var wasKilled = false
                for _ in 0..<5 where !wasKilled {
                    let load = try bench.start(["node", "clinical", "load", "--home", node, table])
                    // Rows are staged in the database before they become records: its log grows.
                    let size = try self.size("\(node)/node.db-wal")
                    try await bench.until("rows to be staged") {
                        try !load.isRunning || self.size("\(node)/node.db-wal") > size + 500_000
                    }
                    load.signal(SIGKILL)
                    wasKilled = try await bench.end(of: load, "node clinical load").wasKilled
                }
                #expect(wasKilled, "the load was over each time before it could be killed")
                #expect(try await records(node, bench) == before)
                #expect(try self.entries(node) == entries)

                let again = try await bench.must(["node", "clinical", "load", "--home", node, table], as: Node.ClinicalSummary.self)
                #expect(again.report.mapped == rows && again.withoutImages == rows)
                #expect(try await records(node, bench).count == rows + 1)
                #expect(try await bench.must(["ledger", "verify", "\(node)/ledger"]).hasPrefix("sound"))
            }
        }

        @Test("SIGKILL in the middle of an index leaves the series of before; the same index again takes every series once")
        func killIndex() async throws {
            try await Bench.use { bench in
                let node = bench.file("node")
                try await bench.must(["node", "init", "--home", node, "--name", "lisboa"])
                func index(_ patients: Int, _ modality: String) throws -> String {
                    let rows = (0..<patients).flatMap { patient in
                        (0..<10).map { "P\(patient),1.2.\(patient),1.3.\(patient).\($0),\(modality)\n" }
                    }
                    return try write("PatientID,StudyInstanceUID,SeriesInstanceUID,Modality\n" + rows.joined(), "series.csv", bench)
                }
                try await bench.must(["node", "load-index", "--home", node, index(3, "CT")])
                let before = try await series(node, bench)
                #expect(before.count == 30 && before.allSatisfy { $0.contains("CT") })
                let entries = try entries(node)
                let table = try index(3_000, "MR")

                var wasKilled = false
                for _ in 0..<5 where !wasKilled {
                    let load = try bench.start(["node", "load-index", "--home", node, table])
                    let size = try self.size("\(node)/node.db-wal")
                    try await bench.until("series to be written") {
                        try !load.isRunning || self.size("\(node)/node.db-wal") > size + 500_000
                    }
                    load.signal(SIGKILL)
                    wasKilled = try await bench.end(of: load, "node load-index").wasKilled
                }
                #expect(wasKilled, "the load was over each time before it could be killed")
                #expect(try await series(node, bench) == before)
                #expect(try self.entries(node) == entries)

                let said = try await bench.must(["node", "load-index", "--home", node, table])
                #expect(said.contains("30000 rows = 30000 series + 0 rejected + 0 left out; 3000 patients, 3000 studies"), "\(said)")
                let after = try await series(node, bench)
                #expect(after.count == 30_000 && after.allSatisfy { $0.contains("MR") })
                #expect(try await bench.must(["ledger", "verify", "\(node)/ledger"]).hasPrefix("sound"))
            }
        }

        private func series(_ node: String, _ bench: Bench) async throws -> [String] {
            let script = """
                import sqlite3, sys
                for row in sqlite3.connect(sys.argv[1]).execute("SELECT s.uid, s.patient_id, s.facts FROM indexed_series s JOIN series_index i ON i.load = s.load ORDER BY 1"): print(*row)
                """
            return try await Python.run(script, ["\(node)/node.db"], on: bench).split(separator: "\n").map(String.init)
        }

        private func size(_ path: String) throws -> Int {
            (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        }

        private func entries(_ node: String) throws -> [String] {
            try Bench.regularFiles(below: "\(node)/ledger").sorted().map { "\($0) \(try size($0))" }
        }

        private func records(_ node: String, _ bench: Bench) async throws -> [String] {
            let script = """
                import sqlite3, sys
                for row in sqlite3.connect(sys.argv[1]).execute("SELECT patient_id, record FROM clinical ORDER BY 1"): print(*row)
                """
            return try await Python.run(script, ["\(node)/node.db"], on: bench).split(separator: "\n").map(String.init)
        }
    }
}
