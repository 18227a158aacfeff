/// The test of a condition, worked out for the names that occur in one index.
enum CompiledTest: Sendable {
    /// Any known value.
    case known
    /// No value.
    case none
    /// By number of the name.
    case names([Bool])
    case numbers(IntervalSet)

    init(_ test: ValueTest, names: NameTable, isNumeric: Bool) {
        switch test {
        case .names(let wanted, let complement):
            if wanted.isEmpty || isNumeric {
                self = complement ? .known : .none
            } else {
                var accepted = [Bool](repeating: complement, count: names.names.count)
                for name in wanted {
                    if let number = names.existingNumber(of: name) { accepted[Int(number)] = !complement }
                }
                self = .names(accepted)
            }
        case .numbers(let wanted): self = !isNumeric ? .none : wanted.isEverything ? .known : .numbers(wanted)
        case .contains(let part): self = isNumeric ? .none : .names(names.containing(part))
        }
    }
}

/// An expression with attributes as columns and tests worked out: made once for a query, run on every segment.
indirect enum QueryPlan: Sendable {
    case everything
    case nothing
    /// Rows of a level whose column meets the test.
    case rows(Level, column: Int, CompiledTest)
    case some(Level, QueryPlan)
    case not(QueryPlan)
    case all([QueryPlan])
    case any([QueryPlan])
}

extension CohortIndex {
    /// The plan of an expression all of whose attributes are supported.
    func plan(_ expression: Expression) -> QueryPlan {
        switch expression {
        case .everything: .everything
        case .nothing, .unsupported: .nothing
        case .condition(let condition): plan(condition)
        case .some(let level, let inner): .some(level, plan(inner))
        case .not(let inner): .not(plan(inner))
        case .all(let children): .all(children.map(plan))
        case .any(let children): .any(children.map(plan))
        }
    }

    private func plan(_ condition: Condition) -> QueryPlan {
        guard let column = vocabulary.place(of: condition.attribute.name) else { return .nothing }
        return .rows(
            condition.attribute.level, column: column,
            CompiledTest(condition.test, names: names[column], isNumeric: condition.attribute.isNumeric))
    }
}
