import Cohorts
import Federation
import Foundation
import Governance
import Ledger

/// Questions under way: each is sent to every member, and its answers are handed on one by one as they come.
///
/// Who cannot be reached, or does not answer in time, is reported as offline. Nothing is made up and nothing is summed here.
actor QuestionDesk {
    private struct Pending {
        let continuation: AsyncStream<NodeAnswer>.Continuation
        /// Whose budgets the answers are about; nil under a permit, which has accounts of its own.
        let person: String?
        let start: ContinuousClock.Instant
        var waitingFor: [String: String]
        var timer: Task<Void, Never>?
    }

    private let members: MemberDesk
    private let catalogue: CatalogueDesk
    private let postOffice: PostOffice
    private let desk: LinkDesk
    private let budgets: BudgetBook
    private let limit: Duration
    private let now: @Sendable () -> Date
    private var pending: [String: Pending] = [:]

    init(
        members: MemberDesk, catalogue: CatalogueDesk, postOffice: PostOffice, desk: LinkDesk, budgets: BudgetBook, limit: Duration,
        now: @escaping @Sendable () -> Date
    ) {
        self.members = members
        self.catalogue = catalogue
        self.postOffice = postOffice
        self.desk = desk
        self.budgets = budgets
        self.limit = limit
        self.now = now
    }

    /// Asks all members; the stream ends when each has answered or was given up.
    ///
    /// - Parameter facets: the attributes whose distributions are asked for; each costs where it is released.
    func ask(_ query: Query, facets: [String] = [], for person: Person) async throws -> AsyncStream<NodeAnswer> {
        let members = try await members.list().filter { $0.revoked == nil }
        let question = Question(id: UUID().uuidString.lowercased(), user: person.name, query: query.canonicalText, facets: facets)
        return try await send(question.id, to: members.map { ($0.node, $0.holder, .question(question)) }, person: person.name)
    }

    /// Asks datasets under permits, in the words that a data user signed: the nodes check the signature, the hub only reads whom to ask.
    ///
    /// - Throws: ``HubError`` `input` where the note is no question of this person, `notFound` where the catalogue has not a dataset.
    func ask(_ note: SignedNote, for person: Person) async throws -> AsyncStream<NodeAnswer> {
        guard let question = try? NoteText.decode(PermittedQuestion.self, from: note.text), question.type == PermittedQuestion.type else {
            throw HubError(.input, "The note is no question under permits. 'mosaic search --permit' writes and signs one.")
        }
        // The nodes that are asked see the note; its answers are for nobody but who signed it.
        guard question.person == person.name else {
            throw HubError(.input, "The question was signed for another person than \(person.name), who is signed in.")
        }
        guard (1...PermittedQuestion.datasetLimit).contains(question.datasets.count) else {
            throw HubError(.input, "A question under permits asks 1 to \(PermittedQuestion.datasetLimit) datasets.")
        }
        _ = try Query(text: question.query)
        var datasets: [String: [String]] = [:]
        for dataset in Set(question.datasets).sorted() { datasets[try await catalogue.entry(dataset).node, default: []].append(dataset) }
        let id = UUID().uuidString.lowercased()
        let asked = try await members.list().compactMap { member in
            datasets[member.node].map { own in
                let notice = PermittedQuestionNotice(id: id, datasets: own, note: note)
                return (member.node, member.holder, member.revoked == nil ? MessageBody.permittedQuestion(notice) : nil)
            }
        }
        return try await send(id, to: asked, person: nil)
    }

    /// Sends a question to members; the stream ends when each has answered or was given up. Who gets no message is offline.
    private func send(_ id: String, to members: [(node: String, holder: String, body: MessageBody?)], person: String?) async throws
        -> AsyncStream<NodeAnswer>
    {
        let (stream, continuation) = AsyncStream.makeStream(of: NodeAnswer.self)
        var waitingFor: [String: String] = [:]
        var messages: [(node: String, body: MessageBody)] = []
        for member in members {
            if let body = member.body, await desk.isConnected(member.node) {
                waitingFor[member.node] = member.holder
                messages.append((member.node, body))
            } else {
                continuation.yield(await offline(member.node, holder: member.holder, milliseconds: 0))
            }
        }
        guard !waitingFor.isEmpty else {
            continuation.finish()
            return stream
        }
        pending[id] = Pending(continuation: continuation, person: person, start: .now, waitingFor: waitingFor)
        continuation.onTermination = { [weak self] reason in
            guard case .cancelled = reason, let self else { return }
            Task { await self.forget(id) }
        }
        do {
            try await postOffice.send(messages, lifetime: limit / .seconds(1))
        } catch {
            forget(id)
            continuation.finish()
            throw error
        }
        pending[id]?.timer = Task { [limit] in
            try? await Task.sleep(for: limit)
            if !Task.isCancelled { await self.giveUp(id) }
        }
        return stream
    }

    /// Hands on the answers of a node.
    func receive(_ answers: QuestionAnswers, from node: NodeName) async {
        guard var question = pending[answers.question], let holder = question.waitingFor.removeValue(forKey: node.value) else { return }
        let elapsed = Int((ContinuousClock.now - question.start) / .milliseconds(1))
        // A node answers for its own datasets; one that says nothing is shown as such.
        var own = answers.answers.filter { $0.dataset?.hasPrefix("\(node.value).") ?? true }
        if own.isEmpty {
            own = [DatasetAnswer(dataset: nil, title: nil, answer: .refused(reason: "The node gave no answer about its own datasets."))]
        }
        for answer in own {
            question.continuation.yield(
                NodeAnswer(
                    node: node.value, holder: holder, dataset: answer.dataset, title: answer.title, answer: answer.answer,
                    budget: answer.budget, milliseconds: elapsed))
        }
        pending[answers.question] = question
        // Kept before the last line ends the stream: who asks for the budget after that finds this answer in it.
        if let person = question.person { await budgets.note(own, from: node.value, for: person) }
        if pending[answers.question]?.waitingFor.isEmpty == true { finish(answers.question) }
    }

    private func giveUp(_ id: String) async {
        guard let question = pending.removeValue(forKey: id) else { return }
        let elapsed = Int((ContinuousClock.now - question.start) / .milliseconds(1))
        for (node, holder) in question.waitingFor.sorted(by: { $0.key < $1.key }) {
            question.continuation.yield(await offline(node, holder: holder, milliseconds: elapsed))
        }
        question.continuation.finish()
    }

    private func finish(_ id: String) {
        guard let question = pending.removeValue(forKey: id) else { return }
        question.timer?.cancel()
        question.continuation.finish()
    }

    private func forget(_ id: String) {
        pending.removeValue(forKey: id)?.timer?.cancel()
    }

    private func offline(_ node: String, holder: String, milliseconds: Int) async -> NodeAnswer {
        var since = await desk.lastSeen(node)
        if since == nil { since = try? await members.lastSeen(node) }
        return NodeAnswer(node: node, holder: holder, dataset: nil, title: nil, answer: .offline(since: since), milliseconds: milliseconds)
    }
}
