import ArgumentParser
import DICOMNetwork
import Foundation
import Node

/// `mosaic node pull`
struct NodePull: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetch studies from a PACS into the archive.",
        discussion: """
            Finds studies by C-FIND and fetches them by C-GET, or has them sent by C-MOVE to this node's own DICOM service, which must run
            then. The node calls itself by dicom.title of node.yaml. A PACS that dicom.peers names with tls is called so; --tls calls any
            other so, with dicom.tls. Running it again is harmless.
            Example: mosaic node pull --home /srv/mosaic --from PACS1@10.1.2.3:104 --query StudyDate=20240101-20240131 --query ModalitiesInStudy=CT
            """)

    @OptionGroup var home: HomeOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: OutputOptions
    @Option(name: .long, help: "The PACS as AE@host:port.") var from: String
    @Option(name: .long, help: "A key of the query, Keyword=value; * and ? and ranges as in DICOM. May be given several times.")
    var query: [String] = []
    @Option(name: .long, help: "get or move.") var by: String = "get"
    @Flag(name: .long, help: "Call the PACS over TLS, with the certificate of dicom.tls in node.yaml.") var tls = false

    func validate() throws {
        guard Node.PullMethod(rawValue: by) != nil else { throw ValidationError("--by is get or move, not '\(by)'.") }
        guard RemoteApplicationEntity(from) != nil else { throw ValidationError("--from is written AE@host:port, not '\(from)'.") }
        guard !query.isEmpty else { throw ValidationError("Say which studies, as --query StudyDate=20240101-20240131.") }
        try QueryOptions.check(query)
    }

    func run() async throws {
        guard var source = RemoteApplicationEntity(from), let method = Node.PullMethod(rawValue: by) else { return }
        source.usesTLS = tls
        let sum = try await home.openNode().pull(from: source, keys: query, method: method, actor: actor.actor) { done, all, sum in
            Terminal.progress("\(done) of \(all) studies, \(sum.files) objects, \(sum.archived) archived")
        }
        Terminal.endProgress()
        if output.json { return try Terminal.printJSON(sum) }
        for named in sum.unreadable { print("failed: \(named.path) (\(named.reason))") }
        for (reason, count) in sum.reasons.sorted(by: { $0.key < $1.key }) { print("quarantine: \(count) × \(reason)") }
        print(sum.line)
        guard sum.unreadable.isEmpty else {
            throw NodeError(
                .state, "Not all came: \(sum.unreadable.count) failures are listed above. The same command fetches what is missing.")
        }
    }
}
