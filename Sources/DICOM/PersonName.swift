/// A person name (VR PN): up to three groups of up to five components, `Yamada^Tarou=山田^太郎=やまだ^たろう`.
public struct PersonName: Hashable, Sendable {
    /// The groups: alphabetic, ideographic, phonetic.
    public let groups: [String]

    /// Reads one value of the element.
    public init(_ text: String) {
        groups = text.split(separator: "=", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    }

    /// The name in letters.
    public var alphabetic: String { group(0) }
    /// The name in ideographs.
    public var ideographic: String { group(1) }
    /// The name as it is spoken.
    public var phonetic: String { group(2) }
    /// The family name of the first group.
    public var familyName: String { component(0) }
    /// The given name of the first group.
    public var givenName: String { component(1) }

    private func group(_ number: Int) -> String {
        number < groups.count ? trimmed(groups[number], .pn) : ""
    }

    private func component(_ number: Int) -> String {
        let components = alphabetic.split(separator: "^", omittingEmptySubsequences: false)
        return number < components.count ? trimmed(components[number], .pn) : ""
    }
}
