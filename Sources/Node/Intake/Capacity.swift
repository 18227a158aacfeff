/// How much of something may be in use at the same time: bytes of objects, searches that look at every row.
///
/// Who asks for more than there is waits in line. A single request above the whole is served alone, so that nothing waits for ever.
actor Capacity {
    private let limit: Int
    private let clock: any Clock<Duration>
    private var used = 0
    private var waiting: [(number: Int, count: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    private var nextNumber = 0

    /// - Parameter clock: what the time of ``lease(_:within:)`` is measured by.
    init(limit: Int, clock: any Clock<Duration> = ContinuousClock()) {
        self.limit = limit
        self.clock = clock
    }

    /// How many wait in line.
    var waitingCount: Int { waiting.count }

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

    /// A share that is given back when nobody refers to it any more.
    final class Lease: Sendable {
        private let capacity: Capacity
        private let count: Int

        fileprivate init(_ capacity: Capacity, _ count: Int) {
            self.capacity = capacity
            self.count = count
        }

        deinit {
            let (capacity, count) = (self.capacity, self.count)
            Task { await capacity.giveBack(count) }
        }
    }

    /// Takes a share for as long as it is held.
    func lease(_ count: Int) async -> Lease {
        await take(count)
        return Lease(self, count)
    }

    /// Takes a share for as long as it is held; `nil` where there is none within a time.
    func lease(_ count: Int, within time: Duration) async -> Lease? {
        if waiting.isEmpty, fits(count) {
            used += count
            return Lease(self, count)
        }
        let number = makeNumber()
        let timer = Task { [clock] in
            try await clock.sleep(for: time)
            giveUp(number)
        }
        let isTaken = await wait(count, number)
        timer.cancel()
        return isTaken ? Lease(self, count) : nil
    }

    private func take(_ count: Int) async {
        if waiting.isEmpty, fits(count) {
            used += count
            return
        }
        _ = await wait(count, makeNumber())
    }

    /// Returns whether the share was given, or the wait given up.
    private func wait(_ count: Int, _ number: Int) async -> Bool {
        await withCheckedContinuation { waiting.append((number, count, $0)) }
    }

    /// The name of one that waits.
    private func makeNumber() -> Int {
        nextNumber += 1
        return nextNumber
    }

    private func giveUp(_ number: Int) {
        guard let position = waiting.firstIndex(where: { $0.number == number }) else { return }
        waiting.remove(at: position).continuation.resume(returning: false)
        admit()
    }

    private func giveBack(_ count: Int) {
        used -= count
        admit()
    }

    private func admit() {
        while let first = waiting.first, fits(first.count) {
            used += first.count
            waiting.removeFirst().continuation.resume(returning: true)
        }
    }

    private func fits(_ count: Int) -> Bool { used == 0 || used + count <= limit }
}
