// What a device or a standard calls something: a model, a pulse sequence, a version, a code's meaning.
extension TextCleaning {
    /// The fewest digits that number a person, a case or an account where no word says so.
    private static let personalDigits = 7

    /// Whether the text says more than a designation does: names somebody, or holds a telephone number, an address, a date or a person's number.
    ///
    /// Designations are words that nobody can list, so they are not judged by the vocabulary. The pass must not be rendered.
    mutating func namesSomebody() -> Bool {
        if !terms.isEmpty, !terms.occurrences(in: text, stopAtFirst: true).isEmpty { return true }
        // Only what has this sign is an address for certain: versions look like addresses of computers.
        if atoms.indices.contains(where: { isSign($0, "@") }) { return true }
        removePersonNumbers()
        if verdicts.contains(where: { $0 != nil }) || hasWholeName() { return true }
        treatDates()
        if removedNumbers(for: .date).count >= 3 || removedNumbers(for: .date).contains(where: { digitCount($0) == 8 }) { return true }
        removeNumbers()
        removeNamesAfterTitles()
        if verdicts.contains(.telephone) || verdicts.contains(.personName) { return true }
        return removedNumbers(for: .identifier).reduce(0) { $0 + digitCount($1) } >= Self.personalDigits
    }

    /// The numbers that were taken out for a reason, those of versions apart: 07.0100.0800.
    private func removedNumbers(for reason: TextRemoval) -> [Int] {
        atoms.indices.filter { number in
            guard isNumber(number), verdicts[number] == reason else { return false }
            let isInVersion = isSign(number - 1, ".") || isSign(number + 1, ".") && isNumber(number + 2)
            return reason == .date || !isInVersion
        }
    }

    /// Whether a given name stands beside a surname, each written as a name and neither a word of the field.
    private func hasWholeName() -> Bool {
        atoms.indices.contains { number in
            guard isNamePart(number), let following = next(from: number + 1, over: ",^", atMost: 2), isNamePart(following) else {
                return false
            }
            let (first, second) = (traits[number], traits[following])
            return first.contains(.givenName) && second.contains(.surname) || first.contains(.surname) && second.contains(.givenName)
        }
    }

    private func isNamePart(_ number: Int) -> Bool {
        isWord(number) && isCapitalized(number) && atoms[number].length >= 3 && !traits[number].contains(.vocabulary)
    }
}
