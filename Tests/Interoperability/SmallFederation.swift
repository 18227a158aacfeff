import Catalogue
import Federation
import Foundation
import Node
import TestSupport

/// A hub that serves, and nodes that join it: each a home of its own below the bench's folder.
struct SmallFederation {
    let bench: Bench
    let webPort = FreePort.next()
    let federationPort = FreePort.next()

    var hubHome: String { bench.file("hub") }
    var address: String { "http://127.0.0.1:\(webPort)" }
    var federationAddress: String { "https://127.0.0.1:\(federationPort)" }
    func home(_ node: String) -> String { bench.file("nodes/\(node)") }

    /// Makes a hub; it does not serve yet.
    init(on bench: Bench) async throws {
        self.bench = bench
        try await bench.must([
            "hub", "init", "--home", bench.file("hub"), "--federation", "Test", "--web-port", "\(webPort)", "--federation-port",
            "\(federationPort)",
        ])
    }

    func serveHub() async throws -> MosaicProcess {
        let server = try bench.start(["hub", "serve", "--home", hubHome])
        try await bench.until("the hub to serve both its ports") {
            guard server.isRunning else { throw Disappointment(description: "The hub ended: \(server.errors)") }
            return server.errors.contains("Nodes are served on port") && server.errors.contains("The hub's pages are at")
        }
        return server
    }

    /// Makes a node; it has not joined yet.
    func make(_ node: String, in folder: String? = nil) async throws {
        let title = "Hospital \(node)"
        try await bench.must([
            "node", "init", "--home", folder ?? home(node), "--name", node, "--title", title, "--port", "\(FreePort.next())",
        ])
    }

    func invite(_ node: String? = nil, validHours: String = "1") async throws -> String {
        try await bench.must(["hub", "invite", "--home", hubHome, "--valid-hours", validHours] + (node.map { ["--node", $0] } ?? []))
    }

    func join(_ node: String, _ code: String) async throws -> Finished {
        try await bench.run(["node", "join", code, "--home", home(node)])
    }

    /// Starts a node's server and waits until it has reached the hub, or was refused by it.
    func serve(_ node: String, awaiting word: String = "connected") async throws -> MosaicProcess {
        let start = Date()
        let server = try bench.start(["node", "serve", "--home", home(node)])
        try await bench.until("\(node)'s link to be \(word)") {
            guard server.isRunning else { throw Disappointment(description: "The node ended: \(server.errors)") }
            let state = try await state(node)
            guard word == "connected" else { return state.link.hasPrefix(word) }
            return state.link == word && (state.linkConfirmed ?? .distantPast) >= start.addingTimeInterval(-1)
        }
        return server
    }

    func state(_ node: String) async throws -> NodeState {
        try await bench.must(["node", "check", "--home", home(node)], as: NodeState.self)
    }

    /// Publishes everything that the node has.
    func publish(_ node: String, _ name: String, title: String, mainCondition: String? = nil) async throws -> DatasetRecord {
        try await bench.must(
            [
                "node", "publish", name, "--home", home(node), "--title", title, "--description", "Made by a test.", "--contact",
                "data@\(node).example",
                "--keyword", "cancer", "--collection-method", "Test", "--provenance", "Made by 'mosaic sample'", "--condition", "GRU",
            ] + (mainCondition.map { ["--main-condition", $0] } ?? []), as: DatasetRecord.self)
    }

    /// The ids of the datasets in the catalogue, as anyone may read them.
    func catalogue() async throws -> [String] {
        let answer = try await get("\(address)/api/v1/datasets")
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode([PublicInterface.Dataset].self, from: Data(answer.body.utf8)).map(\.record.id)
    }

    // MARK: HTTP as another program speaks it

    /// An answer, or the reason why there is none.
    struct Answer: Decodable {
        let status: Int
        let type: String
        let body: String
        let failure: String
    }

    /// Asks with Python's `http.client` and OpenSSL.
    ///
    /// - Parameters:
    ///   - identity: files with certificate and key.
    ///   - newestTLS: `1.2` or `1.3`.
    func get(_ url: String, accept: String = "*/*", identity: (certificate: String, key: String)? = nil, newestTLS: String = "1.3")
        async throws -> Answer
    {
        let script = """
            import json, ssl, sys, urllib.request, urllib.error
            url, accept, certificate, key, newest = sys.argv[1:6]
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            context.maximum_version = {'1.2': ssl.TLSVersion.TLSv1_2, '1.3': ssl.TLSVersion.TLSv1_3}[newest]
            if certificate: context.load_cert_chain(certificate, key)
            def say(status, type, body, failure):
                print(json.dumps({'status': status, 'type': type or '', 'body': body, 'failure': failure}))
            try:
                with urllib.request.urlopen(urllib.request.Request(url, headers={'Accept': accept}), timeout=30, context=context if url.startswith('https') else None) as a:
                    say(a.status, a.headers['Content-Type'], a.read().decode(), '')
            except urllib.error.HTTPError as e: say(e.code, e.headers['Content-Type'], e.read().decode(), '')
            except OSError as e: say(0, '', '', str(e))
            """
        let output = try await Python.run(script, [url, accept, identity?.certificate ?? "", identity?.key ?? "", newestTLS], on: bench)
        return try JSONDecoder().decode(Answer.self, from: Data(output.utf8))
    }
}
