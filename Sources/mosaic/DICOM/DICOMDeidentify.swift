import ArgumentParser
import Deidentification
import Foundation
import Node
import TextRecognition

extension DICOMCommand {
    /// `mosaic dicom deidentify`
    struct Deidentify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "deidentify", abstract: "De-identify the files below a folder into another folder.",
            discussion: """
                Takes every DICOM file below IN, at any depth, and writes it to OUT without identity (PS3.15 Annex E). Folders keep their
                shape; the names of folders and files are made anew, for names identify. What cannot be de-identified is not copied and is
                named with the reason. Nothing is overwritten.

                Pseudonyms, UIDs and the shift of dates come from a secret: equal inputs give equal outputs under the same secret, and
                whoever has it can link them back to the patients. It is made when it is missing. Keep it; never pass it on with OUT.

                Exit status: 0 every DICOM file was de-identified, 1 some failed, 2 misuse, 130 stopped by Ctrl-C; the same command then
                goes on where it stopped.
                Example: mosaic dicom deidentify export clean --profile standard --report clean-report.jsonl
                """)

        @Argument(help: ArgumentHelp("The folder or file to read.", valueName: "in")) var input: String
        @Argument(help: ArgumentHelp("The folder to write; made if missing.", valueName: "out")) var output: String
        @Option(name: .long, help: "standard, eucaim, basic, or a YAML file.") var profile = "standard"
        @Option(name: .long, help: "A YAML file that says where devices write into their pixels; added to those of the profile.")
        var templates: String?
        @Option(name: .long, help: "A list of private attributes that are kept, instead of that of the profile.")
        var safePrivate: String?
        @Option(name: .long, help: "The file of the secret; OUT.secret beside OUT unless given.") var secret: String?
        @Flag(name: .long, help: "Write nothing; list every change instead.") var dryRun = false
        @Option(name: .long, help: "Write what was done to each file, one JSON object a line. It names the originals: keep it.")
        var report: String?
        @OptionGroup var options: OutputOptions

        func run() async throws {
            let chosen = try asMisuse(chosenProfile)
            // The folders are looked at before a secret is made.
            try asMisuse { try FolderDeidentification.check(input: input, output: output) }
            try asMisuse { try apart(report, "The report names the originals") }
            let key = try asMisuse(pseudonymKey)
            let finder = try textFinder(chosen)
            let run = try asMisuse {
                try FolderDeidentification(
                    input: input, output: output, deidentifier: Deidentifier(profile: chosen, key: key, textFinder: finder), key: key,
                    isDryRun: dryRun)
            }
            let lines = try report.map { try ReportFile($0) }
            let sum = try await Interruption.cancelling {
                try await run.run { outcome in
                    if let lines { try lines.write(outcome) } else { show(outcome) }
                } progress: { summary, total in
                    Terminal.progress("\(summary.files) of \(total) files, \(summary.written) de-identified, \(summary.failed) failed")
                }
            }
            try lines?.close()
            Terminal.endProgress()
            if options.json { try Terminal.printJSON(sum) } else { print(line(sum)) }
            if sum.notReached > 0 { throw ExitCode(130) }
            if sum.failed > 0 { throw ExitCode(1) }
        }

        /// What tells of the originals may not lie among the results, which are passed on.
        private func apart(_ path: String?, _ what: String) throws {
            guard let path else { return }
            let folder = FolderDeidentification.resolved(output)
            guard !FolderDeidentification.isInside(FolderDeidentification.resolved(path), folder) else {
                throw NodeError(.input, "\(what); it may not lie in the output folder. Name another place than \(path).")
            }
        }

        /// What the person typed is wrong, not what the program did.
        private func asMisuse<Result>(_ body: () throws -> Result) throws -> Result {
            do {
                return try body()
            } catch let error as NodeError {
                throw ValidationError(error.message)
            }
        }

        private func chosenProfile() throws -> Profile {
            var chosen = try ProfileFile.profile(profile)
            if let safePrivate { chosen = try ProfileFile.replacing(safePrivate: safePrivate, of: chosen) }
            if let templates { chosen = try ProfileFile.adding(templates: templates, to: chosen) }
            return chosen
        }

        /// A finder for each core, where the profile has texts in pixels looked for.
        private func textFinder(_ profile: Profile) throws -> TesseractTextFinder? {
            guard profile.pixels.text == .clean else { return nil }
            return try TesseractTextFinder(engines: ProcessInfo.processInfo.activeProcessorCount)
        }

        private func pseudonymKey() throws -> PseudonymKey {
            let path = secret ?? FolderDeidentification.resolved(output) + ".secret"
            try apart(path, "The secret undoes the pseudonyms")
            if SecretFile.exists(path) { return try PseudonymKey(secret: SecretFile.read(path)) }
            // A dry run writes nothing, not even this: its pseudonyms are not those of a later run.
            if dryRun { return try PseudonymKey(secret: SecretFile.fresh()) }
            try SecretFile.create(path)
            Terminal.error("A new secret is in \(path). Who has it can undo the pseudonyms; without it nobody can make the same again.")
            return try PseudonymKey(secret: SecretFile.read(path))
        }

        /// Failures always, single changes where nothing is written; neither where the output is for programs.
        private func show(_ outcome: FileOutcome) {
            if options.json { return }
            switch outcome {
            case .written(let input, _, let report):
                guard dryRun else { return }
                for change in report.changes { print("\(Terminal.plain(input))\t\(change.path)\t\(change.action.rawValue)") }
            case .failed(let input, let code, let reason):
                Terminal.endProgress()
                Terminal.error("failed: \(Terminal.plain(input)): \(code): \(reason)")
            case .notDICOM(let input):
                Terminal.endProgress()
                Terminal.error("not DICOM: \(Terminal.plain(input))")
            }
        }

        private func line(_ sum: FolderSummary) -> String {
            let rate = sum.seconds > 0 ? Double(sum.files) / sum.seconds : 0
            let reasons = sum.reasons.sorted { $0.key < $1.key }.map { "\($1) × \($0)" }.joined(separator: ", ")
            return
                "\(sum.files) files: \(sum.written) \(dryRun ? "can be de-identified, nothing written" : "de-identified"), \(sum.failed) failed"
                + (reasons.isEmpty ? "" : " (\(reasons))")
                + ", \(sum.notDICOM) not DICOM" + (sum.notReached > 0 ? ", \(sum.notReached) not reached" : "")
                + "; \(sum.changes) elements changed (\(String(format: "%.1f", sum.seconds)) s, \(Int(rate)) files/s)"
        }
    }
}

/// A report that grows by a line for each file, for its owner's eyes only.
private struct ReportFile {
    private let handle: FileHandle

    /// A new file; what is there already is not overwritten.
    init(_ path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ValidationError("The report \(path) cannot be made: \(String(cString: strerror(errno))).") }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    func write(_ outcome: FileOutcome) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try handle.write(contentsOf: try encoder.encode(outcome) + Data([0x0A]))
    }

    func close() throws { try handle.close() }
}
