/// The letters and digits of terms that are also found when they are broken, or part of a longer run.
///
/// All lie in one array, and each is found by its first three bytes: a text is looked up at every letter, so this allocates nothing.
struct TermSequences: Sendable {
    struct Entry: Sendable {
        /// The first three bytes.
        let key: UInt32
        let start: Int
        let count: Int
        /// Whether it is so long that it is no chance where it begins in the middle of a word or number.
        let isLong: Bool
        /// The entry before it with the same head, counted from 1; 0 for none.
        let next: UInt16
    }

    /// More than any object has; a hostile one is not searched for longer.
    private static let maximumCount = 2_000
    /// More than any name has.
    static let maximumLength = 64

    private var letters: [UInt8] = []
    private(set) var entries: [Entry] = []
    /// The last entry for each hash of three bytes, counted from 1.
    private var heads: [UInt16] = []

    var isEmpty: Bool { entries.isEmpty }

    /// Adds a sequence, given in one or two parts.
    mutating func insert(_ first: some Collection<UInt8>, _ second: some Collection<UInt8> = EmptyCollection()) {
        let start = letters.count
        letters.append(contentsOf: first)
        letters.append(contentsOf: second)
        let count = letters.count - start
        guard count >= 4, count <= Self.maximumLength, entries.count < Self.maximumCount else { return letters.removeLast(count) }
        let key = Self.key(letters[start], letters[start + 1], letters[start + 2])
        if heads.isEmpty { heads = [UInt16](repeating: 0, count: 256) }
        let head = Self.head(of: key)
        var number = heads[head]
        while number != 0 {
            let entry = entries[Int(number) - 1]
            if entry.count == count, self.letters(of: entry).elementsEqual(letters[start...]) { return letters.removeLast(count) }
            number = entry.next
        }
        let isLong = count >= 8 || (count >= 6 && letters[start...].allSatisfy { $0 < 0x3A })
        entries.append(Entry(key: key, start: start, count: count, isLong: isLong, next: heads[head]))
        heads[head] = UInt16(entries.count)
    }

    mutating func formUnion(_ other: TermSequences) {
        for entry in other.entries { insert(other.letters(of: entry)) }
    }

    func letters(of entry: Entry) -> ArraySlice<UInt8> { letters[entry.start..<entry.start + entry.count] }

    /// The newest sequence that begins with these bytes.
    func first(_ key: UInt32) -> Entry? {
        heads.isEmpty ? nil : entry(heads[Self.head(of: key)], key)
    }

    /// The sequence before one that begins with the same bytes.
    func next(after entry: Entry) -> Entry? { self.entry(entry.next, entry.key) }

    private func entry(_ number: UInt16, _ key: UInt32) -> Entry? {
        var number = number
        while number != 0 {
            let entry = entries[Int(number) - 1]
            if entry.key == key { return entry }
            number = entry.next
        }
        return nil
    }

    @inline(__always)
    static func key(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> UInt32 {
        UInt32(first) << 16 | UInt32(second) << 8 | UInt32(third)
    }

    private static func head(of key: UInt32) -> Int { Int((key &* 0x9E37_79B1) >> 24) }
}
