/// What became of objects that a PACS sent to the node's own service, which answers the PACS and not whoever asked for the move.
///
/// The service counts an object that it archives or has already as completed, and one that it puts aside with a warning (PS3.4 §C.4.2);
/// some PACS count the latter as completed too. What is new since the move began tells them apart. Where somebody else sends to the node
/// at the same time, the parts may be taken for one another, but never add up to more than came.
struct MovedObjects: Sendable, Equatable {
    /// What the node holds at a time.
    struct Holdings: Sendable {
        /// Instances of the study in the archive.
        var instances: Int
        /// Items of the quarantine, of any study, by reason.
        var quarantine: [String: Int]
    }

    /// A reason for what was put aside before and came again.
    static let knownReason = "in quarantine before"

    let count: Int
    let archived: Int
    let duplicates: Int
    /// Put aside, by reason.
    let quarantined: [String: Int]

    /// - Parameters:
    ///   - completed: sub-operations that the PACS counts as completed.
    ///   - warned: sub-operations that ended with a warning.
    init(completed: Int, warned: Int, before: Holdings, after: Holdings) {
        count = completed + warned
        archived = min(max(0, after.instances - before.instances), count)
        var rest = count - archived
        var quarantined: [String: Int] = [:]
        for (reason, number) in after.quarantine.sorted(by: { $0.key < $1.key }) {
            let new = min(number - before.quarantine[reason, default: 0], rest)
            guard new > 0 else { continue }
            quarantined[reason] = new
            rest -= new
        }
        let known = min(warned - quarantined.values.reduce(0, +), rest)
        if known > 0 {
            quarantined[Self.knownReason] = known
            rest -= known
        }
        self.quarantined = quarantined
        duplicates = rest
    }
}
