/// A condition that a holder puts on the use of a dataset: a term of the Data Use Ontology and what it leaves open.
public struct Condition: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The term.
    public let code: DUO
    /// What the term leaves open: the disease, the region, the number of months. Empty if it leaves nothing open.
    public let detail: String

    /// A condition with its detail.
    public init(_ code: DUO, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }

    /// What is missing from the condition, in words; nil if nothing is.
    public var fault: String? {
        guard let needed = code.detail else { return nil }
        if detail.allSatisfy(\.isWhitespace) { return "\(code) must say \(needed)" }
        if code == .timeLimitOnUse, months == nil { return "\(code) must give the number of months as a whole number from 1 to 1200" }
        return nil
    }

    /// The number of months of a time limit; nil for any other condition.
    public var months: Int? {
        guard code == .timeLimitOnUse, let number = Int(detail), (1...1200).contains(number) else { return nil }
        return number
    }

    /// The term with its detail.
    public var description: String { detail.isEmpty ? code.description : "\(code): \(detail)" }
}
