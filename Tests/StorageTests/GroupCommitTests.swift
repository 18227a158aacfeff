import Synchronization
import Testing

@testable import Storage

@Suite("Group commit")
struct GroupCommitTests {
    private struct Refused: Error {}

    /// Work that waits until it is let go, and remembers its groups.
    private final class Work: Sendable {
        private let state = Mutex((groups: [[Int]](), open: false, waiting: [CheckedContinuation<Void, Never>]()))

        var groups: [[Int]] { state.withLock { $0.groups } }

        func callAsFunction(_ items: [Int]) async throws -> [Int] {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    state.groups.append(items)
                    if !state.open { state.waiting.append(continuation) }
                    return state.open
                }
                if goesOn { continuation.resume() }
            }
            if items.contains(-1) { throw Refused() }
            return items.map { $0 * 10 }
        }

        func open() {
            let waiting = state.withLock { state in
                state.open = true
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
        }
    }

    @Test("what comes while a group is done is the next group, of the size that is allowed; each gets its own outcome")
    func groups() async throws {
        let work = Work()
        let commits = GroupCommit<Int, Int>(size: { min($0.count, 3) }, work: { try await work($0) })
        try await withThrowingTaskGroup(of: (Int, Int).self) { group in
            for item in 1...8 { group.addTask { (item, try await commits.commit(item)) } }
            // The first group has begun, and all others wait behind it.
            while await commits.waitingCount < 7 { await Task.yield() }
            #expect(work.groups.map(\.count) == [1])
            work.open()
            for try await (item, outcome) in group { #expect(outcome == item * 10) }
        }
        #expect(work.groups.map(\.count) == [1, 3, 3, 1])
        #expect(Set(work.groups.flatMap { $0 }) == Set(1...8))
    }

    /// Commits items while the first of them holds up the work, so that the others are one group; what became of each.
    private func together(
        _ items: [Int], _ commits: GroupCommit<Int, Int>, _ work: Work
    ) async throws -> [Int: Result<Int, any Error>] {
        try await withThrowingTaskGroup(of: (Int, Result<Int, any Error>).self) { group in
            func add(_ item: Int) {
                group.addTask {
                    do { return (item, .success(try await commits.commit(item))) } catch { return (item, .failure(error)) }
                }
            }
            add(0)
            while work.groups.isEmpty { await Task.yield() }
            for item in items { add(item) }
            while await commits.waitingCount < items.count { await Task.yield() }
            work.open()
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    @Test("what one item makes impossible fails that item alone; the others of its group are done")
    func alone() async throws {
        let work = Work()
        let commits = GroupCommit<Int, Int> { try await work($0) }
        let outcomes = try await together([1, -1, 2], commits, work)
        #expect(try outcomes[1]?.get() == 10)
        #expect(try outcomes[2]?.get() == 20)
        #expect(throws: Refused.self) { try outcomes[-1]?.get() }
        #expect(work.groups.map(\.count) == [1, 3, 1, 1, 1])
    }

    @Test("a disk that fails is not asked again for each of a group; everyone of it is told")
    func disk() async throws {
        let work = Work()
        let commits = GroupCommit<Int, Int> { items in
            if items.contains(1) { throw StorageError(.diskFull, "full") }
            return try await work(items)
        }
        let outcomes = try await together([1, 2], commits, work)
        #expect(throws: StorageError.self) { try outcomes[1]?.get() }
        #expect(throws: StorageError.self) { try outcomes[2]?.get() }
        #expect(work.groups == [[0]])
    }

    @Test("an error reaches everyone of its group and nobody else, and the next group is done")
    func failure() async throws {
        let work = Work()
        work.open()
        let commits = GroupCommit<Int, Int> { try await work($0) }
        #expect(try await commits.commit(1) == 10)
        await #expect(throws: Refused.self) { try await commits.commit(-1) }
        #expect(try await commits.commit(2) == 20)
    }
}
