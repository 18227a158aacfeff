import DICOM

/// Moves the dates of one patient by whole days and keeps times of day, so that every interval between them survives.
///
/// This is the manner of modification that PS3.15 section E.3.6 asks to be described: days are moved as
/// ``PseudonymKey/dateShift(forPatient:)`` says, times and offsets from UTC stay. Of a date and time that names only a year or a month,
/// the middle of it is moved.
public struct DateShift: Sendable, Equatable {
    /// By how many days, negative into the past.
    public let days: Int

    /// A shift by so many days.
    public init(days: Int) {
        self.days = days
    }

    /// A date as `YYYYMMDD` or `YYYY-MM-DD` moved and written the same way, for clinical tables; nil when it is not a date.
    public func shifted(_ date: String) -> String? {
        let bytes = Array(date.utf8)
        if bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D {
            guard let moved = day(bytes[0..<4] + bytes[5..<7] + bytes[8..<10]) else { return nil }
            return String(decoding: moved[0..<4] + [0x2D] + moved[4..<6] + [0x2D] + moved[6..<8], as: UTF8.self)
        }
        return day(bytes).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The value of a DA, DT or TM element moved; nil when any of its values is not of that VR, so that nothing unknown is kept.
    func shifted(_ value: ArraySlice<UInt8>, vr: VR) -> [UInt8]? {
        if !value.contains(0x5C) { return shiftedOne(value.trimmed, vr: vr) }
        var result: [UInt8] = []
        result.reserveCapacity(value.count)
        for (number, part) in value.split(separator: 0x5C, omittingEmptySubsequences: false).enumerated() {
            if number > 0 { result.append(0x5C) }
            guard let moved = shiftedOne(part.trimmed, vr: vr) else { return nil }
            result += moved
        }
        return result
    }

    private func shiftedOne(_ value: ArraySlice<UInt8>, vr: VR) -> [UInt8]? {
        if value.isEmpty { return [] }
        switch vr {
        case .da: return day(value)
        case .dt: return dateTime(value)
        case .tm: return isTime(value) ? Array(value) : nil
        default: return nil
        }
    }

    private func day(_ bytes: some Collection<UInt8>) -> [UInt8]? {
        CalendarDate(dicom: bytes)?.adding(days: days)?.dicom
    }

    /// `YYYY[MM[DD[HH[MM[SS[.FFFFFF]]]]]][&ZZXX]`.
    private func dateTime(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        let end = bytes.firstIndex { $0 == 0x2B || $0 == 0x2D } ?? bytes.endIndex
        let date = bytes[..<end].prefix(8)
        let time = bytes[..<end].dropFirst(8)
        let zone = bytes[end...]
        guard zone.isEmpty || isZone(zone), time.isEmpty || isTime(time), let year = decimalNumber(date.prefix(4)), date.count >= 4 else {
            return nil
        }
        let rest = date.dropFirst(4)
        let day: CalendarDate? =
            switch rest.count {
            case 0: CalendarDate(year: year, month: 7, day: 1)
            case 2: decimalNumber(rest).flatMap { CalendarDate(year: year, month: $0, day: 15) }
            case 4: CalendarDate(dicom: date)
            default: nil
            }
        guard let moved = day?.adding(days: days) else { return nil }
        return Array(moved.dicom.prefix(date.count)) + Array(time) + Array(zone)
    }
}

/// Whether the bytes are `HH[MM[SS[.FFFFFF]]]`, or `HH:MM:SS` of the time before DICOM.
func isTime(_ bytes: some Collection<UInt8>) -> Bool {
    var digits = Array(bytes)
    if digits.count >= 8, digits[2] == 0x3A, digits[5] == 0x3A {
        digits.remove(at: 5)
        digits.remove(at: 2)
    }
    let whole = digits.prefix { $0 != 0x2E }
    let fraction = digits.dropFirst(whole.count)
    guard [2, 4, 6].contains(whole.count), decimalNumber(whole) != nil else { return false }
    let limits = [23, 59, 60]
    for (number, start) in stride(from: 0, to: whole.count, by: 2).enumerated() {
        guard let part = decimalNumber(whole[start..<start + 2]), part <= limits[number] else { return false }
    }
    if fraction.isEmpty { return true }
    return whole.count == 6 && (2...7).contains(fraction.count) && decimalNumber(fraction.dropFirst()) != nil
}

/// Whether the bytes are an offset from UTC such as `+0100`.
func isZone(_ bytes: some Collection<UInt8>) -> Bool {
    guard bytes.count == 5, let sign = bytes.first, sign == 0x2B || sign == 0x2D, let number = decimalNumber(bytes.dropFirst()) else {
        return false
    }
    return number / 100 <= 14 && number % 100 < 60
}

extension ArraySlice<UInt8> {
    /// The bytes without blanks and NULs at both ends.
    var trimmed: ArraySlice<UInt8> {
        guard let first = firstIndex(where: { $0 > 0x20 }), let last = lastIndex(where: { $0 > 0x20 }) else { return [] }
        return self[first...last]
    }
}
