import Foundation
import Node
import Testing

extension Interoperability {
    @Suite("A hub that is away")
    struct AwayHubTests {
        @Test("the node serves, ingests and publishes meanwhile; its dataset is in the catalogue when the hub is back")
        func away() async throws {
            try await Bench.use { bench in
                let federation = try await SmallFederation(on: bench)
                let hub = try await federation.serveHub()
                try await federation.make("lisboa")
                #expect(try await federation.join("lisboa", federation.invite()).status == 0)
                let node = try await federation.serve("lisboa")
                try await bench.must(["sample", bench.file("samples"), "--patients", "12", "--holders", "1"])

                try await bench.stop(hub)
                try await bench.until("the node to notice") { try await federation.state("lisboa").link.hasPrefix("unreachable") }
                let home = federation.home("lisboa")
                let summary = try await bench.must(
                    ["node", "ingest", "--home", home, bench.file("samples/holder-1")], as: IntakeSummary.self)
                #expect(summary.archived > 0)
                try await bench.must(["node", "clinical", "--home", home, bench.file("samples/holder-1/clinical.csv")])
                _ = try await federation.publish("lisboa", "imaging", title: "Imaging of Lisboa")
                #expect(try await federation.state("lisboa").messagesWaiting == 1)
                #expect(node.isRunning)
                let port = try #require(node.errors.firstMatch(of: /127\.0\.0\.1:(\d+)/)?.output.1)
                #expect(try await federation.get("http://127.0.0.1:\(port)/").body.contains("lisboa"), "the node's own page is served")

                _ = try await federation.serveHub()
                try await bench.until("the dataset to be in the catalogue") { try await federation.catalogue() == ["lisboa.imaging"] }
                try await bench.until("the outbox to be empty") { try await federation.state("lisboa").messagesWaiting == 0 }
                try await bench.until("the link to be up again") { try await federation.state("lisboa").link == "connected" }
            }
        }
    }
}
