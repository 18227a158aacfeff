/// How the objects of a version were de-identified, as far as it may be shown.
public struct DeidentificationStatement: Codable, Hashable, Sendable {
    /// A method of PS3.16 CID 7050 that every object of the version declares.
    public struct Method: Codable, Hashable, Sendable {
        /// The code value of the coding scheme DCM, as `113100`.
        public var code: String
        /// What it means.
        public var meaning: String

        /// A method.
        public init(code: String, meaning: String) {
            self.code = code
            self.meaning = meaning
        }
    }

    /// The profiles with their versions, as `standard 1`: several where the node's profile changed between objects.
    public var profiles: [String]
    /// What every object declares.
    public var methods: [Method]
    /// How many elements met each action, by the letters of PS3.15 Table E.1-1a.
    public var actions: [String: Int]
    /// How many parts were taken out of texts that were kept, by what they were; none in records from before this was said.
    public var textRemovals: [String: Int]?
    /// How many objects had text or a face taken out of their pixels; none in records from before this was said.
    public var objectsWithCleanedPixels: Int?

    /// A statement. All numbers are rounded: exact sums would tell exact numbers of objects.
    public init(
        profiles: [String], methods: [Method], actions: [String: Int], textRemovals: [String: Int]? = nil,
        objectsWithCleanedPixels: Int? = nil
    ) {
        self.profiles = profiles
        self.methods = methods
        self.actions = actions.mapValues(Self.coarsened)
        self.textRemovals = textRemovals?.mapValues(Self.coarsened)
        self.objectsWithCleanedPixels = objectsWithCleanedPixels.map(Self.coarsened)
    }

    /// The number with its first two digits, rounded, and to tens where it has no more.
    static func coarsened(_ number: Int) -> Int {
        var unit = 10
        while number / unit >= 100 { unit *= 10 }
        return (number + unit / 2) / unit * unit
    }

    /// All of it in sentences, for people and for the record's statement of provenance.
    public var sentences: [String] {
        var sentences = ["De-identified at the node under the profile \(profiles.joined(separator: ", "))."]
        if !methods.isEmpty {
            let methods = methods.map { "\($0.meaning) (DCM \($0.code))" }.joined(separator: ", ")
            sentences.append("Every object declares by PS3.15 Annex E: \(methods).")
        }
        let words = [("X", "removed"), ("Z", "emptied"), ("D", "replaced"), ("U", "given new UIDs"), ("C", "cleaned")]
        let changes = words.compactMap { letter, word in actions[letter].map { "\(Self.about($0)) \(word)" } }
        if !changes.isEmpty { sentences.append("Elements: \(changes.joined(separator: ", ")).") }
        if let textRemovals {
            let parts = textRemovals.values.reduce(0, +)
            sentences.append("Taken out of texts that were kept: \(Self.about(parts)) names, numbers, dates and unknown words.")
        }
        if let objectsWithCleanedPixels {
            sentences.append("Pixels were cleaned in \(Self.about(objectsWithCleanedPixels)) objects.")
        }
        return sentences
    }

    private static func about(_ number: Int) -> String { number == 0 ? "fewer than 5" : "about \(number)" }
}
