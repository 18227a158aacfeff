/// A date of a clinical record, as exact as it was written: a year, a month or a day.
///
/// It is on its way from a table to a number of days, and is never kept: records hold years that were moved, and differences of days, which
/// are the same before and after all dates of a patient are moved.
public struct ClinicalDate: Sendable, Hashable {
    /// The year, 1000 to 9999.
    public let year: Int
    /// The month, where it is known.
    public let month: Int?
    /// The day of the month, where it is known.
    public let day: Int?

    /// Reads 2021, 2021-06, 2021-06-30, 20210630, 30.06.2021, 06/30/2021, with or without a time behind it; `nil` for anything else and for days
    /// that no calendar has.
    ///
    /// Where day and month could be either, points mean that the day is first, slashes that the month is.
    public init?(_ text: some StringProtocol) {
        let date = text.prefix { $0 != "T" && $0 != " " }
        guard date.utf8.count <= 10, date.allSatisfy({ ($0.isASCII && $0.isNumber) || "-./".contains($0) }) else { return nil }
        let parts = date.split(omittingEmptySubsequences: false) { !$0.isNumber }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count else { return nil }
        switch (parts.count, parts[0].count) {
        case (1, 4): self.init(numbers[0], nil, nil)
        case (1, 8): self.init(numbers[0] / 10_000, numbers[0] / 100 % 100, numbers[0] % 100)
        case (2, 4): self.init(numbers[0], numbers[1], nil)
        case (2, _) where parts[1].count == 4: self.init(numbers[1], numbers[0], nil)
        case (3, 4): self.init(numbers[0], numbers[1], numbers[2])
        case (3, _) where parts[2].count == 4:
            let isMonthFirst = date.contains("/") && numbers[0] <= 12 || numbers[1] > 12
            self.init(numbers[2], isMonthFirst ? numbers[0] : numbers[1], isMonthFirst ? numbers[1] : numbers[0])
        default: return nil
        }
    }

    /// A date of its parts; `nil` where there is no such day.
    init?(_ year: Int, _ month: Int?, _ day: Int?) {
        guard (1_000...9_999).contains(year), month.map((1...12).contains) ?? (day == nil) else { return nil }
        if let month, let day {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let length = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
            guard (1...length).contains(day) else { return nil }
        }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The number of the day, 0 on 1970-01-01; `nil` where the day is not known.
    public var dayNumber: Int? {
        guard let month, let day else { return nil }
        return Self.dayNumber(year, month, day)
    }

    /// The day as `YYYYMMDD`; of a month or year without its day, one in the middle.
    public var middle: String {
        func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)\(digits(month ?? 7))\(digits(day ?? (month == nil ? 1 : 15)))"
    }

    /// Years begin in March here, so that the leap day is the last of its year; 400 years have 146,097 days.
    private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return shifted / 400 * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
