/// How a C-STORE was answered (PS3.4 table B.2-1).
public struct StoreStatus: Sendable, Hashable {
    /// The status.
    public let status: DIMSEStatus
    /// Up to 64 characters for the sender's log. Nothing of a patient belongs here.
    public let comment: String?

    /// An answer.
    public init(_ status: DIMSEStatus, comment: String? = nil) {
        self.status = status
        self.comment = comment
    }

    /// Whether the object is stored, with a warning or without.
    public var isStored: Bool { status.category == .success || status.category == .warning }

    /// 0000: stored.
    public static let success = StoreStatus(.success)
    /// B000: stored, elements were changed.
    public static let coercionOfDataElements = StoreStatus(.coercionOfDataElements)
    /// B006: stored, elements were left out.
    public static let elementsDiscarded = StoreStatus(.elementsDiscarded)
    /// B007: stored, although the data set does not match the SOP class.
    public static let storedDespiteMismatch = StoreStatus(.dataSetMismatchWarning)
    /// A700: there is no room for it.
    public static let outOfResources = StoreStatus(.outOfResources)
    /// A900: the data set does not match the SOP class.
    public static let dataSetDoesNotMatchSOPClass = StoreStatus(.dataSetDoesNotMatchSOPClass)
    /// C000: the object cannot be understood.
    public static let cannotUnderstand = StoreStatus(.unableToProcess)
    /// 0110: something failed that is not the sender's fault.
    public static let processingFailure = StoreStatus(.processingFailure)
    /// 0122: objects of this class are not stored here.
    public static let sopClassNotSupported = StoreStatus(.sopClassNotSupported)
    /// 0124: this sender may not store here.
    public static let notAuthorised = StoreStatus(.notAuthorised)

    /// The same status with a comment for the sender's log.
    public func commented(_ comment: String) -> StoreStatus { StoreStatus(status, comment: comment) }
}
