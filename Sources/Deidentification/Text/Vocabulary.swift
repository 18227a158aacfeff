/// Whether words that are not themselves on the lists are made of words that are.
enum Vocabulary {
    /// No word of the field is longer; what is longer is not looked into.
    private static let maximumLength = 40

    /// Why a word that is on no list must go, nil when it is an inflected or compound word of the field.
    static func refusal(of atom: TextAtom, in text: AtomizedText) -> TextRemoval? {
        let letters = text.folded(atom)
        if letters.isEmpty { return nil }
        guard letters.count <= maximumLength else { return .unknownWord }
        let table = WordTable.shared
        let contracted = letters.contracted
        if contracted.count < letters.count {
            let traits = table.traits(of: contracted)
            if traits.isPlain { return nil }
            if !traits.isDisjoint(with: .name) { return .personName }
        }
        if atom.style.contains(.isCamel) {
            let parts = text.camelParts(of: atom)
            if !parts.isEmpty, parts.allSatisfy({ $0.count == 1 || table.traits(of: $0).isPlain }) { return nil }
        }
        if isInflected(letters, table) || isCompound(letters, table) { return nil }
        return contracted.count < letters.count && isCompound(contracted[...], table) ? nil : .unknownWord
    }

    /// A clinical word with an ending.
    private static func isInflected(_ letters: ArraySlice<UInt8>, _ table: WordTable) -> Bool {
        for length in 1...3 where letters.count - length >= 5 {
            let traits = table.traits(of: letters.dropLast(length))
            if !traits.isDisjoint(with: [.clinical, .stem]), traits.isDisjoint(with: .name), isEnding(letters.suffix(length)) {
                return true
            }
        }
        return false
    }

    private static func isEnding(_ letters: ArraySlice<UInt8>) -> Bool {
        endings.contains(WordHash.of(letters))
    }

    /// The endings of the nine languages, folded.
    private static let endings: Set<UInt64> = Set(
        [
            "s", "e", "n", "a", "o", "i", "y", "u", "as", "os", "es", "en", "er", "em", "is", "us", "um", "ae", "al", "el",
            "ne", "na", "ny", "ni", "or", "ie", "ia", "ii", "ej", "ow", "om", "ach", "ami", "ego", "emu", "ych", "ymi", "nes",
            "nej", "ens", "ern", "ene", "ale", "ali", "aux", "ais", "oes", "ais", "ies", "ym", "im", "ka", "ki", "eux",
            "sch",
        ].map { WordHash.of($0.utf8) })

    /// Two or more clinical words or combining forms, with the letters that German, Dutch and the Nordic languages put between.
    private static func isCompound(_ letters: ArraySlice<UInt8>, _ table: WordTable) -> Bool {
        let word = Array(letters)
        guard word.count >= 7 else { return false }
        // How many pieces end here: 0 none, 1 one, 2 more.
        var pieces = [UInt8](repeating: 0, count: word.count + 1)
        for start in 0..<word.count - 2 where start == 0 || pieces[start] > 0 {
            var hash = WordHash()
            for end in start..<min(word.count, start + 20) {
                hash.add(word[end])
                let length = end - start + 1
                guard length >= 3 else { continue }
                let traits = table[hash.value]
                guard !traits.isDisjoint(with: [.clinical, .combining]), traits.isDisjoint(with: .name),
                    length >= 4 || traits.contains(.combining)
                else { continue }
                let count: UInt8 = start == 0 ? 1 : 2
                mark(&pieces, end + 1, count)
                if count == 2, word.count - end - 1 <= 2, end + 1 == word.count || isEnding(word[(end + 1)...]) { return true }
                for link in 1...2 where end + 1 + link < word.count && isLink(word[(end + 1)..<(end + 1 + link)]) {
                    mark(&pieces, end + 1 + link, count)
                }
            }
        }
        return pieces[word.count] == 2
    }

    private static func mark(_ pieces: inout [UInt8], _ position: Int, _ count: UInt8) {
        pieces[position] = max(pieces[position], count)
    }

    private static func isLink(_ letters: ArraySlice<UInt8>) -> Bool {
        switch letters.count {
        case 1: letters.first == 0x73 || letters.first == 0x6E || letters.first == 0x6F || letters.first == 0x65
        default: letters.elementsEqual("en".utf8) || letters.elementsEqual("es".utf8)
        }
    }
}
