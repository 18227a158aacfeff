/// A calendar day from a DA value (PS3.5 section 6.2).
struct DICOMDate: Hashable, Comparable {
    let year: Int
    let month: Int
    let day: Int

    /// Reads YYYYMMDD; none when that is no day of the Gregorian calendar.
    init?(_ text: String?) {
        guard let text, text.utf8.count == 8, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else {
            return nil
        }
        year = number / 10_000
        month = number / 100 % 100
        day = number % 100
        guard year >= 1, (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year) else { return nil }
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static func < (left: DICOMDate, right: DICOMDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// Whole years from this day to a later one.
    func years(to later: DICOMDate) -> Int {
        later.year - year - ((later.month, later.day) < (month, day) ? 1 : 0)
    }
}

/// An age from an AS value (PS3.5 section 6.2): three digits and D, W, M or Y.
struct DICOMAge: Hashable {
    let years: Int

    init?(_ text: String?) {
        guard let text, text.utf8.count == 4, let unit = text.utf8.last, let number = Int(text.prefix(3)), number >= 0,
            text.utf8.prefix(3).allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        switch unit {
        case UInt8(ascii: "Y"): years = number
        case UInt8(ascii: "M"): years = number / 12
        case UInt8(ascii: "W"): years = number * 7 / 365
        case UInt8(ascii: "D"): years = number / 365
        default: return nil
        }
    }
}
