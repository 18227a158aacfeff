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

            With --identifiers: objects of 22 kinds with identifiers planted wherever they hide, and the key that scores a de-identifier
            (Benchmarks/deidentification/score.py). Example: mosaic sample planted --identifiers --patients 11
            """)

    @Argument(help: "The folder to write to; must be empty or new.") var folder: String
    @Option(name: .long, help: "Patients of each holder: 120 unless given, with --identifiers 11.") var patients: Int?
    @Option(name: .long, help: "Holders.") var holders: Int = 3
    @Option(name: .long, help: "The seed.") var seed: UInt64 = 1
    @Flag(name: .long, help: "Leave out the few files that are wrong on purpose.") var flawless = false
    @Flag(name: .long, help: "Write the set that scores a de-identifier instead.") var identifiers = false

    func validate() throws {
        guard patients.map({ (1...100_000).contains($0) }) ?? true, (1...100).contains(holders) else {
            throw ValidationError("--patients is 1 to 100000, --holders 1 to 100.")
        }
        if identifiers, flawless || holders != 3 {
            throw ValidationError("--identifiers makes one set: --holders and --flawless do not go with it.")
        }
    }

    func run() async throws {
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw ValidationError("\(folder) is no folder and none can be made there. Name a new folder.")
        }
        let contents = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        guard contents.isEmpty else { throw ValidationError("\(folder) is not empty; name a new folder.") }
        if identifiers { return try writeIdentifiers() }
        var keys: [AnswerKey] = []
        let patients = patients ?? 120
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

    /// The files go into `files`, so that the key never lies among them.
    private func writeIdentifiers() throws {
        let sample = IdentifierSample(seed: seed, patients: patients ?? 11)
        var entries: [IdentifierKey.File] = []
        for file in sample.files {
            let url = URL(fileURLWithPath: "\(folder)/files/\(file.entry.path)")
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(file.bytes).write(to: url)
            entries.append(file.entry)
            if entries.count % 20 == 0 { Terminal.progress("\(entries.count) of \(sample.fileCount) files") }
        }
        let key = sample.key(entries)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(key).write(to: URL(fileURLWithPath: "\(folder)/identifier-key.json"))
        Terminal.endProgress()
        let count = entries.reduce(0) { $0 + $1.checks.count + $1.regions.count }
        print("Wrote \(entries.count) files with \(key.values.count) planted values to \(folder)/files;")
        print("identifier-key.json says what has to be seen of them afterwards in \(count) places.")
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
