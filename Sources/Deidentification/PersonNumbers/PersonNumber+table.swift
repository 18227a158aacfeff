private typealias C = CheckDigits

/// Whether six digits from a position are a birth date; offsets that some numbers add to the month or the day are taken off first.
private func isDate(_ n: ArraySlice<UInt8>, _ start: Int, dayFirst: Bool, months: [Int] = [0], days: [Int] = [0]) -> Bool {
    let (first, middle, last) = (
        C.number(n[start..<start + 2]), C.number(n[start + 2..<start + 4]), C.number(n[start + 4..<start + 6])
    )
    let day = dayFirst ? first : last
    return months.contains { month in days.contains { C.isDay(month: middle - month, day: day - $0) } }
}

private func isWeighted(_ n: ArraySlice<UInt8>, _ weights: [Int], by divisor: Int, at position: Int? = nil) -> Bool {
    C.sum(n, weights) % divisor == C.value(n[position ?? weights.count])
}

/// The letter of a number in an alphabet.
private func letter(_ number: Int, _ alphabet: StaticString) -> UInt8 {
    alphabet.withUTF8Buffer { $0[number % $0.count] }
}

/// Estonia and Lithuania: two rows of weights (EVS 585:2007; Gyventojų registro įstatymas).
private func isBaltic(_ n: ArraySlice<UInt8>) -> Bool {
    guard (1...8).contains(C.value(n[0])), isDate(n, 1, dayFirst: false) else { return false }
    var rest = C.sum(n, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11
    if rest == 10 { rest = C.sum(n, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 }
    return rest % 10 == C.value(n[10])
}

/// Czechia and Slovakia: the whole is a multiple of 11, or its first nine digits leave 10 and the last is 0.
private func isBirthNumber(_ n: ArraySlice<UInt8>) -> Bool {
    guard isDate(n, 0, dayFirst: false, months: [0, 20, 50, 70]) else { return false }
    return C.remainder(n, by: 11) == 0 || (C.remainder(n[0..<9], by: 11) == 10 && n[9] == 0x30)
}

/// Finland: the letter of the date and the three digits after it as one number, by 31.
private func isFinnish(_ n: ArraySlice<UInt8>) -> Bool {
    guard isDate(n, 0, dayFirst: true) else { return false }
    let number = C.number(n[0..<6]) * 1_000 + C.number(n[(n.endIndex - 4)..<(n.endIndex - 1)])
    return letter(number, "0123456789abcdefhjklmnprstuvwxy") == n[n.endIndex - 1]
}

/// Sweden: personal and co-ordination numbers, whose days have 60 more.
private func isSwedish(_ n: ArraySlice<UInt8>, _ start: Int) -> Bool {
    isDate(n, start, dayFirst: false, days: [0, 60]) && C.isLuhn(n[start...])
}

/// France: the sex, year and month of birth, then a department, which in Corsica has a letter.
private func isNIR(_ n: ArraySlice<UInt8>) -> Bool {
    guard [1, 2, 3, 4, 7, 8].contains(C.value(n[0])) else { return false }
    let month = C.number(n[3..<5])
    guard (1...12).contains(month) || (20...42).contains(month) || month >= 50 else { return false }
    var digits = Array(n[0..<13])
    var less = 0
    switch digits[6] {
    case 0x30...0x39: break
    case 0x61 where digits[5] == 0x32: less = 1_000_000
    case 0x62 where digits[5] == 0x32: less = 2_000_000
    default: return false
    }
    if less > 0 { digits[6] = 0x30 }
    return 97 - (C.number(digits[...]) - less) % 97 == C.number(n[13..<15])
}

/// Italy: letters and digits at odd places by a table of their own (decreto 23 dicembre 1976), at even ones by their order.
private func isCodiceFiscale(_ n: ArraySlice<UInt8>) -> Bool {
    // Digits may have been changed to letters so that two persons do not share a code.
    for position in [6, 7, 9, 10, 12, 13, 14] where n[position] >= 0x3A && !"lmnpqrstuv".utf8.contains(n[position]) { return false }
    guard "abcdehlmprst".utf8.contains(n[8]) else { return false }
    let odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
    let sum = n[0..<15].enumerated().reduce(0) { sum, element in
        let order = Int(element.1) - (element.1 < 0x3A ? 0x30 : 0x61)
        return sum + (element.0 & 1 == 0 ? odd[order] : order)
    }
    return n[15] == UInt8(0x61 + sum % 26)
}

/// Germany: every digit of every product is added.
private func germanSum(_ digits: [UInt8], _ weights: [Int]) -> Int {
    zip(digits, weights).reduce(0) { sum, pair in
        let product = C.value(pair.0) * pair.1
        return sum + product / 10 + product % 10
    }
}

/// A letter as the two digits of its place in the alphabet.
private func twoDigits(_ letter: UInt8) -> [UInt8] {
    let place = letter - 0x60
    return [0x30 + place / 10, 0x30 + place % 10]
}

private func isKVNR(_ n: ArraySlice<UInt8>) -> Bool {
    germanSum(twoDigits(n[0]) + n[1..<9], [1, 2, 1, 2, 1, 2, 1, 2, 1, 2]) % 10 == C.value(n[9])
}

private func isRVNR(_ n: ArraySlice<UInt8>) -> Bool {
    let digits = Array(n[0..<8]) + twoDigits(n[8]) + Array(n[9..<11])
    // Those who were born on a day with too many others have a greater one.
    guard (1...12).contains(C.number(n[4..<6])) else { return false }
    return germanSum(digits, [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]) % 10 == C.value(n[11])
}

/// Norway: two check digits; D numbers have 40 more days, H numbers and test numbers more months.
private func isNorwegian(_ n: ArraySlice<UInt8>) -> Bool {
    guard isDate(n, 0, dayFirst: true, months: [0, 40, 65, 80], days: [0, 40]) else { return false }
    return (C.sum(n, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 == 0) && (C.sum(n, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0)
}

/// Portugal's citizen card: Luhn with letters, counted from 10.
private func isCitizenCard(_ n: ArraySlice<UInt8>) -> Bool {
    n.reversed().enumerated().reduce(0) { sum, element in
        let place = Int(element.1) - (element.1 < 0x3A ? 0x30 : 0x61 - 10)
        guard element.0 & 1 == 1 else { return sum + place }
        return sum + (place > 4 ? 2 * place - 9 : 2 * place)
    } % 10 == 0
}

/// Ireland: the second letter counts nine times.
private func isPPS(_ n: ArraySlice<UInt8>) -> Bool {
    var sum = C.sum(n, [8, 7, 6, 5, 4, 3, 2])
    if n.count == 9, n[8] != 0x77 { sum += 9 * Int(n[8] - 0x60) }
    return letter(sum, "wabcdefghijklmnopqrstuv") == n[7]
}

/// Luxembourg: one check digit by Luhn, one by Verhoeff, both over the first eleven digits.
private func isLuxembourgish(_ n: ArraySlice<UInt8>) -> Bool {
    (18...20).contains(C.number(n[0..<2])) && C.isDay(month: C.number(n[4..<6]), day: C.number(n[6..<8])) && C.isLuhn(n[0..<12])
        && C.isVerhoeff(Array(n[0..<11]) + [n[12]])
}

private func isTurkish(_ n: ArraySlice<UInt8>) -> Bool {
    let digits = n.map { C.value($0) }
    let odd = digits[0] + digits[2] + digits[4] + digits[6] + digits[8]
    let even = digits[1] + digits[3] + digits[5] + digits[7]
    return digits[0] != 0 && (odd * 7 + 10 - even % 10 + 100) % 10 == digits[9] && digits[0..<10].reduce(0, +) % 10 == digits[10]
}

extension PersonNumber {
    /// All that are known, by country.
    static let all: [PersonNumber] = [
        PersonNumber("AT Sozialversicherungsnummer", "9999999999") {
            $0[0] != 0x30 && C.number($0[6..<8]) <= 15 && C.number($0[4..<6]) <= 31
                && isWeighted($0, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6], by: 11, at: 3)
        },
        PersonNumber("BE Rijksregisternummer", "99999999999") { n in
            let number = C.number(n[0..<9])
            let month = C.number(n[2..<4])
            guard [0, 20, 40].contains(where: { (0...12).contains(month - $0) }), C.number(n[4..<6]) <= 31 else { return false }
            return [number, number + 2_000_000_000].contains { 97 - $0 % 97 == C.number(n[9..<11]) }
        },
        PersonNumber("BG EGN", "9999999999") {
            isDate($0, 0, dayFirst: false, months: [0, 20, 40]) && C.sum($0, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == C.value($0[9])
        },
        PersonNumber("CH AHV-Nummer", "9999999999999") {
            $0.prefix(3).elementsEqual("756".utf8) && C.sum($0, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 == 0
        },
        PersonNumber("CZ, SK rodné číslo", "9999999999", .high, isBirthNumber),
        PersonNumber("DE Krankenversichertennummer", "A999999999", .low, isKVNR),
        PersonNumber("DE Rentenversicherungsnummer", "99999999A999", .high, isRVNR),
        PersonNumber("DE Steuer-Identifikationsnummer", "99999999999", .low) { $0[0] != 0x30 && C.isModulo11And10($0) },
        PersonNumber("DK CPR-nummer", "9999999999") {
            isDate($0, 0, dayFirst: true) && C.sum($0, [4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
        },
        PersonNumber("EE isikukood, LT asmens kodas", "99999999999", .high, isBaltic),
        PersonNumber("ES DNI", "99999999A") { letter(C.number($0[0..<8]), "trwagmyfpdxbnjzsqvhlcke") == $0[8] },
        PersonNumber("ES NIE", "A9999999A") { n in
            guard (0x78...0x7A).contains(n[0]) else { return false }
            return letter(Int(n[0] - 0x78) * 10_000_000 + C.number(n[1..<8]), "trwagmyfpdxbnjzsqvhlcke") == n[8]
        },
        PersonNumber("ES número de la Seguridad Social", "999999999999") { n in
            let number = C.number(n[2..<10])
            let whole = number < 10_000_000 ? C.number(n[0..<2]) * 10_000_000 + number : C.number(n[0..<10])
            return whole % 97 == C.number(n[10..<12])
        },
        PersonNumber("FI henkilötunnus, the sign of the century left out", "999999999*", .high, isFinnish),
        PersonNumber("FI henkilötunnus", "999999A999*", .high, isFinnish),
        PersonNumber("FR NIR", "999999*99999999", .high, isNIR),
        PersonNumber("GB NHS number, Scottish CHI, Northern Irish HCN", "9999999999", .low) {
            C.sum($0, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
        },
        PersonNumber("GR AMKA", "99999999999") { isDate($0, 0, dayFirst: true) && C.isLuhn($0) },
        PersonNumber("GR AFM", "999999999", .low) { C.sum($0, [256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == C.value($0[8]) },
        PersonNumber("HR OIB", "99999999999", .low) { C.isModulo11And10($0) },
        PersonNumber("HU TAJ", "999999999", .low) { isWeighted($0, [3, 7, 3, 7, 3, 7, 3, 7], by: 10) },
        PersonNumber("IE PPS", "9999999A", .low, isPPS),
        PersonNumber("IE PPS with a second letter", "9999999AA", .low, isPPS),
        PersonNumber("IS kennitala", "9999999999") {
            [0x30, 0x38, 0x39].contains($0[9]) && isDate($0, 0, dayFirst: true, days: [0, 40])
                && C.sum($0, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
        },
        PersonNumber("IT codice fiscale", "AAAAAA**A**A***A", .high, isCodiceFiscale),
        PersonNumber("LU matricule", "9999999999999", .high, isLuxembourgish),
        PersonNumber("LV personas kods", "99999999999") {
            isDate($0, 0, dayFirst: true) && (1_101 - C.sum($0, [1, 6, 3, 7, 9, 10, 5, 8, 4, 2])) % 11 % 10 == C.value($0[10])
        },
        PersonNumber("NL BSN", "999999999", .low) { C.number($0) > 0 && (C.sum($0, [9, 8, 7, 6, 5, 4, 3, 2]) - C.value($0[8])) % 11 == 0 },
        PersonNumber("NO fødselsnummer", "99999999999", .high, isNorwegian),
        PersonNumber("PL PESEL", "99999999999") {
            isDate($0, 0, dayFirst: false, months: [0, 20, 40, 60, 80]) && C.sum($0, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 == 0
        },
        PersonNumber("PT NIF", "999999999", .low) {
            (11 - C.sum($0, [9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10 == C.value($0[8])
        },
        PersonNumber("PT NISS", "99999999999", .low) {
            ($0[0] == 0x31 || $0[0] == 0x32) && 9 - C.sum($0, [29, 23, 19, 17, 13, 11, 7, 5, 3, 2]) % 10 == C.value($0[10])
        },
        PersonNumber("PT cartão de cidadão", "999999999**9", .high, isCitizenCard),
        PersonNumber("RO CNP", "9999999999999") {
            let rest = C.sum($0, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11
            return $0[0] != 0x30 && isDate($0, 1, dayFirst: false) && (rest == 10 ? 1 : rest) == C.value($0[12])
        },
        PersonNumber("SE personnummer", "9999999999") { isSwedish($0, 0) },
        PersonNumber("SE personnummer with the century", "999999999999") { (18...20).contains(C.number($0[0..<2])) && isSwedish($0, 2) },
        PersonNumber("SI EMŠO, JMBG", "9999999999999") {
            C.isDay(month: C.number($0[2..<4]), day: C.number($0[0..<2]))
                && C.sum($0, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
        },
        PersonNumber("TR kimlik numarası", "99999999999", .high, isTurkish),
    ]
}
