/// A date as it stands in a text.
struct WrittenDate {
    /// The atoms it takes.
    var range: ClosedRange<Int>
    /// The day, nil when the date names only a part of one.
    var day: CalendarDate?
    /// Its parts, each with its atom.
    var parts: [DatePart] = []
}

extension TextCleaning {
    /// Moves complete dates, or removes them where there is no shift; removes incomplete ones. Times beside them share their fate.
    mutating func treatDates() {
        var number = 0
        while number < atoms.count {
            guard isOpen(number), isContent(number), let date = date(at: number) else {
                number += 1
                continue
            }
            treat(date)
            number = date.range.upperBound + 1
        }
    }

    private mutating func treat(_ date: WrittenDate) {
        let time = time(after: date.range.upperBound)
        let last = time ?? date.range.upperBound
        if let day = date.day, terms.birthDays.contains(day.dayNumber) {
            remove(date.range.lowerBound...last, .ownIdentity)
        } else if let shift, let moved = date.day?.adding(days: shift.days), !isBirthDate(date) {
            for part in date.parts { replacements[part.position] = text.written(part, moved) }
            if shift.days != 0 { movedDates.append(date.parts) }
            for number in date.range.lowerBound...last { settled[number] = true }
        } else {
            remove(date.range.lowerBound...last, .date)
        }
    }

    /// Whether a word before the date says that somebody was born then.
    private func isBirthDate(_ date: WrittenDate) -> Bool {
        var number = date.range.lowerBound
        for _ in 0..<3 {
            guard let before = previous(from: number - 1, over: ".:()*,", atMost: 4) else { return false }
            if traits[before].contains(.birthCue) { return true }
            guard isWord(before) else { return false }
            number = before
        }
        return false
    }

    // MARK: Reading

    func date(at number: Int) -> WrittenDate? {
        if isWord(number) { return dateFromMonthName(at: number) }
        // A date does not begin within a number: 1.2.03.2021 is something else.
        if isSign(number - 1, of: "./-"), isNumber(number - 2), isOpen(number - 2) { return nil }
        if isNumber(number - 1) { return nil }
        return compactDate(at: number) ?? namedDate(at: number) ?? numericDate(at: number) ?? partialDate(at: number)
    }

    private func isYear(_ year: Int) -> Bool { (1_890...2_100).contains(year) }

    /// Four digits, or two.
    private func year(_ number: Int) -> Int? {
        guard let value = value(number) else { return nil }
        switch digitCount(number) {
        case 4: return isYear(value) ? value : nil
        case 2: return DatePart.century(of: value)
        default: return nil
        }
    }

    /// `20210303`, `03032021`, with a time of day directly after it or not.
    private func compactDate(at number: Int) -> WrittenDate? {
        let digits = text.folded(atoms[number])
        guard [8, 12, 14].contains(digits.count) else { return nil }
        if digits.count > 8, !isTime(digits.dropFirst(8)) { return nil }
        if let day = CalendarDate(dicom: digits.prefix(8)), isYear(day.year) {
            return WrittenDate(range: number...number, day: day, parts: [.compact(number, yearFirst: true)])
        }
        guard digits.count == 8, let day = CalendarDate(dicom: digits.suffix(4) + digits.dropFirst(2).prefix(2) + digits.prefix(2)),
            isYear(day.year)
        else { return nil }
        return WrittenDate(range: number...number, day: day, parts: [.compact(number, yearFirst: false)])
    }

    /// `2021-03-03`, `3.3.2021`, `3. 3. 21`, `03/03/2021`.
    private func numericDate(at first: Int) -> WrittenDate? {
        guard digitCount(first) <= 4, isSign(first + 1, of: "./-_") else { return nil }
        let separator = atoms[first + 1].sign
        guard let second = part(after: first + 1), digitCount(second) <= 2, atoms.indices.contains(second + 1),
            atoms[second + 1].kind == .sign, atoms[second + 1].sign == separator, let third = part(after: second + 1)
        else { return nil }
        // Four parts are an address of a computer, an object or a version.
        if isSign(third + 1, of: "./-"), atoms[third + 1].sign == separator, isNumber(third + 2) { return nil }
        guard let one = value(first), let two = value(second), let three = value(third) else { return nil }
        if digitCount(first) == 4 {
            guard digitCount(third) <= 2, isYear(one), let day = CalendarDate(year: one, month: two, day: three) else { return nil }
            return WrittenDate(
                range: first...third, day: day,
                parts: [.year(first), .month(second, width: digitCount(second)), .day(third, width: digitCount(third))])
        }
        guard digitCount(first) <= 2, separator != 0x5F || digitCount(third) == 4, let year = year(third) else { return nil }
        if let day = CalendarDate(year: year, month: two, day: one) {
            return WrittenDate(
                range: first...third, day: day,
                parts: [.day(first, width: digitCount(first)), .month(second, width: digitCount(second)), .year(third)])
        }
        guard let day = CalendarDate(year: year, month: one, day: two) else { return nil }
        return WrittenDate(
            range: first...third, day: day,
            parts: [.month(first, width: digitCount(first)), .day(second, width: digitCount(second)), .year(third)])
    }

