/// What an association, and all of them together, may take of memory and time.
public struct AssociationLimits: Sendable, Hashable {
    /// How many associations a server has open; one more is rejected for now (local limit exceeded).
    public var associations = 64
    /// How many presentation contexts a request may propose.
    public var presentationContexts = 128
    /// How long a command set may be, in bytes.
    public var commandBytes = 64 << 10
    /// How long the data set of a message other than C-STORE may be: identifiers and reports, in bytes.
    public var identifierBytes = 16 << 20
    /// How long the data set of a C-STORE may be, in bytes.
    public var objectBytes = 2 << 30
    /// How many bytes of objects may be in memory over all associations of a server, being received or being stored.
    ///
    /// When they are used up, associations stop reading until others are stored. One object may always go on, so that the sum
    /// may be exceeded by the size of one object.
    public var receivingBytes = 512 << 20
    /// How long to wait for an association request or its answer, and for the answer to a release (ARTIM).
    public var requestTimeout = Duration.seconds(30)
    /// How long a peer may pause inside a message, or not read what is sent to it.
    public var stallTimeout = Duration.seconds(60)
    /// How many bytes of an object have to come in every ``slowestPeriod`` while other objects wait for their share of
    /// ``receivingBytes``; a slower association is aborted, so that nobody keeps others waiting by sending a byte now and then.
    public var slowestBytes = 64 << 10
    /// The period in which ``slowestBytes`` have to come.
    public var slowestPeriod = Duration.seconds(60)
    /// How long an association may be open without an operation.
    public var idleTimeout = Duration.seconds(600)
    /// How long to wait for the response to a request, and from one pending response to the next.
    public var responseTimeout = Duration.seconds(600)

    /// The limits as they stand.
    public init() {}
}
