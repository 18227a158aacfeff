/// How much of something may be in use at the same time: bytes of objects, searches that look at every row.
///
/// Who asks for more than there is waits in line. A single request above the whole is served alone, so that nothing waits for ever.
actor Capacity {
    private let limit: Int
    private var used = 0
    private var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

    init(limit: Int) { self.limit = limit }

    /// Runs work that needs so much of it.
    nonisolated func use<Result: Sendable>(_ count: Int, _ work: () async throws -> Result) async rethrows -> Result {
        await take(count)
        do {
            let result = try await work()
            await giveBack(count)
            return result
        } catch {
            await giveBack(count)
            throw error
        }
    }

    private func take(_ count: Int) async {
        if waiting.isEmpty, fits(count) {
            used += count
            return
        }
        await withCheckedContinuation { waiting.append((count, $0)) }
    }

    private func giveBack(_ count: Int) {
        used -= count
        while let first = waiting.first, fits(first.count) {
            used += first.count
            waiting.removeFirst().continuation.resume()
        }
    }

    private func fits(_ count: Int) -> Bool { used == 0 || used + count <= limit }
}
