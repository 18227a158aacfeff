public import Foundation

/// How much of a period is left.
public struct DecisionClock: Sendable, Hashable, Codable {
    /// The period.
    public let deadline: Deadline
    /// When it began.
    public let start: Date
    /// How long it stood still, in seconds: while an incomplete application was being completed.
    public let stopped: TimeInterval

    /// A clock that began to run then.
    public init(_ deadline: Deadline, start: Date, stopped: TimeInterval = 0) {
        self.deadline = deadline
        self.start = start
        self.stopped = max(0, stopped)
    }

    /// When the decision is due.
    public var due: Date { deadline.due(from: start).addingTimeInterval(stopped) }

    /// Whether it should have been taken by now.
    public func isOverdue(now: Date) -> Bool { now > due }

    /// Whole days left; negative if it is overdue.
    public func daysLeft(now: Date) -> Int { Int((due.timeIntervalSince(now) / 86_400).rounded(.down)) }
}
