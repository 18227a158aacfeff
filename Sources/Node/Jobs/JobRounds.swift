import Catalogue
import Cohorts
import Computation
import Federation
import Foundation
import Governance
import Ledger
import Logging
import Storage

/// Rounds of computations: signed by the data user, inside a permit that this node signed, checked before anything leaves.
extension Node {
    /// How many rounds, answered or refused, one permit covers (threat model T23).
    static let roundsPerPermit = 500

    /// How many datasets one round asks.
    static let datasetsPerRound = 100

    func answer(_ notice: RoundNotice, message: Message) async throws {
        // Whatever a hub writes here stands in the ledger for ever.
        for dataset in Set(notice.datasets.prefix(Self.datasetsPerRound).map { $0.bounded(128) }).sorted() {
            try await answer(notice, dataset: dataset)
        }
        let time = now()
        try await database.write { try LinkQueue.markHandled(message.id, now: time, in: $0) }
    }

    private func answer(_ notice: RoundNotice, dataset id: String) async throws {
        do {
            guard let dataset = try await cohorts.dataset(id) else {
                throw PermitRefusal(reason: "this node publishes no dataset '\(id)'")
            }
            let (round, use) = try await authorise(notice, dataset: id, version: dataset.record.version.description)
            if let known = try await storedAnswer(notice, dataset: id) {
                return try await send(known, kind: "job.repeated", user: use.user, permit: use.permits[0].id, store: nil)
            }
            let (permit, isApart) = try await reserve(round, use, dataset)
            let answer = isApart ? try await compute(round, on: dataset, notice) : checkFailed(notice, dataset: id)
            let kind = answer.aggregate == nil ? "job.refused" : "job.answered"
            try await send(answer, kind: kind, user: use.user, permit: permit.id, store: (round, notice))
        } catch let refusal as PermitRefusal {
            let answer = AggregateNotice(job: notice.job, round: notice.round, dataset: id, aggregate: nil, refusals: [refusal.reason])
            try await send(answer, kind: "job.refused", user: refusal.user, permit: refusal.permit, store: nil)
        }
    }

