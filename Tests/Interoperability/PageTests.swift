import Foundation
import Testing

/// Debian's and Ubuntu's names of the browser.
private let browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].first { FileManager.default.isExecutableFile(atPath: $0) }

extension Interoperability {
    @Suite("Pages in a browser", .enabled(if: browser != nil, "no chromium"))
    struct PageTests {
        @Test("a demo that is kept shows its catalogue and a dataset without an error in the console; --stop ends all of it")
        func kept() async throws {
            try await Bench.use { bench in
                try await bench.must(["sample", bench.file("samples"), "--patients", "36", "--holders", "1"])
                let demo = bench.file("demo")
                let kept = try await bench.must(
                    ["demo", "--data", bench.file("samples"), "--folder", demo, "--keep"], within: .seconds(180))
                let address = try #require(kept.firstMatch(of: /hub +(http:\/\/127\.0\.0\.1:\d+)/)?.output.1)
                #expect(kept.contains("password '"))
                #expect(bench.processes().count == 4)

                let catalogue = try await page("\(address)/catalogue", "catalogue", bench)
                #expect(catalogue.contains("Cancer imaging of Hospital de Lisboa (demo)"))
                let link = try #require(catalogue.firstMatch(of: /href="(\/datasets\/[^"]+)"/)?.output.1, "\(catalogue.prefix(3_000))")
                let dataset = try await page("\(address)\(link)", "dataset", bench)
                #expect(dataset.contains("Cancer imaging of") && dataset.contains("mosaic apply"))
                #expect(!dataset.contains("<script"))

                try await bench.must(["demo", "--stop", "--folder", demo])
                #expect(bench.processes() == [])
                #expect(!FileManager.default.fileExists(atPath: demo))
            }
        }

        /// The page as the browser understood it; a picture of it is kept with what was built.
        private func page(_ url: String, _ name: String, _ bench: Bench) async throws -> String {
            let artefacts = "\(MosaicProcess.repository)/.build/artefacts"
            try FileManager.default.createDirectory(atPath: artefacts, withIntermediateDirectories: true)
            let common = [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                "--user-data-dir=\(bench.file("browser"))",
                "--enable-logging=stderr",
            ]
            let program = browser ?? ""
            let dumped = try await bench.run(common + ["--dump-dom", url], program: program)
            #expect(dumped.status == 0, "\(dumped.errors.suffix(1_000))")
            let console = dumped.errors.split(separator: "\n").filter { $0.contains(":CONSOLE") }
            #expect(console.isEmpty, "\(url): \(console)")
            try await bench.must(common + ["--window-size=1200,1600", "--screenshot=\(artefacts)/\(name).png", url], program: program)
            return dumped.output
        }
    }
}
