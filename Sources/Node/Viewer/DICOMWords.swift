import DICOM

/// Values of DICOM as people write them.
enum DICOMWords {
    /// `20200131` as `2020-01-31`; what has another form stays as it is.
    static func date(_ text: String) -> String {
        guard text.utf8.count == 8, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return text }
        return "\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))"
    }

    /// `073015.25` as `07:30:15`.
    static func time(_ text: String) -> String {
        let digits = text.prefix { $0 != "." }
        guard [2, 4, 6].contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return text }
        return stride(from: 0, to: digits.count, by: 2).map { digits.dropFirst($0).prefix(2) }.joined(separator: ":")
    }

    /// `20200131073015+0100` as `2020-01-31 07:30:15`.
    static func dateTime(_ text: String) -> String {
        let digits = text.prefix { $0.isNumber }
        guard digits.count > 8 else { return date(String(digits.isEmpty ? text[...] : digits)) }
        return "\(date(String(digits.prefix(8)))) \(time(String(digits.dropFirst(8).prefix(6))))"
    }

    /// `Yamada^Tarou` as `Yamada, Tarou`.
    static func name(_ text: String) -> String {
        let name = PersonName(text)
        return [name.familyName, name.givenName].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// An age string, `045Y`, as `45 years`.
    static func age(_ text: String) -> String {
        let units: [Character: String] = ["Y": "years", "M": "months", "W": "weeks", "D": "days"]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Int(text.dropLast()) else { return text }
        return "\(number) \(number == 1 ? String(unit.dropLast()) : unit)"
    }

    static func sex(_ code: String) -> String {
        ["F": "female", "M": "male", "O": "other"][code] ?? code
    }

    /// A number without a fraction of zero, with at most three digits behind the point.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "?" }
        let rounded = (value * 1_000).rounded() / 1_000
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
    }
}
