import Foundation
import Testing

extension Interoperability {
    @Suite("Real files of others")
    struct RealInputTests {
        @Test("every file of pydicom's wheel is archived, a duplicate, in quarantine, or named as not DICOM; the sum is exact")
        func pydicom() async throws {
            try await Bench.use { bench in
                let data = try await Python.folder(of: "pydicom", on: bench)
                let given = try Bench.regularFiles(below: data).count
                let demo = try await bench.run(["demo", "--data", data, "--folder", bench.file("demo")], within: .seconds(180))
                #expect(demo.status == 0, "\(demo.text.suffix(2_000))")

                let line = try #require(
                    demo.output.matches(
                        of:
                            /→ (\d+) files = (\d+) archived \+ (\d+) duplicate \+ (\d+) in quarantine \+ (\d+) not DICOM(?: \+ (\d+) unreadable)? \(/
                    )
                    .first?.output, "no line with the sum in: \(demo.output)")
                let parts = [line.2, line.3, line.4, line.5, line.6 ?? "0"].compactMap { Int($0) }
                #expect(Int(line.1) == given)
                #expect(parts.count == 5 && parts.reduce(0, +) == given)
                // The wheel holds 188 objects that parse, so a reader that refuses most of them would be no reader.
                #expect(parts[0] > 80)

                let found = demo.output.matches(of: /(\d+) of (\d+) archived objects found again/)
                #expect(found.count == 3 && found.allSatisfy { $0.output.1 == $0.output.2 })
                #expect(found.compactMap { Int($0.output.1) }.reduce(0, +) == parts[0])
                #expect(demo.output.matches(of: #/not DICOM: /#).count == parts[3], "each is named")
                #expect(
                    demo.output.matches(of: #/in quarantine: (\d+) × /#).compactMap { Int($0.output.1) }.reduce(0, +) == parts[2],
                    "each has a reason")
                #expect(demo.output.contains("skipped: your data hold no outcome to model"))

                #expect(bench.processes() == [])
                #expect(!FileManager.default.fileExists(atPath: bench.file("demo")))
            }
        }
    }
}
