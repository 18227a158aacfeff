/// A protocol data unit of the DICOM upper layer (PS3.8 section 9.3).
///
/// PDUs are values: ``encoded()`` makes their bytes, ``PDUDecoder`` makes them from bytes, and neither needs a socket.
public enum PDU: Hashable, Sendable {
    /// A-ASSOCIATE-RQ.
    case associateRequest(AssociateRequest)
    /// A-ASSOCIATE-AC.
    case associateAccept(AssociateAccept)
    /// A-ASSOCIATE-RJ.
    case associateReject(AssociateReject)
    /// P-DATA-TF with its presentation data values.
    case data([PresentationDataValue])
    /// A-RELEASE-RQ.
    case releaseRequest
    /// A-RELEASE-RP.
    case releaseReply
    /// A-ABORT.
    case abort(AbortReason)

    /// The first byte of a PDU.
    enum Kind: UInt8, CaseIterable {
        case associateRequest = 1
        case associateAccept = 2
        case associateReject = 3
        case data = 4
        case releaseRequest = 5
        case releaseReply = 6
        case abort = 7
    }

    /// Type, a reserved byte and the length of what follows.
    static let headerLength = 6
}

/// A fragment of a message: of its command set or of its data set (PS3.8 section 9.3.5.1).
public struct PresentationDataValue: Hashable, Sendable {
    /// The presentation context the message travels in.
    public var contextID: UInt8
    /// Whether the bytes belong to the command set.
    public var isCommand: Bool
    /// Whether the command set or data set ends with these bytes.
    public var isLast: Bool
    /// The bytes.
    public var bytes: [UInt8]

    /// A fragment of a message.
    public init(contextID: UInt8, isCommand: Bool, isLast: Bool, bytes: [UInt8]) {
        self.contextID = contextID
        self.isCommand = isCommand
        self.isLast = isLast
        self.bytes = bytes
    }

    /// Length, context and message control header (PS3.8 annex E.2).
    static let headerLength = 6

    static func control(isCommand: Bool, isLast: Bool) -> UInt8 {
        (isCommand ? 1 : 0) | (isLast ? 2 : 0)
    }
}
