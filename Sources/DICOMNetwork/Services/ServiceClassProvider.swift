/// What a ``DICOMServer`` does for its peers: the application behind the protocol.
///
/// Every function has a default that answers "not supported", so a provider has only what it offers. Functions are called concurrently, for
/// several associations and, where the peer negotiated it, for several operations of one association. The task of ``find(_:)`` and
/// ``retrieve(_:)`` is cancelled when the peer cancels or the association ends; that of ``store(_:)`` is not.
public protocol ServiceClassProvider: Sendable {
    /// Whether a peer may use a service. It is asked first; where not, the peer is told so (0124) and nothing else here is called.
    func permits(_ service: AssociationPolicy.Services, for association: AssociationInformation) async -> Bool
    /// Stores an object (C-STORE). Return success only when it is durable: the sender may delete its own then.
    func store(_ instance: IncomingInstance) async -> StoreStatus
    /// Finds what matches (C-FIND). Matches are taken from the answer as fast as the peer reads them.
    func find(_ request: FindRequest) async throws -> FindAnswer
    /// Finds what is to be sent (C-GET, C-MOVE).
    func retrieve(_ request: RetrieveRequest) async throws -> [RetrievableInstance]
    /// Where an AE title is reached, for C-MOVE and for the answer of storage commitment; nil when it is unknown.
    func destination(for title: String) async -> RemoteApplicationEntity?
    /// Says which of the instances are safely stored (storage commitment).
    func commit(_ request: StorageCommitmentRequest) async -> StorageCommitmentResult
}

extension ServiceClassProvider {
    /// Everybody may: whom the server lets in is up to its policy.
    public func permits(_ service: AssociationPolicy.Services, for association: AssociationInformation) async -> Bool { true }

    /// Not supported (0122).
    public func store(_ instance: IncomingInstance) async -> StoreStatus { .sopClassNotSupported }

    /// Not supported (0122).
    public func find(_ request: FindRequest) async throws -> FindAnswer { throw ServiceFailure.notSupported }

    /// Not supported (0122).
    public func retrieve(_ request: RetrieveRequest) async throws -> [RetrievableInstance] { throw ServiceFailure.notSupported }

    /// Unknown.
    public func destination(for title: String) async -> RemoteApplicationEntity? { nil }

    /// Nothing is committed.
    public func commit(_ request: StorageCommitmentRequest) async -> StorageCommitmentResult {
        StorageCommitmentResult(committed: [], failed: request.references.map { .init($0, .processingFailure) })
    }
}
