import NIOCore

/// Whether an object comes quickly enough to keep its share of the ``ReceivingBudget``: so many bytes in every period.
///
/// Time is given by who asks. It does not count while we do not read.
struct ReceivingPace {
    private let minimum: Int
    private let period: TimeAmount
    private var start = NIODeadline.distantPast
    private var received = 0

    init(_ limits: AssociationLimits) {
        minimum = limits.slowestBytes
        period = TimeAmount(limits.slowestPeriod)
    }

    /// A period begins: with an object, or when reading goes on after a pause that was ours.
    mutating func restart(at now: NIODeadline) {
        start = now
        received = 0
    }

    mutating func add(_ bytes: Int) { received += bytes }

    /// Whether too little came in the period that has ended; the next one begins then.
    mutating func wasTooSlow(at now: NIODeadline) -> Bool {
        guard now >= start + period else { return false }
        defer { restart(at: now) }
        return received < minimum
    }
}
