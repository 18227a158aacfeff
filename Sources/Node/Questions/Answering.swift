import Catalogue
import Cohorts
import Federation
import Foundation
import Storage

extension Node {
    /// Answers a question: one honest answer for each dataset, through disclosure control, in the ledger before it leaves.
    func answer(_ question: Question, message: Message) async throws {
        // Whatever a hub writes here stands in the ledger for ever.
        let (user, id) = (question.user.bounded(Self.longestName), question.id.bounded(Self.longestName))
        let words = Self.ledgerWords(query: question.query, facets: question.facets)
        try await untilNobodyLeft { optOuts in
            let datasets = try await cohorts.published()
            let time = now()
            // Budgets, the ledger's note and the reply are one transaction: what is released is charged and recorded, or not released.
            return try await database.write { connection in
                guard try SnapshotState.isCurrent(datasets, optOuts: optOuts, connection) else { return false }
                let answers = try self.answers(to: question, datasets, connection)
                try self.record(
                    answers.map { answer in
                        LedgerFile.Draft(
                            "question.answered", actor: user, subject: answer.dataset ?? self.name.value,
                            details: ["question": id, "answer": answer.answer.kind].merging(words) { $1 }
                                .merging(answer.dataset.map { ["policy": self.limits(of: $0).policy.mode.rawValue] } ?? [:]) { $1 })
                    }, in: connection)
                try self.enqueue(.answers(QuestionAnswers(question: question.id, answers: answers)), lifetime: 60, in: connection)
                try LinkQueue.markHandled(message.id, now: time, in: connection)
                return true
            }
        }
        try await writeLedger()
    }

    /// Looks at the datasets and answers, again where a patient left one of them in between: nobody is counted after an opt-out is done.
    ///
    /// - Parameter answer: gets how many opt-outs there were before it looks; false where there were more when it came to answer.
    func untilNobodyLeft(_ answer: (_ optOuts: Int) async throws -> Bool) async throws {
        while true {
            try Task.checkCancellation()
            if try await answer(try await database.read { try SnapshotState.optOuts($0) }) { return }
        }
    }

    /// A question as the ledger keeps it; a long one by its beginning and its digest.
    static func ledgerWords(query: String, facets: [String]?) -> [String: String] {
        var words = ["query": query.bounded(2_000)]
        if words["query"] != query { words["queryDigest"] = ObjectStore.digest(of: Array(query.utf8)) }
        if let facets { words["facets"] = facets.prefix(FacetList.limit).map { $0.bounded(64) }.joined(separator: " ") }
        return words
    }

    private func answers(to question: Question, _ datasets: [CohortRoom.Published], _ connection: any SQLConnection) throws
        -> [DatasetAnswer]
    {
        let query: Query
        do {
            query = try Query(text: question.query, unknown: .markUnsupported)
        } catch {
            return [DatasetAnswer(dataset: nil, title: nil, answer: .refused(reason: "The query cannot be read here: \(error)"))]
        }
        guard (1...Self.longestName).contains(question.user.utf8.count), !BudgetAccounts.isReserved(question.user) else {
            return [
                DatasetAnswer(dataset: nil, title: nil, answer: .refused(reason: "The name of the user is empty, too long or reserved."))
            ]
        }
        guard (question.facets ?? []).count <= FacetList.limit else {
            return [
                DatasetAnswer(
                    dataset: nil, title: nil, answer: .refused(reason: "At most \(FacetList.limit) distributions go with a question."))
            ]
        }
        guard !datasets.isEmpty else {
            return [DatasetAnswer(dataset: nil, title: nil, answer: .refused(reason: "This node has published no dataset yet."))]
        }
        let noise = try noiseKey()
        var accounts = try BudgetAccounts(of: question.user, connection)
        let answers = datasets.map { dataset in
            protectedAnswer(
                query, facets: question.facets, of: dataset, limits: self.limits(of: dataset.record.id), noise: noise,
                sizeLimit: Self.distributionBytes / datasets.count, accounts: &accounts)
        }
        try accounts.store(connection)
        return answers
    }

    /// One dataset's answer with noise, paid from the accounts.
    func protectedAnswer(
        _ query: Query, facets: [String]?, of dataset: CohortRoom.Published, limits: DisclosureConfiguration.Limits, noise: NoiseKey,
        sizeLimit: Int, accounts: inout BudgetAccounts
    ) -> DatasetAnswer {
        let id = dataset.record.id
        let control = Disclosure(
            dataset: id, epoch: "\(dataset.state.version) \(dataset.state.removals)", policy: limits.policy, key: noise,
            sizeLimit: sizeLimit)
        let releases =
            dataset.index.unsupported(in: query).isEmpty ? control.releases(for: query, facets: facets, on: dataset.index) : []
        let answer = accounts.pay(for: releases, at: id, limits: limits) { own in
            control.answer(query, facets: facets, on: dataset.index, budget: &own)
        }
        let budget = limits.policy.isNoisy ? accounts.notice(of: releases, at: id, limits: limits) : nil
        return DatasetAnswer(dataset: id, title: dataset.record.title, answer: answer, budget: budget)
    }

    /// What all noise of this node is drawn with.
    func noiseKey() throws -> NoiseKey {
        guard let key = NoiseKey(secret: keys.derived(for: "noise")) else {
            throw NodeError(.state, "The node's secret gives no noise key.")
        }
        return key
    }

    /// Of a user or a question, in bytes.
    static let longestName = 100

    /// What the distributions of one message may take; the rest of its size limit is for everything else.
    static let distributionBytes = Message.sizeLimit * 8 / 10

    /// What holds for a dataset of this node.
    func limits(of dataset: String) -> DisclosureConfiguration.Limits {
        configuration.disclosure.limits(for: String(dataset.dropFirst(name.value.count + 1)))
    }
}
