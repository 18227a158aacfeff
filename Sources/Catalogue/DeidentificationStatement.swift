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
    /// How many elements met each action, by the letters of PS3.15 Table E.1-1a; rounded to two digits, because exact sums would tell
    /// exact numbers of objects.
    public var actions: [String: Int]

    /// A statement.
    public init(profiles: [String], methods: [Method], actions: [String: Int]) {
        self.profiles = profiles
        self.methods = methods
        self.actions = actions.mapValues(Self.coarsened)
    }

    /// The number with its first two digits, rounded.
    static func coarsened(_ number: Int) -> Int {
        var unit = 1
        while number / unit >= 100 { unit *= 10 }
        return (number + unit / 2) / unit * unit
    }
}
