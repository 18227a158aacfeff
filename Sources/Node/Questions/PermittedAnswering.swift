import Catalogue
import Cohorts
import Federation
import Foundation
import Governance
import Ledger
import Storage

/// Questions under permits: counted exactly where a permit says so, with noise on an account of the permit's own where it only allows counting.
extension Node {
    /// A question to one dataset, and the permit that allows it.
    private struct Asked: Sendable {
        let query: Query
        let facets: [String]
        let dataset: CohortRoom.Published
        let use: PermittedUse
        let isExact: Bool
    }

    /// Answers a question under permits, in the ledger before it leaves.
    func answer(_ notice: PermittedQuestionNotice, message: Message) async throws {
        let id = String(notice.id.prefix(Self.longestName))
        var asked: [(dataset: String, question: Result<Asked, PermitRefusal>)] = []
        for dataset in Set(notice.datasets.prefix(PermittedQuestion.datasetLimit).map { String($0.prefix(128)) }).sorted() {
            do {
                asked.append((dataset, .success(try await authorise(notice, dataset: dataset))))
            } catch let refusal as PermitRefusal {
                asked.append((dataset, .failure(refusal)))
            }
        }
        let (time, questions) = (now(), asked)
        // What was asked about, budgets, the ledger's note and the reply are one transaction.
        try await database.write { connection in
            var answers: [DatasetAnswer] = []
            var drafts: [LedgerFile.Draft] = []
            for (dataset, question) in questions {
                switch question {
                case .success(let asked):
                    let answer = try self.answer(asked, among: questions.count, at: time, connection)
                    answers.append(answer)
                    drafts.append(
                        .init(
                            "question.answered", actor: asked.use.user, subject: dataset,
                            details: [
                                "question": id, "query": String(asked.query.canonicalText.prefix(2_000)), "answer": answer.answer.kind,
                                "permit": asked.use.permit.id, "policy": asked.isExact ? "exact" : "counts",
                            ]))
                case .failure(let refusal):
                    answers.append(DatasetAnswer(dataset: dataset, title: nil, answer: .refused(reason: refusal.reason)))
                    drafts.append(
                        .init(
                            "question.refused", actor: refusal.user, subject: dataset,
                            details: ["question": id, "permit": refusal.permit, "reason": String(refusal.reason.prefix(1_000))]))
                }
            }
            try self.record(drafts, in: connection)
            try self.enqueue(.answers(QuestionAnswers(question: id, answers: answers)), lifetime: 60, in: connection)
            try LinkQueue.markHandled(message.id, now: time, in: connection)
        }
        try await writeLedger()
    }

    /// Reads the question, and finds the permit under which its user signed it.
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
        func refuse(_ reason: String) -> PermitRefusal { PermitRefusal(reason: reason, permit: use.permit.id, user: use.user) }
        guard let question = try? NoteText.decode(PermittedQuestion.self, from: notice.note.text),
            question.type == PermittedQuestion.type, question.version == 1
        else { throw refuse("the question is of another kind or version than this node reads") }
        guard question.datasets.contains(id) else { throw refuse("its user did not ask this dataset") }
        guard question.expires > now() else { throw refuse("the question expired at \(question.expires.formatted(.iso8601)); ask again") }
        guard question.facets.count <= FacetList.limit else { throw refuse("at most \(FacetList.limit) distributions go with a question") }
        do {
            let query = try Query(text: question.query, unknown: .markUnsupported)
            return Asked(query: query, facets: question.facets, dataset: dataset, use: use, isExact: isExact)
        } catch {
            throw refuse("the query cannot be read here: \(error)")
        }
    }

    private func answer(_ asked: Asked, among count: Int, at time: Date, _ connection: any SQLConnection) throws -> DatasetAnswer {
        if asked.isExact { return try exactAnswer(asked, at: time, connection) }
        // Whoever's name the hub says: what is asked under one permit is paid from one account.
        var accounts = try BudgetAccounts(of: "permit \(asked.use.permit.id)", connection)
        let answer = protectedAnswer(
            asked.query, facets: asked.facets, of: asked.dataset, limits: limits(of: asked.dataset.record.id).underPermit,
            noise: try noiseKey(), sizeLimit: Self.distributionBytes / count, accounts: &accounts)
        try accounts.store(connection)
        return answer
    }

    private func exactAnswer(_ asked: Asked, at time: Date, _ connection: any SQLConnection) throws -> DatasetAnswer {
        let (id, title) = (asked.dataset.record.id, asked.dataset.record.title)
        let before = try AskedCohorts(asked.use, dataset: id, connection)
        guard before.covers(asked.query) else {
            return DatasetAnswer(dataset: id, title: title, answer: .refused(reason: AskedCohorts.limitReached))
        }
        let answer = ExactDisclosure(floor: limits(of: id).policy.floor)
            .answer(asked.query, facets: asked.facets, after: before.queries, on: asked.dataset.index)
        if case .unsupported = answer { return DatasetAnswer(dataset: id, title: title, answer: answer) }
        try connection.execute(
            """
            INSERT INTO exact_count (permit, dataset_id, cohort, counted_ms) VALUES (?, ?, ?, ?)
            ON CONFLICT (permit, dataset_id, cohort) DO NOTHING
            """,
            [.text(asked.use.permit.id), .text(id), .text(asked.query.canonicalText), .integer(time.milliseconds)])
        let used = before.ofPermit.union([asked.query.canonicalText]).count
        return DatasetAnswer(dataset: id, title: title, answer: answer, budget: before.notice(used: used))
    }
}
