extension Expression {
    /// One form for equal meanings, as far as that is cheap: negation at the conditions, nested operations flattened, operands sorted
    /// by their text and each once, tests of one attribute merged where that keeps the meaning, constants folded, `A or (A and B)`
    /// reduced to `A`.
    ///
    /// Tests are merged with care for what a condition says. `series` values and several-valued attributes are existential, so
    /// `b_value > 1000 and b_value < 500` may be true of one patient and stays as it is; "or" may always be merged. A missing
    /// value fails every test, so `not x = 1` is not `x != 1`.
    func canonical(in context: Level) -> Expression {
        var current = pushingNegation(false)
        for _ in 0..<8 {
            let next = current.simplified(in: context)
            if next == current { return next }
            current = next
        }
        return current
    }

    /// De Morgan, in one pass: afterwards `not` stands only before conditions, scopes and unsupported criteria.
    private func pushingNegation(_ negated: Bool) -> Expression {
        switch self {
        case .everything: negated ? .nothing : .everything
        case .nothing: negated ? .everything : .nothing
        case .unsupported, .condition: negated ? .not(self) : self
        case .some(let level, let inner):
            negated ? .not(.some(level, inner.pushingNegation(false))) : .some(level, inner.pushingNegation(false))
        case .not(let inner): inner.pushingNegation(!negated)
        case .all(let children):
            negated ? .any(children.map { $0.pushingNegation(true) }) : .all(children.map { $0.pushingNegation(false) })
        case .any(let children):
            negated ? .all(children.map { $0.pushingNegation(true) }) : .any(children.map { $0.pushingNegation(false) })
        }
    }

    private func simplified(in context: Level) -> Expression {
        switch self {
        case .everything, .nothing, .unsupported: return self
        case .condition(let condition):
            let test = condition.test.canonical(for: condition.attribute)
            return test.isEmpty ? .nothing : .condition(Condition(attribute: condition.attribute, test: test))
        case .some(let level, let inner): return Self.someSimplified(level, inner.simplified(in: level))
        case .not(let inner): return Self.negation(of: inner.simplified(in: context), in: context)
        case .all(let children): return Self.combined(children.map { $0.simplified(in: context) }, isAll: true, in: context)
        case .any(let children): return Self.combined(children.map { $0.simplified(in: context) }, isAll: false, in: context)
        }
    }

    /// "At least one" passes over "or" and over a scope that adds nothing.
    private static func someSimplified(_ level: Level, _ inner: Expression) -> Expression {
        switch inner {
        case .nothing: return .nothing
        case .any(let children): return .any(children.map { someSimplified(level, $0) })
        case .some(let deeper, _) where deeper > level: return inner
        default: return .some(level, inner)
        }
    }

    private static func negation(of inner: Expression, in context: Level) -> Expression {
        switch inner {
        case .everything: .nothing
        case .nothing: .everything
        case .not(let twice): twice
        case .all, .any: Expression.not(inner).pushingNegation(false)
        default: .not(inner)
        }
    }

    private static func combined(_ children: [Expression], isAll: Bool, in context: Level) -> Expression {
        let neutral: Expression = isAll ? .everything : .nothing
        let absorbing: Expression = isAll ? .nothing : .everything
        var operands: [Expression] = []
        for child in children {
            switch child {
            case .all(let inner) where isAll: operands += inner
            case .any(let inner) where !isAll: operands += inner
            default: operands.append(child)
            }
        }
        operands = merged(operands, isAll: isAll).filter { $0 != neutral }
        if operands.contains(absorbing) { return absorbing }
        let present = Set(operands)
        if present.contains(where: { if case .not(let inner) = $0 { present.contains(inner) } else { false } }) { return absorbing }
        let kept = present.filter { operand in
            switch operand {
            case .any(let inner) where isAll: !inner.contains { $0 != operand && present.contains($0) }
            case .all(let inner) where !isAll: !inner.contains { $0 != operand && present.contains($0) }
            default: true
            }
        }
        if kept.isEmpty { return neutral }
        if kept.count == 1, let only = kept.first { return only }
        let sorted = kept.map { ($0.text(in: context), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
        return isAll ? .all(sorted) : .any(sorted)
    }

    /// Where a test is asked: the same attribute in the same scope.
    private struct Place: Hashable {
        let scope: Level?
        let attribute: Attribute
    }

    /// Joins tests of one attribute under one operator.
    private static func merged(_ operands: [Expression], isAll: Bool) -> [Expression] {
        var result: [Expression] = []
        var order: [Place] = []
        var positive: [Place: [ValueTest]] = [:]
        var negative: [Place: [ValueTest]] = [:]
        for operand in operands {
            switch operand {
            case .condition(let condition):
                let place = Place(scope: nil, attribute: condition.attribute)
                if positive[place] == nil, negative[place] == nil { order.append(place) }
                positive[place, default: []].append(condition.test)
            case .some(let level, .condition(let condition)):
                let place = Place(scope: level, attribute: condition.attribute)
                if positive[place] == nil, negative[place] == nil { order.append(place) }
                positive[place, default: []].append(condition.test)
            case .not(.condition(let condition)):
                let place = Place(scope: nil, attribute: condition.attribute)
                if positive[place] == nil, negative[place] == nil { order.append(place) }
                negative[place, default: []].append(condition.test)
            case .not(.some(let level, .condition(let condition))):
                let place = Place(scope: level, attribute: condition.attribute)
                if positive[place] == nil, negative[place] == nil { order.append(place) }
                negative[place, default: []].append(condition.test)
            default: result.append(operand)
            }
        }
        for place in order {
            result += merged(positive[place] ?? [], negative[place] ?? [], at: place, isAll: isAll)
        }
        return result
    }

    private static func merged(_ positive: [ValueTest], _ negative: [ValueTest], at place: Place, isAll: Bool) -> [Expression] {
        let isSingle = place.scope == nil && !place.attribute.isMultiple
        let union: (ValueTest, ValueTest) -> ValueTest? = { $0.union($1) }
        let intersection: (ValueTest, ValueTest) -> ValueTest? = { $0.intersection($1) }
        // Existential tests join under "or" when asked, under "and" when denied; single values join both ways.
        var asked = isAll ? (isSingle ? folded(positive, intersection) : positive) : folded(positive, union)
        var denied = isAll ? folded(negative, union) : (isSingle ? folded(negative, intersection) : negative)
        if isSingle, asked.count == 1, denied.count == 1 {
            if isAll, let rest = asked[0].subtracting(denied[0]) {
                asked = [rest]
                denied = []
            } else if !isAll, let rest = denied[0].subtracting(asked[0]) {
                asked = []
                denied = [rest]
            }
        }
        let expression: (ValueTest) -> Expression = { test in
            let canonical = test.canonical(for: place.attribute)
            if canonical.isEmpty { return .nothing }
            let condition = Expression.condition(Condition(attribute: place.attribute, test: canonical))
            return place.scope.map { .some($0, condition) } ?? condition
        }
        return asked.map(expression)
            + denied.map { test in
                let inner = expression(test)
                return inner == .nothing ? .everything : .not(inner)
            }
    }

    /// Folds tests into one where the operation allows; those that resist are kept beside it.
    private static func folded(_ tests: [ValueTest], _ operation: (ValueTest, ValueTest) -> ValueTest?) -> [ValueTest] {
        var result: [ValueTest] = []
        for test in tests {
            var joined = false
            for index in result.indices {
                if let both = operation(result[index], test) {
                    result[index] = both
                    joined = true
                    break
                }
            }
            if !joined { result.append(test) }
        }
        return result
    }
}
