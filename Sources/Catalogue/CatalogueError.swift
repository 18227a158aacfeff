/// Why a record could not be changed, and what to do about it.
public struct CatalogueError: Error, Codable, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for programs.
    public enum Code: String, Codable, Hashable, Sendable {
        /// Mandatory properties are missing or wrong.
        case incomplete
        /// The record is not in a state that allows the change.
        case wrongState
        /// The version does not follow the one before.
        case wrongVersion
    }

    /// What went wrong, for programs.
    public let code: Code
    /// What, where and what to do next, for people.
    public let message: String
    /// The faults of an incomplete record.
    public let faults: [RecordFault]

    /// Makes an error from its code, its words and the faults behind it.
    public init(_ code: Code, _ message: String, faults: [RecordFault] = []) {
        self.code = code
        self.message = message
        self.faults = faults
    }

    /// The message after its code.
    public var description: String { "\(code.rawValue): \(message)" }
}
