import Foundation
import Node
import TestSupport

/// A node of one test: a home and its server, with the ports it listens on.
struct ServingNode: Sendable {
    let home: String
    let webPort: Int
    let dicomPort: Int
    let server: MosaicProcess

    /// Makes a home, starts its server and waits until it answers.
    ///
    /// - Parameter change: changes the text of `node.yaml` before the start.
    static func start(
        _ name: String = "lisboa", on bench: Bench, change: (String) -> String = { $0 }
    ) async throws -> ServingNode {
        let home = bench.file("homes/\(name)")
        let (webPort, dicomPort) = (FreePort.next(), FreePort.next())
        try await bench.must([
            "node", "init", "--home", home, "--name", name, "--port", "\(webPort)", "--dicom-port", "\(dicomPort)",
        ])
        let configuration = "\(home)/node.yaml"
        let yaml = try String(contentsOfFile: configuration, encoding: .utf8)
        try change(yaml).write(toFile: configuration, atomically: false, encoding: .utf8)
        return try await serve(home, webPort: webPort, dicomPort: dicomPort, on: bench)
    }

    /// Starts the server of a home that is there.
    static func serve(_ home: String, webPort: Int, dicomPort: Int, on bench: Bench) async throws -> ServingNode {
        let server = try bench.start(["node", "serve", "--home", home])
        try await bench.until("the node to listen") {
            guard server.isRunning else { throw Disappointment(description: "The node ended: \(server.errors.suffix(1_500))") }
            return server.errors.contains("listens on port") && server.errors.contains("page is at")
        }
        return ServingNode(home: home, webPort: webPort, dicomPort: dicomPort, server: server)
    }

    /// Lets peers in, as the data manager does by editing `node.yaml`.
    static func peers(_ peers: String, strangers: String = "[]") -> (String) -> String {
        { yaml in
            yaml.replacingOccurrences(of: "peers: []", with: "peers: \(peers)")
                .replacingOccurrences(of: "strangersMay: []", with: "strangersMay: \(strangers)")
        }
    }

    /// What the archive holds.
    func state(on bench: Bench) async throws -> NodeState {
        try await bench.must(["node", "check", "--home", home], as: NodeState.self)
    }
}
