/// Why bytes are no PDU, or a PDU cannot be written. Holds no value from the bytes but numbers.
public struct PDUError: Error, Hashable, Sendable {
    /// The kind of failure, for programs.
    public enum Code: String, Sendable {
        /// The type of the PDU is unknown.
        case unrecognisedPDU
        /// A length contradicts what it encloses.
        case badLength
        /// A field has a value it cannot have.
        case invalidValue
        /// Something required is missing, or comes twice.
        case badStructure
        /// A limit was met.
        case limitExceeded
    }

    /// The kind of failure.
    public let code: Code
    /// What was wrong, in a sentence.
    public let message: String

    /// A failure.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// What an A-ABORT that answers it says.
    public var abortReason: AbortReason {
        switch code {
        case .unrecognisedPDU: .unrecognisedPDU
        case .badStructure: .unexpectedParameter
        case .badLength, .invalidValue: .invalidParameter
        case .limitExceeded: .notSpecified
        }
    }
}

extension PDUError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
