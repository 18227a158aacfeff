import Catalogue
import Computation
import Federation
import Foundation
import Ledger
import Storage

/// Computations under way. The data user's client leads them; the hub carries its signed rounds to the nodes and their aggregates back.
actor JobDesk {
    typealias RoundOutcome = PublicInterface.RoundOutcome

    private struct Pending {
        var waitingFor: Set<String>
        var answers: [AggregateNotice] = []
        var continuation: CheckedContinuation<RoundOutcome, Never>?
    }

    private let database: Database
    private let catalogue: CatalogueDesk
    private let postOffice: PostOffice
    private let desk: LinkDesk
    private let now: @Sendable () -> Date
    private var pending: [String: Pending] = [:]

    /// How long a round waits for the nodes.
    private static let limit: Duration = .seconds(120)

    init(database: Database, catalogue: CatalogueDesk, postOffice: PostOffice, desk: LinkDesk, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.catalogue = catalogue
        self.postOffice = postOffice
        self.desk = desk
        self.now = now
    }

    /// Registers a job.
    func open(_ description: JobDescription, for person: Person) async throws {
        do {
            try description.validate()
        } catch {
            throw HubError(.input, "\(error)")
        }
        for dataset in description.datasets { _ = try await catalogue.entry(dataset) }
        let time = now()
        try await database.write { connection in
            guard try connection.first("SELECT 1 AS n FROM job WHERE id = ?", [.text(description.id)]) == nil else {
                throw HubError(.state, "There is a job '\(description.id)' already.")
            }
            try connection.execute(
                "INSERT INTO job (id, person, description, created_ms) VALUES (?, ?, ?, ?)",
                [.text(description.id), .text(person.name), .text(try EventLog.encode(description)), .integer(time.milliseconds)])
        }
    }

    /// Carries one round to the nodes and waits for their answers.
    func carry(_ note: SignedNote, round: Int, ofJob id: String, for person: Person) async throws -> RoundOutcome {
        let job = try await job(id, of: person).description
        var datasetsByNode: [String: [String]] = [:]
        for dataset in job.datasets { datasetsByNode[try await catalogue.entry(dataset).node, default: []].append(dataset) }

        var missing: [String] = []
        var asked: [String: [String]] = [:]
        for (node, datasets) in datasetsByNode {
            if await desk.isConnected(node) { asked[node] = datasets } else { missing += datasets }
        }
        guard !asked.isEmpty else { return RoundOutcome(answers: [], missing: missing.sorted()) }

        let key = "\(id)/\(round)"
        guard pending[key] == nil else { throw HubError(.state, "Round \(round) of job '\(id)' is under way already.") }
        pending[key] = Pending(waitingFor: Set(asked.values.flatMap(\.self)))
        let messages = asked.map { node, datasets in
            (node: node, body: MessageBody.round(RoundNotice(job: id, round: round, datasets: datasets, note: note)))
        }
        do {
            try await postOffice.send(messages, lifetime: Self.limit / .seconds(1))
        } catch {
            pending[key] = nil
            throw error
        }
        let timer = Task {
            try? await Task.sleep(for: Self.limit)
            if !Task.isCancelled { self.finish(key) }
        }
        var outcome = await withCheckedContinuation { continuation in
            pending[key]?.continuation = continuation
            if pending[key]?.waitingFor.isEmpty == true { finish(key) }
        }
        timer.cancel()
        outcome.missing = (outcome.missing + missing).sorted()
        return outcome
    }

    /// Hands on what a node answered.
    func receive(_ notice: AggregateNotice) {
        let key = "\(notice.job)/\(notice.round)"
        guard pending[key]?.waitingFor.remove(notice.dataset) != nil else { return }
        pending[key]?.answers.append(notice)
        if pending[key]?.waitingFor.isEmpty == true { finish(key) }
    }

    /// Keeps the result that the data user's client computed, for the job's page.
    func keep(_ result: JobResult, ofJob id: String, for person: Person) async throws {
        _ = try await job(id, of: person)
        try await database.write { connection in
            try connection.execute("UPDATE job SET result = ? WHERE id = ?", [.text(try EventLog.encode(result)), .text(id)])
        }
    }

    /// A job as its user sees it.
    struct Job: Sendable {
        let description: JobDescription
        let result: JobResult?
        let created: Date
    }

    /// The jobs of a person, newest first.
    func jobs(of person: Person) async throws -> [Job] {
        try await database.read { connection in
            try connection.query(
                "SELECT description, result, created_ms FROM job WHERE person = ? ORDER BY created_ms DESC, id", [.text(person.name)]
            )
            .map(Job.init)
        }
    }

    /// One job of a person.
    func job(_ id: String, of person: Person) async throws -> Job {
        try await database.read { connection in
            let row = try connection.first(
                "SELECT description, result, created_ms FROM job WHERE id = ? AND person = ?", [.text(id), .text(person.name)])
            guard let row else { throw HubError(.notFound, "You have no job '\(id.prefix(80))'. 'mosaic results' lists yours.") }
            return try Job(row)
        }
    }

    /// Notes that a node answered; the numbers themselves are not kept.
    static func store(_ notice: AggregateNotice, from node: NodeName, _ connection: any SQLConnection) throws {
        let owner = try connection.first("SELECT node FROM dataset WHERE id = ?", [.text(notice.dataset)])?.string("node")
        guard owner == node.value else {
            throw FederationError(.requestInvalid, "Dataset '\(notice.dataset.prefix(128))' is not one of node '\(node)'.")
        }
        try connection.execute(
            "INSERT INTO job_round (job, round, node, dataset_id, answer) VALUES (?, ?, ?, ?, ?) ON CONFLICT (job, round, dataset_id) DO NOTHING",
            [
                .text(notice.job), .integer(notice.round), .text(node.value), .text(notice.dataset),
                .text(notice.refusals.isEmpty ? "released" : notice.refusals.joined(separator: "; ")),
            ])
    }

    private func finish(_ key: String) {
        guard let round = pending[key], let continuation = round.continuation else { return }
        pending[key] = nil
        continuation.resume(returning: RoundOutcome(answers: round.answers, missing: round.waitingFor.sorted()))
    }
}

extension JobDesk.Job {
    fileprivate init(_ row: SQLRow) throws {
        description = try EventLog.decode(JobDescription.self, from: row.string("description") ?? "")
        result = try row.string("result").map { try EventLog.decode(JobResult.self, from: $0) }
        created = Date(milliseconds: row.integer("created_ms") ?? 0)
    }
}
