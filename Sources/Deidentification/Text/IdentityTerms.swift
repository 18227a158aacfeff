import DICOM

/// The names and numbers by which the object itself calls its people, devices and institutions, decoded to Unicode, to be found again
/// where they do not belong.
///
/// A name typed into a field that the profile keeps would pass every rule about attributes. Names are found in any case, order and
/// spelling (Müller, MUELLER, Мюллер), joined with each other or with initials, and with blanks or signs between their letters;
/// numbers with any signs between their digits. They may be merged over the objects of a study.
struct IdentityTerms: Sendable {
    /// Hashes of folded words that are a term as a whole.
    private(set) var words: Set<UInt64> = []
    /// Hashes of the skeletons of all name words, for texts in another script.
    private(set) var skeletons: Set<UInt64> = []
    /// Those of names that are themselves in another script, for texts in Latin letters.
    private(set) var foreignSkeletons: Set<UInt64> = []
    /// Letters and digits of the terms that are also found when they are broken, by their first three bytes.
    private(set) var sequences: [UInt32: [[UInt8]]] = [:]
    /// One bit for each hash of three bytes with which a sequence begins.
    private var prefixes: UInt64 = 0
    /// The birth dates, as day numbers.
    private(set) var birthDays: Set<Int> = []
    private var sequenceCount = 0

