import NIOConcurrencyHelpers

/// Lets as many operations through at a time as were negotiated; others wait in the order they came.
final class OperationWindow: Sendable {
    private struct State {
        var free: Int
        var waiting: [(id: Int, continuation: CheckedContinuation<Bool, Never>)] = []
        var nextID = 0
        var cancelled: Set<Int> = []
    }

    private let state: NIOLockedValueBox<State>

    init(_ size: Int) {
        state = NIOLockedValueBox(State(free: max(1, size)))
    }

    /// Performs an operation when it is its turn.
    func perform<Result>(_ operation: () async throws -> Result) async throws -> Result {
        try await enter()
        defer { leave() }
        return try await operation()
    }

    private func enter() async throws {
        let id = state.withLockedValue { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
        let hasEntered = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLockedValue { state -> Bool? in
                    if state.cancelled.remove(id) != nil { return false }
                    guard state.free == 0 else {
                        state.free -= 1
                        return true
                    }
                    state.waiting.append((id, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiting = state.withLockedValue { state -> CheckedContinuation<Bool, Never>? in
                guard let position = state.waiting.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.waiting.remove(at: position).continuation
            }
            waiting?.resume(returning: false)
        }
        state.withLockedValue { _ = $0.cancelled.remove(id) }
        guard hasEntered else { throw CancellationError() }
    }

    private func leave() {
        let next = state.withLockedValue { state -> CheckedContinuation<Bool, Never>? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }
}
