import Foundation
import TestSupport
import Testing

import Node

/// Debian's and Ubuntu's names of the browser.
private let browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].first { FileManager.default.isExecutableFile(atPath: $0) }

extension Interoperability {
    @Suite("The viewer in a browser", .enabled(if: browser != nil, "no chromium"))
    struct ViewerTests {
        /// What a script looked at, and whether it was as it should be.
        private struct Check: Decodable {
            let name: String
            let passed: Bool
            let detail: String
        }

        /// Where pictures of the pages are kept.
        private static let artefacts =
            ProcessInfo.processInfo.environment["MOSAIC_ARTEFACTS"] ?? "\(MosaicProcess.repository)/.build/artefacts"

        @Test("staff finds studies, scrolls, sets windows, sees segments and reports; every pixel is pydicom's; axe finds nothing")
        func viewer() async throws {
            try await Bench.use { bench in
                let node = try await ViewedNode(on: bench)
                try await run("viewer.py", [Self.artefacts], at: node)
            }
        }

        @Test("OHIF 3.10, as its makers built it, lists the studies and draws a CT from another origin")
        func ohif() async throws {
            try await Bench.use { bench in
                let port = FreePort.next()
                let folder = try await Self.ohifFolder(bench)
                let node = try await ViewedNode(on: bench, allowing: "http://127.0.0.1:\(port)")
                try await run("ohif.py", [Self.artefacts, folder, "\(port)"], at: node)
            }
        }

        /// Runs a script of `python/viewer` against a node and takes over what it found.
        private func run(_ script: String, _ arguments: [String], at node: ViewedNode) async throws {
            let output = try await node.bench.must(
                ["-B", "\(ViewedNode.scripts)/\(script)", node.address, node.secret] + arguments, program: Python.program,
                within: .seconds(600))
            let checks = try JSONDecoder().decode([Check].self, from: Data((output.split(separator: "\n").last ?? "").utf8))
            #expect(checks.count > 1)
            for check in checks { #expect(check.passed, "\(check.name): \(check.detail)") }
        }

        /// The viewer lies in a package of others; it is fetched once.
        private static func ohifFolder(_ bench: Bench) async throws -> String {
            let cache = "\(MosaicProcess.repository)/.build/ohif"
            let folder = "\(cache)/monailabel/endpoints/static/ohif"
            if FileManager.default.fileExists(atPath: "\(folder)/index.html") { return folder }
            try await bench.must(
                ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "monailabel==0.8.5", "--dest", cache],
                program: Python.program, within: .seconds(300))
            let wheel = try #require(
                FileManager.default.contentsOfDirectory(atPath: cache).first { $0.hasPrefix("monailabel-0.8.5") && $0.hasSuffix(".whl") })
            try await bench.must(["-m", "zipfile", "-e", "\(cache)/\(wheel)", cache], program: Python.program)
            return folder
        }
    }
}

/// A node that serves generated and real images, segmentations and a report to whoever holds its token.
private struct ViewedNode {
    static let scripts = "\(MosaicProcess.repository)/Tests/Interoperability/python/viewer"

    let bench: Bench
    let address: String
    let secret: String

    /// - Parameter origin: a web application elsewhere that may ask.
    init(on bench: Bench, allowing origin: String? = nil) async throws {
        self.bench = bench
        let (webPort, dicomPort) = (FreePort.next(), FreePort.next())
        let home = bench.file("home")
        address = "http://127.0.0.1:\(webPort)"
        try await bench.must([
            "node", "init", "--home", home, "--name", "north", "--title", "Hospital North", "--port", "\(webPort)", "--dicom-port",
            "\(dicomPort)",
        ])
        if let origin { try Self.allow(origin, in: home) }
        try await bench.must(["sample", bench.file("samples"), "--patients", "6", "--holders", "1"])
        try await bench.must(["-B", "\(Self.scripts)/images.py", bench.file("samples"), bench.file("images")], program: Python.program)
        try await bench.must(["node", "ingest", "--home", home, bench.file("samples"), bench.file("images")])
        struct Made: Decodable { let secret: String }
        secret = try await bench.must(
            ["node", "token", "create", "--home", home, "--label", "test", "--everything"], as: Made.self
        ).secret
        _ = try await ServingNode.serve(home, webPort: webPort, dicomPort: dicomPort, on: bench)
    }

    private static func allow(_ origin: String, in home: String) throws {
        let path = "\(home)/node.yaml"
        var configuration = try NodeConfiguration(yaml: String(contentsOfFile: path, encoding: .utf8), path: path)
        configuration.dicomweb.corsOrigins = [origin]
        try configuration.yaml.write(toFile: path, atomically: true, encoding: .utf8)
    }
}
