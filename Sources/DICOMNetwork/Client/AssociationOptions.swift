public import NIOCore
import NIOPosix
public import NIOSSL

/// How associations are requested.
public struct AssociationOptions: Sendable {
    /// For application entities that expect TLS.
    public var tls: NIOSSLContext?
    /// How long P-DATA-TF PDUs may be that are sent to us, in bytes; 0 for any length.
    public var maximumLength: UInt32 = 131_072
    /// How many operations to ask for that may be outstanding at a time; 1 does not ask.
    public var maximumOperations: UInt16 = 1
    /// Who asks, for peers that want to know.
    public var user: UserIdentity?
    /// How long to wait for a connection.
    public var connectTimeout = Duration.seconds(10)
    /// What the association may take of memory and time.
    public var limits = AssociationLimits()
    /// Where the socket lives.
    public var eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton

    /// The options as they stand.
    public init() {}
}
