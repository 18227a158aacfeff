import ArgumentParser
import Foundation
import Governance
import Node

/// `mosaic node applications`
struct NodeApplications: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "applications", abstract: "List the applications for datasets of this node.",
        discussion: "Example: mosaic node applications --home /srv/mosaic")

    @OptionGroup var home: HomeOption
    @OptionGroup var output: OutputOptions

    private struct Line: Encodable {
        let application: String
        let dataset: String
        let state: String
        let waiting: Bool
        let title: String
        let applicant: String
        /// To be confirmed with the applicant over another channel: the hub brought it.
        let key: String
        let organisation: String
        let received: Date
    }

    func run() async throws {
        let lines = try await home.openNode().applications().map {
            Line(
                application: $0.application.id, dataset: $0.dataset, state: $0.state.rawValue, waiting: $0.isWaiting,
                title: $0.application.title,
                applicant: $0.application.applicant, key: $0.applicantKey, organisation: $0.application.organisation, received: $0.received)
        }
        if output.json { return try Terminal.printJSON(lines) }
        Terminal.printTable(
            ["application", "dataset", "state", "applicant's key (confirm by another channel)", "title"],
            lines.map { [$0.application, $0.dataset, $0.state, $0.key, $0.title] })
    }
}

/// `mosaic node decide`
struct NodeDecide: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide", abstract: "Decide about an application: accept, accept with conditions, or refuse.",
        discussion: """
            Accepting signs a permit with the node's own key. Examples:
            mosaic node decide ID --home /srv/mosaic --accept
            mosaic node decide ID --home /srv/mosaic --accept --condition IRB --condition 'TS:12'
            mosaic node decide ID --home /srv/mosaic --refuse 'The purpose is outside the patients\u{2019} consent.'
            """)

    @Argument(help: "The application's id.") var application: String
    @OptionGroup var home: HomeOption
    @OptionGroup var actor: ActorOption
    @Option(name: .long, help: "The dataset, where the application asks for several of this node.") var dataset: String?
    @Flag(name: .long, help: "Accept.") var accept = false
    @Option(name: .long, help: "A condition the applicant must accept first: DUO id or short form, with what it leaves open after a colon.")
    var condition: [String] = []
    @Option(name: .long, help: "Refuse, with the reason for the applicant.") var refuse: String?

    func validate() throws {
        guard accept != (refuse != nil) else { throw ValidationError("Say either --accept or --refuse 'the reason'.") }
        guard refuse == nil || condition.isEmpty else { throw ValidationError("A refusal has no conditions.") }
    }

    func run() async throws {
        let decision: Decision =
            if let refuse { .refuse(reason: refuse) } else if condition.isEmpty { .accept } else {
                .acceptWithConditions(try condition.map(Self.condition))
            }
        let permit = try await home.openNode().decide(application, dataset: dataset, decision, actor: actor.actor)
        switch decision {
        case .accept: print("Accepted; permit \(permit ?? "none") is issued.")
        case .acceptWithConditions: print("Accepted with conditions; the permit is issued when the applicant accepts them.")
        case .refuse: print("Refused; the applicant is told the reason.")
        }
    }

    /// `IRB`, `TS:12`, `DUO:0000025:12`: a term and what it leaves open.
    private static func condition(_ text: String) throws -> Condition {
        let parts = text.split(separator: ":", maxSplits: text.uppercased().hasPrefix("DUO:") ? 2 : 1).map(String.init)
        let isIdentifier = text.uppercased().hasPrefix("DUO:")
        let name = isIdentifier ? parts.prefix(2).joined(separator: ":") : parts[0]
        let detail = parts.dropFirst(isIdentifier ? 2 : 1).first ?? ""
        guard let term = DUOName.term(name) else {
            throw ValidationError("'\(text)' is no condition of the Data Use Ontology. Examples: IRB, NCU, TS:12, DUO:0000025:12.")
        }
        return Condition(term, detail)
    }
}
