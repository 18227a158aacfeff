public import DICOM

/// A presentation context that was accepted.
public struct AcceptedContext: Sendable, Hashable {
    /// Its id, 1 to 255.
    public let id: UInt8
    /// The SOP class.
    public let abstractSyntax: String
    /// How data sets are encoded in it.
    public let transferSyntax: TransferSyntax
    /// Whether the requestor is user of the service.
    public let requestorIsUser: Bool
    /// Whether the requestor is provider of the service.
    public let requestorIsProvider: Bool
}
