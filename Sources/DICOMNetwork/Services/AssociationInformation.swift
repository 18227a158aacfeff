/// With whom an association is.
public struct AssociationInformation: Sendable, Hashable {
    /// A number of its own for every association of this process, for logs.
    public let identifier: UInt64
    /// The AE title of who requested the association.
    public let callingTitle: String
    /// The AE title it called.
    public let calledTitle: String
    /// The numeric network address of the peer, for example `10.0.0.7`; empty where it is unknown.
    public let peerHost: String
    /// Its port.
    public let peerPort: Int
    /// Who the peer says its user is; not checked but by ``AssociationPolicy/authenticate``.
    public let user: UserIdentity?
    /// The peer's certificate in DER, where TLS asked for one.
    public let peerCertificate: [UInt8]?
    /// The implementation the peer names.
    public let implementationClassUID: String
    /// Its version.
    public let implementationVersionName: String?

    /// With whom an association is.
    public init(
        identifier: UInt64 = 0, callingTitle: String, calledTitle: String, peerHost: String = "", peerPort: Int = 0,
        user: UserIdentity? = nil,
        peerCertificate: [UInt8]? = nil, implementationClassUID: String = "", implementationVersionName: String? = nil
    ) {
        self.identifier = identifier
        self.callingTitle = callingTitle
        self.calledTitle = calledTitle
        self.peerHost = peerHost
        self.peerPort = peerPort
        self.user = user
        self.peerCertificate = peerCertificate
        self.implementationClassUID = implementationClassUID
        self.implementationVersionName = implementationVersionName
    }

    /// Address and port of the peer, for example `10.0.0.7:4711`.
    public var peerAddress: String { peerHost.contains(":") ? "[\(peerHost)]:\(peerPort)" : "\(peerHost):\(peerPort)" }
}
