/// What an audit of a ledger found.
public struct LedgerReport: Sendable, Equatable, Codable, CustomStringConvertible {
    /// The signed checkpoint, if it is signed and readable.
    public let checkpoint: Checkpoint?
    /// How many entries were read.
    public let size: Int
    /// The root of the tree over the entries that were read.
    public let root: TreeHash
    /// The time of the first entry that could be read.
    public let firstTime: Timestamp?
    /// The time of the last entry that could be read.
    public let lastTime: Timestamp?
    /// What is wrong, by input and place.
    public let faults: [LedgerFault]
    /// How many faults more there are that are not listed.
    public let omittedFaults: Int
    /// The names of further signatures on the checkpoint, which were not verified.
    public let otherSigners: [String]

    /// Whether nothing is wrong.
    public var isSound: Bool { faults.isEmpty }

    /// The report in lines of text.
    public var description: String {
        guard !isSound else {
            let span = firstTime.flatMap { first in lastTime.map { " from \(first) to \($0)" } } ?? ""
            return "sound: \(size) entries\(span), root \(root.base64)"
        }
        let more = omittedFaults > 0 ? ["and \(omittedFaults) more"] : []
        return (["not sound: \(faults.count + omittedFaults) faults"] + faults.map(\.description) + more).joined(separator: "\n")
    }
}
