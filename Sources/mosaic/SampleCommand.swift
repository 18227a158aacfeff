import ArgumentParser
import Foundation
import SampleData
import Storage

/// `mosaic sample`
struct SampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Write synthetic, standards-valid cohorts with planted identifiers and an answer key.",
        discussion: """
            Lung CT, mammograms and prostate MR of several holders, a clinical table for each, and answer-key.json beside them. The same
            seed gives the same bytes. Example: mosaic sample samples --patients 120 --holders 3 --seed 1
            """)

    @Argument(help: "The folder to write to; must be empty or new.") var folder: String
    @Option(name: .long, help: "Patients of each holder.") var patients: Int = 120
    @Option(name: .long, help: "Holders.") var holders: Int = 3
    @Option(name: .long, help: "The seed.") var seed: UInt64 = 1
    @Flag(name: .long, help: "Leave out the few files that are wrong on purpose.") var flawless = false

    func validate() throws {
        guard (1...100_000).contains(patients), (1...100).contains(holders) else {
            throw ValidationError("--patients is 1 to 100000, --holders 1 to 100.")
        }
    }

    func run() async throws {
        let contents = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        guard contents.isEmpty else { throw ValidationError("\(folder) is not empty; name a new folder.") }
        var keys: [AnswerKey] = []
        for holder in 0..<holders {
            let cohort = SampleCohort(seed: seed, holder: holder, patients: patients, flaws: !flawless)
            try write(cohort)
            keys.append(cohort.answerKey)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try Data(encoder.encode(keys)).write(to: URL(fileURLWithPath: "\(folder)/answer-key.json"))
        Terminal.endProgress()
        print("Wrote \(holders) holders with \(patients) patients each to \(folder); answer-key.json names what was planted.")
    }

    private func write(_ cohort: SampleCohort) throws {
        let root = "\(folder)/\(cohort.folder)"
        var written = 0
        for file in cohort.files {
            let url = URL(fileURLWithPath: "\(root)/\(file.path)")
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(file.bytes).write(to: url)
            written += 1
            if written % 100 == 0 { Terminal.progress("\(cohort.folder): \(written) of \(cohort.fileCount) files") }
        }
        try Data(cohort.clinicalTable.utf8).write(to: URL(fileURLWithPath: "\(root)/\(cohort.clinicalTablePath)"))
    }
}
