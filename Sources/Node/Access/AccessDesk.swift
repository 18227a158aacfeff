import Catalogue
import Federation
public import Foundation
public import Governance
import Ledger
import Storage

/// Applications as the holder's representative sees and decides them. Only here, with the node's own key, is a permit made.
extension Node {
    /// An application for one dataset of this node.
    public struct ApplicationCase: Sendable {
        /// The application, as the applicant signed it.
        public let application: Application
        /// The dataset that is asked for.
        public let dataset: String
        /// Where it stands.
        public let negotiation: Negotiation
        /// What happened, oldest first.
        public let events: [NegotiationEvent]
        /// When the node heard of it.
        public let received: Date
        /// The applicant's public key, as a note verifier: to be compared with what the applicant says over another channel.
        public let applicantKey: String

        /// The state of the application for this dataset.
        public var state: DatasetState { negotiation.datasets[dataset]?.state ?? .submitted }
        /// Whether the representative has still to decide.
        public var isWaiting: Bool { [.representativeContacted, .checkingAvailability].contains(state) }
    }

    /// All applications for datasets of this node, oldest first.
    public func applications() async throws -> [ApplicationCase] {
        try await database.read { connection in
            try connection.query("SELECT * FROM application ORDER BY received_ms, id, dataset_id").map { try ApplicationCase($0) }
        }
    }

    /// Decides about an application for one dataset. Accepting without conditions issues the permit at once.
    ///
    /// - Returns: the permit's id, where one was issued.
    /// - Throws: `GovernanceError` where the state does not allow it.
    @discardableResult
    public func decide(_ application: String, dataset: String?, _ decision: Decision, actor: String) async throws -> String? {
        let time = now()
        let permitID = try await database.write { connection -> String? in
            let stored = try self.load(application, dataset: dataset, connection)
            var negotiation = stored.negotiation
            var events = try negotiation.handle(
                .decide(stored.dataset, decision), by: Governance.Actor(actor, .representative), now: time)
            try negotiation.apply(events)
            var drafts = [
                LedgerFile.Draft(
                    "application.decided", actor: actor, subject: stored.dataset,
                    details: ["application": application, "decision": decision.word, "applicant": stored.application.applicant])
            ]
            var permitID: String?
            if negotiation.datasets[stored.dataset]?.state == .conditionsMet {
                let permit = try self.issuePermit(
                    stored, conditions: negotiation.datasets[stored.dataset]?.conditions ?? [], time, connection)
                events += try negotiation.handle(
                    .dataset(stored.dataset, .grant(permitID: permit.id)), by: Governance.Actor(actor, .representative), now: time)
                drafts.append(self.draft(permit, actor: actor))
                permitID = permit.id
            }
            try self.store(stored, adding: events, connection)
            try self.enqueue(
                .negotiation(NegotiationNotice(application: application, dataset: stored.dataset, events: events)), lifetime: 120 * 86_400,
                in: connection)
            try self.record(drafts, in: connection)
            return permitID
        }
        try await writeLedger()
        return permitID
    }

    // MARK: What the hub brings

    /// Takes in an application that the hub brought; its text must be signed by the applicant.
    func receive(_ notice: ApplicationNotice, message: Message) async throws {
        let key = try NoteVerifier(vkey: notice.applicantKey)
        let application = try NoteText.decode(Application.self, from: notice.note.verify(with: key))
        try application.validate(now: now())
        guard application.users == [notice.applicantKey], key.name == application.applicant,
            Set(notice.datasets).isSubset(of: application.datasets)
        else {
            throw NodeError(
                .input, "Application '\(application.id)' does not fit its notice, or names another key or person than signed it.")
        }
        let time = now()
        let known = Set(try await datasets().map(\.id))
        let wanted = notice.datasets.filter { known.contains($0) }
        try await database.write { connection in
            var fresh: [String] = []
            for dataset in wanted {
                // The history begins here, by the rules. What the hub tells of steps that others took is not taken over: it could
                // tell of a decision that nobody made.
                let events = try Self.opening(of: application, dataset: dataset, at: time)
                let added = try connection.execute(
                    """
                    INSERT INTO application (id, dataset_id, note, applicant_key, events, received_ms) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id, dataset_id) DO NOTHING
                    """,
                    [
                        .text(application.id), .text(dataset), .text(notice.note.encoded), .text(notice.applicantKey),
                        .text(try EventLog.encode(events)), .integer(time.milliseconds),
                    ])
                if added > 0 { fresh.append(dataset) }
            }
            try self.record(
                fresh.map {
                    .init(
                        "application.received", actor: application.applicant, subject: $0,
                        details: ["application": application.id, "key": notice.applicantKey])
                }, in: connection)
            try LinkQueue.markHandled(message.id, now: time, in: connection)
        }
        try await writeLedger()
    }

    /// The first steps of every application at a node: submitted by the applicant, passed on by the hub.
    private static func opening(of application: Application, dataset: String, at time: Date) throws -> [NegotiationEvent] {
        let hub = Governance.Actor("hub", .committee)
        let events: [NegotiationEvent] = [
            Negotiation.open(applicationID: application.id, applicant: application.applicant, datasets: application.datasets, now: time),
            .stepped(.submit, reason: "", by: Governance.Actor(application.applicant, .applicant), at: time),
            .stepped(.approve, reason: "", by: hub, at: time), .datasetStepped(dataset, .contact, by: hub, at: time),
        ]
        _ = try Negotiation(events: events)
        return events
    }

