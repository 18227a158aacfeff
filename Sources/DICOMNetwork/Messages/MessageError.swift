/// Why fragments are no message. Never holds a value.
struct MessageError: Error, Hashable {
    enum Code {
        case unknownContext
        case mixedFragments
        case malformedCommand
        case limitExceeded
    }

    let code: Code
    let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// What an A-ABORT that answers it says.
    var abortReason: AbortReason {
        switch code {
        case .unknownContext, .malformedCommand: .invalidParameter
        case .mixedFragments: .unexpectedParameter
        case .limitExceeded: .notSpecified
        }
    }
}
