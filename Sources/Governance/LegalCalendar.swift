internal import Foundation

/// The Gregorian calendar in UTC, in which all periods of the procedure are counted.
enum LegalCalendar {
    private static var calendar: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }

    /// The same day that many months later, or the last day of that month if it is shorter (Regulation 1182/71, article 3).
    static func adding(months: Int, to date: Date) -> Date {
        calendar.date(byAdding: .month, value: months, to: date) ?? date
    }

    /// That many days of 24 hours later.
    static func adding(days: Int, to date: Date) -> Date { date.addingTimeInterval(Double(days) * 86_400) }

    /// That many days later, not counting Saturdays and Sundays; public holidays differ by country and are not known here.
    static func adding(workingDays: Int, to date: Date) -> Date {
        var day = date
        var left = workingDays
        while left > 0 {
            day = adding(days: 1, to: day)
            // 1 is Sunday, 7 is Saturday.
            if !(calendar.component(.weekday, from: day) == 1 || calendar.component(.weekday, from: day) == 7) { left -= 1 }
        }
        return day
    }
}
