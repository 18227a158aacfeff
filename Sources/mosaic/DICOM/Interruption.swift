import Dispatch
import Foundation

/// Ctrl-C during work that can stop at a good place.
enum Interruption {
    /// Does the work in a task that Ctrl-C cancels; a second one ends the process as usual.
    static func cancelling<Result: Sendable>(_ work: @Sendable @escaping () async throws -> Result) async throws -> Result {
        let task = Task { try await work() }
        signal(SIGINT, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGINT)
        source.setEventHandler {
            task.cancel()
            signal(SIGINT, SIG_DFL)
        }
        source.resume()
        defer {
            source.cancel()
            signal(SIGINT, SIG_DFL)
        }
        return try await task.value
    }
}
