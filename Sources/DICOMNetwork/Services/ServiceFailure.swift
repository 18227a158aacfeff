/// A failure that a provider wants told to the peer. Any other error is told as ``DIMSEStatus/unableToProcess`` without details.
public struct ServiceFailure: Error, Sendable, Hashable {
    /// The status.
    public let status: DIMSEStatus
    /// Up to 64 characters for the peer's log.
    public let comment: String?

    /// A failure to be told.
    public init(_ status: DIMSEStatus, comment: String? = nil) {
        self.status = status
        self.comment = comment
    }

    /// A700: out of resources.
    public static let outOfResources = ServiceFailure(.outOfResources)
    /// A900: the identifier is not one of the SOP class.
    public static let identifierDoesNotMatch = ServiceFailure(.dataSetDoesNotMatchSOPClass)
    /// C000: cannot be processed.
    public static let unableToProcess = ServiceFailure(.unableToProcess)
    /// 0122: not offered.
    public static let notSupported = ServiceFailure(.sopClassNotSupported)
    /// 0124: not for this peer.
    public static let notAuthorised = ServiceFailure(.notAuthorised)
}