    /// The number after a separator, after a blank only when the separator is a full stop.
    private func part(after separator: Int) -> Int? {
        if isNumber(separator + 1) { return separator + 1 }
        return isSign(separator, ".") && isBlank(separator + 1) && isNumber(separator + 2) ? separator + 2 : nil
    }

    /// `3 March 2021`, `3. März`, `03MAR21`, `3 de marzo de 2021`, `2021-Mar-03`, `2021. március 3.`
    private func namedDate(at first: Int) -> WrittenDate? {
        guard let name = monthName(after: first, isDay: digitCount(first) <= 2) ?? romanMonth(after: first),
            !MonthNames.shared.entries(of: atoms[name].hash).isEmpty
        else {
            return nil
        }
        guard let number = value(first) else { return nil }
        if digitCount(first) == 4 {
            guard isYear(number) else { return nil }
            guard let day = afterName(name), digitCount(day) <= 2, let value = value(day), let entry = entry(of: name, day: day),
                let date = CalendarDate(year: number, month: entry.month, day: value)
            else { return WrittenDate(range: first...name) }
            return WrittenDate(
                range: first...day, day: date, parts: [.year(first), .monthName(name, row: entry.row), .day(day, width: digitCount(day))])
        }
        guard digitCount(first) <= 2, (1...31).contains(number), let entry = entry(of: name, day: first) else { return nil }
        if let yearNumber = afterName(name), let year = year(yearNumber),
            digitCount(yearNumber) == 4 || !isBlank(yearNumber - 1) || isAnnounced(first),
            let date = CalendarDate(year: year, month: entry.month, day: number)
        {
            return WrittenDate(
                range: first...yearNumber, day: date,
                parts: [.day(first, width: digitCount(first)), .monthName(name, row: entry.row), .year(yearNumber)])
        }
        return isCertainMonth(name) ? WrittenDate(range: first...name) : nil
    }

    /// `March 2021`, `March 3, 2021`, `Jan-2021`, `March 3rd`.
    private func dateFromMonthName(at name: Int) -> WrittenDate? {
        guard traits[name].contains(.month), let entry = MonthNames.shared.entries(of: atoms[name].hash).first,
            let number = afterName(name), let value = value(number)
        else { return nil }
        if digitCount(number) == 4 || isSign(number - 1, "'") {
            return year(number) == nil ? nil : WrittenDate(range: name...number)
        }
        guard digitCount(number) <= 2, (1...31).contains(value) else { return nil }
        let afterDay = isOrdinalEnding(number + 1) ? number + 1 : number
        if let yearNumber = next(from: afterDay + 1, over: ",./-", atMost: 3), isNumber(yearNumber), digitCount(yearNumber) == 4,
            let year = year(yearNumber), let date = CalendarDate(year: year, month: entry.month, day: value)
        {
            return WrittenDate(
                range: name...yearNumber, day: date,
                parts: [.monthName(name, row: entry.row), .day(number, width: digitCount(number)), .year(yearNumber)])
        }
        return isCertainMonth(name) && isCapitalized(name) ? WrittenDate(range: name...number) : nil
    }

    /// Whether a word names nothing else: not may, mar, set, out, dec.
    private func isCertainMonth(_ name: Int) -> Bool {
        !traits[name].contains(.vocabulary) && atoms[name].length > 3
    }

    private func isOrdinalEnding(_ number: Int) -> Bool {
        guard isWord(number), atoms[number].length <= 3 else { return false }
        return ["st", "nd", "rd", "th", "er", "e", "o", "a", "de", "ste"].contains { text.folded(atoms[number]).elementsEqual($0.utf8) }
    }

    /// The month's name after a day or year, with what stands between them.
    private func monthName(after first: Int, isDay: Bool) -> Int? {
        let start = isDay && isOrdinalEnding(first + 1) ? first + 2 : first + 1
        guard var number = next(from: start, over: ".-/_,", atMost: 3), isWord(number) else { return nil }
        if isParticle(number), let following = next(from: number + 1, over: "'", atMost: 2) { number = following }
        return isWord(number) && traits[number].contains(.month) ? number : nil
    }

    /// `4.III.1961`, `born 4 III 61`: a month in Roman numerals between a day and a year. Grades and stages have no year.
    private func romanMonth(after first: Int) -> Int? {
        guard let name = next(from: first + 1, over: ".-/", atMost: 3), isWord(name), !atoms[name].style.contains(.hasLower),
            atoms[name].length <= 4, text.folded(atoms[name]).allSatisfy({ [0x69, 0x76, 0x78].contains($0) }),
            let last = afterName(name), year(last) != nil || digitCount(first) == 4
        else { return nil }
        return digitCount(last) == 4 || digitCount(first) == 4 || isSign(name + 1, of: ".-/") || isAnnounced(first) ? name : nil
    }

