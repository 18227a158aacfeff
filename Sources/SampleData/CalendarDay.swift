/// A day of the Gregorian calendar without a clock or a time zone, counted from 1970-01-01.
struct CalendarDay: Hashable, Comparable, Sendable {
    var number: Int

    init(number: Int) {
        self.number = number
    }

    /// Days from civil date: eras of 400 years that begin in March, so that the leap day is the last of its year.
    init(year: Int, month: Int, day: Int) {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = era * 146_097 + dayOfEra - 719_468
    }

    /// Year, month and day.
    var civil: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch + (monthFromMarch < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    /// DICOM DA: `YYYYMMDD` (PS3.5 table 6.2-1).
    var dicom: String {
        let (year, month, day) = civil
        return padded(year, 4) + padded(month, 2) + padded(day, 2)
    }

    /// Completed years between two days.
    func years(until later: CalendarDay) -> Int {
        let from = civil
        let to = later.civil
        let before = (to.month, to.day) < (from.month, from.day)
        return to.year - from.year - (before ? 1 : 0)
    }

    func adding(days: Int) -> CalendarDay {
        CalendarDay(number: number + days)
    }

    static func < (left: CalendarDay, right: CalendarDay) -> Bool {
        left.number < right.number
    }
}

/// The number in decimal with leading zeros to at least `width` digits.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
}

/// The number with a fixed count of decimals, rounded half away from zero; no locale, no `String(format:)`.
func decimal(_ number: Double, _ decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = Int((number.magnitude * scale).rounded())
    let whole = scaled / Int(scale)
    let sign = number < 0 && scaled != 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(whole) }
    return sign + String(whole) + "." + padded(scaled % Int(scale), decimals)
}

/// A time of day as DICOM TM: `HHMMSS`.
func dicomTime(secondsOfDay: Int) -> String {
    padded(secondsOfDay / 3_600 % 24, 2) + padded(secondsOfDay / 60 % 60, 2) + padded(secondsOfDay % 60, 2)
}
