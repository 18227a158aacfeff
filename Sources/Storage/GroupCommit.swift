/// Work that costs about the same for many as for one: while one group is being done, what comes meanwhile gathers in the next.
///
/// Nobody waits for a timer: a single caller gets groups of one, a hundred at once groups of a hundred.
///
/// ```swift
/// let writes = GroupCommit<Row, Void> { rows in try await insert(rows) }
/// try await writes.commit(row)  // durable
/// ```
public actor GroupCommit<Item: Sendable, Outcome: Sendable> {
    private let size: @Sendable ([Item]) -> Int
    private let work: @Sendable ([Item]) async throws -> [Outcome]
    private var waiting: [(item: Item, continuation: CheckedContinuation<Outcome, any Error>)] = []
    private var isWorking = false

    /// How many wait for their group to begin.
    var waitingCount: Int { waiting.count }

    /// A group commit.
    ///
    /// - Parameters:
    ///   - size: how many of those that wait make a group, at least one; all of them unless told otherwise.
    ///   - work: does a group; returns an outcome for each item, in order. What it throws, every one of the group is told.
    public init(
        size: @escaping @Sendable ([Item]) -> Int = { $0.count }, work: @escaping @Sendable ([Item]) async throws -> [Outcome]
    ) {
        self.size = size
        self.work = work
    }

    /// Returns what became of an item, when its group is done.
    public func commit(_ item: Item) async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            waiting.append((item, continuation))
            guard !isWorking else { return }
            isWorking = true
            Task { await workOff() }
        }
    }

    private func workOff() async {
        while !waiting.isEmpty {
            let count = max(1, size(waiting.map(\.item)))
            let group = Array(waiting.prefix(count))
            waiting.removeFirst(group.count)
            do {
                let outcomes = try await work(group.map(\.item))
                precondition(outcomes.count == group.count, "The work returns an outcome for each item.")
                for (member, outcome) in zip(group, outcomes) { member.continuation.resume(returning: outcome) }
            } catch {
                for member in group { member.continuation.resume(throwing: error) }
            }
        }
        isWorking = false
    }
}
