import DICOM
import DICOMNetwork
import Foundation
import Logging
import NIOPosix
import NIOSSL
import ServiceLifecycle

/// The node's DICOM service as a part of the process that starts and ends with it.
struct DICOMListener: Service {
    private let server: DICOMServer
    private let node: Node

    /// - Throws: ``NodeError`` `configuration` where certificate or key cannot be used.
    init(node: Node) throws {
        self.node = node
        let configuration = node.configuration.dicom
        server = DICOMServer(
            host: configuration.host, port: configuration.port, tls: try configuration.tls?.serverContext(),
            policy: Self.policy(configuration), limits: Self.limits, outgoing: try configuration.outgoing(),
            provider: ArchiveProvider(node: node), logger: node.logger)
    }

    /// Room for every modality of a large hospital at once; what they send is bounded by a budget of bytes for all of them.
    private static var limits: AssociationLimits {
        var limits = AssociationLimits()
        limits.associations = 256
        return limits
    }

    func run() async throws {
        let server = self.server
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                group.addTask {
                    let port = try await server.port
                    node.logger.info("The DICOM service \(node.configuration.dicom.title) listens on port \(port).")
                }
                try await group.waitForAll()
            }
        }
    }

    /// Who is let in: called by our title, and a peer from its host, or anybody where strangers may do something.
    static func policy(_ configuration: DICOMConfiguration) -> AssociationPolicy {
        let titles = configuration.strangersMay.isEmpty ? Set(configuration.peers.map(\.title)) : nil
        var policy = AssociationPolicy(titles: [configuration.title], callingTitles: titles)
        let hosts = Dictionary(uniqueKeysWithValues: configuration.peers.compactMap { peer in peer.host.map { (peer.title, $0) } })
        policy.authenticate = { association in
            guard let host = hosts[association.callingTitle] else { return true }
            // The resolver may take seconds; it must not hold a thread that others need.
            let addresses = try? await NIOThreadPool.singleton.runIfActive { HostAddresses.of(host) }
            return addresses?.contains(HostAddresses.withoutMapping(association.peerHost)) ?? false
        }
        return policy
    }
}
