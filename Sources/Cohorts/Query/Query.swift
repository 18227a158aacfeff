public import Foundation

/// A question about patients, in one canonical form whatever way it was asked.
///
/// A query selects patients. A condition on a study or series attribute outside any scope means "the patient has at least one":
/// `modality = MR and slice_thickness <= 3` may be met by two different series, `series(modality = MR and slice_thickness <= 3)`
/// only by one and the same; `study(...)` likewise. Inside `series(...)` a study attribute is that of the series' study.
///
/// Logic is two-valued. A missing value meets no comparison, not even `!=`, and `not` of that comparison is therefore
/// true: `psa != 4` are patients with a known PSA other than 4, `not psa = 4` includes those of whom none is known. `psa is known`
/// and `psa is missing` ask for just that.
///
/// Nothing is dropped: a criterion this vocabulary does not know is an error in text, and in an EUCAIM query is kept by name in
/// ``unsupported``, so that an answer can say so.
public struct Query: Sendable, Hashable, CustomStringConvertible {
    /// What to do with names the vocabulary does not know.
    public enum UnknownNames: Sendable, Hashable {
        /// An error with the nearest name: for people.
        case refuse
        /// Keep them as unsupported criteria: for a node whose vocabulary is older than the hub's.
        case markUnsupported
    }

    /// The canonical text: equal for queries of equal meaning where that is cheap to decide, and parsed back to an equal query.
    public let canonicalText: String
    /// Canonical names of the attributes asked about.
    public let attributes: Set<String>
    /// Criteria that no node of this vocabulary can evaluate, by name, in order. A query with any is answered `unsupported`.
    public let unsupported: [String]

    let expression: Expression

    /// Reads the text form. Empty text asks for every patient.
    public init(
        text: String, vocabulary: Vocabulary = .standard, limits: QueryLimits = .standard, unknown: UnknownNames = .refuse
    ) throws(QueryError) {
        var parser = try QueryParser(text: text, vocabulary: vocabulary, limits: limits, unknown: unknown)
        let expression = try parser.query()
        try self.init(expression: expression, unsupported: parser.unsupported, vocabulary: vocabulary, limits: limits)
    }

    /// Reads a query of the EUCAIM federation: the AST itself, `{ast, id}`, or its base64 envelope `{lang: "ast", query}`.
    public init(eucaimAST data: Data, vocabulary: Vocabulary = .standard, limits: QueryLimits = .standard) throws(QueryError) {
        var reader = EUCAIMQueryReader(vocabulary: vocabulary, limits: limits)
        let expression = try reader.expression(from: data)
        try self.init(expression: expression, unsupported: reader.unsupported, vocabulary: vocabulary, limits: limits)
    }

    /// Every patient.
    public static let everything = Query(canonical: .everything, text: "everything", unsupported: [])

    init(expression: Expression, unsupported: [String], vocabulary: Vocabulary, limits: QueryLimits) throws(QueryError) {
        let canonical = expression.canonical(in: .patient)
        let text = canonical.text(in: .patient)
        guard text.utf8.count <= limits.textBytes else {
            throw QueryError(.tooLarge, "in canonical form the query is longer than \(limits.textBytes) bytes; shorten it or split it")
        }
        // A criterion that simplification removed would be lost on the way to a node; it is joined again.
        let kept = canonical.unsupportedNames
        let lost = Set(unsupported).subtracting(kept)
        if lost.isEmpty {
            if unsupported.isEmpty { try Self.checkReadable(text, vocabulary: vocabulary, limits: limits) }
            self.init(canonical: canonical, text: text, unsupported: unsupported)
        } else {
            let joined = Expression.all([canonical] + lost.sorted().map(Expression.unsupported)).canonical(in: .patient)
            let whole = joined.unsupportedNames.isSuperset(of: lost) ? joined : .all(lost.sorted().map(Expression.unsupported))
            self.init(canonical: whole, text: whole.text(in: .patient), unsupported: unsupported)
        }
    }

    /// What travels, is kept and is compared is the canonical text: it must mean to others what it means here. Lists that were joined may have
    /// grown beyond the limits, and a letter may join the quotation mark after it.
    private static func checkReadable(_ text: String, vocabulary: Vocabulary, limits: QueryLimits) throws(QueryError) {
        let again: String
        do throws(QueryError) {
            var parser = try QueryParser(text: text, vocabulary: vocabulary, limits: limits, unknown: .refuse)
            again = try parser.query().canonical(in: .patient).text(in: .patient)
        } catch {
            throw QueryError(.tooLarge, "in canonical form the query cannot be read back: \(error.message); shorten it or split it")
        }
        guard again.utf8.elementsEqual(text.utf8) else {
            throw QueryError(.malformed, "in canonical form the query means something else; write its values in plain letters")
        }
    }

    private init(canonical: Expression, text: String, unsupported: [String]) {
        expression = canonical
        canonicalText = text
        var names: Set<String> = []
        canonical.forEachCondition { names.insert($0.attribute.name) }
        attributes = names
        var seen: Set<String> = []
        self.unsupported = unsupported.filter { seen.insert($0).inserted }
    }

    /// The canonical text.
    public var description: String { canonicalText }

    /// Queries are equal when their canonical texts are.
    public static func == (left: Query, right: Query) -> Bool { left.canonicalText == right.canonicalText }

    /// Hashes the canonical text.
    public func hash(into hasher: inout Hasher) { hasher.combine(canonicalText) }
}

extension Expression {
    /// Names of the criteria that cannot be evaluated.
    var unsupportedNames: Set<String> {
        switch self {
        case .everything, .nothing, .condition: []
        case .unsupported(let name): [name]
        case .some(_, let inner), .not(let inner): inner.unsupportedNames
        case .all(let children), .any(let children): children.reduce(into: []) { $0.formUnion($1.unsupportedNames) }
        }
    }
}
