/// The status of an operation (PS3.7 annex C; the meaning of most numbers depends on the service, PS3.4).
public struct DIMSEStatus: RawRepresentable, Hashable, Sendable {
    /// The number, as in (0000,0900).
    public let rawValue: UInt16

    /// A status by its number.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// What kind of answer a status is.
    public enum Category: String, Sendable {
        /// Done.
        case success
        /// More answers follow.
        case pending
        /// Done, with reservations.
        case warning
        /// Not done.
        case failure
        /// Ended by C-CANCEL.
        case cancelled
    }

    /// What kind of answer it is.
    public var category: Category {
        switch rawValue {
        case 0: .success
        case 0xFF00, 0xFF01: .pending
        case 0xFE00: .cancelled
        case 0x0001, 0x0107, 0x0116, 0xB000...0xBFFF: .warning
        default: .failure
        }
    }

    /// 0000: done.
    public static let success = DIMSEStatus(rawValue: 0x0000)
    /// FF00: more follows.
    public static let pending = DIMSEStatus(rawValue: 0xFF00)
    /// FF01: more follows; optional keys of the query are not supported.
    public static let pendingWithUnsupportedKeys = DIMSEStatus(rawValue: 0xFF01)
    /// FE00: ended by C-CANCEL.
    public static let cancelled = DIMSEStatus(rawValue: 0xFE00)
    /// 0105: no such attribute.
    public static let noSuchAttribute = DIMSEStatus(rawValue: 0x0105)
    /// 0106: an attribute has a value it cannot have.
    public static let invalidAttributeValue = DIMSEStatus(rawValue: 0x0106)
    /// 0110: processing failure.
    public static let processingFailure = DIMSEStatus(rawValue: 0x0110)
    /// 0112: no such SOP instance.
    public static let noSuchInstance = DIMSEStatus(rawValue: 0x0112)
    /// 0115: an argument has a value it cannot have.
    public static let invalidArgumentValue = DIMSEStatus(rawValue: 0x0115)
    /// 0117: the SOP instance UID is none.
    public static let invalidInstance = DIMSEStatus(rawValue: 0x0117)
    /// 0118: no such SOP class.
    public static let noSuchSOPClass = DIMSEStatus(rawValue: 0x0118)
    /// 0119: the instance is of another class.
    public static let classInstanceConflict = DIMSEStatus(rawValue: 0x0119)
    /// 0122: the SOP class is not supported.
    public static let sopClassNotSupported = DIMSEStatus(rawValue: 0x0122)
    /// 0123: no such action.
    public static let noSuchAction = DIMSEStatus(rawValue: 0x0123)
    /// 0124: not authorised.
    public static let notAuthorised = DIMSEStatus(rawValue: 0x0124)
    /// 0131: this transaction is already being performed.
    public static let duplicateTransaction = DIMSEStatus(rawValue: 0x0131)
    /// 0210: an operation with this message id is outstanding.
    public static let duplicateInvocation = DIMSEStatus(rawValue: 0x0210)
    /// 0211: the operation is unknown or not offered.
    public static let unrecognisedOperation = DIMSEStatus(rawValue: 0x0211)
    /// 0213: there are not the resources for it.
    public static let resourceLimitation = DIMSEStatus(rawValue: 0x0213)
    /// A700: out of resources.
    public static let outOfResources = DIMSEStatus(rawValue: 0xA700)
    /// A701: out of resources, cannot calculate the number of matches.
    public static let cannotCountMatches = DIMSEStatus(rawValue: 0xA701)
    /// A702: out of resources, cannot perform sub-operations.
    public static let cannotPerformSuboperations = DIMSEStatus(rawValue: 0xA702)
    /// A801: the destination of a C-MOVE is unknown.
    public static let moveDestinationUnknown = DIMSEStatus(rawValue: 0xA801)
    /// A900: the data set or identifier does not match the SOP class.
    public static let dataSetDoesNotMatchSOPClass = DIMSEStatus(rawValue: 0xA900)
    /// B000: stored with elements coerced; for C-GET and C-MOVE: some sub-operations failed.
    public static let coercionOfDataElements = DIMSEStatus(rawValue: 0xB000)
    /// B006: stored, elements were left out.
    public static let elementsDiscarded = DIMSEStatus(rawValue: 0xB006)
    /// B007: stored, although the data set does not match the SOP class.
    public static let dataSetMismatchWarning = DIMSEStatus(rawValue: 0xB007)
    /// C000: cannot be understood or processed.
    public static let unableToProcess = DIMSEStatus(rawValue: 0xC000)

    private static let names: [UInt16: String] = [
        0x0000: "success", 0xFF00: "pending", 0xFF01: "pending, optional keys not supported", 0xFE00: "cancelled",
        0x0105: "no such attribute", 0x0106: "invalid attribute value", 0x0110: "processing failure", 0x0112: "no such SOP instance",
        0x0115: "invalid argument value", 0x0117: "invalid SOP instance", 0x0118: "no such SOP class",
        0x0119: "class and instance conflict", 0x0122: "SOP class not supported", 0x0123: "no such action", 0x0124: "not authorised",
        0x0131: "duplicate transaction UID", 0x0210: "duplicate invocation", 0x0211: "unrecognised operation",
        0x0212: "mistyped argument", 0x0213: "resource limitation", 0xA700: "out of resources", 0xA701: "cannot count matches",
        0xA702: "cannot perform sub-operations", 0xA801: "move destination unknown", 0xB000: "with warnings",
        0xB006: "elements discarded", 0xB007: "data set does not match SOP class, stored",
    ]
}

extension DIMSEStatus: CustomStringConvertible {
    /// The number in hexadecimal and its meaning.
    public var description: String {
        let digits = String(rawValue, radix: 16, uppercase: true)
        let number = String(repeating: "0", count: 4 - digits.count) + digits
        let name =
            switch rawValue {
            case 0xA700...0xA7FF: Self.names[rawValue] ?? "out of resources"
            case 0xA900...0xA9FF: "data set does not match SOP class"
            case 0xC000...0xCFFF: "unable to process"
            default: Self.names[rawValue] ?? category.rawValue
            }
        return "\(number) (\(name))"
    }
}
