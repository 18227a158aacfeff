/// The arithmetic that the check digits of national numbers share. Letters and digits are those of a folded text.
enum CheckDigits {
    /// The values of digits.
    @inline(__always)
    static func value(_ byte: UInt8) -> Int { Int(byte) - 0x30 }

    /// The number that digits write.
    static func number(_ digits: ArraySlice<UInt8>) -> Int { digits.reduce(0) { $0 * 10 + value($1) } }

    /// The sum of the digits, each times its weight.
    static func sum(_ digits: ArraySlice<UInt8>, _ weights: [Int]) -> Int {
        zip(digits, weights).reduce(0) { $0 + value($1.0) * $1.1 }
    }

    /// The remainder of a number of any length, nine digits at a time.
    static func remainder(_ digits: some Sequence<UInt8>, by divisor: Int) -> Int {
        digits.reduce(0) { ($0 * 10 + value($1)) % divisor }
    }

    /// ISO/IEC 7812-1 annex B (Luhn) over digits of which the last is the check digit.
    static func isLuhn(_ digits: ArraySlice<UInt8>) -> Bool {
        let sum = digits.reversed().enumerated().reduce(0) { sum, element in
            let doubled = value(element.1) * (element.0 & 1 == 1 ? 2 : 1)
            return sum + (doubled > 9 ? doubled - 9 : doubled)
        }
        return sum % 10 == 0
    }

    /// ISO/IEC 7064 MOD 11,10 over digits of which the last is the check digit.
    static func isModulo11And10(_ digits: ArraySlice<UInt8>) -> Bool {
        var product = 10
        for digit in digits.dropLast() {
            let sum = (value(digit) + product) % 10
            product = (sum == 0 ? 10 : sum) * 2 % 11
        }
        return digits.last.map { (11 - product) % 10 == value($0) } ?? false
    }

    /// ISO/IEC 7064 MOD 97-10 over letters and digits in the order in which they are read (IBAN: ISO 13616).
    static func isModulo97And10(_ letters: some Sequence<UInt8>) -> Bool {
        letters.reduce(0) { rest, letter in
            letter < 0x3A ? (rest * 10 + value(letter)) % 97 : (rest * 100 + Int(letter) - 0x61 + 10) % 97
        } == 1
    }

    /// Verhoeff's check over digits of which the last is the check digit: products in the dihedral group of the pentagon.
    static func isVerhoeff(_ digits: [UInt8]) -> Bool {
        func product(_ a: Int, _ b: Int) -> Int {
            let turn = a < 5 ? (a + b) % 5 : (a - b + 10) % 5
            return (a < 5) == (b < 5) ? turn : turn + 5
        }
        let permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
        let result = digits.reversed().enumerated().reduce(0) { result, element in
            product(result, (0..<element.0 % 8).reduce(value(element.1)) { digit, _ in permutation[digit] })
        }
        return result == 0
    }

    /// Whether the numbers may be the month and day of a birth date, in whatever century.
    static func isDay(month: Int, day: Int) -> Bool {
        guard (1...12).contains(month), day >= 1 else { return false }
        switch month {
        case 2: return day <= 29
        case 4, 6, 9, 11: return day <= 30
        default: return day <= 31
        }
    }
}
