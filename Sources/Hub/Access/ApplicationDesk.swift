import Catalogue
import Federation
import Foundation
import Governance
import Ledger
import Storage

/// Applications on their way between data users and the holders' representatives. The hub keeps the record; it decides nothing.
struct ApplicationDesk: Sendable {
    let database: Database
    let catalogue: CatalogueDesk
    let postOffice: PostOffice
    let now: @Sendable () -> Date

    /// How long a node that is away may take to fetch what concerns an application.
    private static let lifetime: TimeInterval = 120 * 86_400
    /// The largest application, in bytes; 600 words twice are far below it.
    private static let sizeLimit = 100_000
    /// In whose name the hub itself takes steps.
    private static let hub = Governance.Actor("hub", .committee)

    /// An application with what became of it.
    struct Case: Sendable {
        let application: Application
        let negotiation: Negotiation
        let events: [NegotiationEvent]
        let submitted: Date
    }

    /// Takes in an application that the person signed, and brings it to the representatives of all its datasets.
    func submit(_ note: SignedNote, applicantKey: String, person: Person) async throws -> String {
        let application = try verified(note, applicantKey: applicantKey, person: person)
        let time = now()
        var nodes: [String: [String]] = [:]
        for dataset in application.datasets {
            let entry = try await catalogue.entry(dataset)
            nodes[entry.node, default: []].append(dataset)
        }
        let applicant = Governance.Actor(person.name, .applicant)
        var events = [
            Negotiation.open(applicationID: application.id, applicant: person.name, datasets: application.datasets, now: time),
            .stepped(.submit, reason: "", by: applicant, at: time),
            .stepped(.approve, reason: "", by: Self.hub, at: time),
        ]
        events += application.datasets.map { .datasetStepped($0, .contact, by: Self.hub, at: time) }
        _ = try Negotiation(events: events)
        let record = events
        let recipients = nodes
        try await database.write { connection in
            guard try connection.first("SELECT 1 AS n FROM application WHERE id = ?", [.text(application.id)]) == nil else {
                throw HubError(.state, "There is an application '\(application.id)' already.")
            }
            try connection.execute(
                "INSERT INTO application (id, applicant, note, applicant_key, title, events, submitted_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    .text(application.id), .text(person.name), .text(note.encoded), .text(applicantKey), .text(application.title),
                    .text(try EventLog.encode(record)), .integer(time.milliseconds),
                ])
            for (node, datasets) in recipients {
                let notice = ApplicationNotice(note: note, applicantKey: applicantKey, datasets: datasets)
                try postOffice.enqueue(.application(notice), to: node, lifetime: Self.lifetime, in: connection)
            }
        }
        await postOffice.desk.ring(nodes.keys)
        return application.id
    }

    /// Takes in the applicant's signed acceptance of a holder's conditions, and brings it to the holder.
    func accept(_ id: String, dataset: String, proof: SignedNote, person: Person) async throws {
        let entry = try await catalogue.entry(dataset)
        let time = now()
        try await database.write { connection in
            let stored = try Self.load(id, applicant: person.name, connection)
            let key = try NoteVerifier(vkey: stored.applicantKey)
            guard let text = try? proof.verify(with: key),
                let acceptance = try? NoteText.decode(ConditionsAcceptance.self, from: text), acceptance.application == id,
                acceptance.dataset == dataset, acceptance.conditions == stored.negotiation.datasets[dataset]?.conditions
            else {
                throw HubError(
                    .input,
                    "The acceptance is not signed with the key of the application, or names other conditions than those that were put.")
            }
            let new = try stored.negotiation.handle(
                .dataset(dataset, .acceptConditions), by: Governance.Actor(person.name, .applicant), now: time)
            try Self.append(new, to: id, connection)
            let notice = NegotiationNotice(application: id, dataset: dataset, events: new, proof: proof)
            try postOffice.enqueue(.negotiation(notice), to: entry.node, lifetime: Self.lifetime, in: connection)
        }
        await postOffice.desk.ring([entry.node])
    }

    /// The applications of a person, newest first.
    func cases(of person: Person) async throws -> [Case] {
        try await database.read { connection in
            try connection.query(
                "SELECT note, events, submitted_ms FROM application WHERE applicant = ? ORDER BY submitted_ms DESC, id",
                [.text(person.name)]
            ).map(Case.init)
        }
    }

    /// One application of a person.
    func oneCase(_ id: String, of person: Person) async throws -> Case {
        try await database.read { connection in
            guard
                let row = try connection.first(
                    "SELECT note, events, submitted_ms FROM application WHERE id = ? AND applicant = ?", [.text(id), .text(person.name)])
            else { throw HubError(.notFound, "You have no application '\(id.prefix(80))'. 'mosaic applications' lists yours.") }
            return try Case(row)
        }
    }

    /// The permits of a person, as their holders signed them.
    func permits(of person: Person) async throws -> [SignedNote] {
        try await database.read { connection in
            try connection.query(
                "SELECT p.note FROM permit p JOIN application a ON a.id = p.application_id WHERE a.applicant = ? ORDER BY p.received_ms, p.id",
                [.text(person.name)]
            ).map { try SignedNote($0.string("note") ?? "") }
        }
    }

    // MARK: What nodes report

    static func store(_ notice: NegotiationNotice, from node: NodeName, now: Date, _ connection: any SQLConnection) throws {
        try checkOwner(of: notice.dataset, node, connection)
        var negotiation = try load(notice.application, applicant: nil, connection).negotiation
        for event in notice.events {
            guard case .datasetStepped(notice.dataset, let step, let actor, _) = event else {
                throw FederationError(.requestInvalid, "Node '\(node)' reports a step that is not about its dataset.")
            }
            // A node speaks for its representative. The one step of the applicant's it may report is that there was nothing to accept.
            let nothingToAccept = step == .acceptConditions && negotiation.datasets[notice.dataset]?.conditions.isEmpty == true
            guard actor.role == .representative || nothingToAccept else {
                throw FederationError(.requestInvalid, "Node '\(node)' reports a step of the \(actor.role.rawValue).")
            }
            try negotiation.apply(event)
        }
        try append(notice.events, to: notice.application, connection)
    }

    static func store(_ notice: PermitNotice, from node: NodeName, key: NoteVerifier, now: Date, _ connection: any SQLConnection) throws {
        try checkOwner(of: notice.dataset, node, connection)
        let permit = try Permit(text: notice.permit.verify(with: key))
        guard permit.node == node.value, permit.datasetID == notice.dataset, permit.applicationID == notice.application else {
            throw FederationError(.requestInvalid, "The permit of node '\(node)' is for something else than the node says.")
        }
        try connection.execute(
            "INSERT INTO permit (id, application_id, dataset_id, node, note, received_ms) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            [
                .text(permit.id), .text(notice.application), .text(notice.dataset), .text(node.value), .text(notice.permit.encoded),
                .integer(now.milliseconds),
            ])
    }

    private static func checkOwner(of dataset: String, _ node: NodeName, _ connection: any SQLConnection) throws {
        let owner = try connection.first("SELECT node FROM dataset WHERE id = ?", [.text(dataset)])?.string("node")
        guard owner == node.value else {
            throw FederationError(.requestInvalid, "Dataset '\(dataset.prefix(128))' is not one of node '\(node)'.")
        }
    }

    private struct Stored {
        let applicantKey: String
        let negotiation: Negotiation
    }

    private static func load(_ id: String, applicant: String?, _ connection: any SQLConnection) throws -> Stored {
        let row = try connection.first("SELECT applicant, applicant_key, events FROM application WHERE id = ?", [.text(id)])
        guard let row, applicant == nil || row.string("applicant") == applicant else {
            throw HubError(.notFound, "There is no application '\(id.prefix(80))'. 'mosaic applications' lists yours.")
        }
        return Stored(
            applicantKey: row.string("applicant_key") ?? "",
            negotiation: try Negotiation(events: EventLog.decode([NegotiationEvent].self, from: row.string("events") ?? "[]")))
    }

    private static func append(_ new: [NegotiationEvent], to id: String, _ connection: any SQLConnection) throws {
        let stored = try connection.first("SELECT events FROM application WHERE id = ?", [.text(id)])?.string("events") ?? "[]"
        let events = try EventLog.decode([NegotiationEvent].self, from: stored) + new
        try connection.execute("UPDATE application SET events = ? WHERE id = ?", [.text(try EventLog.encode(events)), .text(id)])
    }

    private func verified(_ note: SignedNote, applicantKey: String, person: Person) throws -> Application {
        guard note.encoded.utf8.count <= Self.sizeLimit else {
            throw HubError(.input, "The application has more than \(Self.sizeLimit) bytes. Shorten its texts.")
        }
        let application: Application
        do {
            let key = try NoteVerifier(vkey: applicantKey)
            guard key.name == person.name else {
                throw HubError(.input, "The application is signed by '\(key.name)', you are signed in as '\(person.name)'.")
            }
            application = try NoteText.decode(Application.self, from: note.verify(with: key))
        } catch let error as NoteError {
            throw HubError(.input, "The application's signature is wrong: \(error.message)")
        }
        guard application.applicant == person.name, application.users == [applicantKey] else {
            throw HubError(.input, "The application must be in your name and name your own key.")
        }
        do {
            try application.validate(now: now())
        } catch {
            throw HubError(.input, "The application has faults: \(error)")
        }
        return application
    }
}

extension ApplicationDesk.Case {
    fileprivate init(_ row: SQLRow) throws {
        application = try NoteText.decode(Application.self, from: SignedNote(row.string("note") ?? "").text)
        events = try EventLog.decode([NegotiationEvent].self, from: row.string("events") ?? "[]")
        negotiation = try Negotiation(events: events)
        submitted = Date(milliseconds: row.integer("submitted_ms") ?? 0)
    }
}
