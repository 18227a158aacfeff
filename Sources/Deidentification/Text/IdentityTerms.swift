import DICOM

/// The names and numbers by which the object itself calls its people, devices and institutions, decoded to Unicode, to be found again
/// where they do not belong.
///
/// A name typed into a field that the profile keeps would pass every rule about attributes. Names are found in any case, order and
/// spelling (Müller, MUELLER, Мюллер), joined with each other or with initials, and with blanks or signs between their letters;
/// numbers with any signs between their digits. They may be merged over the objects of a study.
struct IdentityTerms: Sendable {
    /// Hashes of folded words that are a term as a whole.
    private(set) var words = WordHashes()
    /// Letters and digits of the terms that are also found when they are broken.
    private(set) var sequences = TermSequences()
    /// The words of names, folded, whose skeletons are looked for in texts of another script.
    private var names: [[UInt8]] = []
    /// Skeletons of names that are themselves in another script, for texts in Latin letters.
    private var foreignSkeletons = WordHashes()
    /// The birth dates, as day numbers.
    private(set) var birthDays: Set<Int> = []

    /// More names than any object has; a hostile one is not searched for longer.
    private static let maximumNames = 2_000

    /// The terms of an object, those in its sequences included.
    ///
    /// - Parameter isKept: Whether the profile keeps an attribute: what an object may say of its device or institution in one place is no
    ///   secret in another. Names of persons are terms whatever a profile says.
    init(of dataSet: DataSet, isKept: (Tag) -> Bool = { _ in false }) {
        collect(from: dataSet, isKept)
    }

    /// Whether there is nothing to find.
    var isEmpty: Bool { words.isEmpty && sequences.isEmpty && birthDays.isEmpty }

    /// Adds the terms of another object.
    mutating func formUnion(_ other: IdentityTerms) {
        words.formUnion(other.words)
        sequences.formUnion(other.sequences)
        names += other.names.prefix(Self.maximumNames - names.count)
        foreignSkeletons.formUnion(other.foreignSkeletons)
        birthDays.formUnion(other.birthDays)
    }

    /// Whether any of the terms occurs in a text.
    func occur(in text: String) -> Bool {
        !isEmpty && !occurrences(in: AtomizedText(Array(text.utf8)), stopAtFirst: true).isEmpty
    }

    /// Whether any of the terms occurs in a text of ASCII or UTF-8.
    func occur(in text: ArraySlice<UInt8>) -> Bool {
        guard !isEmpty, text.count >= 2, mayOccur(in: text) else { return false }
        return !occurrences(in: AtomizedText(Array(text)), stopAtFirst: true).isEmpty
    }

    // MARK: Adding

    /// A person's name in UTF-8, in any order of its parts.
    mutating func add(name: ArraySlice<UInt8>) {
        for group in name.split(separator: 0x3D) {
            // Prefix and suffix, the fourth and fifth component (PS3.5 section 6.2.1), are titles.
            var carets = 0
            let text = AtomizedText(
                Array(
                    group.prefix {
                        if $0 == 0x5E { carets += 1 }
                        return carets < 3
                    }))
            var parts: [ArraySlice<UInt8>] = []
            for atom in text.atoms where atom.kind == .word && parts.count < 6 {
                let letters = text.folded(atom).prefix(TermSequences.maximumLength)
                let traits = WordTable.shared[atom.hash]
                if traits.contains(.particle) || (traits.contains(.title) && !atom.style.contains(.isForeign)) { continue }
                guard letters.count >= 2 else { continue }
                parts.append(letters)
                add(word: letters, isForeign: atom.style.contains(.isForeign))
            }
            add(combinationsOf: parts)
            for atom in text.atoms where atom.kind == .number && atom.length >= 4 { sequences.insert(text.folded(atom)) }
        }
    }

    private mutating func add(word: ArraySlice<UInt8>, isForeign: Bool) {
        addWord(word)
        guard word.count >= 3 else { return }
        if word.count >= 4 { sequences.insert(word) }
        if names.count < Self.maximumNames { names.append(Array(word)) }
        if isForeign, let skeleton = skeleton(of: word) { foreignSkeletons.insert(skeleton) }
    }

    /// A word in one or two parts, as it is and with its diphthongs contracted.
    private mutating func addWord(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8> = []) {
        var hash = WordHash()
        var contracted = ContractedHash()
        func add(_ letters: ArraySlice<UInt8>) {
            for letter in letters {
                hash.add(letter)
                contracted.add(letter)
            }
        }
        add(first)
        add(second)
        words.insert(hash.value)
        words.insert(contracted.value)
    }

