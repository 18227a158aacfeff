import ArgumentParser
import Foundation
import Node

/// `mosaic node token`
struct NodeToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make, list or revoke the tokens that open the archive over DICOMweb and in a browser.",
        subcommands: [Create.self, List.self, Revoke.self], defaultSubcommand: List.self)

    /// What `create --json` prints.
    private struct Made: Encodable {
        let token: AccessToken
        let secret: String
        let page: String
    }

    /// `mosaic node token create`
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token. Its secret is shown once and kept nowhere.",
            discussion: """
                Examples:
                  mosaic node token create --home /srv/mosaic --label "viewer, radiology" --everything --page
                  mosaic node token create --home /srv/mosaic --label "reading study" --study 2.25.31… --days 14
                  mosaic node token create --home /srv/mosaic --label "PACS bridge" --everything --may-store
                """)
        @OptionGroup var home: HomeOption
        @OptionGroup var output: OutputOptions
        @OptionGroup var actor: ActorOption
        @Option(name: .long, help: "Who uses it for what.") var label: String
        @Flag(name: .long, help: "It opens the whole archive.") var everything = false
        @Option(name: .long, help: "It opens this published dataset, by its id; may be repeated.") var dataset: [String] = []
        @Option(name: .long, help: "It opens this study, by its de-identified Study Instance UID; may be repeated.") var study: [String] =
            []
        @Flag(name: .long, help: "Objects may be stored with it.") var mayStore = false
        @Option(name: .long, help: "For how many days it is good.") var days = 90
        @Flag(name: .long, help: "Print the address that opens the node's pages with it in a browser.") var page = false

        func validate() throws {
            guard [everything, !dataset.isEmpty, !study.isEmpty].count(where: { $0 }) == 1 else {
                throw ValidationError("Say what the token opens: --everything, or --dataset, or --study.")
            }
            guard !mayStore || everything else {
                throw ValidationError("--may-store goes with --everything only: make one token that stores and another that reads.")
            }
            guard (1...3_660).contains(days) else { throw ValidationError("--days is 1 to 3660, not \(days).") }
        }

        func run() async throws {
            let node = try home.openNode()
            let scope: AccessScope = everything ? .everything : dataset.isEmpty ? .studies(study) : .datasets(dataset)
            let (token, secret) = try await node.createAccessToken(
                label: label, scope: scope, mayStore: mayStore, days: days, actor: actor.actor)
            let address = node.signInAddress(secret: secret)
            if output.json { return try Terminal.printJSON(Made(token: token, secret: secret, page: address)) }
            print(page ? address : secret)
            Terminal.error(
                "Token \(token.id) opens \(token.opens)\(mayStore ? " and may store" : "") until \(token.expires.formatted(.iso8601)). It is not shown again."
            )
        }
    }

    /// `mosaic node token list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the tokens, without their secrets.", discussion: "Example: mosaic node token list --home /srv/mosaic")
        @OptionGroup var home: HomeOption
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let tokens = try await home.openNode().accessTokens()
            if output.json { return try Terminal.printJSON(tokens) }
            Terminal.printTable(
                ["token", "opens", "stores", "until", "for"],
                tokens.map { token in
                    let until = token.expires.formatted(.iso8601)
                    let state = token.revoked != nil ? "revoked" : token.expires <= systemClock() ? "expired \(until)" : until
                    return [token.id, token.opens, token.mayStore ? "yes" : "no", state, token.label]
                })
        }
    }

    /// `mosaic node token revoke`
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke a token; it opens nothing from the next request on.",
            discussion: "Example: mosaic node token revoke 3f0c91aa --home /srv/mosaic")
        @Argument(help: "The token, as the list names it.") var token: String
        @OptionGroup var home: HomeOption
        @OptionGroup var actor: ActorOption

        func run() async throws {
            try await home.openNode().revokeAccessToken(token, actor: actor.actor)
            print("Revoked \(token).")
        }
    }
}
