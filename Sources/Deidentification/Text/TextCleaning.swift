/// One pass over one text: what is decided about each of its atoms.
struct TextCleaning {
    let text: AtomizedText
    let terms: IdentityTerms
    let shift: DateShift?
    /// What the word lists say of each atom; nothing for what is no word.
    var traits: [WordTraits]
    /// Why an atom goes, nil when it stays.
    var verdicts: [TextRemoval?]
    /// What is written instead of an atom: the parts of moved dates.
    var replacements: [Int: String] = [:]
    /// The dates that were moved, by the atoms of their parts.
    var movedDates: [[DatePart]] = []
    /// Atoms that were read as what may stay (moved dates and their times), ascending; nothing else looks at them.
    var settled: [Bool]
    /// Whether anything was taken out or moved.
    private(set) var isChanged = false

    init(_ text: AtomizedText, terms: IdentityTerms, shift: DateShift?) {
        self.text = text
        self.terms = terms
        self.shift = shift
        let table = WordTable.shared
        traits = text.atoms.map { $0.kind == .word ? table[$0.hash] : [] }
        verdicts = Array(repeating: nil, count: text.atoms.count)
        settled = Array(repeating: false, count: text.atoms.count)
    }

    var atoms: [TextAtom] { text.atoms }

    /// Decides about all atoms. What is surest comes first, for what is taken out already is not looked at again.
    mutating func run() {
        if !terms.isEmpty {
            for number in terms.occurrences(in: text) { remove(number, .ownIdentity) }
        }
        removeElectronicAddresses()
        removePersonNumbers()
        treatDates()
        removeNumbers()
        removeAddresses()
        removeNamesAfterTitles()
        removeUnknownWords()
        removeSurnamesBesideGivenNames()
        removeInstitutions()
        removeAmbiguousWords()
        takeInParticlesAndInitials()
        removeInstitutions()
        isChanged = !replacements.isEmpty || verdicts.contains { $0 != nil }
    }

    // MARK: What the steps share

    mutating func remove(_ number: Int, _ reason: TextRemoval) {
        guard verdicts[number] == nil, atoms[number].kind != .mark, atoms[number].kind != .lineBreak else { return }
        verdicts[number] = reason
    }

    /// Removes all words and numbers of a range, and what lies between them.
    mutating func remove(_ range: ClosedRange<Int>, _ reason: TextRemoval) {
        for number in range where !settled[number] { remove(number, reason) }
    }

    /// Whether an atom is still to be decided about.
    func isOpen(_ number: Int) -> Bool {
        atoms.indices.contains(number) && verdicts[number] == nil && !settled[number]
    }

    func isSign(_ number: Int, _ scalar: Unicode.Scalar) -> Bool {
        atoms.indices.contains(number) && atoms[number].isSign(scalar)
    }

    /// Whether an atom is one of these ASCII signs.
    func isSign(_ number: Int, of signs: StaticString) -> Bool {
        guard atoms.indices.contains(number), atoms[number].kind == .sign, atoms[number].sign != 0 else { return false }
        return signs.withUTF8Buffer { $0.contains(atoms[number].sign) }
    }

    func isBlank(_ number: Int) -> Bool { atoms.indices.contains(number) && atoms[number].kind == .blank }
    func isWord(_ number: Int) -> Bool { atoms.indices.contains(number) && atoms[number].kind == .word }
    func isNumber(_ number: Int) -> Bool { atoms.indices.contains(number) && atoms[number].kind == .number }
    func isContent(_ number: Int) -> Bool { atoms.indices.contains(number) && atoms[number].isContent }

    /// The digits of a number.
    func digitCount(_ number: Int) -> Int { atoms[number].length }

    /// The value of a number, nil when it is none or too long to matter.
    func value(_ number: Int) -> Int? {
        guard isNumber(number), atoms[number].length <= 9 else { return nil }
        return decimalNumber(text.folded(atoms[number]))
    }

    /// The next atom from here that is neither blank nor one of these signs, if there are at most so many of those.
    func next(from start: Int, over signs: StaticString = "", atMost limit: Int = 3) -> Int? {
        var number = start
        while number < atoms.count, number - start <= limit {
            guard isBlank(number) || isSign(number, of: signs) else { return number }
            number += 1
        }
        return nil
    }

    /// The same towards the beginning.
    func previous(from start: Int, over signs: StaticString = "", atMost limit: Int = 3) -> Int? {
        var number = start
        while number >= 0, start - number <= limit {
            guard isBlank(number) || isSign(number, of: signs) else { return number }
            number -= 1
        }
        return nil
    }

    /// Whether a word is written as names are: with a capital, or in letters that know none.
    func isCapitalized(_ number: Int) -> Bool {
        isWord(number) && (atoms[number].style.contains(.startsUpper) || atoms[number].style.contains(.isStrange))
    }
}
