/// A national number of a person, or an account's, that can be told by its check digit: whatever stands between its digits, it is one.
///
/// What counts as an identifier in a text is, apart from what the object itself says of its people:
///
/// - a number that passes the check of one of these, in any grouping by blanks, hyphens, full stops or slashes;
/// - any number of six digits and more, any chain of numbers in the grouping of a telephone, and any number after a word such as ID.
///
/// Not here, for their check is not published or there is none: Spanish CIP of the regions, Portuguese número de utente (SNS), the Latvian
/// code of 2017 and after, Danish CPR numbers that were given without a check, identity cards of Malta and Cyprus. They go as numbers of six
/// digits and more, or by their word.
struct PersonNumber: Sendable {
    /// How much a match says. In a text of measurements numbers come in chains, and one of eleven has the right check digit.
    enum Certainty: Sendable {
        /// The check, with the birth date or letters in it, is passed by chance by less than one number in a hundred.
        case high
        /// One check digit alone.
        case low
    }

    /// What it is called at home.
    let name: StaticString
    /// Its letters and digits: `9` for a digit, `A` for a letter, `*` for either.
    let shape: StaticString
    let certainty: Certainty
    /// Whether letters and digits of this shape pass the check.
    let isValid: @Sendable (ArraySlice<UInt8>) -> Bool

    init(
        _ name: StaticString, _ shape: StaticString, _ certainty: Certainty = .high,
        _ isValid: @escaping @Sendable (ArraySlice<UInt8>) -> Bool
    ) {
        self.name = name
        self.shape = shape
        self.certainty = certainty
        self.isValid = isValid
    }

    /// How many letters and digits the longest has: an IBAN of Malta.
    static let maximumLength = 31
    static let minimumLength = 8

    /// The number that folded letters and digits are, the surest if several.
    static func match(_ letters: ArraySlice<UInt8>) -> PersonNumber? {
        if let iban = iban(letters) { return iban }
        guard letters.count < byLength.count else { return nil }
        // Slices of the table are read from 0.
        let letters = ArraySlice(Array(letters))
        return byLength[letters.count].first { $0.hasShape(letters) && $0.isValid(letters) }
    }

    private func hasShape(_ letters: ArraySlice<UInt8>) -> Bool {
        shape.withUTF8Buffer { shape in
            zip(shape, letters).allSatisfy { sign, letter in
                switch sign {
                case 0x39: letter < 0x3A
                case 0x41: letter >= 0x61
                default: true
                }
            }
        }
    }

    private static let byLength: [[PersonNumber]] = {
        var lists = [[PersonNumber]](repeating: [], count: 18)
        for number in all { lists[number.shape.utf8CodeUnitCount].append(number) }
        return lists.map { $0.sorted { $0.certainty == .high && $1.certainty == .low } }
    }()

    // MARK: IBAN

    private static func iban(_ letters: ArraySlice<UInt8>) -> PersonNumber? {
        guard letters.count >= 15, ibanLengths[String(decoding: letters.prefix(2), as: UTF8.self)] == letters.count,
            letters.dropFirst(2).prefix(2).allSatisfy({ $0 < 0x3A }),
            CheckDigits.isModulo97And10(Array(letters.dropFirst(4)) + Array(letters.prefix(4)))
        else { return nil }
        return PersonNumber("IBAN", "AA99") { _ in true }
    }

    /// How long an IBAN is, by country: Europe and around it, from the registry of ISO 13616.
    private static let ibanLengths: [String: Int] = [
        "ad": 24, "al": 28, "at": 20, "az": 28, "ba": 20, "be": 16, "bg": 22, "by": 28, "ch": 21, "cy": 28, "cz": 24, "de": 22, "dk": 18,
        "ee": 20, "es": 24, "fi": 18, "fo": 18, "fr": 27, "gb": 22, "ge": 22, "gi": 23, "gl": 18, "gr": 27, "hr": 21, "hu": 28, "ie": 22,
        "il": 23, "is": 26, "it": 27, "li": 21, "lt": 20, "lu": 20, "lv": 21, "mc": 27, "md": 24, "me": 22, "mk": 19, "mt": 31, "nl": 18,
        "no": 15, "pl": 28, "pt": 25, "ro": 24, "rs": 22, "se": 24, "si": 19, "sk": 24, "sm": 27, "tr": 26, "ua": 29, "va": 22, "xk": 20,
    ]
}
