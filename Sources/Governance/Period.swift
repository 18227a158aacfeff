public import Foundation

/// A span of time from a beginning up to an end.
public struct Period: Sendable, Hashable, Codable {
    /// The first moment.
    public let start: Date
    /// The first moment after.
    public let end: Date

    /// A period; that the end is after the start is checked where it is used.
    public init(start: Date, end: Date) {
        self.start = start
        self.end = end
    }

    /// A period of this many calendar months in UTC.
    public init(start: Date, months: Int) {
        self.init(start: start, end: LegalCalendar.adding(months: months, to: start))
    }

    /// Whether a moment lies in the period.
    public func contains(_ moment: Date) -> Bool { start <= moment && moment < end }
}