    /// Queues an answer; the ledger's note, and what is remembered of the round, are in the same transaction.
    private func send(_ answer: AggregateNotice, kind: String, user: String, permit: String, store: (JobRound, RoundNotice)?) async throws {
        let draft = LedgerFile.Draft(
            kind, actor: user, subject: answer.dataset,
            details: [
                "job": String(answer.job.prefix(80)), "round": "\(answer.round)", "permit": permit,
                "reasons": String(answer.refusals.joined(separator: "; ").prefix(1_000)),
            ])
        try await database.write { connection in
            if let (round, notice) = store {
                try connection.execute(
                    """
                    INSERT INTO job_round (job, round, dataset_id, permit, cohort, description, request, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    [
                        .text(notice.job), .integer(notice.round), .text(answer.dataset), .text(permit),
                        .text(try Query(text: round.description.cohort).canonicalText), .text(try NoteText.encode(round.description)),
                        .text(notice.note.text), .text(try EventLog.encode(answer)),
                    ])
            }
            try self.record([draft], in: connection)
            try self.enqueue(.aggregate(answer), lifetime: 3_600, in: connection)
        }
        try await writeLedger()
    }

    /// Finds the permit that the round is counted against, and notes its cohort before anything of it is computed.
    ///
    /// - Returns: also whether the cohort differs enough from those that the user was told of.
    private func reserve(_ round: JobRound, _ use: PermittedUse, _ dataset: CohortRoom.Published) async throws -> (Permit, Bool) {
        let (id, description) = (dataset.record.id, round.description)
        let control = ExactDisclosure(floor: limits(of: id).policy.floor)
        return try await database.write { connection in
            let asked = try AskedCohorts(use, dataset: id, connection)
            let cohort: Query
            do {
                cohort = try Query(text: description.cohort)
            } catch {
                throw PermitRefusal(reason: "the cohort cannot be read: \(error)", permit: use.permits[0].id, user: use.user)
            }
            let permit = try asked.permit(of: use, covering: cohort)
            func refuse(_ reason: String) -> PermitRefusal { PermitRefusal(reason: reason, permit: permit.id, user: use.user) }
            guard try PermittedUse.stands(permit, connection) else { throw refuse("permit \(permit.id) was revoked") }
            let rounds = try connection.count(
                "SELECT COUNT(*) FROM job_round WHERE permit = ? AND dataset_id = ?", [.text(permit.id), .text(id)])
            guard rounds < Self.roundsPerPermit else {
                throw refuse("the permit's \(Self.roundsPerPermit) rounds at this dataset are used up")
            }
            let first = try connection.first(
                "SELECT description FROM job_round WHERE job = ? AND dataset_id = ? LIMIT 1", [.text(description.id), .text(id)])?
                .string("description")
            guard try first == nil || first == NoteText.encode(description) else {
                throw refuse("job '\(description.id)' was begun with another description; start a new job")
            }
            do {
                let isApart = try control.isApart(cohort, from: asked.told, on: dataset.index)
                try asked.note(cohort, under: permit, isTold: isApart, connection)
                return (permit, isApart)
            } catch let error as UnsupportedCriteria {
                throw refuse("\(error)")
            }
        }
    }

    /// Reads the round, and finds the permit under which its user signed it.
    private func authorise(_ notice: RoundNotice, dataset: String, version: String) async throws -> (JobRound, PermittedUse) {
        let operation: Permit.Operation
        do {
            // Counts and means of a cohort are exact answers about it; a model is not.
            operation =
                try NoteText.decode(JobRound.self, from: notice.note.text).description.kind == .descriptiveStatistics ? .exactCount : .train
        } catch {
            throw PermitRefusal(reason: "the round cannot be read")
        }
        let use = try await permittedUse(of: dataset, version: version, for: operation, signed: notice.note)
        return (try checked(notice, dataset: dataset), use)
    }

    private func checked(_ notice: RoundNotice, dataset: String) throws -> JobRound {
        let round: JobRound
        do {
            round = try NoteText.decode(JobRound.self, from: notice.note.text)
            try round.description.validate()
            try round.request.validate()
        } catch let error as ComputationError {
            throw PermitRefusal(reason: error.message)
        } catch {
            throw PermitRefusal(reason: "the round cannot be read")
        }
        guard round.type == JobRound.type, round.version == 1 else {
            throw PermitRefusal(reason: "the round is of another kind or version than this node reads")
        }
        guard round.expires > now() else { throw PermitRefusal(reason: "the round expired at \(round.expires.formatted(.iso8601))") }
        guard round.description.id == notice.job, round.request.job == notice.job, round.request.round == notice.round,
            round.description.features == round.request.features, round.description.outcome == round.request.outcome,
            round.description.datasets.contains(dataset)
        else { throw PermitRefusal(reason: "the round does not fit the job that its user signed") }
        return round
    }

    /// Computes and checks. What goes wrong because of the data is one refusal with one text: which rule failed would tell of the cohort.
    private func compute(_ round: JobRound, on dataset: CohortRoom.Published, _ notice: RoundNotice) async throws -> AggregateNotice {
        func answer(_ aggregate: Aggregate?, _ refusals: [String] = []) -> AggregateNotice {
            AggregateNotice(job: notice.job, round: notice.round, dataset: dataset.record.id, aggregate: aggregate, refusals: refusals)
        }
        do {
            let rows = try await modelRows.rows(for: round.description, on: dataset)
            let answered = try await roundsAnswered(job: notice.job, dataset: dataset.record.id)
            let check = OutputCheck()
            switch round.description.kind {
            case .logisticRegression:
                let complete = rows.completeCases
                let decision = check.decide(
                    on: round.request, rows: complete.features, outcomes: complete.outcomes, roundsAnswered: answered)
                if case .pass = decision {
                    return answer(try LogisticRegression.aggregate(round.request, rows: complete.features, outcomes: complete.outcomes))
                }
                logger.notice("Output check of job \(notice.job): \(decision.reasons.map(\.message).joined(separator: "; "))")
            case .descriptiveStatistics:
                let decision = check.decide(on: round.request, rows: rows.features, roundsAnswered: answered)
                if case .pass = decision { return answer(try DescriptiveStatistics.aggregate(round.request, rows: rows.features)) }
                logger.notice("Output check of job \(notice.job): \(decision.reasons.map(\.message).joined(separator: "; "))")
            }
            return checkFailed(notice, dataset: dataset.record.id)
        } catch let error as UnsupportedCriteria {
            return answer(nil, ["\(error)"])
        } catch let error as QueryError {
            return answer(nil, ["a condition cannot be read: \(error)"])
        } catch let error as ModelRows.NotThere {
            return answer(nil, [error.message])
        } catch let error as StorageError {
            throw error
        } catch {
            logger.error("Job \(notice.job) could not be computed: \(error)")
            return answer(nil, ["the node could not compute this round; its staff can see why"])
        }
    }

    private func checkFailed(_ notice: RoundNotice, dataset: String) -> AggregateNotice {
        AggregateNotice(
            job: notice.job, round: notice.round, dataset: dataset, aggregate: nil,
            refusals: ["output check not passed: too few rows, too few of a kind, too near to an earlier cohort, or too many rounds"])
    }

    private func storedAnswer(_ notice: RoundNotice, dataset: String) async throws -> AggregateNotice? {
        let row = try await database.read { connection in
            try connection.first(
                "SELECT request, answer FROM job_round WHERE job = ? AND round = ? AND dataset_id = ?",
                [.text(notice.job), .integer(notice.round), .text(dataset)])
        }
        guard let row else { return nil }
        guard row.string("request") == notice.note.text else {
            throw PermitRefusal(reason: "round \(notice.round) of job '\(notice.job)' was answered to another request; start a new job")
        }
        return try EventLog.decode(AggregateNotice.self, from: row.string("answer") ?? "")
    }

    private func roundsAnswered(job: String, dataset: String) async throws -> Int {
        try await database.read { connection in
            try connection.count("SELECT COUNT(*) FROM job_round WHERE job = ? AND dataset_id = ?", [.text(job), .text(dataset)])
        }
    }
}
