import Foundation

/// Reads the search messages of the EUCAIM federation: a tree of operations and leaves with criterion keys and codes.
///
/// Children without content mean everything, as its explorer intends. Keys, codes, systems, comparisons and JSON members that mean
/// nothing here are kept as unsupported criteria by name; only broken JSON is an error.
struct EUCAIMQueryReader {
    let vocabulary: Vocabulary
    let limits: QueryLimits
    private(set) var unsupported: [String] = []
    private var conditionCount = 0

    init(vocabulary: Vocabulary, limits: QueryLimits) {
        self.vocabulary = vocabulary
        self.limits = limits
    }

    mutating func expression(from data: Data) throws(QueryError) -> Expression {
        guard data.count <= limits.messageBytes else {
            throw QueryError(.tooLarge, "the query message is longer than \(limits.messageBytes) bytes")
        }
        return try operation(Self.tree(in: data, layers: 4), depth: 0)
    }

    /// Unwraps base64, `{lang, query}` and `{ast, id}`, whichever are there.
    private static func tree(in data: Data, layers: Int) throws(QueryError) -> [String: JSONValue] {
        guard layers > 0 else { throw QueryError(.malformed, "the query is wrapped more often than the protocol does") }
        let first = data.first { $0 != 32 && $0 != 10 && $0 != 13 && $0 != 9 }
        guard first == UInt8(ascii: "{") else {
            guard !data.isEmpty, let inner = Data(base64Encoded: data, options: .ignoreUnknownCharacters), !inner.isEmpty else {
                throw QueryError(.malformed, "the query is neither a JSON object nor base64 of one")
            }
            return try tree(in: inner, layers: layers - 1)
        }
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: data)
        } catch {
            throw QueryError(.malformed, "the query is not well-formed JSON")
        }
        guard case .object(let object) = value else { throw QueryError(.malformed, "the query is not a JSON object") }
        if case .string(let language)? = object["lang"] {
            guard language == "ast" else {
                throw QueryError(.malformed, "queries of language \"\(language.prefix(20))\" are not understood, only \"ast\"")
            }
            guard case .string(let query)? = object["query"] else {
                throw QueryError(.malformed, "the envelope has no member \"query\" with base64 text")
            }
            return try tree(in: Data(query.utf8), layers: layers - 1)
        }
        if case .object(let inner)? = object["ast"] { return inner }
        return object
    }

    private mutating func operation(_ node: [String: JSONValue], depth: Int) throws(QueryError) -> Expression {
        guard depth <= limits.depth else { throw QueryError(.tooLarge, "more than \(limits.depth) nested operations") }
        guard case .string(let operand)? = node["operand"] else {
            if node["key"] != nil { return try leaf(node) }
            throw QueryError(.malformed, "a node of the query has neither \"operand\" nor \"key\"")
        }
        guard case .array(let members)? = node["children"] else {
            throw QueryError(.malformed, "an operation of the query has no list of \"children\"")
        }
        var children: [Expression] = []
        for member in members {
            guard case .object(let child) = member else { throw QueryError(.malformed, "a child of an operation is not an object") }
            children.append(try operation(child, depth: depth + 1))
        }
        let surplus = surplusMembers(of: node, besides: ["operand", "children", "nodeType", "id"])
        let combined: Expression
        switch operand.uppercased() {
        case "AND": combined = children.isEmpty ? .everything : .all(children)
        case "OR": combined = children.isEmpty ? .everything : .any(children)
        default: combined = .all(children + [note("operand \(operand)")])
        }
        return surplus.isEmpty ? combined : .all([combined] + surplus)
    }

    private mutating func leaf(_ node: [String: JSONValue]) throws(QueryError) -> Expression {
        conditionCount += 1
        guard conditionCount <= limits.conditions else { throw QueryError(.tooLarge, "more than \(limits.conditions) conditions") }
        guard case .string(let key)? = node["key"], case .string(let type)? = node["type"], let value = node["value"] else {
            throw QueryError(.malformed, "a leaf of the query needs \"key\" and \"type\" as text, and \"value\"")
        }
        let surplus = surplusMembers(of: node, besides: ["key", "type", "system", "value", "nodeType", "id"])
        var candidates = vocabulary.attributes(forKey: key)
        if candidates.isEmpty, let named = vocabulary.attribute(named: key) { candidates = [named] }
        guard !candidates.isEmpty else { return .all([note(key)] + surplus) }
        if case .string(let system)? = node["system"], !system.isEmpty,
            candidates.allSatisfy({ $0.system != nil && $0.system != system })
        {
            return .all([note("\(key) of system \(system)")] + surplus)
        }
        let condition = try self.condition(candidates, key: key, type: type.uppercased(), value: value)
        return surplus.isEmpty ? condition : .all([condition] + surplus)
    }

    private mutating func condition(
        _ candidates: [Attribute], key: String, type: String, value: JSONValue
    ) throws(QueryError) -> Expression {
        switch (type, value) {
        case ("EQUALS", .array(let values)), ("IN", .array(let values)):
            guard values.count <= limits.values else { throw QueryError(.tooLarge, "more than \(limits.values) values in one list") }
            return .any(values.map { equals(candidates, key, $0) })
        case ("EQUALS", _), ("IN", _): return equals(candidates, key, value)
        case ("NOT_EQUALS", .array(let values)):
            guard values.count <= limits.values else { throw QueryError(.tooLarge, "more than \(limits.values) values in one list") }
            return differs(candidates, key, values)
        case ("NOT_EQUALS", _): return differs(candidates, key, [value])
        case ("BETWEEN", .object(let ends)):
            guard let attribute = candidates.first, attribute.isNumeric, Set(ends.keys).isSubset(of: ["min", "max"]),
                let low = bound(ends["min"]), let high = bound(ends["max"]), low != nil || high != nil
            else { return note("\(key) BETWEEN") }
            return ask(
                attribute,
                .numbers(.between(low ?? -.infinity, high ?? .infinity, isWhole: attribute.kind == .integer)))
        case ("LOWER_THAN", _), ("GREATER_THAN", _):
            guard let attribute = candidates.first, attribute.isNumeric, let end = bound(value), let number = end else {
                return note("\(key) \(type)")
            }
            let isWhole = attribute.kind == .integer
            let set: IntervalSet =
                type == "LOWER_THAN" ? .below(number, open: true, isWhole: isWhole) : .above(number, open: true, isWhole: isWhole)
            return ask(attribute, .numbers(set))
        case ("CONTAINS", .string(let text)):
            let part = Vocabulary.tidied(text)
            guard let attribute = candidates.first, attribute.kind == .open || attribute.kind == .text, !part.isEmpty else {
                return note("\(key) CONTAINS")
            }
            return ask(attribute, .contains(part))
        default: return note("\(key) \(type)")
        }
    }

    private func ask(_ attribute: Attribute, _ test: ValueTest) -> Expression {
        .bare(Condition(attribute: attribute, test: test), in: .patient)
    }

    private mutating func equals(_ candidates: [Attribute], _ key: String, _ value: JSONValue) -> Expression {
        for attribute in candidates {
            if let test = test(attribute, value) { return ask(attribute, test) }
        }
        return note("\(key) = \(value.shown)")
    }

    /// A known value of the attribute that is none of these. All of them must belong to one attribute.
    private mutating func differs(_ candidates: [Attribute], _ key: String, _ values: [JSONValue]) -> Expression {
        for attribute in candidates {
            let tests = values.compactMap { test(attribute, $0) }
            guard tests.count == values.count, let first = tests.first else { continue }
            let union = tests.dropFirst().reduce(Optional(first)) { $0?.union($1) }
            if let denied = union?.knownComplement() { return ask(attribute, denied) }
        }
        return note("\(key) != \(values.map(\.shown).joined(separator: ", "))")
    }

    private func test(_ attribute: Attribute, _ value: JSONValue) -> ValueTest? {
        let isWhole = attribute.kind == .integer
        switch value {
        case .bool(let flag):
            return attribute.kind == .flag ? .names([flag ? "true" : "false"], complement: false) : nil
        case .number(let number):
            if attribute.isNumeric { return number.isFinite ? .numbers(.exactly(number, isWhole: isWhole)) : nil }
            return attribute.concept(for: QueryText.number(number)).map { .names([$0.name], complement: false) }
        case .string(let text):
            guard text.count <= limits.valueCharacters else { return nil }
            if attribute.isNumeric {
                guard let number = attribute.concept(for: text).flatMap({ Double($0.name) }) ?? Double(text), number.isFinite else {
                    return nil
                }
                return .numbers(.exactly(number, isWhole: isWhole))
            }
            // A code that looks like one and is in no list must not silently match nothing.
            if attribute.concept(for: text) == nil, attribute.kind == .open, Self.looksLikeCode(text) { return nil }
            return attribute.normalised(text).map { .names([$0], complement: false) }
        case .null, .array, .object: return nil
        }
    }

    private static func looksLikeCode(_ text: String) -> Bool {
        for prefix in ["SNOMEDCT", "RID", "birnlex", "EUCAIM_", "C"] where text.hasPrefix(prefix) {
            if text.dropFirst(prefix.count).contains(where: \.isNumber), !text.contains(" ") { return true }
        }
        return false
    }

    /// A bound of a range: `.some(nil)` when it is left open, nil when it is no number.
    private func bound(_ value: JSONValue?) -> Double?? {
        switch value {
        case nil, .null?: .some(nil)
        case .number(let number)?: number.isFinite ? .some(number) : nil
        case .string(let text)?: Double(text).flatMap { $0.isFinite ? .some(.some($0)) : nil } ?? nil
        default: nil
        }
    }

    private mutating func surplusMembers(of node: [String: JSONValue], besides known: Set<String>) -> [Expression] {
        node.keys.filter { !known.contains($0) }.sorted().map { note("member \($0)") }
    }

    private mutating func note(_ name: String) -> Expression {
        let shown = String(name.filter { !$0.isNewline && $0 != "\0" }.prefix(200))
        unsupported.append(shown)
        return .unsupported(shown)
    }
}

/// Any JSON value.
enum JSONValue: Decodable, Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// As it is named in an answer.
    var shown: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number): QueryText.number(number)
        case .string(let text): text
        case .array: "[...]"
        case .object: "{...}"
        }
    }
}
