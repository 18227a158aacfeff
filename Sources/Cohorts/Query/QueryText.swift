/// The canonical text of an expression, which parses back to the same expression.
extension Expression {
    func text(in context: Level) -> String { text(in: context, inside: 0) }

    /// `strength` of the surrounding operator: 0 none, 1 or, 2 and, 3 not.
    private func text(in context: Level, inside strength: Int) -> String {
        switch self {
        case .everything: return "everything"
        case .nothing: return "nothing"
        case .unsupported(let name): return "unsupported(\(QueryText.quoted(name)))"
        case .condition(let condition): return QueryText.condition(condition)
        case .some(let level, .condition(let condition)) where condition.attribute.level == level && level > context:
            return QueryText.condition(condition)
        case .some(let level, let inner): return "\(level.name)(\(inner.text(in: level)))"
        case .not(let inner): return "not " + inner.text(in: context, inside: 3)
        case .all(let children):
            let text = children.map { $0.text(in: context, inside: 2) }.joined(separator: " and ")
            return strength >= 2 ? "(\(text))" : text
        case .any(let children):
            let text = children.map { $0.text(in: context, inside: 1) }.joined(separator: " or ")
            return strength >= 1 ? "(\(text))" : text
        }
    }
}

enum QueryText {
    static let keywords: Set<String> = [
        "and", "or", "not", "in", "between", "contains", "is", "known", "missing", "series", "study", "everything", "nothing",
        "unsupported",
    ]

    static func condition(_ condition: Condition) -> String {
        let name = condition.attribute.name
        switch condition.test {
        case .names(let names, let complement):
            let sorted = names.sorted().map {
                condition.attribute.isOpen && condition.attribute.concept(for: $0) == nil ? quoted($0) : word($0)
            }
            if sorted.isEmpty { return complement ? "\(name) is known" : "nothing" }
            if sorted.count == 1 { return "\(name) \(complement ? "!=" : "=") \(sorted[0])" }
            return "\(name) \(complement ? "not in" : "in") (\(sorted.joined(separator: ", ")))"
        case .contains(let part): return "\(name) contains \(quoted(part))"
        case .numbers(let numbers):
            if numbers.isEverything { return "\(name) is known" }
            if numbers.intervals.count == 1 { return "\(name) \(single(numbers.intervals[0]))" }
            return "\(name) in (\(numbers.intervals.map(item).joined(separator: ", ")))"
        }
    }

    /// One range, as it stands behind the name of an attribute.
    static func range(_ set: IntervalSet) -> String { set.intervals.first.map(item) ?? "nothing" }

    private static func single(_ interval: IntervalSet.Interval) -> String {
        if interval.lower == interval.upper { return "= \(number(interval.lower))" }
        return item(interval)
    }

    private static func item(_ interval: IntervalSet.Interval) -> String {
        if interval.lower == interval.upper { return number(interval.lower) }
        if interval.lower == -.infinity { return "\(interval.upperIsOpen ? "<" : "<=") \(number(interval.upper))" }
        if interval.upper == .infinity { return "\(interval.lowerIsOpen ? ">" : ">=") \(number(interval.lower))" }
        let dots = (interval.lowerIsOpen ? "<" : "") + ".." + (interval.upperIsOpen ? "<" : "")
        return number(interval.lower) + dots + number(interval.upper)
    }

    /// The shortest decimal text of a number, without a fraction when it is whole.
    static func number(_ number: Double) -> String {
        if let whole = Int64(exactly: number), abs(whole) < 1_000_000_000_000_000 { return String(whole) }
        return number.description
    }

    /// A value bare where the parser reads it as one word, in quotes otherwise.
    static func word(_ value: String) -> String {
        let isBare =
            !value.isEmpty && value.utf8.count <= 64 && value.allSatisfy(QueryLexer.isWordCharacter) && !value.contains("..")
            && !keywords.contains(value.lowercased())
        return isBare ? value : quoted(value)
    }

    static func quoted(_ value: String) -> String {
        "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
