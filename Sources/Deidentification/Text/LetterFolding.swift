/// Brings letters of the Latin, Greek and Cyrillic scripts to plain Latin ones in lower case, so that spellings can be compared.
///
/// Diacritics are dropped (ü is u; ß is ss, æ is ae), Greek follows ISO 843, Cyrillic the usual romanisation (ш is sh, я is ya).
enum LetterFolding {
    /// What a scalar below 2000 is as letters: up to four of them, the first in the lowest byte; 0 when it is no letter.
    static let table: [UInt32] = {
        var table = [UInt32](repeating: 0, count: 0x2000)
        for line in lines(of: LetterFoldingTable.text) {
            let fields = line.split(separator: " ")
            guard let first = fields.first, let start = Int(first, radix: 16) else { continue }
            for (number, letters) in fields.dropFirst().enumerated() where letters != "." {
                // A sign without a sound of its own is a letter of no letters.
                table[start + number] = letters == "'" ? silent : pack(letters.utf8)
            }
        }
        return table
    }()

    /// What stands for a letter that is dropped.
    static let silent: UInt32 = 1

    private static func pack(_ letters: Substring.UTF8View) -> UInt32 {
        letters.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The letters of a scalar beyond ASCII, packed; 0 when it is not a letter of the three scripts.
    static func letters(of scalar: UInt32) -> UInt32 {
        switch scalar {
        case 0..<0x2000: table[Int(scalar)]
        case 0xFF21...0xFF3A: scalar - 0xFF21 + 0x61
        case 0xFF41...0xFF5A: scalar - 0xFF41 + 0x61
        default: 0
        }
    }
}

/// The hash under which words are looked up: FNV-1a of their folded letters.
struct WordHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash = WordHash()
        for byte in bytes { hash.add(byte) }
        return hash.value
    }
}

/// The hash of a word's letters as ``Swift/Collection/contracted`` gives them.
struct ContractedHash {
    private var hash = WordHash()
    private var last: UInt8 = 0

    var value: UInt64 { hash.value }

    mutating func add(_ byte: UInt8) {
        if contracts(last, byte) { return }
        hash.add(byte)
        last = byte
    }
}

/// Whether the second of two vowels says nothing: ae, oe, ue, aa.
@inline(__always)
private func contracts(_ first: UInt8, _ second: UInt8) -> Bool {
    (second == 0x65 && (first == 0x61 || first == 0x6F || first == 0x75)) || (second == 0x61 && first == 0x61)
}

extension Collection<UInt8> {
    /// The letters with ae, oe, ue and aa brought to one vowel each, as Müller and Mueller, Ångström and Aangstroem are the same name.
    var contracted: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        for byte in self {
            if let last = result.last, contracts(last, byte) { continue }
            result.append(byte)
        }
        return result
    }

    /// The letters brought to what all romanisations of Greek and Cyrillic names have in common.
    ///
    /// Two spellings of a name (Dostoevskij, Dostoyevsky, Достоевский) have the same skeleton; some different names do too.
    var skeleton: [UInt8] {
        let letters = Array(self)
        var result: [UInt8] = []
        result.reserveCapacity(letters.count)
        var position = 0
        while position < letters.count {
            let rest = letters[position...]
            if let (from, to) = skeletonRules.first(where: { rest.starts(with: $0.from) }) {
                position += from.count
                for letter in to where letter != result.last { result.append(letter) }
            } else {
                if letters[position] != result.last { result.append(letters[position]) }
                position += 1
            }
        }
        // The glides before vowels, which are written or not: ia is a, io is o.
        return result.indices.filter { position in
            let next = result.index(after: position)
            return !(result[position] == 0x69 && next < result.count && [0x61, 0x65, 0x6F, 0x75].contains(result[next]))
        }.map { result[$0] }
    }
}

/// The longest first.
private let skeletonRules: [(from: [UInt8], to: [UInt8])] = [
    ("oya", "oa"), ("oye", "oe"), ("oyo", "o"), ("oyu", "ou"), ("shch", "s"), ("tsch", "h"), ("sch", "s"), ("tch", "h"), ("sh", "s"),
    ("zh", "z"), ("kh", "h"), ("ch", "h"), ("cz", "h"), ("ts", "h"),
    ("tz", "h"), ("ph", "f"), ("th", "t"), ("ks", "x"), ("ou", "u"), ("oy", "u"), ("ei", "i"), ("oi", "i"), ("mp", "v"), ("nt", "d"),
    ("gk", "h"), ("c", "h"), ("g", "h"), ("w", "v"), ("b", "v"), ("j", "i"), ("y", "i"),
].map { (Array($0.0.utf8), Array($0.1.utf8)) }