    /// SmithJohn, JSmith, SmithJ: how names are run together.
    private mutating func add(combinationsOf parts: [ArraySlice<UInt8>]) {
        for (first, one) in parts.enumerated() {
            for (second, other) in parts.enumerated() where first != second {
                if one.count + other.count >= 4 { addWord(one, other) }
                if other.count >= 3 { addWord(one.prefix(1), other) }
                if one.count >= 3 { addWord(one, other.prefix(1)) }
                if one.count + other.count >= 5 { sequences.insert(one, other) }
            }
        }
    }

    /// A number of somebody or something in UTF-8: at least four letters or digits, else it is in every text.
    mutating func add(identifier: ArraySlice<UInt8>) {
        let text = AtomizedText(Array(identifier))
        guard text.folded.count >= 4, text.folded.count <= TermSequences.maximumLength else { return }
        sequences.insert(text.folded)
        words.insert(WordHash.of(text.folded))
    }

    /// An institution, an address, in UTF-8: as a whole, and each of its words that are no ordinary ones.
    mutating func add(description: ArraySlice<UInt8>) {
        let text = AtomizedText(Array(description.prefix(1_024)))
        if text.folded.count >= 5, text.folded.count <= TermSequences.maximumLength, text.atoms.lazy.filter(\.isContent).count > 1 {
            sequences.insert(text.folded)
        }
        for atom in text.atoms {
            let letters = text.folded(atom).prefix(TermSequences.maximumLength)
            if atom.kind == .number, letters.count >= 4 { sequences.insert(letters) }
            guard atom.kind == .word, letters.count >= 3, !isOrdinary(atom) else { continue }
            add(word: letters, isForeign: atom.style.contains(.isForeign))
        }
    }

    private func isOrdinary(_ atom: TextAtom) -> Bool {
        !WordTable.shared[atom.hash].isDisjoint(with: [.vocabulary, .particle, .title, .institution, .street])
    }

    /// A birth date, `YYYYMMDD`.
    mutating func add(birthDate bytes: ArraySlice<UInt8>) {
        guard let day = CalendarDate(dicom: bytes.trimmed.prefix(8)), birthDays.insert(day.dayNumber).inserted else { return }
        let (year, month, number) = (digits(day.year, 4), digits(day.month, 2), digits(day.day, 2))
        sequences.insert(year + month, number)
        sequences.insert(number + month, year)
        sequences.insert(number + month, year.suffix(2))
        sequences.insert(year.suffix(2), month + number)
    }

    // MARK: Finding

    /// The positions of the atoms that are part of a term.
    func occurrences(in text: AtomizedText, stopAtFirst: Bool = false) -> [Int] {
        var found: [Int] = []
        // The skeletons of Latin names are made only for a text that has other letters.
        let hasForeign = !names.isEmpty && text.atoms.contains { $0.style.contains(.isForeign) }
        let skeletons = hasForeign ? skeletonsOfNames() : WordHashes()
        for (number, atom) in text.atoms.enumerated() where atom.isContent {
            if atom.kind == .word, isTerm(atom, of: text, skeletons) { found.append(number) }
            if !sequences.isEmpty { found += sequences(from: number, of: text) }
            if stopAtFirst, !found.isEmpty { return found }
        }
        return found
    }

    private func isTerm(_ atom: TextAtom, of text: AtomizedText, _ skeletons: WordHashes) -> Bool {
        if words.contains(atom.hash) { return true }
        let letters = text.folded(atom)
        if letters.count >= 4, letters.count <= TermSequences.maximumLength {
            var contracted = ContractedHash()
            for letter in letters { contracted.add(letter) }
            if contracted.value != atom.hash, words.contains(contracted.value) { return true }
            let candidates = atom.style.contains(.isForeign) ? skeletons : foreignSkeletons
            if !candidates.isEmpty, candidates.contains(WordHash.of(letters.skeleton)) { return true }
        }
        guard atom.style.contains(.isCamel) else { return false }
        return text.camelParts(of: atom).contains { $0.count >= 3 && words.contains(WordHash.of($0)) }
    }

    private func skeletonsOfNames() -> WordHashes {
        var skeletons = WordHashes()
        for name in names {
            if let skeleton = skeleton(of: name) { skeletons.insert(skeleton) }
        }
        return skeletons
    }

