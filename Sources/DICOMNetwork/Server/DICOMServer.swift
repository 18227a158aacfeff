public import Logging
import NIOConcurrencyHelpers
public import NIOCore
public import NIOPosix
public import NIOSSL
import Synchronization

/// A DICOM application entity that listens: service class provider for all that its policy allows.
///
/// ```swift
/// let server = DICOMServer(port: 11112, policy: AssociationPolicy(titles: ["MOSAIC"]), provider: archive, logger: logger)
/// try await server.run()
/// ```
///
/// ``run()`` ends when its task is cancelled: no more associations are accepted, operations that are being performed are answered, and
/// what is not done after the grace period is aborted.
public final class DICOMServer: Sendable {
    /// What a server is made of.
    struct Parts: Sendable {
        let policy: AssociationPolicy
        let limits: AssociationLimits
        let outgoing: AssociationOptions
        let provider: any ServiceClassProvider
        let logger: Logger
        let budget: ReceivingBudget
    }

    private let host: String
    private let requestedPort: Int
    private let tls: NIOSSLContext?
    private let gracePeriod: Duration
    private let group: any EventLoopGroup
    private let parts: Parts
    private let bound: EventLoopPromise<Int>
    private let hasBound = Atomic(false)
    private let sessions = OpenSessions()

    /// A server that does not listen yet.
    ///
    /// - Parameters:
    ///   - host: The address to listen at.
    ///   - port: The port; 0 for a free one, see ``port``.
    ///   - tls: For DICOM over TLS, with client certificates where it asks for them.
    ///   - policy: Whom to serve with what.
    ///   - limits: What associations may take.
    ///   - gracePeriod: How long operations may go on when the server ends.
    ///   - outgoing: For associations the server requests itself: C-MOVE and the answer of storage commitment.
    ///   - provider: The application.
    ///   - logger: Gets no patient data.
    ///   - eventLoopGroup: Where the sockets live.
    public init(
        host: String = "0.0.0.0", port: Int, tls: NIOSSLContext? = nil, policy: AssociationPolicy, limits: AssociationLimits = .init(),
        gracePeriod: Duration = .seconds(10), outgoing: AssociationOptions = .init(), provider: some ServiceClassProvider, logger: Logger,
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        self.host = host
        self.requestedPort = port
        self.tls = tls
        self.gracePeriod = gracePeriod
        group = eventLoopGroup
        parts = Parts(
            policy: policy, limits: limits, outgoing: outgoing, provider: provider, logger: logger,
            budget: ReceivingBudget(limit: limits.receivingBytes))
        bound = eventLoopGroup.next().makePromise(of: Int.self)
    }

    deinit { tellPort(.failure(DICOMNetworkError(.closed, "The server does not listen."))) }

    private func tellPort(_ port: Result<Int, any Error>) {
        if !hasBound.exchange(true, ordering: .relaxed) { bound.completeWith(port) }
    }

    /// The port it listens at; waits until it does.
    public var port: Int {
        get async throws { try await bound.futureResult.get() }
    }

    /// How many associations are open.
    public var openAssociations: Int { sessions.count }

    /// How many bytes of objects are in memory, being received or stored.
    public var receivingBytes: Int { parts.budget.used }

    /// Listens and serves until the task is cancelled.
    public func run() async throws {
        let listener: Listener
        do {
            listener = try await listen()
        } catch {
            let failure = DICOMNetworkError(.connectionFailed, "Cannot listen at \(host), port \(requestedPort): \(systemReason(error)).")
            tellPort(.failure(failure))
            throw failure
        }
        let port = listener.channel.localAddress?.port ?? requestedPort
        tellPort(.success(port))
        parts.logger.info("DICOM server listens", metadata: ["host": "\(host)", "port": "\(port)", "tls": "\(tls != nil)"])
        // Cancelling must not reach what is being stored, so associations are served in a task that is not cancelled with this one.
        let serving = Task { try await serve(listener) }
        try await withTaskCancellationHandler {
            try await serving.value
        } onCancel: {
            listener.channel.close(promise: nil)
            sessions.drain()
            let sessions = sessions
            listener.channel.eventLoop.scheduleTask(in: TimeAmount(gracePeriod)) {
                sessions.abort()
                serving.cancel()
            }
        }
        parts.logger.info("DICOM server has ended")
    }

    private typealias Listener = NIOAsyncChannel<AssociationLink, Never>

    private func listen() async throws -> Listener {
        let settings = AssociationHandler.Settings(
            role: .acceptor, limits: parts.limits, maximumLength: parts.policy.maximumLength, budget: parts.budget)
        let tls = tls
        return try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 4096, initial: 65536, maximum: 262_144))
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 256 << 10, high: 1 << 20))
            .bind(host: host, port: requestedPort) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    return try AssociationLink(channel, settings)
                }
            }
    }

    private func serve(_ listener: Listener) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            try await listener.executeThenClose { inbound in
                do {
                    for try await link in inbound { accept(link, in: &group) }
                } catch {
                    // Closing the listener ends the loop, as an error or without one.
                    parts.logger.debug("The listener ended", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    private func accept(_ link: AssociationLink, in group: inout ThrowingDiscardingTaskGroup<any Error>) {
        let id = sessions.add(link)
        let (parts, sessions) = (parts, sessions)
        let isOverLimit = sessions.count > parts.limits.associations
        // Those above the limit are told so; when even they are many, they are not.
        guard sessions.count <= 2 * parts.limits.associations + 16 else {
            sessions.remove(id)
            link.channel.close(promise: nil)
            return
        }
        group.addTask {
            let session = AcceptorSession(id: id, link: link, parts: parts, isOverLimit: isOverLimit) { sessions.remove(id) }
            await session.run()
        }
    }
}

/// The associations a server has open.
private final class OpenSessions: Sendable {
    private struct State {
        var nextID: UInt64 = 1
        var links: [UInt64: AssociationLink] = [:]
        var isDraining = false
    }

    private let state = NIOLockedValueBox(State())

    var count: Int { state.withLockedValue { $0.links.count } }

    func add(_ link: AssociationLink) -> UInt64 {
        let (id, isDraining) = state.withLockedValue { state in
            defer { state.nextID += 1 }
            state.links[state.nextID] = link
            return (state.nextID, state.isDraining)
        }
        if isDraining { link.drain() }
        return id
    }

    func remove(_ id: UInt64) {
        state.withLockedValue { _ = $0.links.removeValue(forKey: id) }
    }

    func drain() {
        let links = state.withLockedValue { state in
            state.isDraining = true
            return Array(state.links.values)
        }
        for link in links { link.drain() }
    }

    func abort() {
        for link in state.withLockedValue({ Array($0.links.values) }) { link.abort() }
    }
}
