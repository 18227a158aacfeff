/// A-ASSOCIATE-RJ: the refusal of an association (PS3.8 section 9.3.4).
public struct AssociateReject: Hashable, Sendable {
    /// 1: permanent, 2: transient.
    public var result: UInt8
    /// 1: the application, 2: the upper layer (association control), 3: the upper layer (presentation).
    public var source: UInt8
    /// The reason; its meaning depends on the source.
    public var reason: UInt8

    /// A refusal by its numbers.
    public init(result: UInt8, source: UInt8, reason: UInt8) {
        self.result = result
        self.source = source
        self.reason = reason
    }

    /// Whether trying again later may help.
    public var isTransient: Bool { result == 2 }

    /// Refused by the application without saying why.
    public static let noReason = AssociateReject(result: 1, source: 1, reason: 1)
    /// The application context name is another than DICOM's.
    public static let applicationContextNotSupported = AssociateReject(result: 1, source: 1, reason: 2)
    /// The calling AE title may not call here.
    public static let callingTitleNotRecognised = AssociateReject(result: 1, source: 1, reason: 3)
    /// The called AE title is not ours.
    public static let calledTitleNotRecognised = AssociateReject(result: 1, source: 1, reason: 7)
    /// The protocol version is not 1.
    public static let protocolVersionNotSupported = AssociateReject(result: 1, source: 2, reason: 2)
    /// The upper layer refuses without saying why.
    public static let noReasonOfProvider = AssociateReject(result: 1, source: 2, reason: 1)
    /// There is too much to do for the moment.
    public static let temporaryCongestion = AssociateReject(result: 2, source: 3, reason: 1)
    /// As many associations are open as there may be.
    public static let localLimitExceeded = AssociateReject(result: 2, source: 3, reason: 2)
}

extension AssociateReject: CustomStringConvertible {
    /// The reason in words (PS3.8 table 9-21).
    public var description: String {
        let why =
            switch (source, reason) {
            case (1, 1): "the application gives no reason"
            case (1, 2): "the application context name is not supported"
            case (1, 3): "the calling AE title is not recognised"
            case (1, 7): "the called AE title is not recognised"
            case (2, 1): "the upper layer gives no reason"
            case (2, 2): "the protocol version is not supported"
            case (3, 1): "temporary congestion"
            case (3, 2): "the local limit of associations is exceeded"
            default: "source \(source), reason \(reason)"
            }
        return "rejected \(isTransient ? "for now" : "permanently"): \(why)"
    }
}
