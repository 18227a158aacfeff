import Foundation
import Testing

extension Interoperability {
    @Suite("The demo")
    struct DemoTests {
        @Test("on synthetic cohorts it goes through all eight steps, leaves nothing running and writes nothing outside its folder")
        func synthetic() async throws {
            try await Bench.use { bench in
                let around = bench.file("around")
                try FileManager.default.createDirectory(atPath: "\(around)/home", withIntermediateDirectories: true)
                let before = try FileManager.default.subpathsOfDirectory(atPath: around)
                let demo = try await bench.run(
                    ["demo", "--patients", "80", "--folder", "\(around)/demo"], environment: ["HOME": "\(around)/home", "TMPDIR": around],
                    in: around,
                    within: .seconds(300))
                #expect(demo.status == 0, "\(demo.text.suffix(3_000))")

                let steps = demo.output.matches(of: #/(?m)^(\d)\. /#).compactMap { Int($0.output.1) }
                #expect(steps == Array(1...8))
                #expect(demo.output.matches(of: /→ skipped/).isEmpty)
                let difference = try #require(demo.output.firstMatch(of: /largest difference from pooled ([0-9.e+-]+)/)?.output.1)
                #expect((Double(difference) ?? .infinity) <= 1e-8)
                for words in [
                    "refused, wrong fingerprint:", "refused, expired code:", "refused, used code:", "refused, revoked node:", "offline",
                ] {
                    #expect(demo.output.contains(words))
                }
                #expect(demo.output.contains("2 permits signed by their nodes, 1 refusal with its reason; 2 exact counts under"))
                #expect(demo.output.contains("a flipped byte is found and named"))

                #expect(bench.processes() == [])
                #expect(try FileManager.default.subpathsOfDirectory(atPath: around) == before)
            }
        }
    }
}