    /// More than any object has; a hostile one is not searched for longer.
    private static let maximumSequences = 2_000
    /// More than any name has.
    private static let maximumLength = 64

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
        skeletons.formUnion(other.skeletons)
        foreignSkeletons.formUnion(other.foreignSkeletons)
        birthDays.formUnion(other.birthDays)
        for sequence in other.sequences.values.joined() { add(sequence: sequence) }
    }

    /// Whether any of the terms occurs in a text.
    func occur(in text: String) -> Bool {
        !isEmpty && !occurrences(in: AtomizedText(Array(text.utf8)), stopAtFirst: true).isEmpty
    }

    /// Whether any of the terms occurs in a text of ASCII or UTF-8.
    func occur(in text: ArraySlice<UInt8>) -> Bool {
        !isEmpty && text.count >= 2 && !occurrences(in: AtomizedText(Array(text)), stopAtFirst: true).isEmpty
    }

    // MARK: Adding

    /// A person's name, in any order of its parts.
    mutating func add(name: String) {
        for group in name.split(separator: "=") {
            // Prefix and suffix, the fourth and fifth component (PS3.5 section 6.2.1), are titles.
            let components = group.split(separator: "^", omittingEmptySubsequences: false).prefix(3).joined(separator: " ")
            let text = AtomizedText(Array(components.utf8))
            var parts: [[UInt8]] = []
            for atom in text.atoms where atom.kind == .word && parts.count < 6 {
                let letters = Array(text.folded(atom).prefix(Self.maximumLength))
                let traits = WordTable.shared[atom.hash]
                if traits.contains(.particle) || (traits.contains(.title) && !atom.style.contains(.isForeign)) { continue }
                guard letters.count >= 2 else { continue }
                parts.append(letters)
                add(word: letters, isForeign: atom.style.contains(.isForeign))
            }
            add(combinationsOf: parts)
            for atom in text.atoms where atom.kind == .number && atom.length >= 4 { add(sequence: Array(text.folded(atom))) }
        }
    }

    private mutating func add(word: [UInt8], isForeign: Bool) {
        words.insert(WordHash.of(word))
        words.insert(WordHash.of(word.contracted))
        if word.count >= 4 { add(sequence: word) }
        let skeleton = word.skeleton
        guard skeleton.count >= 3 else { return }
        skeletons.insert(WordHash.of(skeleton))
        if isForeign { foreignSkeletons.insert(WordHash.of(skeleton)) }
    }

    /// SmithJohn, JSmith, SmithJ: how names are run together.
    private mutating func add(combinationsOf parts: [[UInt8]]) {
        for (first, one) in parts.enumerated() {
            for (second, other) in parts.enumerated() where first != second {
                for word in [one + other, one.prefix(1) + other, one + other.prefix(1)] where word.count >= 4 {
                    words.insert(WordHash.of(word))
                    words.insert(WordHash.of(word.contracted))
                }
                if one.count + other.count >= 5 { add(sequence: one + other) }
            }
        }
    }

    /// A number of somebody or something: at least four letters or digits, else it is in every text.
    mutating func add(identifier: String) {
        let text = AtomizedText(Array(identifier.utf8))
        guard text.folded.count >= 4, text.folded.count <= Self.maximumLength else { return }
        add(sequence: text.folded)
        words.insert(WordHash.of(text.folded))
    }

    /// An institution, an address: as a whole, and each of its words that are no ordinary ones.
    mutating func add(description: String) {
        let text = AtomizedText(Array(description.utf8.prefix(1_024)))
        if text.folded.count >= 5, text.folded.count <= Self.maximumLength, text.atoms.lazy.filter(\.isContent).count > 1 {
            add(sequence: text.folded)
        }
        for atom in text.atoms {
            let letters = text.folded(atom).prefix(Self.maximumLength)
            if atom.kind == .number, letters.count >= 4 { add(sequence: Array(letters)) }
            guard atom.kind == .word, letters.count >= 3, !isOrdinary(atom) else { continue }
            add(word: Array(letters), isForeign: atom.style.contains(.isForeign))
        }
    }

    private func isOrdinary(_ atom: TextAtom) -> Bool {
        !WordTable.shared[atom.hash].isDisjoint(with: [.vocabulary, .particle, .title, .institution, .street])
    }

    /// A birth date, `YYYYMMDD`.
    mutating func add(birthDate bytes: ArraySlice<UInt8>) {
        guard let day = CalendarDate(dicom: bytes.trimmed.prefix(8)) else { return }
        birthDays.insert(day.dayNumber)
        let (year, month, number) = (digits(day.year, 4), digits(day.month, 2), digits(day.day, 2))
        for form in [year + month + number, number + month + year, number + month + year.suffix(2), year.suffix(2) + month + number] {
            add(sequence: form)
        }
    }

    private mutating func add(sequence: [UInt8]) {
        guard sequence.count >= 4, sequence.count <= Self.maximumLength, sequenceCount < Self.maximumSequences else { return }
        let key = prefix(of: sequence[0], sequence[1], sequence[2])
        guard sequences[key]?.contains(sequence) != true else { return }
        sequences[key, default: []].append(sequence)
        prefixes |= bit(of: key)
        sequenceCount += 1
    }

    // MARK: Finding

    /// The positions of the atoms that are part of a term.
    func occurrences(in text: AtomizedText, stopAtFirst: Bool = false) -> [Int] {
        var found: [Int] = []
        for (number, atom) in text.atoms.enumerated() where atom.isContent {
            if atom.kind == .word, isTerm(atom, of: text) { found.append(number) }
            if prefixes != 0 { found += sequences(from: number, of: text) }
            if stopAtFirst, !found.isEmpty { return found }
        }
        return found
    }

    private func isTerm(_ atom: TextAtom, of text: AtomizedText) -> Bool {
        if words.contains(atom.hash) { return true }
        let letters = text.folded(atom)
        if letters.count >= 4, letters.count <= Self.maximumLength {
            let contracted = letters.contracted
            if contracted.count < letters.count, words.contains(WordHash.of(contracted)) { return true }
            let candidates = atom.style.contains(.isForeign) ? skeletons : foreignSkeletons
            if !candidates.isEmpty, candidates.contains(WordHash.of(letters.skeleton)) { return true }
        }
        guard atom.style.contains(.isCamel) else { return false }
        return text.camelParts(of: atom).contains { $0.count >= 3 && words.contains(WordHash.of($0)) }
    }

    /// The atoms of the sequences that begin in an atom: at its first byte, or anywhere when the sequence is long and has digits.
    private func sequences(from number: Int, of text: AtomizedText) -> [Int] {
        let atom = text.atoms[number]
        let folded = text.folded
        var found: [Int] = []
        for start in atom.foldedStart..<atom.foldedEnd where start + 4 <= folded.count {
            let key = prefix(of: folded[start], folded[start + 1], folded[start + 2])
            guard prefixes & bit(of: key) != 0, let candidates = sequences[key] else { continue }
            for sequence in candidates {
                let isLong = sequence.count >= 8 || (sequence.count >= 6 && sequence.allSatisfy { $0 < 0x3A })
                guard start == atom.foldedStart || isLong, start + sequence.count <= folded.count,
                    folded[start..<start + sequence.count].elementsEqual(sequence),
                    let last = lastAtom(from: number, upTo: start + sequence.count, of: text, anywhere: isLong)
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

    private func prefix(of first: UInt8, _ second: UInt8, _ third: UInt8) -> UInt32 {
        UInt32(first) << 16 | UInt32(second) << 8 | UInt32(third)
    }

    private func bit(of key: UInt32) -> UInt64 { 1 << UInt64((key &* 0x9E37_79B1) >> 26) }
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
