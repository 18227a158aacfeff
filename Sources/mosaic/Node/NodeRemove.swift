import ArgumentParser
import Node

/// `mosaic node remove`
struct NodeRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a study from the archive.",
        discussion: """
            Refused while a published dataset holds it: publish a version without it first. The ledger keeps that it was removed.
            Example: mosaic node remove --home /srv/mosaic 2.25.1234
            """)

    @OptionGroup var home: HomeOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: OutputOptions
    @Argument(help: "The de-identified Study Instance UID, as searches show it.") var study: String

    func run() async throws {
        let removal = try await home.openNode().removeStudy(study, actor: actor.actor)
        if output.json { return try Terminal.printJSON(removal) }
        print("\(removal.instances) instances removed, \(removal.objects) files with them")
    }
}
