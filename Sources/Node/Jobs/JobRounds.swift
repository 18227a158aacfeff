import Catalogue
import Computation
import Federation
import Foundation
import Governance
import Ledger
import Storage

/// Rounds of computations: signed by the data user, inside a permit that this node signed, checked before anything leaves.
extension Node {
    func answer(_ notice: RoundNotice, message: Message) async throws {
        var answers: [AggregateNotice] = []
        for dataset in notice.datasets { answers.append(try await answer(notice, dataset: dataset)) }
        try await reply(answers, to: message)
    }

    private func answer(_ notice: RoundNotice, dataset id: String) async throws -> AggregateNotice {
        func refused(_ reasons: [String]) -> AggregateNotice {
            AggregateNotice(job: notice.job, round: notice.round, dataset: id, aggregate: nil, refusals: reasons)
        }
        let result: AggregateNotice
        var actor = "unknown"
        var permitID = "none"
        do {
            guard let dataset = try await cohorts.dataset(id) else {
                throw NodeError(.notFound, "this node publishes no dataset '\(id.prefix(128))'")
            }
            let (round, permit, user) = try await authorise(notice, dataset: id, version: dataset.record.version.description)
            actor = user
            permitID = permit.id
            if let known = try await storedAnswer(notice, dataset: id) { return known }
            result = try await compute(round, on: dataset, notice)
        } catch let error as StorageError {
            throw error
        } catch {
            result = refused(["\(error)"])
        }
        try ledger.append(
            [
                .init(
                    result.aggregate == nil ? "job.refused" : "job.answered", actor: actor, subject: id,
                    details: [
                        "job": String(notice.job.prefix(80)), "round": "\(notice.round)", "permit": permitID,
                        "reasons": String(result.refusals.joined(separator: "; ").prefix(1_000)),
                    ])
            ], now: now())
        return result
    }

    /// Finds the permit under which the round is asked, and checks that its user signed the round.
    private func authorise(_ notice: RoundNotice, dataset: String, version: String) async throws -> (JobRound, Permit, String) {
        let rows = try await database.read { connection in
            try connection.query("SELECT id, note, revoked_ms FROM permit WHERE dataset_id = ? ORDER BY id", [.text(dataset)])
        }
        let revoked = Set(rows.filter { $0.integer("revoked_ms") != nil }.compactMap { $0.string("id") })
        var reason = "There is no permit for dataset '\(dataset)'. Apply for it with 'mosaic apply'."
        for row in rows {
            let note = try SignedNote(row.string("note") ?? "")
            guard let permit = try? Permit(text: note.text), let user = permit.users.first(where: { key in signed(notice.note, by: key) })
            else {
                reason = "No permit for dataset '\(dataset)' names the key that signed this round."
                continue
            }
            do {
                let verified = try Permit.verify(
                    note, verifier: keys.signer.verifier, now: now(), revoked: revoked, user: user, dataset: dataset,
                    datasetVersion: version,
                    operation: .train)
                return (try checked(notice, dataset: dataset), verified, try NoteVerifier(vkey: user).name)
            } catch let error as PermitError {
                reason = error.message
            }
        }
        throw NodeError(.state, reason)
    }

    private func signed(_ note: SignedNote, by key: String) -> Bool {
        guard let verifier = try? NoteVerifier(vkey: key) else { return false }
        return (try? note.verify(with: verifier)) != nil
    }

    private func checked(_ notice: RoundNotice, dataset: String) throws -> JobRound {
        let round = try NoteText.decode(JobRound.self, from: notice.note.text)
        guard round.version == 1 else { throw NodeError(.input, "The round is of version \(round.version), this node reads 1.") }
        guard round.expires > now() else { throw NodeError(.state, "The round expired at \(round.expires.formatted(.iso8601)).") }
        try round.description.validate()
        try round.request.validate()
        guard round.description.id == notice.job, round.request.job == notice.job, round.request.round == notice.round,
            round.description.features == round.request.features, round.description.outcome == round.request.outcome,
            round.description.datasets.contains(dataset)
        else { throw NodeError(.input, "The round does not fit the job that its user signed.") }
        return round
    }

    private func compute(_ round: JobRound, on dataset: CohortRoom.Published, _ notice: RoundNotice) async throws -> AggregateNotice {
        let rows = try await modelRows.rows(for: round.description, on: dataset)
        let answered = try await roundsAnswered(job: notice.job, dataset: dataset.record.id)
        let check = OutputCheck()
        let aggregate: Aggregate
        let decision: OutputCheck.Decision
        switch round.description.kind {
        case .logisticRegression:
            // Complete cases: a row takes part when every feature and the outcome are known.
            let complete = zip(rows.features, rows.outcomes).compactMap { features, outcome -> ([Double], Bool)? in
                let values = features.compactMap(\.self)
                guard values.count == features.count, let outcome else { return nil }
                return (values, outcome)
            }
            decision = check.decide(on: round.request, rows: complete.map(\.0), outcomes: complete.map(\.1), roundsAnswered: answered)
            guard case .pass = decision else { break }
            aggregate = try LogisticRegression.aggregate(round.request, rows: complete.map(\.0), outcomes: complete.map(\.1))
            return try await release(aggregate, notice, dataset.record.id)
        case .descriptiveStatistics:
            decision = check.decide(on: round.request, rows: rows.features, roundsAnswered: answered)
            guard case .pass = decision else { break }
            aggregate = try DescriptiveStatistics.aggregate(round.request, rows: rows.features)
            return try await release(aggregate, notice, dataset.record.id)
        }
        return AggregateNotice(
            job: notice.job, round: notice.round, dataset: dataset.record.id, aggregate: nil,
            refusals: decision.reasons.map { "output check: \($0.message)" })
    }

    /// Remembers what is released, so that a round repeated gets the same answer and counts once.
    private func release(_ aggregate: Aggregate, _ notice: RoundNotice, _ dataset: String) async throws -> AggregateNotice {
        let answer = AggregateNotice(job: notice.job, round: notice.round, dataset: dataset, aggregate: aggregate, refusals: [])
        let text = try EventLog.encode(answer)
        try await database.write { connection in
            try connection.execute(
                "INSERT INTO job_round (job, round, dataset_id, request, answer) VALUES (?, ?, ?, ?, ?)",
                [.text(notice.job), .integer(notice.round), .text(dataset), .text(notice.note.text), .text(text)])
        }
        return answer
    }

    private func storedAnswer(_ notice: RoundNotice, dataset: String) async throws -> AggregateNotice? {
        let row = try await database.read { connection in
            try connection.first(
                "SELECT request, answer FROM job_round WHERE job = ? AND round = ? AND dataset_id = ?",
                [.text(notice.job), .integer(notice.round), .text(dataset)])
        }
        guard let row else { return nil }
        guard row.string("request") == notice.note.text else {
            throw NodeError(.state, "Round \(notice.round) of job '\(notice.job)' was answered to another request. Start a new job.")
        }
        return try EventLog.decode(AggregateNotice.self, from: row.string("answer") ?? "")
    }

    private func roundsAnswered(job: String, dataset: String) async throws -> Int {
        try await database.read { connection in
            try connection.count("SELECT COUNT(*) FROM job_round WHERE job = ? AND dataset_id = ?", [.text(job), .text(dataset)])
        }
    }

    private func reply(_ answers: [AggregateNotice], to message: Message) async throws {
        let time = now()
        try await database.write { connection in
            for answer in answers { try self.enqueue(.aggregate(answer), lifetime: 3_600, in: connection) }
            try LinkQueue.markHandled(message.id, now: time, in: connection)
        }
    }
}