    /// Whether the word before a date says that one follows.
    private func isAnnounced(_ first: Int) -> Bool {
        guard let before = previous(from: first - 1, over: ".:*", atMost: 3), isWord(before) else { return false }
        return traits[before].contains(.birthCue)
    }

    /// The number after the month's name.
    private func afterName(_ name: Int) -> Int? {
        guard var number = next(from: name + 1, over: ".-/_,'", atMost: 3) else { return nil }
        if isParticle(number), let following = next(from: number + 1, atMost: 2) { number = following }
        return isNumber(number) ? number : nil
    }

    private func isParticle(_ number: Int) -> Bool {
        isWord(number) && atoms[number].length <= 3
            && ["de", "del", "do", "di", "of", "d", "den", "the"].contains { text.folded(atoms[number]).elementsEqual($0.utf8) }
    }

    /// What the name most likely means: German and its neighbours write a full stop after the day, Spanish and Portuguese `de`.
    private func entry(of name: Int, day: Int) -> MonthNames.Entry? {
        let entries = MonthNames.shared.entries(of: atoms[name].hash)
        if isSign(day + 1, "."), let entry = entries.first(where: { $0.row > 2 }) { return entry }
        if let between = previous(from: name - 1, atMost: 2), isParticle(between), let entry = entries.first(where: { $0.row > 9 }) {
            return entry
        }
        return entries.first
    }

    /// `03/2021`, `2021-03`, and after a word such as `vom` also `3.3.`: no day that could be moved.
    private func partialDate(at first: Int) -> WrittenDate? {
        guard isSign(first + 1, of: "./-"), isNumber(first + 2), let one = value(first), let two = value(first + 2) else { return nil }
        let second = first + 2
        let isSlash = isSign(first + 1, "/")
        if digitCount(second) == 4, digitCount(first) == 2 || (isSlash && digitCount(first) == 1), (1...12).contains(one), isYear(two),
            !isSign(second + 1, of: "./-") || !isNumber(second + 2)
        {
            return WrittenDate(range: first...second)
        }
        if digitCount(first) == 4, digitCount(second) == 2, isYear(one), (1...12).contains(two), !isSign(first + 1, ".") {
            return WrittenDate(range: first...second)
        }
        guard let before = previous(from: first - 1, atMost: 2), traits[before].contains(.datePreposition), digitCount(first) <= 2,
            digitCount(second) <= 2, CalendarDate(year: 2_000, month: two, day: one) != nil, !isUnit(after: second),
            isSlash || isSign(second + 1, ".") && (digitCount(first) == 2 || digitCount(second) == 2)
        else { return nil }
        return WrittenDate(range: first...second)
    }

    func isUnit(after number: Int) -> Bool {
        guard let following = next(from: number + 1, atMost: 1) else { return false }
        return traits[following].contains(.unit) || isSign(following, "%")
    }

    // MARK: Times

    /// The last atom of a time of day after a date: ` 10:15:30`, `T101530`, `, 10.15 Uhr`, ` à 10h15`.
    private func time(after last: Int) -> Int? {
        var number = last + 1
        var steps = 0
        while steps < 5 {
            if isBlank(number) || isSign(number, of: ",-_;") || (isWord(number) && isTimePreposition(number)) {
                number += 1
                steps += 1
            } else {
                break
            }
        }
        guard steps > 0, isNumber(number), let hour = value(number) else { return nil }
        var end: Int?
        if digitCount(number) == 6, isTime(text.folded(atoms[number])) {
            end = number
            if isSign(number + 1, "."), isNumber(number + 2), digitCount(number + 2) <= 6 { end = number + 2 }
        } else if digitCount(number) == 4, isTime(text.folded(atoms[number])), isSign(last + 1, of: "_-") || isWord(last + 1) {
            end = number
        } else if digitCount(number) <= 2, hour < 24 {
            while isSign((end ?? number) + 1, of: ":.") || isHourLetter((end ?? number) + 1) {
                let part = (end ?? number) + 2
                guard isNumber(part), digitCount(part) == 2 || (end != nil && digitCount(part) <= 6), (end ?? number) - number < 6 else {
                    break
                }
                end = part
            }
        }
        return end
    }

    private func isTimePreposition(_ number: Int) -> Bool {
        ["t", "um", "at", "a", "alle", "ore", "klo", "kl", "om", "h", "las", "o", "v", "z"].contains {
            text.folded(atoms[number]).elementsEqual($0.utf8)
        }
    }

    private func isHourLetter(_ number: Int) -> Bool {
        isWord(number) && (text.folded(atoms[number]).elementsEqual("h".utf8) || text.folded(atoms[number]).elementsEqual("u".utf8))
    }
}
