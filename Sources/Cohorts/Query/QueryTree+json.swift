extension QueryTree: Codable {
    private enum Kind: String, Codable { case everything, nothing, unsupported, condition, study, series, not, all, any }
    private enum Key: String, CodingKey { case kind, name, attribute, test, child, children }

    /// Deeper than any tree that a query may become: decoding ends there, before the stack does.
    private static let deepest = 4 * QueryLimits.standard.depth

    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        guard decoder.codingPath.count <= Self.deepest else {
            throw DecodingError.dataCorruptedError(forKey: .kind, in: container, debugDescription: "the tree is too deep")
        }
        func child() throws -> QueryTree { try container.decode(QueryTree.self, forKey: .child) }
        func children() throws -> [QueryTree] { try container.decode([QueryTree].self, forKey: .children) }
        switch try container.decode(Kind.self, forKey: .kind) {
        case .everything: self = .everything
        case .nothing: self = .nothing
        case .unsupported: self = .unsupported(try container.decode(String.self, forKey: .name))
        case .condition:
            self = .condition(
                attribute: try container.decode(String.self, forKey: .attribute), try container.decode(Test.self, forKey: .test))
        case .study: self = .scope(.study, try child())
        case .series: self = .scope(.series, try child())
        case .not: self = .not(try child())
        case .all: self = .all(try children())
        case .any: self = .any(try children())
        }
    }

    /// Writes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        func put(_ kind: Kind, _ child: QueryTree) throws {
            try container.encode(kind, forKey: .kind)
            try container.encode(child, forKey: .child)
        }
        switch self {
        case .everything: try container.encode(Kind.everything, forKey: .kind)
        case .nothing: try container.encode(Kind.nothing, forKey: .kind)
        case .unsupported(let name):
            try container.encode(Kind.unsupported, forKey: .kind)
            try container.encode(name, forKey: .name)
        case .condition(let attribute, let test):
            try container.encode(Kind.condition, forKey: .kind)
            try container.encode(attribute, forKey: .attribute)
            try container.encode(test, forKey: .test)
        case .scope(.series, let inner): try put(.series, inner)
        case .scope(.study, let inner): try put(.study, inner)
        // A patient is the context of the whole tree.
        case .scope(.patient, let inner): try inner.encode(to: encoder)
        case .not(let inner): try put(.not, inner)
        case .all(let children):
            try container.encode(Kind.all, forKey: .kind)
            try container.encode(children, forKey: .children)
        case .any(let children):
            try container.encode(Kind.any, forKey: .kind)
            try container.encode(children, forKey: .children)
        }
    }
}

extension QueryTree.Test: Codable {
    private enum Kind: String, Codable { case known, values, otherValues, ranges, contains }
    private enum Key: String, CodingKey { case kind, values, ranges, text }

    /// Reads the JSON form: `{"kind":"values","values":["MR"]}`, `{"kind":"ranges","ranges":[{"lower":10,"lowerIsOpen":true}]}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .known: self = .known
        case .values: self = .values(try container.decode([String].self, forKey: .values))
        case .otherValues: self = .otherValues(try container.decode([String].self, forKey: .values))
        case .ranges: self = .ranges(try container.decode([QueryTree.Range].self, forKey: .ranges))
        case .contains: self = .contains(try container.decode(String.self, forKey: .text))
        }
    }

    /// Writes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        func put(_ kind: Kind, _ values: [String]) throws {
            try container.encode(kind, forKey: .kind)
            try container.encode(values, forKey: .values)
        }
        switch self {
        case .known: try container.encode(Kind.known, forKey: .kind)
        case .values(let values): try put(.values, values)
        case .otherValues(let values): try put(.otherValues, values)
        case .ranges(let ranges):
            try container.encode(Kind.ranges, forKey: .kind)
            try container.encode(ranges, forKey: .ranges)
        case .contains(let text):
            try container.encode(Kind.contains, forKey: .kind)
            try container.encode(text, forKey: .text)
        }
    }
}
