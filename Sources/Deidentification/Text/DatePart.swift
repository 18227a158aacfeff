/// A part of a date in a text: where it stands and what it says.
///
/// The parts of a date that was moved are noted, because its form alone does not tell them: 12/01/2020 is written by those who write
/// 12/31/2020 and by those who write 31/12/2020, and a month may have one name in two languages for two months.
struct DatePart: Sendable, Equatable {
    enum Field: Sendable, Equatable {
        case year
        /// A number, with zeros in front up to so many digits.
        case month(width: Int), day(width: Int)
        /// The name of the month, in the language and form of a row of ``MonthNames``.
        case monthName(row: Int)
        /// Eight digits in a row, the year first or last, maybe with a time after them.
        case compact(yearFirst: Bool)
    }

    /// An atom of the text, or a byte of it.
    let position: Int
    let field: Field

    func moved(by distance: Int) -> DatePart { DatePart(position: position + distance, field: field) }

    static func year(_ position: Int) -> DatePart { DatePart(position: position, field: .year) }
    static func month(_ position: Int, width: Int) -> DatePart { DatePart(position: position, field: .month(width: width)) }
    static func day(_ position: Int, width: Int) -> DatePart { DatePart(position: position, field: .day(width: width)) }
    static func monthName(_ position: Int, row: Int) -> DatePart { DatePart(position: position, field: .monthName(row: row)) }
    static func compact(_ position: Int, yearFirst: Bool) -> DatePart {
        DatePart(position: position, field: .compact(yearFirst: yearFirst))
    }

    /// The year that two digits write: of this century up to 35, of the last one after.
    static func century(of year: Int) -> Int { year <= 35 ? 2_000 + year : 1_900 + year }
}

extension DatePart: Codable {
    /// A number for the position, a letter for the field: `4y`, `2m1` and `0d2` with the width, `2n5` with the row of the name, `0c` with the
    /// year first, `0r` with the year last.
    init?(_ text: Substring) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let position = Int(digits), let letter = text.dropFirst(digits.count).first else { return nil }
        let rest = text.dropFirst(digits.count + 1)
        switch letter {
        case "y" where rest.isEmpty: self = .year(position)
        case "m" where rest == "1" || rest == "2": self = .month(position, width: rest == "1" ? 1 : 2)
        case "d" where rest == "1" || rest == "2": self = .day(position, width: rest == "1" ? 1 : 2)
        case "c" where rest.isEmpty: self = .compact(position, yearFirst: true)
        case "r" where rest.isEmpty: self = .compact(position, yearFirst: false)
        case "n":
            guard let row = Int(rest), row >= 0 else { return nil }
            self = .monthName(position, row: row)
        default: return nil
        }
    }

    var code: String {
        switch field {
        case .year: "\(position)y"
        case .month(let width): "\(position)m\(width)"
        case .day(let width): "\(position)d\(width)"
        case .monthName(let row): "\(position)n\(row)"
        case .compact(let yearFirst): "\(position)\(yearFirst ? "c" : "r")"
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let part = DatePart(try container.decode(String.self)[...]) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "This is no part of a date.")
        }
        self = part
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}

extension AtomizedText {
    /// What is written in the place of a part when the date is another.
    func written(_ part: DatePart, _ date: CalendarDate) -> String {
        let atom = atoms[part.position]
        switch part.field {
        case .year: return decimals(atom.length == 2 ? date.year % 100 : date.year, atom.length)
        case .month(let width): return decimals(date.month, width)
        case .day(let width): return decimals(date.day, width)
        case .monthName(let row): return MonthNames.shared.name(of: date.month, row: row, like: atom.style)
        case .compact(let yearFirst):
            let (year, month, day) = (decimals(date.year, 4), decimals(date.month, 2), decimals(date.day, 2))
            let rest = String(decoding: folded(atom).dropFirst(8), as: UTF8.self)
            return (yearFirst ? year + month + day : day + month + year) + rest
        }
    }

    /// A number in at least so many digits.
    private func decimals(_ number: Int, _ count: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }

    /// The day that these parts write; nil where they do not stand in the text.
    func day(of parts: [DatePart]) -> CalendarDate? {
        var (year, month, day): (Int?, Int?, Int?)
        for part in parts {
            guard atoms.indices.contains(part.position) else { return nil }
            let atom = atoms[part.position]
            let letters = folded(atom)
            switch part.field {
            case .monthName(let row):
                month = MonthNames.shared.entries(of: atom.hash).first { $0.row == row }?.month
            case .compact(let yearFirst):
                guard atom.kind == .number, letters.count >= 8 else { return nil }
                let digits =
                    yearFirst ? letters.prefix(8) : letters.dropFirst(4).prefix(4) + letters.dropFirst(2).prefix(2) + letters.prefix(2)
                return CalendarDate(dicom: digits)
            case .year:
                guard atom.kind == .number, let number = decimalNumber(letters.prefix(9)) else { return nil }
                year = letters.count == 2 ? DatePart.century(of: number) : number
            case .month: month = atom.kind == .number ? decimalNumber(letters.prefix(9)) : nil
            case .day: day = atom.kind == .number ? decimalNumber(letters.prefix(9)) : nil
            }
        }
        guard let year, let month, let day else { return nil }
        return CalendarDate(year: year, month: month, day: day)
    }

    /// Moves the dates that these parts write. Nil where one of them cannot be moved.
    func moving(_ dates: [[DatePart]], by shift: DateShift) -> [UInt8]? {
        var replacements: [Int: String] = [:]
        for parts in dates {
            guard let moved = day(of: parts)?.adding(days: shift.days) else { return nil }
            for part in parts { replacements[part.position] = written(part, moved) }
        }
        var output: [UInt8] = []
        for (number, atom) in atoms.enumerated() {
            if let replacement = replacements[number] {
                output += replacement.utf8
            } else {
                output += bytes[atom.start..<atom.end]
            }
        }
        return output
    }
}
