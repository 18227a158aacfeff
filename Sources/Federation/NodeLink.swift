public import Foundation
public import Ledger
public import Logging
public import Storage

/// The node's end of the link: it calls out, receives into the inbox, acts, and sends what lies in the outbox.
public struct NodeLink: Sendable {
    /// What the link is doing, for people to read.
    public enum State: Sendable, Equatable {
        case connected
        case unreachable(String)
        case refused(String)
    }

    /// Acts on one message. It stores its effect and marks the message as handled in one transaction.
    public typealias Handler = @Sendable (Message) async throws -> Void

    private let database: Database
    private let node: NodeName
    private let hubKey: NoteVerifier
    private let connect: @Sendable () throws -> HubConnection
    private let renew: @Sendable (HubConnection) async throws -> Bool
    private let handler: Handler
    private let beforeSending: @Sendable () async throws -> Void
    private let onState: @Sendable (State) async -> Void
    private let now: @Sendable () -> Date
    private let logger: Logger
    private let sending = Doorbell()
    private let handling = Doorbell()

    static let pollSeconds = 20
    static let longestPause: Duration = .seconds(10)
    static let concurrentMessages = 8

    /// A link.
    ///
    /// - Parameters:
    ///   - connect: makes a connection with the certificate as it is now.
    ///   - renew: renews the certificate where that is due; says whether it did.
    ///   - beforeSending: called between reading a message from the outbox and sending it; what must be on record first is put there.
    public init(
        database: Database, node: NodeName, hubKey: NoteVerifier, connect: @escaping @Sendable () throws -> HubConnection,
        renew: @escaping @Sendable (HubConnection) async throws -> Bool, handler: @escaping Handler,
        beforeSending: @escaping @Sendable () async throws -> Void,
        onState: @escaping @Sendable (State) async -> Void, now: @escaping @Sendable () -> Date, logger: Logger
    ) {
        self.database = database
        self.node = node
        self.hubKey = hubKey
        self.connect = connect
        self.renew = renew
        self.handler = handler
        self.beforeSending = beforeSending
        self.onState = onState
        self.now = now
        self.logger = logger
    }

    /// Says that something was queued by this process.
    public func ringForSending() { sending.ring() }

