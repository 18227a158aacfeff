/// Wakes one loop: rings are remembered while the loop is busy, but never counted.
public struct Doorbell: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    /// A doorbell that nobody has rung.
    public init() {
        (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Wakes the loop, now or when it next waits.
    public func ring() { continuation.yield() }

    /// Runs `body` once at the start, after each ring, and at least every `interval`, because another process of the same
    /// home may have left work in the database without being able to ring here. Ends when the task is cancelled.
    public func answer(atLeastEvery interval: Duration, _ body: () async throws -> Void) async throws {
        let continuation = self.continuation
        let ticking = Task {
            while !Task.isCancelled {
                try await Task.sleep(for: interval)
                continuation.yield()
            }
        }
        defer { ticking.cancel() }
        try await body()
        for await _ in stream {
            try Task.checkCancellation()
            try await body()
        }
        try Task.checkCancellation()
    }
}
