/// Reads the text form of the query language by recursive descent.
///
///     query      = or
///     or         = and { "or" and }
///     and        = unary { "and" unary }
///     unary      = "not" unary | "(" or ")" | ("series" | "study") "(" or ")" | "everything" | "nothing" | condition
///     condition  = attribute [ comparison ]                a flag needs no comparison
///     comparison = ("=" | "!=" | "<" | "<=" | ">" | ">=") value | [ "not" ] "in" ( list | range ) | range
///                | "between" number "and" number | "contains" text | "is" [ "not" ] "known" | "is" "missing"
///     range      = [ number ] ".." [ number ]              "..<" and "<.." leave an end out
///     list       = "(" item { "," item } ")"               a number may be followed by its unit
struct QueryParser {
    let vocabulary: Vocabulary
    let limits: QueryLimits
    let unknown: Query.UnknownNames
    private let tokens: [QueryToken]
    private var position = 0
    private var depth = 0
    private var conditionCount = 0
    private(set) var unsupported: [String] = []

    init(text: String, vocabulary: Vocabulary, limits: QueryLimits, unknown: Query.UnknownNames) throws(QueryError) {
        self.vocabulary = vocabulary
        self.limits = limits
        self.unknown = unknown
        tokens = try QueryLexer.tokens(of: text, limits: limits)
    }

    var token: QueryToken { tokens[position] }
    var following: QueryToken { tokens[min(position + 1, tokens.count - 1)] }

    mutating func advance() { if position < tokens.count - 1 { position += 1 } }

    mutating func query() throws(QueryError) -> Expression {
        if token.kind == .end { return .everything }
        let expression = try or(in: .patient)
        guard token.kind == .end else {
            if token.isSign(")") {
                throw QueryError(.syntax, "this closing parenthesis has no opening one", at: token.offset)
            }
            throw QueryError(.syntax, "expected \"and\", \"or\" or the end, found \(token.shown)", at: token.offset, length: token.length)
        }
        return expression
    }

    private mutating func or(in context: Level) throws(QueryError) -> Expression {
        var operands = [try and(in: context)]
        while token.keyword == "or" {
            advance()
            operands.append(try and(in: context))
        }
        return operands.count == 1 ? operands[0] : .any(operands)
    }

    private mutating func and(in context: Level) throws(QueryError) -> Expression {
        var operands = [try unary(in: context)]
        while token.keyword == "and" {
            advance()
            operands.append(try unary(in: context))
        }
        return operands.count == 1 ? operands[0] : .all(operands)
    }

    private mutating func unary(in context: Level) throws(QueryError) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= limits.depth else {
            throw QueryError(.tooLarge, "more than \(limits.depth) nested operations; write the query flatter", at: token.offset)
        }
        let start = token
        switch (start.keyword, following.isSign("(")) {
        case ("not", _):
            advance()
            return .not(try unary(in: context))
        case ("series", true), ("study", true):
            return try scope(start.keyword == "series" ? .series : .study, in: context)
        case ("unsupported", true):
            return try unsupportedCriterion()
        case ("everything", _):
            advance()
            return .everything
        case ("nothing", _):
            advance()
            return .nothing
        default: break
        }
        if start.isSign("(") {
            advance()
            let inner = try or(in: context)
            try close(start)
            return inner
        }
        return try condition(in: context)
    }

    private mutating func scope(_ level: Level, in context: Level) throws(QueryError) -> Expression {
        let start = token
        guard level > context else {
            throw QueryError(
                .scope, "\(level.name)(...) cannot stand inside \(context.name)(...)", at: start.offset, length: start.length)
        }
        advance()
        let opening = token
        advance()
        let inner = try or(in: level)
        try close(opening)
        return .some(level, inner)
    }

    private mutating func unsupportedCriterion() throws(QueryError) -> Expression {
        advance()
        let opening = token
        advance()
        guard case .quoted(let name) = token.kind else {
            throw QueryError(.syntax, "expected the name of the unsupported criterion in double quotes", at: token.offset)
        }
        advance()
        try close(opening)
        return note(unsupported: name)
    }

    mutating func note(unsupported name: String) -> Expression {
        unsupported.append(name)
        return .unsupported(name)
    }

    private mutating func close(_ opening: QueryToken) throws(QueryError) {
        if token.isSign(")") {
            advance()
        } else if token.kind == .end {
            throw QueryError(.syntax, "this parenthesis is never closed", at: opening.offset)
        } else {
            throw QueryError(
                .syntax, "expected \"and\", \"or\" or \")\", found \(token.shown)", at: token.offset, length: token.length)
        }
    }

    private mutating func condition(in context: Level) throws(QueryError) -> Expression {
        let start = token
        guard case .word(let name) = start.kind, let keyword = start.keyword, !QueryText.keywords.contains(keyword) else {
            throw QueryError(.syntax, "expected a condition, found \(start.shown)", at: start.offset, length: start.length)
        }
        conditionCount += 1
        guard conditionCount <= limits.conditions else {
            throw QueryError(.tooLarge, "more than \(limits.conditions) conditions; split the query", at: start.offset)
        }
        guard let attribute = vocabulary.attribute(named: name) else {
            guard unknown == .markUnsupported else {
                throw QueryError(
                    .unknownAttribute, "no attribute is called \(start.shown)", at: start.offset, length: start.length,
                    suggestion: vocabulary.nearestName(to: name))
            }
            advance()
            try skipComparison()
            return note(unsupported: name)
        }
        if attribute.level < context, attribute.level == .patient {
            throw QueryError(
                .scope, "\(attribute.name) is known of the patient: write it outside \(context.name)(...)", at: start.offset,
                length: start.length)
        }
        advance()
        return try comparison(of: attribute, named: start, in: context)
    }

    /// Steps over the comparison of an attribute that this vocabulary does not know.
    private mutating func skipComparison() throws(QueryError) {
        if token.keyword == "not", following.keyword == "in" { advance() }
        switch token.keyword {
        case "in", "contains":
            advance()
            if token.isSign("(") {
                while token.kind != .end, !token.isSign(")") { advance() }
                advance()
                return
            }
            while token.kind != .end, !isEndOfCondition { advance() }
        case "between":
            for _ in 0..<4 where token.kind != .end { advance() }
        case "is":
            advance()
            if token.keyword == "not" { advance() }
            advance()
        default:
            while token.kind != .end, !isEndOfCondition { advance() }
        }
    }

    private var isEndOfCondition: Bool { token.keyword == "and" || token.keyword == "or" || token.isSign(")") }
}
