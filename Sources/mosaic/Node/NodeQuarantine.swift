import ArgumentParser
import Foundation
import Node

/// `mosaic node quarantine`
struct NodeQuarantine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine", abstract: "See, export or destroy what was put aside.",
        subcommands: [List.self, Export.self, Destroy.self], defaultSubcommand: List.self)

    /// `mosaic node quarantine list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the items with their reasons.", discussion: "Example: mosaic node quarantine list --home /srv/mosaic")
        @OptionGroup var home: HomeOption
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let items = try await home.openNode().quarantined()
            if output.json { return try Terminal.printJSON(items) }
            Terminal.printTable(["item", "reason", "bytes", "what to know"], items.map { [$0.id, $0.reason, "\($0.size)", $0.message] })
        }
    }

    /// `mosaic node quarantine export`
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the original bytes of an item to a file, for the data manager to look at.",
            discussion: "Example: mosaic node quarantine export 0f3c… --home /srv/mosaic --to look.dcm")
        @Argument(help: "The item.") var item: String
        @OptionGroup var home: HomeOption
        @OptionGroup var actor: ActorOption
        @Option(name: .long, help: "The file to write.") var to: String

        func run() async throws {
            let source = try await home.openNode().exportFromQuarantine(item, to: to, actor: actor.actor)
            print("Wrote \(to), the original of \(source).")
        }
    }

    /// `mosaic node quarantine destroy`
    struct Destroy: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Destroy an item.", discussion: "Example: mosaic node quarantine destroy 0f3c… --home /srv/mosaic")
        @Argument(help: "The item.") var item: String
        @OptionGroup var home: HomeOption
        @OptionGroup var actor: ActorOption

        func run() async throws {
            try await home.openNode().destroyInQuarantine(item, actor: actor.actor)
            print("Destroyed \(item).")
        }
    }
}
