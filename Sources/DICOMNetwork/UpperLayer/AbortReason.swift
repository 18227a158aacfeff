/// Who aborts an association, and why (PS3.8 section 9.3.8).
public struct AbortReason: Hashable, Sendable {
    /// 0: the application, 2: the upper layer.
    public var source: UInt8
    /// The reason of the upper layer; 0 from the application.
    public var reason: UInt8

    /// A reason by its numbers.
    public init(source: UInt8, reason: UInt8) {
        self.source = source
        self.reason = reason
    }

    /// Aborted by the application.
    public static let application = AbortReason(source: 0, reason: 0)
    /// Aborted by the upper layer without saying why.
    public static let notSpecified = AbortReason(source: 2, reason: 0)
    /// A PDU of an unknown type came.
    public static let unrecognisedPDU = AbortReason(source: 2, reason: 1)
    /// A PDU came that has no place in the state the association is in.
    public static let unexpectedPDU = AbortReason(source: 2, reason: 2)
    /// A parameter is unknown.
    public static let unrecognisedParameter = AbortReason(source: 2, reason: 4)
    /// A parameter came where it has no place.
    public static let unexpectedParameter = AbortReason(source: 2, reason: 5)
    /// A parameter has a value it cannot have.
    public static let invalidParameter = AbortReason(source: 2, reason: 6)
}

extension AbortReason: CustomStringConvertible {
    /// The reason in words (PS3.8 table 9-26).
    public var description: String {
        guard source == 2 else { return "aborted by the application" }
        let why =
            switch reason {
            case 0: "no reason given"
            case 1: "unrecognised PDU"
            case 2: "unexpected PDU"
            case 4: "unrecognised PDU parameter"
            case 5: "unexpected PDU parameter"
            case 6: "invalid PDU parameter value"
            default: "reason \(reason)"
            }
        return "aborted by the upper layer: \(why)"
    }
}