    /// Works until the task is cancelled; the hub being away is no reason to end.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await receive() }
            group.addTask { try await send() }
            group.addTask { try await handle() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    // MARK: Receiving

    private func receive() async throws {
        var pause: Duration = .milliseconds(200)
        while true {
            try Task.checkCancellation()
            let connection = try connect()
            do {
                try await poll(connection, onSuccess: { pause = .milliseconds(200) })
            } catch {
                await connection.close()
                if Task.isCancelled { throw CancellationError() }
                await report(error)
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    /// Asks for messages until something fails, or until the certificate was renewed and a new connection is wanted.
    private func poll(_ connection: HubConnection, onSuccess: () -> Void) async throws {
        var after = 0
        var wait = 0
        while true {
            if try await renew(connection) { return await connection.close() }
            let path = "\(FederationPath.messages)?after=\(after)&wait=\(wait)"
            let bytes: [UInt8]
            do {
                bytes = try await connection.call("GET", path, timeout: .seconds(wait + 10))
            } catch is CancellationError {
                await sayGoodbye()
                throw CancellationError()
            }
            let batch = try JSONDecoder().decode(MessageBatch.self, from: Data(bytes))
            // The first call comes back at once, which tells whether the hub takes us.
            if wait == 0 { await onState(.connected) }
            wait = Self.pollSeconds
            onSuccess()
            guard let last = batch.items.last else { continue }
            try await store(batch)
            after = last.sequence
            handling.ring()
        }
    }

    private func store(_ batch: MessageBatch) async throws {
        let time = now()
        let messages = batch.items.compactMap { item -> (Message, String)? in
            do {
                return (try SealedMessage.open(item.note, from: hubKey, recipient: node.value, now: time), item.note)
            } catch {
                // A message that is not the hub's, or not for us, or too late: acting on it would be wrong, asking again useless.
                logger.warning("A message of the hub was refused: \(error)")
                return nil
            }
        }
        try await database.write { connection in
            for (message, note) in messages { _ = try LinkQueue.receive(message, note: note, now: time, in: connection) }
        }
    }

    private func sayGoodbye() async {
        // The task is cancelled already; a call of its own tells the hub not to wait for us.
        let connect = self.connect
        let logger = self.logger
        let farewell = Task.detached {
            do {
                let connection = try connect()
                _ = try await connection.call("DELETE", FederationPath.messages, timeout: .seconds(2))
                logger.debug("The hub is told that this node leaves.")
                await connection.close()
            } catch {
                logger.debug("The hub could not be told that this node leaves: \(error)")
            }
        }
        await farewell.value
    }

    private func report(_ error: any Error) async {
        switch error {
        case let error as FederationError where error.code == .hubUnreachable || error.code == .unexpectedResponse:
            await onState(.unreachable(error.message))
        case let error as FederationError:
            await onState(.refused(error.message))
        default:
            await onState(.unreachable("\(error)"))
        }
    }

    // MARK: Sending

    private func send() async throws {
        var connection: HubConnection?
        var pause: Duration = .milliseconds(200)
        do {
            try await sending.answer(atLeastEvery: .milliseconds(300)) {
                do {
                    while let message = try await oldestOutgoing() {
                        let open = try connection ?? connect()
                        connection = open
                        try await beforeSending()
                        try await send(message, over: open)
                        pause = .milliseconds(200)
                    }
                } catch {
                    if Task.isCancelled { throw CancellationError() }
                    await connection?.close()
                    connection = nil
                    logger.warning("Sending to the hub failed and is tried again: \(error)")
                    try await Task.sleep(for: pause)
                    pause = min(pause * 2, Self.longestPause)
                }
            }
        } catch {
            await connection?.close()
            throw error
        }
    }

    private func send(_ message: LinkQueue.Outgoing, over connection: HubConnection) async throws {
        do {
            _ = try await connection.call("POST", FederationPath.messages, body: ("text/plain; charset=utf-8", Array(message.note.utf8)))
        } catch let error as FederationError where error.isFinal {
            logger.error("The hub does not take message \(message.id), which is dropped: \(error)")
        }
        try await forget(message)
    }

    private func oldestOutgoing() async throws -> LinkQueue.Outgoing? {
        let time = now()
        return try await database.read { try LinkQueue.outgoing(to: "hub", after: 0, limit: 1, now: time, in: $0).first }
    }

    private func forget(_ message: LinkQueue.Outgoing) async throws {
        let time = now()
        try await database.write { try LinkQueue.acknowledge(recipient: "hub", upTo: message.sequence, now: time, in: $0) }
    }

    // MARK: Acting

    /// Several messages are acted on at once: a computation that takes minutes must not keep a question waiting.
    private func handle() async throws {
        let working = MessagesAtWork()
        try await withThrowingDiscardingTaskGroup { group in
            try await handling.answer(atLeastEvery: .seconds(5)) {
                for (id, note) in try await database.read({ try LinkQueue.unhandled(limit: 200, in: $0) }) {
                    guard await working.begin(id, atMost: Self.concurrentMessages) else { continue }
                    group.addTask {
                        await handle(id, note)
                        await working.end(id)
                        sending.ring()
                        handling.ring()
                    }
                }
            }
        }
    }

    private func handle(_ id: String, _ note: String) async {
        do {
            let message = try Message(text: SignedNote(note).verify(with: hubKey))
            guard message.expires > now() else { return try await drop(id, "expired before it was acted on") }
            try await handler(message)
        } catch let error as StorageError where error.code != .conflict && error.code != .notFound {
            // The disk, the database, the ledger: it may pass. The message stays in the inbox and is tried again until it expires.
            logger.error("A message could not be acted on now and is tried again: \(error)")
            try? await Task.sleep(for: .seconds(5))
        } catch {
            await dropLogging(id, "could not be acted on: \(error)")
        }
    }

    private func drop(_ id: String, _ why: String) async throws {
        logger.error("Message \(id) \(why)")
        let time = now()
        try await database.write { try LinkQueue.markHandled(id, now: time, in: $0) }
    }

    private func dropLogging(_ id: String, _ why: String) async {
        do {
            try await drop(id, why)
        } catch {
            logger.error("Message \(id) could not be marked as handled: \(error)")
        }
    }
}

/// The messages that are being acted on, so that none is begun twice.
private actor MessagesAtWork {
    private var identifiers: Set<String> = []

    func begin(_ id: String, atMost limit: Int) -> Bool {
        identifiers.count < limit && identifiers.insert(id).inserted
    }

    func end(_ id: String) { identifiers.remove(id) }
}
