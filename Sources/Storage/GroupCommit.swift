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
    private typealias Waiting = (item: Item, continuation: CheckedContinuation<Outcome, any Error>)
    private var waiting: [Waiting] = []
    private var isWorking = false

    /// How many wait for their group to begin.
    var waitingCount: Int { waiting.count }

    /// A group commit.
    ///
    /// - Parameters:
    ///   - size: how many of those that wait make a group, at least one; all of them unless told otherwise.
    ///   - work: does a group, all of it or nothing; returns an outcome for each item, in order. Where the disk fails it, every one of
    ///     the group is told; where anything else does, each is done once more alone, because one may be the cause.
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
            await workOff(group)
        }
        isWorking = false
    }

    private func workOff(_ group: [Waiting]) async {
        do {
            let outcomes = try await work(group.map(\.item))
            precondition(outcomes.count == group.count, "The work returns an outcome for each item.")
            for (member, outcome) in zip(group, outcomes) { member.continuation.resume(returning: outcome) }
        } catch {
            if group.count > 1, Self.mayBeOfOne(error) {
                for member in group { await workOff([member]) }
            } else {
                for member in group { member.continuation.resume(throwing: error) }
            }
        }
    }

    /// Whether an error may come from one item of a group, as a row that the database refuses, and not from what all share.
    private static func mayBeOfOne(_ error: any Error) -> Bool {
        guard let error = error as? StorageError else { return true }
        return error.code == .conflict
    }
}