    private func skeleton(of word: some Collection<UInt8>) -> UInt64? {
        let skeleton = word.skeleton
        return skeleton.count >= 3 ? WordHash.of(skeleton) : nil
    }

    /// Whether a term may occur: a quick look, for most values of a header are ASCII and name nobody.
    private func mayOccur(in text: ArraySlice<UInt8>) -> Bool {
        if !foreignSkeletons.isEmpty { return true }
        var (hash, contracted, part) = (WordHash(), ContractedHash(), WordHash())
        var wasLower = false
        var isInWord = false
        var (first, second): (UInt8, UInt8) = (0, 0)
        for byte in text {
            if byte >= 0x80 { return true }
            let lower = byte | 0x20
            let isLetter = lower >= 0x61 && lower <= 0x7A
            let isDigit = byte >= 0x30 && byte <= 0x39
            let isUpper = isLetter && byte < 0x61
            if isInWord, !isLetter || (isUpper && wasLower) {
                // The end of a word, or of a part of one: ThoraxNativ.
                if words.contains(part.value) { return true }
                part = WordHash()
                if !isLetter {
                    if words.contains(hash.value) || words.contains(contracted.value) { return true }
                    (hash, contracted) = (WordHash(), ContractedHash())
                }
            }
            isInWord = isLetter
            wasLower = isLetter && !isUpper
            guard isLetter || isDigit else { continue }
            let folded = isLetter ? lower : byte
            if isLetter {
                hash.add(folded)
                contracted.add(folded)
                part.add(folded)
            }
            if first != 0, sequences.first(TermSequences.key(first, second, folded)) != nil { return true }
            (first, second) = (second, folded)
        }
        return isInWord && (words.contains(part.value) || words.contains(hash.value) || words.contains(contracted.value))
    }

    /// The atoms of the sequences that begin in an atom: at its first byte, or anywhere when the sequence is long and has digits.
    private func sequences(from number: Int, of text: AtomizedText) -> [Int] {
        let atom = text.atoms[number]
        let folded = text.folded
        var found: [Int] = []
        for start in atom.foldedStart..<atom.foldedEnd where start + 4 <= folded.count {
            var candidate = sequences.first(TermSequences.key(folded[start], folded[start + 1], folded[start + 2]))
            while let sequence = candidate {
                candidate = sequences.next(after: sequence)
                guard start == atom.foldedStart || sequence.isLong, start + sequence.count <= folded.count,
                    folded[start..<start + sequence.count].elementsEqual(sequences.letters(of: sequence)),
                    let last = lastAtom(from: number, upTo: start + sequence.count, of: text, anywhere: sequence.isLong)
                else { continue }
                found += (number...last).filter { text.atoms[$0].isContent }
            }
        }
        return found
    }

    /// The atom in which folded bytes up to a position end, nil when what lies between the atoms keeps them apart.
    private func lastAtom(from first: Int, upTo end: Int, of text: AtomizedText, anywhere: Bool) -> Int? {
        var number = first
        var gap = 0
        while text.atoms[number].isContent == false || text.atoms[number].foldedEnd < end {
            gap = text.atoms[number].isContent ? 0 : gap + text.atoms[number].end - text.atoms[number].start
            number += 1
            // A few signs and blanks; more is no longer one number or name.
            if number == text.atoms.count || gap > 4 || text.atoms[number].kind == .mark { return nil }
        }
        return anywhere || text.atoms[number].foldedEnd == end ? number : nil
    }
}

extension AtomizedText {
    /// The folded parts of a word that begins a new one with each capital after a small letter: ThoraxNativ.
    func camelParts(of atom: TextAtom) -> [ArraySlice<UInt8>] {
        let letters = bytes[atom.start..<atom.end]
        // Only in ASCII are there as many bytes as folded letters.
        guard letters.count == atom.length else { return [] }
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        for offset in 1..<letters.count where isCapital(letters, offset) && !isCapital(letters, offset - 1) {
            parts.append(folded[atom.foldedStart + start..<atom.foldedStart + offset])
            start = offset
        }
        return parts + [folded[atom.foldedStart + start..<atom.foldedEnd]]
    }

    private func isCapital(_ letters: ArraySlice<UInt8>, _ offset: Int) -> Bool {
        (0x41...0x5A).contains(letters[letters.startIndex + offset])
    }
}
