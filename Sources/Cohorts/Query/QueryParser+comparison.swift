extension QueryParser {
    /// What follows the name of an attribute.
    mutating func comparison(of attribute: Attribute, named name: QueryToken, in context: Level) throws(QueryError) -> Expression {
        let asks: (ValueTest) -> Expression = { .bare(Condition(attribute: attribute, test: $0), in: context) }
        let start = token
        if case .sign(let sign) = start.kind {
            switch sign {
            case "=", "==":
                advance()
                let test = try item(of: attribute)
                return asked(attribute, test, in: context)
            case "!=", "<>":
                advance()
                guard let test = try item(of: attribute) else { return .unsupported(unsupported.last ?? attribute.name) }
                return asks(try denied(test, at: start))
            case "<", "<=", ">", ">=", "..", "..<", "<..", "<..<":
                let test = try item(of: attribute)
                return asked(attribute, test, in: context)
            default: break
            }
        }
        switch start.keyword {
        case "in":
            advance()
            let test = try listOrRange(of: attribute)
            return asked(attribute, test, in: context)
        case "not" where following.keyword == "in":
            advance()
            advance()
            guard let test = try listOrRange(of: attribute) else { return .unsupported(unsupported.last ?? attribute.name) }
            return asks(try denied(test, at: start))
        case "between":
            advance()
            let low = try number(of: attribute)
            guard token.keyword == "and" else {
                throw QueryError(.syntax, "expected \"and\" between the two ends, found \(token.shown)", at: token.offset)
            }
            advance()
            let high = try number(of: attribute)
            return asks(.numbers(try range(low, false, high, false, attribute, at: start)))
        case "contains":
            advance()
            return asks(try containing(attribute))
        case "is":
            return try presence(of: attribute, in: context)
        default: break
        }
        if case .word = start.kind, start.keyword.map({ !QueryText.keywords.contains($0) }) == true, attribute.isNumeric {
            let test = try item(of: attribute)
            return asked(attribute, test, in: context)
        }
        if attribute.kind == .flag { return asks(.names(["true"], complement: false)) }
        throw QueryError(
            .syntax, "expected a comparison after \(attribute.name), such as \"\(example(attribute))\", found \(start.shown)",
            at: start.offset, length: start.length)
    }

    private func asked(_ attribute: Attribute, _ test: ValueTest?, in context: Level) -> Expression {
        guard let test else { return .unsupported(unsupported.last ?? attribute.name) }
        return .bare(Condition(attribute: attribute, test: test), in: context)
    }

    private func denied(_ test: ValueTest, at token: QueryToken) throws(QueryError) -> ValueTest {
        guard let complement = test.knownComplement() else {
            throw QueryError(.typeMismatch, "this comparison cannot be denied; use \"not\" before the condition", at: token.offset)
        }
        return complement
    }

    private func example(_ attribute: Attribute) -> String {
        attribute.isNumeric ? "\(attribute.name) >= 1" : "\(attribute.name) = \(attribute.concepts.first?.name ?? "\"word\"")"
    }

    private mutating func presence(of attribute: Attribute, in context: Level) throws(QueryError) -> Expression {
        advance()
        let isDenied = token.keyword == "not"
        if isDenied { advance() }
        let known = Expression.bare(
            Condition(
                attribute: attribute,
                test: attribute.isNumeric
                    ? .numbers(.everything(isWhole: attribute.kind == .integer)) : .names([], complement: true)), in: context)
        switch token.keyword {
        case "known":
            advance()
            return isDenied ? .not(known) : known
        case "missing" where !isDenied:
            advance()
            return .not(known)
        default:
            throw QueryError(.syntax, "expected \"known\" or \"missing\", found \(token.shown)", at: token.offset, length: token.length)
        }
    }

    private mutating func containing(_ attribute: Attribute) throws(QueryError) -> ValueTest {
        guard attribute.kind == .text || attribute.kind == .open else {
            throw QueryError(
                .typeMismatch, "\(attribute.name) is compared by its values, not by parts of words; use \"=\" or \"in\"",
                at: token.offset, length: token.length)
        }
        let text: String
        switch token.kind {
        case .word(let word): text = word
        case .quoted(let quoted): text = quoted
        default: throw QueryError(.syntax, "expected text after \"contains\", found \(token.shown)", at: token.offset)
        }
        let part = Vocabulary.tidied(text)
        guard !part.isEmpty else {
            throw QueryError(.syntax, "the text after \"contains\" is empty; use \"is known\"", at: token.offset, length: token.length)
        }
        advance()
        return .contains(part)
    }

    /// The values after `in`: a list in parentheses, or one range. nil when one of them is noted as unsupported.
    private mutating func listOrRange(of attribute: Attribute) throws(QueryError) -> ValueTest? {
        guard token.isSign("(") else { return try item(of: attribute) }
        let opening = token
        advance()
        var result: ValueTest?
        var isSupported = true
        var count = 0
        repeat {
            if count > 0 { advance() }
            count += 1
            guard count <= limits.values else {
                throw QueryError(.tooLarge, "more than \(limits.values) values in one list", at: token.offset)
            }
            if let test = try item(of: attribute) {
                result = result.flatMap { $0.union(test) } ?? test
            } else {
                isSupported = false
            }
        } while token.isSign(",")
        guard token.isSign(")") else {
            if token.kind == .end { throw QueryError(.syntax, "this list is never closed", at: opening.offset) }
            throw QueryError(.syntax, "expected \",\" or \")\", found \(token.shown)", at: token.offset, length: token.length)
        }
        advance()
        return isSupported ? result : nil
    }

    /// One value, range or comparison, as it stands after "=" or in a list.
    private mutating func item(of attribute: Attribute) throws(QueryError) -> ValueTest? {
        attribute.isNumeric ? .numbers(try numbers(of: attribute)) : try names(of: attribute)
    }

    // MARK: Names

    private mutating func names(of attribute: Attribute) throws(QueryError) -> ValueTest? {
        if case .sign(let sign) = token.kind, ["<", "<=", ">", ">="].contains(sign) {
            guard attribute.kind == .ordinal else {
                throw QueryError(
                    .typeMismatch, "the values of \(attribute.name) have no order; use \"=\" or \"in\"", at: token.offset,
                    length: token.length)
            }
            advance()
            guard let name = try name(of: attribute) else { return nil }
            let values = attribute.closedValues
            let place = values.firstIndex(of: name) ?? 0
            let chosen: ArraySlice<String> =
                switch sign {
                case "<": values[..<place]
                case "<=": values[...place]
                case ">": values[(place + 1)...]
                default: values[place...]
                }
            return .names(Set(chosen), complement: false)
        }
        guard let name = try name(of: attribute) else { return nil }
        return .names([name], complement: false)
    }

    /// A canonical value; nil after noting an unknown one as unsupported.
    private mutating func name(of attribute: Attribute) throws(QueryError) -> String? {
        let start = token
        let raw: String
        var isQuoted = false
        switch start.kind {
        case .word(let word):
            raw = word
        case .quoted(let text):
            raw = text
            isQuoted = true
        default:
            throw QueryError(
                .syntax, "expected a value of \(attribute.name), found \(start.shown)", at: start.offset, length: start.length)
        }
        advance()
        // A bare word outside the list of an open attribute is more often a slip than a wish; quotes make it a wish.
        if let value = attribute.normalised(raw), !attribute.isOpen || isQuoted || attribute.concept(for: value) != nil { return value }
        guard unknown == .refuse else {
            _ = note(unsupported: "\(attribute.name) = \(raw)")
            return nil
        }
        let quotes = attribute.isOpen ? "; put it in double quotes if it is meant so" : ""
        throw QueryError(
            .unknownValue, "\(attribute.name) has no value \(start.shown)\(quotes)", at: start.offset, length: start.length,
            suggestion: nearest(raw, attribute))
    }

    private func nearest(_ raw: String, _ attribute: Attribute) -> String? {
        let words = attribute.concepts.flatMap { [$0.name] + $0.synonyms } + (attribute.kind == .flag ? ["true", "false"] : [])
        return NearestName.find(raw, among: words).map { attribute.concept(for: $0)?.name ?? $0 }
    }

    // MARK: Numbers

    private mutating func numbers(of attribute: Attribute) throws(QueryError) -> IntervalSet {
        let isWhole = attribute.kind == .integer
        let start = token
        if case .sign(let sign) = start.kind {
            switch sign {
            case "<", "<=", ">", ">=":
                advance()
                let bound = try number(of: attribute)
                return switch sign {
                case "<": .below(bound, open: true, isWhole: isWhole)
                case "<=": .below(bound, isWhole: isWhole)
                case ">": .above(bound, open: true, isWhole: isWhole)
                default: .above(bound, isWhole: isWhole)
                }
            case "..", "..<":
                advance()
                return .below(try number(of: attribute), open: sign == "..<", isWhole: isWhole)
            default: break
            }
        }
        let low = try number(of: attribute)
        guard case .sign(let sign) = token.kind, ["..", "..<", "<..", "<..<"].contains(sign) else {
            return .exactly(low, isWhole: isWhole)
        }
        advance()
        guard isNumber(token, attribute) else { return .above(low, open: sign.hasPrefix("<"), isWhole: isWhole) }
        let high = try number(of: attribute)
        return try range(low, sign.hasPrefix("<"), high, sign.hasSuffix("<"), attribute, at: start)
    }

    private func range(
        _ low: Double, _ lowIsOpen: Bool, _ high: Double, _ highIsOpen: Bool, _ attribute: Attribute, at token: QueryToken
    ) throws(QueryError) -> IntervalSet {
        guard low <= high else {
            throw QueryError(.typeMismatch, "the range ends before it begins; write the smaller number first", at: token.offset)
        }
        return .between(low, open: lowIsOpen, high, open: highIsOpen, isWhole: attribute.kind == .integer)
    }

    private func isNumber(_ token: QueryToken, _ attribute: Attribute) -> Bool {
        guard case .word(let word) = token.kind else { return false }
        return Self.split(word) != nil || attribute.concept(for: word).flatMap { Double($0.name) } != nil
    }

    /// A number with an optional unit, or a concept that stands for a number ("isup 4", a code).
    private mutating func number(of attribute: Attribute) throws(QueryError) -> Double {
        let start = token
        let raw: String
        switch start.kind {
        case .word(let word): raw = word
        case .quoted(let text): raw = text
        default:
            throw QueryError(
                .syntax, "expected a number for \(attribute.name), found \(start.shown)", at: start.offset, length: start.length)
        }
        guard attribute.isNumeric else {
            throw QueryError(.typeMismatch, "\(attribute.name) is not a number", at: start.offset, length: start.length)
        }
        if let split = Self.split(raw) {
            advance()
            var unit = split.unit
            var place = start
            // The name of an attribute here is rather a forgotten "and" than a wrong unit.
            if unit.isEmpty, case .word(let word) = token.kind, !QueryText.keywords.contains(word.lowercased()),
                Units.isUnit(word) || vocabulary.attribute(named: word) == nil
            {
                unit = word
                place = token
                advance()
            }
            return unit.isEmpty ? split.number : try converted(split.number, from: unit, to: attribute, at: place)
        }
        if let concept = attribute.concept(for: raw), let number = Double(concept.name) {
            advance()
            return number
        }
        throw QueryError(
            .typeMismatch, "\(attribute.name) is compared with numbers, not with \(start.shown)", at: start.offset, length: start.length)
    }

    /// A number of some unit in the unit of the attribute.
    private func converted(
        _ number: Double, from unit: String, to attribute: Attribute, at token: QueryToken
    ) throws(QueryError) -> Double {
        guard let expected = attribute.unit else {
            throw QueryError(
                .typeMismatch, "\(attribute.name) has no unit; found \(token.shown)", at: token.offset, length: token.length)
        }
        guard let result = Units.convert(number, from: unit, toUnitOf: attribute) else {
            throw QueryError(
                .typeMismatch, "\(attribute.name) is measured in \(expected), not in \"\(unit.prefix(20))\"", at: token.offset,
                length: token.length, suggestion: expected)
        }
        return result
    }

    /// Splits "10ng/mL" into number and unit; nil when it does not begin with a finite number.
    static func split(_ word: String) -> (number: Double, unit: String)? {
        let characters = Array(word.utf8)
        var end = 0
        func digits() -> Int {
            let start = end
            while end < characters.count, characters[end] >= 48, characters[end] <= 57 { end += 1 }
            return end - start
        }
        if end < characters.count, characters[end] == UInt8(ascii: "-") || characters[end] == UInt8(ascii: "+") { end += 1 }
        var count = digits()
        if end < characters.count, characters[end] == UInt8(ascii: ".") {
            end += 1
            count += digits()
        }
        guard count > 0 else { return nil }
        let mantissa = end
        if end < characters.count, characters[end] == UInt8(ascii: "e") || characters[end] == UInt8(ascii: "E") {
            end += 1
            if end < characters.count, characters[end] == UInt8(ascii: "-") || characters[end] == UInt8(ascii: "+") { end += 1 }
            if digits() == 0 { end = mantissa }
        }
        guard let number = Double(String(decoding: characters[..<end], as: UTF8.self)), number.isFinite else { return nil }
        let unit = String(decoding: characters[end...], as: UTF8.self)
        // "3+4" and "1.2.840" begin like numbers and are words.
        guard unit.isEmpty || unit.first?.isLetter == true || unit == "%" else { return nil }
        return (number == 0 ? 0 : number, unit)
    }
}
