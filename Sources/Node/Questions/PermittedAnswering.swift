import Catalogue
import Cohorts
import Federation
import Foundation
import Governance
import Ledger
import Storage

/// Questions under permits: counted exactly where a permit says so, with noise on an account of the permit's own where it only allows counting.
extension Node {
    /// A question to one dataset, and the permits that allow it.
    private struct Asked: Sendable {
        let query: Query
        let facets: [String]
        let dataset: CohortRoom.Published
        let use: PermittedUse
        let isExact: Bool
    }

    /// What one dataset says, and what the ledger says of it.
    private struct Outcome {
        let answer: DatasetAnswer
        let draft: LedgerFile.Draft
    }

    /// Answers a question under permits, in the ledger before it leaves.
    func answer(_ notice: PermittedQuestionNotice, message: Message) async throws {
        // Whatever a hub writes here stands in the ledger for ever.
        let id = notice.id.bounded(Self.longestName)
        let names = Set(notice.datasets.prefix(PermittedQuestion.datasetLimit).map { $0.bounded(128) }).sorted()
        try await untilNobodyLeft { optOuts in
            var found: [(dataset: String, asked: Result<Asked, PermitRefusal>)] = []
            for dataset in names {
                do {
                    found.append((dataset, .success(try await authorise(notice, dataset: dataset))))
                } catch let refusal as PermitRefusal {
                    found.append((dataset, .failure(refusal)))
                }
            }
            let (questions, time) = (found, now())
            // What was asked about, budgets, the ledger's note and the reply are one transaction.
            return try await database.write { connection in
                let datasets = questions.compactMap { try? $0.asked.get().dataset }
                guard try SnapshotState.isCurrent(datasets, optOuts: optOuts, connection) else { return false }
                let outcomes = try questions.map { dataset, asked in
                    do {
                        return try self.outcome(asked.get(), question: id, among: questions.count, connection)
                    } catch let refusal as PermitRefusal {
                        return Self.outcome(refusal, dataset: dataset, question: id)
                    }
                }
                try self.record(outcomes.map(\.draft), in: connection)
                let answers = QuestionAnswers(question: id, answers: outcomes.map(\.answer))
                try self.enqueue(.answers(answers), lifetime: 60, in: connection)
                try LinkQueue.markHandled(message.id, now: time, in: connection)
                return true
            }
        }
        try await writeLedger()
    }

    /// Reads the question, and finds the permits under which its user signed it.
    private func authorise(_ notice: PermittedQuestionNotice, dataset id: String) async throws -> Asked {
        guard let dataset = try await cohorts.dataset(id) else { throw PermitRefusal(reason: "this node publishes no dataset '\(id)'") }
        let version = dataset.record.version.description
        var isExact = true
        let use: PermittedUse
        do {
            use = try await permittedUse(of: id, version: version, for: .exactCount, signed: notice.note)
        } catch let refusal as PermitRefusal {
            isExact = false
            do {
                use = try await permittedUse(of: id, version: version, for: .count, signed: notice.note)
            } catch is PermitRefusal {
                throw refusal
            }
        }
        func refuse(_ reason: String) -> PermitRefusal { PermitRefusal(reason: reason, permit: use.permits[0].id, user: use.user) }
        guard let question = try? NoteText.decode(PermittedQuestion.self, from: notice.note.text),
            question.type == PermittedQuestion.type, question.version == 1
        else { throw refuse("the question is of another kind or version than this node reads") }
        guard question.datasets.contains(id) else { throw refuse("its user did not ask this dataset") }
        guard question.expires > now() else { throw refuse("the question expired at \(question.expires.formatted(.iso8601)); ask again") }
        // Clocks differ by a little.
        guard question.expires <= now().addingTimeInterval(PermittedQuestion.lifetime + 300) else {
            throw refuse("the question is to be answered for longer than \(Int(PermittedQuestion.lifetime / 60)) minutes")
        }
        guard question.facets.count <= FacetList.limit else { throw refuse("at most \(FacetList.limit) distributions go with a question") }
        do {
            let query = try Query(text: question.query, unknown: .markUnsupported)
            // An open dataset tells everybody.
            let isOpen = limits(of: id).policy.mode == .open
            return Asked(query: query, facets: question.facets, dataset: dataset, use: use, isExact: isExact && !isOpen)
        } catch {
            throw refuse("the query cannot be read here: \(error)")
        }
    }

    private func outcome(_ asked: Asked, question: String, among count: Int, _ connection: any SQLConnection) throws -> Outcome {
        let (permit, answer) =
            try asked.isExact
            ? exactAnswer(asked, connection) : protectedAnswer(asked, sizeLimit: Self.distributionBytes / count, connection)
        var details = [
            "question": question, "answer": answer.answer.kind, "permit": permit.id, "policy": asked.isExact ? "exact" : "counts",
        ]
        details.merge(Self.ledgerWords(query: asked.query.canonicalText, facets: asked.facets)) { $1 }
        return Outcome(
            answer: answer,
            draft: LedgerFile.Draft("question.answered", actor: asked.use.user, subject: asked.dataset.record.id, details: details))
    }

    private static func outcome(_ refusal: PermitRefusal, dataset: String, question: String) -> Outcome {
        Outcome(
            answer: DatasetAnswer(dataset: dataset, title: nil, answer: .refused(reason: refusal.reason)),
            draft: LedgerFile.Draft(
                "question.refused", actor: refusal.user, subject: dataset,
                details: ["question": question, "permit": refusal.permit, "reason": refusal.reason.bounded(1_000)]))
    }

    private func protectedAnswer(_ asked: Asked, sizeLimit: Int, _ connection: any SQLConnection) throws -> (Permit, DatasetAnswer) {
        let permit = asked.use.permits[0]
        guard try PermittedUse.stands(permit, connection) else {
            throw PermitRefusal(reason: "permit \(permit.id) was revoked", permit: permit.id, user: asked.use.user)
        }
        // Whoever's name the hub says: what is asked under one permit is paid from one account.
        var accounts = try BudgetAccounts(of: BudgetAccounts.permitPrefix + permit.id, connection)
        let answer = protectedAnswer(
            asked.query, facets: asked.facets, of: asked.dataset, limits: limits(of: asked.dataset.record.id).underPermit,
            noise: try noiseKey(), sizeLimit: sizeLimit, accounts: &accounts)
        try accounts.store(connection)
        return (permit, answer)
    }

    private func exactAnswer(_ asked: Asked, _ connection: any SQLConnection) throws -> (Permit, DatasetAnswer) {
        let (id, title) = (asked.dataset.record.id, asked.dataset.record.title)
        let before = try AskedCohorts(asked.use, dataset: id, connection)
        let permit = try before.permit(of: asked.use, covering: asked.query)
        guard try PermittedUse.stands(permit, connection) else {
            throw PermitRefusal(reason: "permit \(permit.id) was revoked", permit: permit.id, user: asked.use.user)
        }
        let answer = ExactDisclosure(floor: limits(of: id).policy.floor)
            .answer(asked.query, facets: asked.facets, after: before.told, on: asked.dataset.index)
        if case .unsupported = answer { return (permit, DatasetAnswer(dataset: id, title: title, answer: answer)) }
        try before.note(asked.query, under: permit, isTold: answer != .suppressed, connection)
        let budget = before.notice(of: permit, with: asked.query)
        return (permit, DatasetAnswer(dataset: id, title: title, answer: answer, budget: budget))
    }
}
