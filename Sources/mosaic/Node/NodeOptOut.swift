import ArgumentParser
import Foundation
import Node
import Storage

/// Patients as the hospital writes them.
struct PatientOptions: ParsableArguments {
    @Argument(help: "Patient IDs, as the hospital writes them.") var patients: [String] = []
    @Option(name: .long, help: "A file with Patient IDs, one on each line: a command line may be seen by others.") var file: String?

    func validate() throws {
        guard !patients.isEmpty || file != nil else { throw ValidationError("Name patients, or give --file.") }
    }

    func all() throws -> [String] {
        guard let file else { return patients }
        let lines = String(decoding: try DurableFile.read(file, limit: 64 << 20), as: UTF8.self).split(whereSeparator: \.isNewline)
        return patients + lines.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}

/// `mosaic node optout`
struct NodeOptOut: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "optout", abstract: "Take patients out who do not want their data used, or let them in again.",
        discussion: "Works while the node runs, at once.", subcommands: [Add.self, Withdraw.self, List.self])

    /// `mosaic node optout add`
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove all data of patients, and take in no more of them.",
            discussion: """
                Their objects leave the archive, the index, the quarantine and the published datasets; clinical rows too. The records of
                published versions stay as they are. Running it again is harmless.
                Example: mosaic node optout add --home /srv/mosaic --file optouts-2026-11.txt
                """)
        @OptionGroup var home: HomeOption
        @OptionGroup var actor: ActorOption
        @OptionGroup var output: OutputOptions
        @OptionGroup var patients: PatientOptions

        func run() async throws {
            let summary = try await home.openNode().optOut(patients.all(), actor: actor.actor)
            if output.json { return try Terminal.printJSON(summary) }
            print(
                "\(summary.added) patients out, \(summary.alreadyOut) were out already; removed: \(summary.studies) studies with \(summary.instances) instances, \(summary.clinicalRows) clinical rows, \(summary.quarantined) items of the quarantine"
            )
            if !summary.datasets.isEmpty {
                print("Taken out of \(summary.datasets.joined(separator: ", ")). Publish a new version to bring the record up to date.")
            }
        }
    }

    /// `mosaic node optout withdraw`
    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let patients in again. What was removed is gone; what is sent again is taken.",
            discussion: "Example: mosaic node optout withdraw --home /srv/mosaic 4711")
        @OptionGroup var home: HomeOption
        @OptionGroup var actor: ActorOption
        @OptionGroup var patients: PatientOptions

        func run() async throws {
            let count = try await home.openNode().withdrawOptOut(patients.all(), actor: actor.actor)
            print("\(count) patients are no longer out.")
        }
    }

    /// `mosaic node optout list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List who opted out and when; with --reason, whose Patient IDs they are.",
            discussion: """
                Patient IDs are shown to the data manager only, who has the passphrase of the linkage table; the ledger keeps the reason.
                Example: mosaic node optout list --home /srv/mosaic --reason 'yearly check'
                """)
        @OptionGroup var home: HomeOption
        @OptionGroup var actor: ActorOption
        @OptionGroup var output: OutputOptions
        @Option(name: .long, help: "Show the Patient IDs, and why.") var reason: String?
        @Option(name: .long, help: "A file whose first line is the passphrase or recovery code. Without it, it is asked for.")
        var passphraseFile: String?

        func run() async throws {
            let node = try home.openNode()
            let list: [Node.OptOut]
            if let reason {
                list = try await node.openOptOuts(secret: Passphrase.read(file: passphraseFile), reason: reason, actor: actor.actor)
            } else {
                list = try await node.optOuts()
            }
            if output.json { return try Terminal.printJSON(list) }
            Terminal.printTable(
                ["entry", "out since", "in again", "Patient ID"],
                list.map {
                    [$0.entry, $0.added.formatted(.iso8601), $0.withdrawn?.formatted(.iso8601) ?? "", $0.originalPatientID ?? "sealed"]
                })
        }
    }
}
