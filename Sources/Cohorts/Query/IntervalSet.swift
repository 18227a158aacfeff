/// A set of numbers as sorted, disjoint intervals. Over whole numbers every bound is closed and neighbours are joined,
/// so that equal sets are equal values.
struct IntervalSet: Sendable, Hashable {
    struct Interval: Sendable, Hashable {
        var lower: Double
        var lowerIsOpen: Bool
        var upper: Double
        var upperIsOpen: Bool
    }

    private(set) var intervals: [Interval]
    let isWhole: Bool

    static func everything(isWhole: Bool) -> IntervalSet {
        IntervalSet([Interval(lower: -.infinity, lowerIsOpen: true, upper: .infinity, upperIsOpen: true)], isWhole: isWhole)
    }

    /// Numbers up to a bound, without it when open.
    static func below(_ upper: Double, open: Bool = false, isWhole: Bool) -> IntervalSet {
        IntervalSet([Interval(lower: -.infinity, lowerIsOpen: true, upper: upper, upperIsOpen: open)], isWhole: isWhole)
    }

    /// Numbers from a bound on, without it when open.
    static func above(_ lower: Double, open: Bool = false, isWhole: Bool) -> IntervalSet {
        IntervalSet([Interval(lower: lower, lowerIsOpen: open, upper: .infinity, upperIsOpen: true)], isWhole: isWhole)
    }

    /// One number.
    static func exactly(_ number: Double, isWhole: Bool) -> IntervalSet { between(number, number, isWhole: isWhole) }

    /// Numbers between two bounds, without them where open.
    static func between(
        _ lower: Double, open lowerIsOpen: Bool = false, _ upper: Double, open upperIsOpen: Bool = false, isWhole: Bool
    ) -> IntervalSet {
        IntervalSet([Interval(lower: lower, lowerIsOpen: lowerIsOpen, upper: upper, upperIsOpen: upperIsOpen)], isWhole: isWhole)
    }

    /// Sorts, drops what is empty and joins what touches.
    init(_ unordered: [Interval], isWhole: Bool) {
        self.isWhole = isWhole
        let tidy = unordered.compactMap { Self.tidy($0, isWhole: isWhole) }.sorted {
            ($0.lower, $0.lowerIsOpen ? 1 : 0) < ($1.lower, $1.lowerIsOpen ? 1 : 0)
        }
        var joined: [Interval] = []
        for next in tidy {
            guard var last = joined.last, Self.touches(last, next, isWhole: isWhole) else {
                joined.append(next)
                continue
            }
            if next.upper > last.upper || (next.upper == last.upper && !next.upperIsOpen) {
                last.upper = next.upper
                last.upperIsOpen = next.upperIsOpen
            }
            joined[joined.count - 1] = last
        }
        intervals = joined
    }

    var isEmpty: Bool { intervals.isEmpty }
    var isEverything: Bool { intervals.count == 1 && intervals[0].lower == -.infinity && intervals[0].upper == .infinity }

    func contains(_ number: Double) -> Bool {
        for interval in intervals {
            let above = interval.lowerIsOpen ? number > interval.lower : number >= interval.lower
            let below = interval.upperIsOpen ? number < interval.upper : number <= interval.upper
            if above && below { return true }
        }
        return false
    }

    func union(_ other: IntervalSet) -> IntervalSet { IntervalSet(intervals + other.intervals, isWhole: isWhole) }

    func intersection(_ other: IntervalSet) -> IntervalSet { complement().union(other.complement()).complement() }

    func complement() -> IntervalSet {
        var gaps: [Interval] = []
        var lower = -Double.infinity
        var lowerIsOpen = true
        for interval in intervals {
            gaps.append(Interval(lower: lower, lowerIsOpen: lowerIsOpen, upper: interval.lower, upperIsOpen: !interval.lowerIsOpen))
            lower = interval.upper
            lowerIsOpen = !interval.upperIsOpen
        }
        if lower < .infinity { gaps.append(Interval(lower: lower, lowerIsOpen: lowerIsOpen, upper: .infinity, upperIsOpen: true)) }
        // The gap before an interval that starts at -infinity is empty and is dropped by tidying.
        return IntervalSet(gaps, isWhole: isWhole)
    }

    private static func tidy(_ interval: Interval, isWhole: Bool) -> Interval? {
        var result = interval
        if result.lower == -.infinity { result.lowerIsOpen = true }
        if result.upper == .infinity { result.upperIsOpen = true }
        if isWhole {
            if result.lower.isFinite {
                let rounded = result.lower.rounded(.up)
                result.lower = result.lowerIsOpen && rounded == result.lower ? rounded + 1 : rounded
                result.lowerIsOpen = false
            }
            if result.upper.isFinite {
                let rounded = result.upper.rounded(.down)
                result.upper = result.upperIsOpen && rounded == result.upper ? rounded - 1 : rounded
                result.upperIsOpen = false
            }
        }
        if result.lower > result.upper { return nil }
        if result.lower == result.upper, result.lowerIsOpen || result.upperIsOpen { return nil }
        if result.lower == 0 { result.lower = 0 }
        if result.upper == 0 { result.upper = 0 }
        return result
    }

    private static func touches(_ left: Interval, _ right: Interval, isWhole: Bool) -> Bool {
        if right.lower < left.upper { return true }
        if right.lower == left.upper { return !(right.lowerIsOpen && left.upperIsOpen) }
        return isWhole && right.lower - left.upper == 1
    }
}
