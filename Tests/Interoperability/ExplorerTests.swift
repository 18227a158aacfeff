import Federation
import Foundation
import Node
import Testing

/// Debian's and Ubuntu's names of the browser.
private let browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].first { FileManager.default.isExecutableFile(atPath: $0) }

extension Interoperability {
    @Suite("The Explorer in a browser", .enabled(if: browser != nil, "no chromium"))
    struct ExplorerTests {
        /// What the script looked at, and whether it was as it should be.
        private struct Check: Decodable {
            let name: String
            let passed: Bool
            let detail: String
        }

        private static let python = "\(MosaicProcess.repository)/Tests/Interoperability/python"
        private static let artefacts =
            ProcessInfo.processInfo.environment["MOSAIC_ARTEFACTS"] ?? "\(MosaicProcess.repository)/.build/artefacts"

        @Test("text and conditions in step, five answers as they come, charts, addresses, keyboard; axe finds nothing")
        func explorer() async throws {
            try await Bench.use { bench in
                let federation = try await SmallFederation(on: bench)
                _ = try await federation.serveHub()
                try await bench.must(["sample", bench.file("samples"), "--patients", "90", "--holders", "1"])
                try await publish("lisboa", federation, clinical: true)
                try await publish("athens", federation, clinical: true, floor: 1_000_000)
                try await publish("krakow", federation, clinical: false)
                let silent = try await publish("dublin", federation, clinical: true)
                try await federation.make("wien")
                #expect(try await federation.join("wien", federation.invite()).status == 0)
                _ = try await federation.serve("wien")
                try await bench.until("all datasets to be in the catalogue") { try await federation.catalogue().count == 4 }

                let (user, password) = ("ana@example.org", "correct horse battery")
                try await bench.must(["hub", "person", user, "--home", federation.hubHome, "--title", "Ana Sousa"], input: password + "\n")
                let output = try await bench.must(
                    ["-B", "\(Self.python)/explorer/explorer.py", federation.address, user, password, "\(silent.pid)", Self.artefacts],
                    program: Python.program, environment: ["PYTHONPATH": "\(Self.python)/viewer"], within: .seconds(600))
                let checks = try JSONDecoder().decode([Check].self, from: Data((output.split(separator: "\n").last ?? "").utf8))
                #expect(checks.count > 20)
                for check in checks { #expect(check.passed, "\(check.name): \(check.detail)") }
            }
        }

        /// A node that serves one dataset of all it has.
        @discardableResult
        private func publish(_ node: String, _ federation: SmallFederation, clinical: Bool, floor: Int? = nil) async throws -> MosaicProcess
        {
            let bench = federation.bench
            try await federation.make(node)
            let home = federation.home(node)
            #expect(try await federation.join(node, federation.invite()).status == 0)
            try await bench.must(["node", "ingest", "--home", home, bench.file("samples/holder-1")])
            if clinical { try await bench.must(["node", "clinical", "--home", home, bench.file("samples/holder-1/clinical.csv")]) }
            _ = try await federation.publish(
                node, "imaging", title: "Imaging of \(node.capitalized)", mainCondition: clinical ? nil : "C61")
            // Later than the record, which no node publishes of fewer patients than its floor.
            if let floor {
                let path = "\(home)/node.yaml"
                var configuration = try NodeConfiguration(yaml: String(contentsOfFile: path, encoding: .utf8), path: path)
                configuration.disclosure.floor = floor
                try configuration.yaml.write(toFile: path, atomically: true, encoding: .utf8)
            }
            return try await federation.serve(node)
        }
    }
}
