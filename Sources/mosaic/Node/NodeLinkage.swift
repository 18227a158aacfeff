import ArgumentParser
import Foundation
import Node
import Storage

/// How the data manager opens the linkage table.
struct LinkageOptions: ParsableArguments {
    @Option(name: .long, help: "A file whose first line is the passphrase or recovery code. Without it, it is asked for.")
    var passphraseFile: String?
    @Option(name: .long, help: "Why the table is opened; the ledger keeps it.")
    var reason: String

    func secret() throws -> String { try Passphrase.read(file: passphraseFile) }
}

/// `mosaic node linkage`
struct NodeLinkage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "linkage", abstract: "Find out who a pseudonym stands for: for the data manager only.",
        discussion: "Each opening is an entry of the ledger: how many rows, who and why; never whose.",
        subcommands: [Init.self, List.self, Find.self, Export.self])

    /// `mosaic node linkage init`
    struct Init: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the linkage key of a home that has none.",
            discussion: """
                Rows are written for patients whose objects or clinical rows come from then on, those that are sent again included.
                Example: mosaic node linkage init --home /srv/mosaic --passphrase-file /run/secrets/linkage
                """)
        @OptionGroup var home: HomeOption
        @Option(name: .long, help: "A file with the passphrase. Without one, a recovery code is printed.") var passphraseFile: String?

        func run() async throws {
            _ = try NodeHome(home.home).configuration()
            let code = try NodeHome(home.home).createLinkageKey(passphrase: try passphraseFile.map { try Passphrase.read(file: $0) })
            print("Made the linkage key of \(home.home). A node that is running has to be started again.")
            if let code { Passphrase.show(code: code) }
        }
    }

    /// `mosaic node linkage list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List all patients.",
            discussion: "Example: mosaic node linkage list --home /srv/mosaic --reason 're-contact, protocol 2026-14'")
        @OptionGroup var home: HomeOption
        @OptionGroup var actor: ActorOption
        @OptionGroup var linkage: LinkageOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let people = try await home.openNode().openLinkage(
                .everyone, secret: linkage.secret(), reason: linkage.reason, actor: actor.actor)
            try NodeLinkage.show(people, json: output.json)
        }
    }

    /// `mosaic node linkage find`
    struct Find: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find one patient, by pseudonym or by the hospital's identifier.",
            discussion: "Example: mosaic node linkage find --home /srv/mosaic --pseudonym P5K… --reason 'incidental finding, request 7'")
        @OptionGroup var home: HomeOption
        @OptionGroup var actor: ActorOption
        @OptionGroup var linkage: LinkageOptions
        @OptionGroup var output: OutputOptions
        @Option(name: .long, help: "The pseudonym, as the archive shows it.") var pseudonym: String?
        @Option(name: .long, help: "The hospital's identifier.") var original: String?

        func validate() throws {
            guard (pseudonym == nil) != (original == nil) else { throw ValidationError("Give --pseudonym or --original.") }
        }

        func run() async throws {
            let selection: Node.LinkageSelection = pseudonym.map { .pseudonym($0) } ?? .original(original ?? "")
            let people = try await home.openNode().openLinkage(
                selection, secret: linkage.secret(), reason: linkage.reason, actor: actor.actor)
            guard !people.isEmpty else { throw NodeError(.notFound, "The linkage table has no such patient.") }
            try NodeLinkage.show(people, json: output.json)
        }
    }

    /// `mosaic node linkage export`
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write all patients to a file, readable by this account only.",
            discussion: "Example: mosaic node linkage export --home /srv/mosaic --to linkage.csv --reason 're-contact, protocol 2026-14'")
        @OptionGroup var home: HomeOption
        @OptionGroup var actor: ActorOption
        @OptionGroup var linkage: LinkageOptions
        @Option(name: .long, help: "The file to write, CSV.") var to: String

        func run() async throws {
            let people = try await home.openNode().openLinkage(
                .everyone, secret: linkage.secret(), reason: linkage.reason, actor: actor.actor)
            let lines = people.map { person in
                [person.pseudonym, person.originalPatientID, person.issuer ?? "", person.firstSeen.formatted(.iso8601)]
                    .map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",")
            }
            let text = (["pseudonym,original_patient_id,issuer,first_seen"] + lines).joined(separator: "\r\n") + "\r\n"
            try DurableFile.write(Array(text.utf8), to: to, mode: 0o600)
            print("Wrote \(people.count) patients to \(to). Destroy the file when it has served.")
        }
    }

    private static func show(_ people: [Node.LinkedPerson], json: Bool) throws {
        if json { return try Terminal.printJSON(people) }
        Terminal.printTable(
            ["pseudonym", "original Patient ID", "issuer", "first seen"],
            people.map { [$0.pseudonym, $0.originalPatientID, $0.issuer ?? "", $0.firstSeen.formatted(.iso8601)] })
    }
}
