import Foundation
import Synchronization

/// A clock that a test sets.
final class TestClock: Sendable {
    /// Noon of 1 March 2026, UTC.
    static let noon = Date(timeIntervalSince1970: 1_772_366_400)
    private let time = Mutex(TestClock.noon)

    var now: Date { time.withLock { $0 } }

    func advance(by seconds: TimeInterval) { time.withLock { $0 += seconds } }
}

let day: TimeInterval = 86_400
