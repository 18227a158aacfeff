/// Where an element lies in nested sequences, written `(0040,0275)[0].(0008,0050)`.
public struct TagPath: Hashable, Sendable {
    /// A step into an item of a sequence.
    public struct Step: Hashable, Sendable {
        /// The tag of the sequence.
        public let sequence: Tag
        /// The number of the item, from 0.
        public let item: Int

        /// A step into the item with this number.
        public init(_ sequence: Tag, item: Int) {
            self.sequence = sequence
            self.item = item
        }
    }

    /// The items entered, outermost first.
    public let steps: [Step]
    /// The element itself.
    public let tag: Tag

    /// A path of steps that ends at a tag.
    public init(steps: [Step] = [], _ tag: Tag) {
        self.steps = steps
        self.tag = tag
    }

    /// The path of an element in an item of the sequence this path leads to.
    public func appending(item: Int, _ tag: Tag) -> TagPath {
        TagPath(steps: steps + [Step(self.tag, item: item)], tag)
    }

    /// The tags alone, outermost first, without the numbers of items.
    public var tags: [Tag] { steps.map(\.sequence) + [tag] }
}

extension TagPath: CustomStringConvertible {
    /// Reads `(0040,0275)[0].(0008,0050)`; parentheses and comma may be left out.
    public init?(_ text: some StringProtocol) {
        var steps: [Step] = []
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        for part in parts.dropLast() {
            guard part.hasSuffix("]"), let bracket = part.firstIndex(of: "["), let tag = Tag(hex: part[..<bracket]),
                let item = Int(part[part.index(after: bracket)...].dropLast()), item >= 0
            else { return nil }
            steps.append(Step(tag, item: item))
        }
        guard let last = parts.last, let tag = Tag(hex: last) else { return nil }
        self.init(steps: steps, tag)
    }

    /// The path as text.
    public var description: String {
        steps.map { "\($0.sequence)[\($0.item)]." }.joined() + tag.description
    }
}

extension TagPath: Codable {
    /// Decodes a path from its text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let path = TagPath(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is not a path of tags.")
        }
        self = path
    }

    /// Encodes the path as text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension TagPath: Comparable {
    /// Paths are ordered as a depth-first walk meets their elements.
    public static func < (left: TagPath, right: TagPath) -> Bool {
        for (first, second) in zip(left.steps, right.steps) where first != second {
            return (first.sequence, first.item) < (second.sequence, second.item)
        }
        if left.steps.count == right.steps.count { return left.tag < right.tag }
        if left.steps.count < right.steps.count {
            return left.tag <= right.steps[left.steps.count].sequence
        }
        return left.steps[right.steps.count].sequence < right.tag
    }
}
