/// A query as a tree. An expression stands in a context, the level of which it is true or false: a patient at the root, a study
/// inside `study(...)`, a series inside `series(...)`.
indirect enum Expression: Sendable, Hashable {
    case everything
    case nothing
    /// A criterion that nobody here can evaluate, by name.
    case unsupported(String)
    /// A condition on a value of the context itself, or of the study when the context is a series.
    case condition(Condition)
    /// At least one study or series of the context for which the expression holds.
    case some(Level, Expression)
    case not(Expression)
    case all([Expression])
    case any([Expression])

    /// A condition where it is written: bare conditions of a deeper level mean "at least one".
    static func bare(_ condition: Condition, in context: Level) -> Expression {
        condition.attribute.level > context ? .some(condition.attribute.level, .condition(condition)) : .condition(condition)
    }

    /// Visits every condition.
    func forEachCondition(_ body: (Condition) -> Void) {
        switch self {
        case .everything, .nothing, .unsupported: break
        case .condition(let condition): body(condition)
        case .some(_, let inner), .not(let inner): inner.forEachCondition(body)
        case .all(let children), .any(let children): for child in children { child.forEachCondition(body) }
        }
    }
}
