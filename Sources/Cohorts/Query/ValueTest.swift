/// What a condition asks of the value of its attribute. Every test fails on a missing value.
enum ValueTest: Sendable, Hashable {
    /// One of these names; with `complement`, a known value that is none of these. `.names([], complement: true)` is "is known".
    case names(Set<String>, complement: Bool)
    /// A number in this set. The whole line is "is known".
    case numbers(IntervalSet)
    /// Text that contains this, in lower case. Not empty.
    case contains(String)

    var isEmpty: Bool {
        switch self {
        case .names(let names, let complement): names.isEmpty && !complement
        case .numbers(let numbers): numbers.isEmpty
        case .contains: false
        }
    }

    /// Values that meet either test; nil when that is no single test.
    func union(_ other: ValueTest) -> ValueTest? {
        switch (self, other) {
        case (.names(let a, false), .names(let b, false)): .names(a.union(b), complement: false)
        case (.names(let a, true), .names(let b, true)): .names(a.intersection(b), complement: true)
        case (.names(let a, false), .names(let b, true)): .names(b.subtracting(a), complement: true)
        case (.names(let a, true), .names(let b, false)): .names(a.subtracting(b), complement: true)
        case (.numbers(let a), .numbers(let b)): .numbers(a.union(b))
        case (.contains(let a), .contains(let b)): a == b ? self : nil
        default: nil
        }
    }

    /// Values that meet both tests; nil when that is no single test.
    func intersection(_ other: ValueTest) -> ValueTest? {
        guard let left = knownComplement(), let right = other.knownComplement(), let both = left.union(right) else { return nil }
        return both.knownComplement()
    }

    /// Values that meet this test and not the other; nil when that is no single test.
    func subtracting(_ other: ValueTest) -> ValueTest? { other.knownComplement().flatMap { intersection($0) } }

    /// The known values that fail this test.
    func knownComplement() -> ValueTest? {
        switch self {
        case .names(let names, let complement): .names(names, complement: !complement)
        case .numbers(let numbers): .numbers(numbers.complement())
        case .contains: nil
        }
    }

    /// One form for each meaning: a closed attribute lists what it accepts, and accepting all of it is being known.
    func canonical(for attribute: Attribute) -> ValueTest {
        switch self {
        case .names(let names, let complement):
            guard attribute.isClosed else { return self }
            let all = Set(attribute.closedValues)
            let accepted = complement ? all.subtracting(names) : names.intersection(all)
            return accepted == all ? .names([], complement: true) : .names(accepted, complement: false)
        case .numbers, .contains: return self
        }
    }
}

/// One attribute and what is asked of it.
struct Condition: Sendable, Hashable {
    let attribute: Attribute
    var test: ValueTest
}
