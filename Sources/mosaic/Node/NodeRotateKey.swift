import ArgumentParser
import Node

/// `mosaic node rotate-key`
struct NodeRotateKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-key", abstract: "Change the key of the pseudonyms: all pseudonyms, UIDs and dates change with it.",
        discussion: """
            For when the key may have become known. The node must not run. Every archived object is written anew, its pixels as they were;
            there must be room for the largest patient twice. Interrupted, it goes on where it stopped when it is run again; until then
            the home does not open. Published versions stay published; outside copies keep the pseudonyms of before.
            Example: mosaic node rotate-key --home /srv/mosaic
            """)

    @OptionGroup var home: HomeOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let rotation = KeyRotation(home: NodeHome(home.home), now: systemClock)
        let summary = try await rotation.run(actor: actor.actor) { done, all in Terminal.progress("\(done) of \(all) patients") }
        Terminal.endProgress()
        if output.json { return try Terminal.printJSON(summary) }
        print("\(summary.patients) patients with \(summary.objects) objects moved; the key has \(summary.layers) layers.")
        print("Next: mosaic node verify --home \(home.home)")
    }
}
