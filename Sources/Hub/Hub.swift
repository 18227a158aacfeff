public import Federation
public import Foundation
import Governance
import Ledger
public import Logging
import Storage

/// A hub: the public face of a federation. It relays, lists and counts; it holds nothing about any patient and can grant nothing.
public final class Hub: Sendable {
    /// The folder that holds its state.
    public let home: HubHome
    /// What the operator set.
    public let configuration: HubConfiguration

    let database: Database
    let authority: CertificateAuthority
    let signer: NoteSigner
    let members: MemberDesk
    let people: People
    let desk: LinkDesk
    let catalogue: CatalogueDesk
    let questions: QuestionDesk
    let budgets: BudgetBook
    let applications: ApplicationDesk
    let jobs: JobDesk
    let now: @Sendable () -> Date
    let logger: Logger

    /// Opens a home.
    ///
    /// - Throws: ``HubError`` where there is no hub, or its configuration cannot be used.
    public init(home: HubHome, now: @escaping @Sendable () -> Date, logger: Logger) throws {
        self.home = home
        self.now = now
        self.logger = logger
        configuration = try home.configuration()
        database = try Database(path: home.databasePath, migrations: HubSchema.migrations)
        authority = try home.authority()
        signer = try home.signer()
        members = MemberDesk(
            database: database, authority: authority, federation: configuration.federation, address: configuration.federationAddress,
            hubKey: signer.verifier, now: now)
        people = People(database: database, now: now)
        let members = self.members
        desk = LinkDesk(database: database, now: now) { node, time in
            do {
                try await members.note(node, seen: time)
            } catch {
                logger.error("When node '\(node)' was seen could not be kept: \(error)")
            }
        }
        let postOffice = PostOffice(database: database, signer: signer, desk: desk, now: now)
        catalogue = CatalogueDesk(database: database, now: now)
        budgets = BudgetBook(database: database, now: now, logger: logger)
        questions = QuestionDesk(
            members: members, catalogue: catalogue, postOffice: postOffice, desk: desk, budgets: budgets,
            limit: .seconds(configuration.answerSeconds), now: now)
        applications = ApplicationDesk(database: database, catalogue: catalogue, postOffice: postOffice, now: now)
        jobs = JobDesk(database: database, catalogue: catalogue, postOffice: postOffice, desk: desk, now: now)
    }

    /// A new single-use code for a node to join.
    public func invite(node: String?, lifetime: TimeInterval, by person: String) async throws -> InvitationCode {
        try await members.invite(node: node, lifetime: lifetime, by: person)
    }

    /// Shuts a node out, from its next message on.
    public func revoke(_ node: String, reason: String, by person: String) async throws {
        try await members.revoke(node, reason: reason, by: person)
    }

    /// Lets a person sign in, or gives a known one a new password.
    public func addPerson(name: String, title: String, role: Person.Role, password: String) async throws {
        try await people.add(name: name, title: title, role: role, password: password)
    }

    /// A node of the federation as its operator sees it.
    public struct MemberSummary: Codable, Sendable {
        /// The node's name.
        public let name: String
        /// The holder's name.
        public let title: String
        /// `active`, `expired` or `revoked`.
        public let state: String
        /// Since when it belongs to the federation.
        public let joined: Date
        /// When it was last heard of.
        public let lastSeen: Date?
    }

    /// The nodes of the federation, by name.
    public func memberList() async throws -> [MemberSummary] {
        let seen = try await database.read { connection in
            Dictionary(
                try connection.query("SELECT name, last_seen_ms FROM member").map { ($0.string("name") ?? "", $0.integer("last_seen_ms")) },
                uniquingKeysWith: { $1 })
        }
        var summaries: [MemberSummary] = []
        for member in try await members.list() {
            let stored = seen[member.node]?.map(Date.init(milliseconds:))
            let present = await desk.lastSeen(member.node)
            summaries.append(
                MemberSummary(
                    name: member.node, title: member.holder, state: member.state(at: now()).rawValue, joined: member.joined,
                    lastSeen: present ?? stored))
        }
        return summaries
    }

    /// Takes in a message from a node: checks it, stores its effect once, then wakes whoever waits for it.
    func receive(note: String, from node: NodeName) async throws {
        let time = now()
        let key = try await members.signingKey(of: node)
        let message = try SealedMessage.open(note, from: key, recipient: "hub", now: time)
        let isNew = try await database.write { connection in
            guard try LinkQueue.receive(message, note: "", now: time, in: connection) else { return false }
            do {
                try Self.store(message.body, from: node, key: key, now: time, connection)
            } catch let error where error is GovernanceError || error is PermitError || error is NoteError || error is HubError {
                // Final for the node: the same message would be refused again, and others wait behind it.
                throw FederationError(.requestInvalid, "\(error)")
            }
            try LinkQueue.markHandled(message.id, now: time, in: connection)
            return true
        }
        guard isNew else { return }
        switch message.body {
        case .answers(let answers): await questions.receive(answers, from: node)
        case .aggregate(let notice): await jobs.receive(notice)
        default: break
        }
    }
}

extension Hub {
    private static func store(_ body: MessageBody, from node: NodeName, key: NoteVerifier, now: Date, _ connection: any SQLConnection)
        throws
    {
        switch body {
        case .dataset(let record): try CatalogueDesk.store(record, from: node, now: now, connection)
        case .negotiation(let notice): try ApplicationDesk.store(notice, from: node, now: now, connection)
        case .permit(let notice): try ApplicationDesk.store(notice, from: node, key: key, now: now, connection)
        case .aggregate(let notice): try JobDesk.store(notice, from: node, connection)
        case .answers: break  // Answers are handed on, not kept.
        case .question, .permittedQuestion, .application, .round:
            throw FederationError(.requestInvalid, "A node does not send messages of kind \(body.kind).")
        }
    }
}

/// Signs and queues messages to nodes.
struct PostOffice: Sendable {
    let database: Database
    let signer: NoteSigner
    let desk: LinkDesk
    let now: @Sendable () -> Date

    /// Queues a message within a transaction; ring for the recipient once it is committed.
    func enqueue(_ body: MessageBody, to node: String, lifetime: TimeInterval, in connection: any SQLConnection) throws {
        let message = Message(sender: signer.name, recipient: node, sent: now(), lifetime: lifetime, body: body)
        try LinkQueue.enqueue(SealedMessage(message, by: signer), in: connection)
    }

    /// Queues messages to nodes, all or none, and wakes them.
    func send(_ messages: [(node: String, body: MessageBody)], lifetime: TimeInterval) async throws {
        try await database.write { connection in
            for (node, body) in messages { try enqueue(body, to: node, lifetime: lifetime, in: connection) }
        }
        await desk.ring(messages.map(\.node))
    }
}
