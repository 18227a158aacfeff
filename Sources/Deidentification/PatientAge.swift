/// Patient's Age (0010,1010) and other values of VR AS: `nnnD`, `nnnW`, `nnnM`, `nnnY` (PS3.5 section 6.2).
///
/// The Retain Patient Characteristics Option keeps ages. So few people are older than 89 that such an age may tell who somebody is:
/// every age of 90 years and more is written `090Y`, unless the profile keeps them.
enum PatientAge {
    /// The age in years that stands for itself and all above.
    static let cap = 90

    /// The age capped, where there is a cap; nil when the value is no age.
    static func capped(_ value: ArraySlice<UInt8>, at cap: Int? = cap) -> [UInt8]? {
        let parts = value.split(separator: 0x5C, omittingEmptySubsequences: false).map(\.trimmed)
        var result: [UInt8] = []
        for (number, part) in parts.enumerated() {
            if number > 0 { result.append(0x5C) }
            if part.isEmpty { continue }
            guard part.count == 4, let unit = part.last, "DWMY".utf8.contains(unit), let count = decimalNumber(part.dropLast()) else {
                return nil
            }
            // 999 months are 83 years: only ages in years reach the cap.
            let isOld = unit == UInt8(ascii: "Y") && count >= cap ?? .max
            result += isOld ? digits(cap ?? count, 3) + [unit] : Array(part)
        }
        return result
    }

    /// The age at a day, as PS3.3 section C.7.2.2 writes it: in years from two years on, before that in months, in days under a month.
    static func age(bornOn birth: CalendarDate, at day: CalendarDate, cap: Int? = cap) -> [UInt8]? {
        let days = day.dayNumber - birth.dayNumber
        guard days >= 0 else { return nil }
        let months = (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day ? 1 : 0)
        switch months {
        case 24...: return digits(min(months / 12, cap ?? 999), 3) + [UInt8(ascii: "Y")]
        case 1...: return digits(months, 3) + [UInt8(ascii: "M")]
        default: return digits(days, 3) + [UInt8(ascii: "D")]
        }
    }
}
