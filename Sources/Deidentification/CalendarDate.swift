/// A day of the proleptic Gregorian calendar, in which DICOM writes dates (PS3.5 section 6.2).
struct CalendarDate: Equatable, Sendable {
    var year: Int
    var month: Int
    var day: Int

    /// The day, nil when there is no such day between the years 1 and 9999.
    init?(year: Int, month: Int, day: Int) {
        guard (1...9_999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The number of the day, 0 on 1970-01-01.
    var dayNumber: Int {
        // Years begin in March here, so that the leap day is the last of its year; 400 years have 146,097 days.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The day with this number, nil outside the years 1 to 9999.
    init?(dayNumber: Int) {
        let number = dayNumber + 719_468
        guard number >= 0 else { return nil }
        let era = number / 146_097
        let dayOfEra = number % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.init(
            year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month: month, day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// The day so many days later.
    func adding(days: Int) -> CalendarDate? {
        CalendarDate(dayNumber: dayNumber + days)
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CalendarDate {
    /// Reads `YYYYMMDD`, and `YYYY.MM.DD` of the time before DICOM; padding does not count.
    init?(dicom bytes: some Collection<UInt8>) {
        let isOld = bytes.count == 10
        guard isOld || bytes.count == 8 else { return nil }
        var number = 0
        for (position, byte) in bytes.enumerated() {
            if isOld, position == 4 || position == 7 {
                guard byte == 0x2E else { return nil }
                continue
            }
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        self.init(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }

    /// The day as `YYYYMMDD`.
    var dicom: [UInt8] { digits(year, 4) + digits(month, 2) + digits(day, 2) }
}

/// The number that these digits write, nil when there is anything else among them.
func decimalNumber(_ bytes: some Collection<UInt8>) -> Int? {
    guard !bytes.isEmpty else { return nil }
    var number = 0
    for byte in bytes {
        guard (0x30...0x39).contains(byte) else { return nil }
        number = number * 10 + Int(byte - 0x30)
    }
    return number
}

/// A number in so many digits.
func digits(_ number: Int, _ count: Int) -> [UInt8] {
    var rest = number
    var bytes = [UInt8](repeating: 0x30, count: count)
    for position in bytes.indices.reversed() {
        bytes[position] = 0x30 + UInt8(rest % 10)
        rest /= 10
    }
    return bytes
}
