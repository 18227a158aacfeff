/// What the word lists say of a word.
struct WordTraits: OptionSet, Sendable {
    let rawValue: UInt32

    /// On the vocabulary: it may stay.
    static let vocabulary = WordTraits(rawValue: 1)
    /// Of the field itself, so that it may be a part of a compound word.
    static let clinical = WordTraits(rawValue: 2)
    /// A part of compound words that does not stand alone: hepato-, -ektomie.
    static let combining = WordTraits(rawValue: 4)
    /// A clinical word without its last vowel, to which endings are added.
    static let stem = WordTraits(rawValue: 8)
    static let givenName = WordTraits(rawValue: 0x10)
    static let surname = WordTraits(rawValue: 0x20)
    /// Von, van, de: stands between the parts of a name.
    static let particle = WordTraits(rawValue: 0x40)
    /// Dr, Mme: the next word is a name.
    static let title = WordTraits(rawValue: 0x80)
    /// Also an abbreviation of the field, so a title only as `Dr` or `Dr.`: DR, MR, HR.
    static let shortTitle = WordTraits(rawValue: 0x100)
    /// Patient, signed: a name may follow.
    static let personCue = WordTraits(rawValue: 0x200)
    static let institution = WordTraits(rawValue: 0x400)
    static let street = WordTraits(rawValue: 0x800)
    /// ID, MRN, Fallnummer: a number follows.
    static let identifierCue = WordTraits(rawValue: 0x1000)
    static let telephoneCue = WordTraits(rawValue: 0x2000)
    /// Born, geb.: a birth date follows.
    static let birthCue = WordTraits(rawValue: 0x4000)
    /// Age, Alter: an age follows.
    static let ageCue = WordTraits(rawValue: 0x8000)
    /// Years, Jahre: an age goes before.
    static let years = WordTraits(rawValue: 0x1_0000)
    static let unit = WordTraits(rawValue: 0x2_0000)
    /// TE, TR, b, FOV: a number of four digits may follow.
    static let parameter = WordTraits(rawValue: 0x4_0000)
    /// On, am, le: a date may follow.
    static let datePreposition = WordTraits(rawValue: 0x8_0000)
    static let month = WordTraits(rawValue: 0x10_0000)

    static let name: WordTraits = [.givenName, .surname]

    /// On the vocabulary and nobody's name.
    var isPlain: Bool { contains(.vocabulary) && isDisjoint(with: .name) }
    /// On the vocabulary and somebody's name.
    var isAmbiguous: Bool { contains(.vocabulary) && !isDisjoint(with: .name) }
}

/// The word lists of scripts/words, to be asked by the hash of a word.
///
/// An open hash over the hashes alone: that two of some 15,000 words share 64 bits does not happen, and that a word which is on no list
/// shares them with one that is has a chance of one in 10^15.
struct WordTable: Sendable {
    static let shared = WordTable(WordListTable.text)

    private var hashes: [UInt64]
    private var traits: [WordTraits]
    private let mask: Int
    /// The number of words.
    private(set) var count = 0

    /// A table of lines that each begin with traits in hexadecimal.
    init(_ text: StaticString) {
        let size = 1 << 16
        mask = size - 1
        hashes = [UInt64](repeating: 0, count: size)
        traits = [WordTraits](repeating: [], count: size)
        text.withUTF8Buffer { buffer in
            for line in buffer.split(separator: 0x0A) {
                var current: WordTraits?
                for word in line.split(separator: 0x20) {
                    if let current {
                        insert(WordHash.of(word), current)
                    } else {
                        current = WordTraits(rawValue: word.reduce(0) { $0 << 4 | UInt32($1 < 0x3A ? $1 - 0x30 : $1 - 0x57) })
                    }
                }
            }
        }
    }

    private mutating func insert(_ hash: UInt64, _ new: WordTraits) {
        let slot = slot(of: hash)
        if hashes[slot] == 0 { count += 1 }
        hashes[slot] = hash
        traits[slot].formUnion(new)
    }

    private func slot(of hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & mask
        while hashes[slot] != 0, hashes[slot] != hash { slot = (slot + 1) & mask }
        return slot
    }

    /// What is known of the word with this hash; nothing when it is on no list.
    subscript(hash: UInt64) -> WordTraits { traits[slot(of: hash)] }

    /// What is known of a folded word.
    func traits(of word: some Sequence<UInt8>) -> WordTraits { self[WordHash.of(word)] }
}
