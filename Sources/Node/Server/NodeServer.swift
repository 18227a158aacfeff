import Federation
import Foundation
import Hummingbird
import Ledger
import Logging
import NIOCore
import ServiceLifecycle
import Storage
import UnixSignals
import Web

/// A node at work: its page for its own staff, and the link to the hub.
public struct NodeServer: Sendable {
    private let node: Node

    /// A server for a node.
    public init(node: Node) { self.node = node }

    /// Runs until the process is told to end (SIGINT, SIGTERM).
    public func run() async throws {
        let pages = try NodePages(node: node)
        let configuration = ApplicationConfiguration(
            address: .hostname(node.configuration.host, port: node.configuration.port), serverName: "Mosaic")
        let logger = node.logger
        var services: [any Service] = [
            Application(
                // A sender that stalls in mid-request gives its share of the budget back in the end; long, because one whom we let wait is
                // idle too.
                router: pages.router(), server: .http1(configuration: .init(idleTimeout: .seconds(600))), configuration: configuration,
                onServerRunning: { channel in logger.info("The node's page is at \(channel.localAddress?.webAddress ?? "?")") },
                logger: logger)
        ]
        try await node.finishRemovals()
        try await node.noteProfile(actor: node.name.value)
        try await node.noteDisclosure(actor: node.name.value)
        try await node.indexOlderObjects { logger.info("\($0) older objects indexed.") }
        services.append(LedgerService(node: node))
        services.append(CohortService(node: node))
        if node.configuration.dicom.port != 0 { services.append(try DICOMListener(node: node)) }
        if let membership = try node.home.membership() {
            services.append(LinkService(link: try link(membership)))
        } else {
            logger.warning("This node has not joined a federation. Join with 'mosaic node join CODE', then start it again.")
        }
        do {
            try await ServiceGroup(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint], cancellationSignals: [], logger: logger
            ).run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE || error.errnoCode == EACCES || error.errnoCode == EADDRNOTAVAIL {
            let (page, dicom) = (node.configuration, node.configuration.dicom)
            throw NodeError(
                .configuration,
                "The node cannot listen on \(page.host):\(page.port)\(dicom.port == 0 ? "" : " or \(dicom.host):\(dicom.port)"): \(error.errnoCode == EADDRINUSE ? "another program uses it" : "this account may not, or the machine has no such address"). Change host and port in \(node.home.configurationPath)."
            )
        }
    }

    func link(_ membership: FederationMembership) throws -> NodeLink {
        let node = self.node
        return NodeLink(
            database: node.database, node: node.name, hubKey: try NoteVerifier(vkey: membership.hubKey),
            connect: { try node.connect(membership) }, renew: { try await node.renewIfDue($0) },
            handler: { try await node.handle($0) }, beforeSending: { try await node.writeLedger() }, onState: { await node.note($0) },
            now: node.now, logger: node.logger)
    }
}

/// The link as a part of the process that starts and ends with it.
private struct LinkService: Service {
    let link: NodeLink

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await link.run()
            } catch is CancellationError {
                // The end of the process, and no failure.
            }
        }
    }
}

/// Writes to the ledger what objects that arrive one by one have noted, and how often tokens were used: soon, but not for each.
private struct LedgerService: Service {
    let node: Node

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await node.writeLedger()
                    try await node.accessJournal.writeCounts()
                    // What a command that was killed left behind.
                    try await node.finishRemovals()
                } catch {
                    node.logger.error("The ledger could not be written, or files of removed objects not be removed: \(error)")
                }
                try? await Task.sleep(for: .seconds(2))
            }
        }
        try await node.writeLedger()
        try await node.accessJournal.writeCounts(isLast: true)
    }
}

extension Node {
    /// Acts on a message of the hub.
    func handle(_ message: Message) async throws {
        switch message.body {
        case .question(let question): try await answer(question, message: message)
        case .permittedQuestion(let notice): try await answer(notice, message: message)
        case .application(let notice): try await receive(notice, message: message)
        case .negotiation(let notice): try await receive(notice, message: message)
        case .round(let notice): try await answer(notice, message: message)
        case .answers, .dataset, .permit, .aggregate:
            throw NodeError(.input, "The hub does not send messages of kind \(message.body.kind).")
        }
    }

    /// Notes what the link is doing, for the node's page and `mosaic node check`.
    func note(_ state: NodeLink.State) async {
        let text: String
        switch state {
        case .connected: text = "connected"
        case .unreachable(let why): text = "unreachable: \(why)"
        case .refused(let why): text = "refused: \(why)"
        }
        let time = now()
        do {
            let changed = try await database.write { connection -> Bool in
                let before = try connection.first("SELECT value FROM setting WHERE name = 'link'")?.string("value")
                try connection.execute(
                    "INSERT INTO setting (name, value) VALUES ('link', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    [.text(text)])
                if text == "connected" {
                    try connection.execute(
                        "INSERT INTO setting (name, value) VALUES ('link.confirmed', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                        [.text("\(time.milliseconds)")])
                }
                guard before != text else { return false }
                try connection.execute(
                    "INSERT INTO setting (name, value) VALUES ('link.since', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    [.text("\(time.milliseconds)")])
                return true
            }
            if changed {
                if case .connected = state {
                    logger.info("The link to the hub is up.")
                } else {
                    logger.warning("The link to the hub is \(text)")
                }
            }
        } catch {
            logger.error("The state of the link could not be noted: \(error)")
        }
    }
}
