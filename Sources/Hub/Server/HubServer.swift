import Federation
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals
import Web

/// A hub at work: pages and the public interface on one port, the nodes' port on another.
public struct HubServer: Sendable {
    private let hub: Hub

    /// A server for a hub.
    public init(hub: Hub) { self.hub = hub }

    /// Runs until the process is told to end (SIGINT, SIGTERM).
    public func run() async throws {
        let logger = hub.logger
        let web = Application(
            router: try router(),
            configuration: ApplicationConfiguration(
                address: .hostname(hub.configuration.bind, port: hub.configuration.webPort), serverName: "Mosaic"),
            onServerRunning: { channel in logger.info("The hub's pages are at \(channel.localAddress?.webAddress ?? "?")") },
            logger: logger)
        let federation = try FederationServer(hub: hub).application { port in logger.info("Nodes are served on port \(port)") }
        try await ServiceGroup(
            services: [web, federation, DeskService(desk: hub.desk)], gracefulShutdownSignals: [.sigterm, .sigint], cancellationSignals: [],
            logger: logger
        ).run()
    }

    private func router() throws -> Router<PersonContext> {
        let pages = try HubPages(hub: hub)
        let router = Router(context: PersonContext.self)
        router.add(middleware: ProblemMiddleware(translate: HubError.problem(for:), page: pages.problem))
        router.add(middleware: SessionMiddleware(people: hub.people))
        PublicInterfaceRoutes(hub: hub).add(to: router)
        EUCAIMRoute(hub: hub).add(to: router)
        try VocabularyRoutes().add(to: router)
        pages.add(to: router)
        return router
    }
}

/// Ends before the servers do: a node that waits for messages would hold the process for as long as it may wait.
private struct DeskService: Service {
    let desk: LinkDesk

    func run() async throws {
        try await gracefulShutdown()
        await desk.close()
    }
}
