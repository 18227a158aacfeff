/// A dataset's version: semantic (`1.2.0`) or by calendar (`2026.08.1`), as EUCAIM DCAT-AP wants it.
public struct DatasetVersion: Hashable, Sendable, CustomStringConvertible {
    /// The two kinds of version.
    public enum Scheme: String, Hashable, Sendable {
        /// Semantic Versioning 2.0.0.
        case semantic
        /// Calendar Versioning: year, month and a number.
        case calendar
    }

    /// The version as written.
    public let description: String
    /// Which kind it is.
    public let scheme: Scheme

    private let numbers: [Int]
    private let prerelease: [String]

    /// Reads a version; none when it is neither kind.
    public init?(_ text: String) {
        guard text.utf8.count <= 64, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let withoutBuild = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = withoutBuild[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let fields = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let numbers = fields.compactMap { Self.number($0) }
        guard numbers.count == fields.count, (2...3).contains(numbers.count) else { return nil }
        let identifiers = (parts.dropFirst() + withoutBuild.dropFirst()).flatMap {
            $0.split(separator: ".", omittingEmptySubsequences: false)
        }
        guard identifiers.allSatisfy(Self.isIdentifier) else { return nil }

        let isCalendar = fields[0].utf8.count == 4 && (1900...2999).contains(numbers[0]) && (1...12).contains(numbers[1])
        if isCalendar, identifiers.isEmpty {
            scheme = .calendar
        } else {
            // Semantic Versioning 2.0.0, item 2: three numbers without leading zeros.
            guard fields.count == 3, fields.allSatisfy({ $0 == "0" || !$0.hasPrefix("0") }) else { return nil }
            scheme = .semantic
        }
        description = text
        self.numbers = numbers
        prerelease = parts.count > 1 ? parts[1].split(separator: ".").map(String.init) : []
    }

    /// The first version of a dataset.
    public static let first = DatasetVersion("1.0.0")!

    /// The next version of the same kind for new data: the middle number of a semantic version, the last of a calendar one.
    public func next() -> DatasetVersion {
        switch scheme {
        case .semantic: DatasetVersion("\(numbers[0]).\(numbers[1] + 1).0") ?? self
        case .calendar:
            DatasetVersion(description.split(separator: ".").prefix(2).joined(separator: ".") + ".\((numbers.dropFirst(2).first ?? 0) + 1)")
                ?? self
        }
    }

    private static func number(_ text: Substring) -> Int? {
        text.isEmpty || text.utf8.count > 9 || !text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? nil : Int(text)
    }

    private static func isIdentifier(_ text: Substring) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}

extension DatasetVersion: Comparable {
    /// Precedence as in Semantic Versioning 2.0.0, item 11; build metadata does not count.
    public static func < (left: DatasetVersion, right: DatasetVersion) -> Bool {
        for index in 0..<3 {
            let first = index < left.numbers.count ? left.numbers[index] : 0
            let second = index < right.numbers.count ? right.numbers[index] : 0
            if first != second { return first < second }
        }
        if left.prerelease.isEmpty || right.prerelease.isEmpty { return !left.prerelease.isEmpty && right.prerelease.isEmpty }
        for (first, second) in zip(left.prerelease, right.prerelease) where first != second {
            switch (Int(first), Int(second)) {
            case (let first?, let second?): return first < second
            case (.some, nil): return true
            case (nil, .some): return false
            case (nil, nil): return first < second
            }
        }
        return left.prerelease.count < right.prerelease.count
    }
}

extension DatasetVersion: Codable {
    /// Reads a version from its text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let version = DatasetVersion(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "A version is semantic (1.2.0) or by calendar (2026.08.1).")
        }
        self = version
    }

    /// Writes the version as text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