    /// Takes in the applicant's acceptance of the conditions: checks their signature, and issues the permit.
    func receive(_ notice: NegotiationNotice, message: Message) async throws {
        let time = now()
        try await database.write { connection in
            let stored = try self.load(notice.application, dataset: notice.dataset, connection)
            let conditions = stored.negotiation.datasets[stored.dataset]?.conditions ?? []
            guard let proof = notice.proof,
                let acceptance = try? NoteText.decode(
                    ConditionsAcceptance.self, from: proof.verify(with: NoteVerifier(vkey: stored.applicantKey))),
                acceptance == ConditionsAcceptance(application: stored.application.id, dataset: stored.dataset, conditions: conditions)
            else {
                throw NodeError(
                    .input,
                    "The acceptance for application '\(notice.application)' is not signed by the applicant, or accepts other conditions.")
            }
            var negotiation = stored.negotiation
            let accepted = try negotiation.handle(
                .dataset(stored.dataset, .acceptConditions), by: Governance.Actor(stored.application.applicant, .applicant), now: time)
            try negotiation.apply(accepted)
            let permit = try self.issuePermit(stored, conditions: conditions, time, connection)
            let representative = Governance.Actor(self.representative(of: stored), .representative)
            let granted = try negotiation.handle(.dataset(stored.dataset, .grant(permitID: permit.id)), by: representative, now: time)
            try self.store(stored, adding: accepted + granted, connection)
            // The hub knows of the acceptance; it is told of the permit.
            try self.enqueue(
                .negotiation(NegotiationNotice(application: stored.application.id, dataset: stored.dataset, events: granted)),
                lifetime: 120 * 86_400,
                in: connection)
            try LinkQueue.markHandled(message.id, now: time, in: connection)
            let drafts: [LedgerFile.Draft] = [
                .init(
                    "conditions.accepted", actor: stored.application.applicant, subject: stored.dataset,
                    details: ["application": stored.application.id, "conditions": conditions.map(\.code.id).joined(separator: " ")]),
                self.draft(permit, actor: representative.name),
            ]
            try self.record(drafts, in: connection)
        }
        try await writeLedger()
    }

    // MARK: Permits

    private func issuePermit(_ stored: ApplicationCase, conditions: [Condition], _ time: Date, _ connection: any SQLConnection) throws
        -> Permit
    {
        guard let version = try connection.first("SELECT version FROM dataset WHERE id = ?", [.text(stored.dataset)])?.string("version")
        else {
            throw NodeError(.notFound, "Dataset '\(stored.dataset)' is not published by this node.")
        }
        let permit = Permit(
            id: UUID().uuidString.lowercased(), answering: stored.application, datasetID: stored.dataset, datasetVersion: version,
            node: name.value,
            holder: configuration.title, conditions: conditions, now: time)
        let note = try permit.signed(by: keys.signer)
        try connection.execute(
            "INSERT INTO permit (id, application_id, dataset_id, note) VALUES (?, ?, ?, ?)",
            [.text(permit.id), .text(stored.application.id), .text(stored.dataset), .text(note.encoded)])
        let notice = PermitNotice(application: stored.application.id, dataset: stored.dataset, permit: note)
        try enqueue(.permit(notice), lifetime: 120 * 86_400, in: connection)
        return permit
    }

    private func draft(_ permit: Permit, actor: String) -> LedgerFile.Draft {
        .init(
            "permit.issued", actor: actor, subject: permit.datasetID,
            details: [
                "permit": permit.id, "application": permit.applicationID, "version": permit.datasetVersion,
                "operations": permit.operations.map(\.rawValue).sorted().joined(separator: " "),
                "expires": permit.expires.formatted(.iso8601),
            ])
    }

    /// Who put the conditions on the table.
    private func representative(of stored: ApplicationCase) -> String {
        for case .datasetStepped(stored.dataset, .indicateConditions, let actor, _) in stored.events.reversed() { return actor.name }
        return name.value
    }

    private func load(_ id: String, dataset: String?, _ connection: any SQLConnection) throws -> ApplicationCase {
        let rows = try connection.query("SELECT * FROM application WHERE id = ? ORDER BY dataset_id", [.text(id)])
        guard !rows.isEmpty else {
            throw NodeError(.notFound, "There is no application '\(id.prefix(80))'. 'mosaic node applications' lists them.")
        }
        let cases = try rows.map { try ApplicationCase($0) }
        if let dataset {
            guard let match = cases.first(where: { $0.dataset == dataset }) else {
                throw NodeError(.notFound, "Application '\(id.prefix(80))' does not ask for dataset '\(dataset.prefix(128))'.")
            }
            return match
        }
        guard cases.count == 1 else {
            throw NodeError(
                .misuse,
                "Application '\(id.prefix(80))' asks for several datasets; say which with --dataset: \(cases.map(\.dataset).joined(separator: ", "))."
            )
        }
        return cases[0]
    }

    private func store(_ stored: ApplicationCase, adding events: [NegotiationEvent], _ connection: any SQLConnection) throws {
        try connection.execute(
            "UPDATE application SET events = ? WHERE id = ? AND dataset_id = ?",
            [.text(try EventLog.encode(stored.events + events)), .text(stored.application.id), .text(stored.dataset)])
    }
}

extension Node.ApplicationCase {
    fileprivate init(_ row: SQLRow) throws {
        application = try NoteText.decode(Application.self, from: SignedNote(row.string("note") ?? "").text)
        dataset = row.string("dataset_id") ?? ""
        events = try EventLog.decode([NegotiationEvent].self, from: row.string("events") ?? "[]")
        negotiation = try Negotiation(events: events)
        received = Date(milliseconds: row.integer("received_ms") ?? 0)
        applicantKey = row.string("applicant_key") ?? ""
    }
}

extension Decision {
    fileprivate var word: String {
        switch self {
        case .accept: "accepted"
        case .acceptWithConditions: "accepted with conditions"
        case .refuse: "refused"
        }
    }
}
