/// A query as a program that edits one sees it: the tree as it was written, with values as the vocabulary names them.
///
/// Text and tree say the same. ``init(text:vocabulary:limits:)`` reads the text and ``text(vocabulary:limits:)`` writes it, so that the
/// grammar stays here and no editor needs one of its own. Whether a tree makes sense is decided by reading the text it becomes.
///
/// In JSON every node names its `kind`: `all` and `any` have `children`; `not`, `study` and `series` a `child`; `condition` an
/// `attribute` and a `test`; `unsupported` a `name`; `everything` and `nothing` stand alone.
public indirect enum QueryTree: Sendable, Hashable {
    /// Every patient.
    case everything
    /// No patient.
    case nothing
    /// A criterion that no node of this vocabulary can evaluate, by name.
    case unsupported(String)
    /// What is asked of one attribute. One of a deeper level outside its scope means "at least one".
    case condition(attribute: String, Test)
    /// At least one and the same study or series.
    case scope(Level, QueryTree)
    /// What the tree below does not hold for.
    case not(QueryTree)
    /// All of these.
    case all([QueryTree])
    /// At least one of these.
    case any([QueryTree])

    /// What is asked of the value of an attribute. Every test fails on a missing value.
    public enum Test: Sendable, Hashable {
        /// A value is known.
        case known
        /// One of these values, in the order of the vocabulary.
        case values([String])
        /// A known value that is none of these.
        case otherValues([String])
        /// A number in one of these ranges, in the unit of the attribute.
        case ranges([Range])
        /// Words that contain this.
        case contains(String)
    }

    /// Numbers between two bounds; one that is missing is not asked for.
    public struct Range: Sendable, Hashable, Codable {
        /// The smallest number.
        public var lower: Double?
        /// Whether the smallest number itself is left out.
        public var lowerIsOpen: Bool?
        /// The largest number.
        public var upper: Double?
        /// Whether the largest number itself is left out.
        public var upperIsOpen: Bool?
    }

    /// Reads the text form. Empty text asks for every patient.
    public init(text: String, vocabulary: Vocabulary = .standard, limits: QueryLimits = .standard) throws(QueryError) {
        var parser = try QueryParser(text: text, vocabulary: vocabulary, limits: limits, unknown: .refuse)
        self.init(try parser.query())
    }

    /// The text of the tree, in its order. It may say what no query can: read it to find out.
    ///
    /// - Throws: ``QueryError`` where the tree is too large, names an unknown attribute, or a condition has no value yet.
    public func text(vocabulary: Vocabulary = .standard, limits: QueryLimits = .standard) throws(QueryError) -> String {
        var conditions = 0
        let text = try expression(in: .patient, depth: 0, &conditions, vocabulary, limits).text(in: .patient)
        guard text.utf8.count <= limits.textBytes else {
            throw QueryError(.tooLarge, "the query is longer than \(limits.textBytes) bytes; shorten it or split it")
        }
        return text
    }
}

extension QueryTree {
    private init(_ expression: Expression) {
        switch expression {
        case .everything: self = .everything
        case .nothing: self = .nothing
        case .unsupported(let name): self = .unsupported(name)
        case .condition(let condition): self = .condition(attribute: condition.attribute.name, Test(condition))
        case .some(let level, .condition(let condition)) where condition.attribute.level == level:
            self = .condition(attribute: condition.attribute.name, Test(condition))
        case .some(let level, let inner): self = .scope(level, QueryTree(inner))
        case .not(let inner): self = .not(QueryTree(inner))
        case .all(let children): self = .all(children.map { QueryTree($0) })
        case .any(let children): self = .any(children.map { QueryTree($0) })
        }
    }

    private func expression(
        in context: Level, depth: Int, _ conditions: inout Int, _ vocabulary: Vocabulary, _ limits: QueryLimits
    ) throws(QueryError) -> Expression {
        guard depth <= limits.depth else { throw QueryError(.tooLarge, "more than \(limits.depth) nested operations") }
        switch self {
        case .everything: return .everything
        case .nothing: return .nothing
        case .unsupported(let name): return .unsupported(name)
        case .condition(let name, let test):
            conditions += 1
            guard conditions <= limits.conditions else { throw QueryError(.tooLarge, "more than \(limits.conditions) conditions") }
            guard let attribute = vocabulary.attribute(named: name) else {
                throw QueryError(.unknownAttribute, "no attribute is called \"\(name.prefix(40))\"")
            }
            return .bare(Condition(attribute: attribute, test: try test.valueTest(of: attribute, limits)), in: context)
        case .scope(let level, let inner):
            return .some(level, try inner.expression(in: level, depth: depth + 1, &conditions, vocabulary, limits))
        case .not(let inner): return .not(try inner.expression(in: context, depth: depth + 1, &conditions, vocabulary, limits))
        case .all(let children), .any(let children):
            var inner: [Expression] = []
            for child in children { inner.append(try child.expression(in: context, depth: depth + 1, &conditions, vocabulary, limits)) }
            if inner.count == 1 { return inner[0] }
            let isAll = if case .all = self { true } else { false }
            if inner.isEmpty { return isAll ? .everything : .nothing }
            return isAll ? .all(inner) : .any(inner)
        }
    }
}

extension QueryTree.Test {
    fileprivate init(_ condition: Condition) {
        switch condition.test {
        case .names(let names, let complement):
            if complement, names.isEmpty {
                self = .known
                return
            }
            let listed = condition.attribute.closedValues.filter(names.contains)
            let all = listed + names.subtracting(listed).sorted()
            self = complement ? .otherValues(all) : .values(all)
        case .numbers(let set) where set.isEverything: self = .known
        case .numbers(let set):
            self = .ranges(
                set.intervals.map { interval in
                    QueryTree.Range(
                        lower: interval.lower.isFinite ? interval.lower : nil, lowerIsOpen: interval.lowerIsOpen && interval.lower.isFinite,
                        upper: interval.upper.isFinite ? interval.upper : nil, upperIsOpen: interval.upperIsOpen && interval.upper.isFinite)
                })
        case .contains(let part): self = .contains(part)
        }
    }

    fileprivate func valueTest(of attribute: Attribute, _ limits: QueryLimits) throws(QueryError) -> ValueTest {
        let isWhole = attribute.kind == .integer
        switch self {
        case .known: return attribute.isNumeric ? .numbers(.everything(isWhole: isWhole)) : .names([], complement: true)
        case .values(let values), .otherValues(let values):
            guard !values.isEmpty else { throw QueryError(.syntax, "\(attribute.name) has no value chosen yet") }
            guard values.count <= limits.values else { throw QueryError(.tooLarge, "more than \(limits.values) values in one list") }
            if case .otherValues = self { return .names(Set(values), complement: true) }
            return .names(Set(values), complement: false)
        case .ranges(let ranges):
            guard ranges.count <= limits.values else { throw QueryError(.tooLarge, "more than \(limits.values) ranges in one list") }
            let set = IntervalSet(
                ranges.map { range in
                    IntervalSet.Interval(
                        lower: range.lower ?? -.infinity, lowerIsOpen: range.lowerIsOpen ?? false, upper: range.upper ?? .infinity,
                        upperIsOpen: range.upperIsOpen ?? false)
                }, isWhole: isWhole)
            guard !set.isEmpty else { throw QueryError(.typeMismatch, "the range of \(attribute.name) holds no number") }
            return .numbers(set)
        case .contains(let part): return .contains(part)
        }
    }
}
