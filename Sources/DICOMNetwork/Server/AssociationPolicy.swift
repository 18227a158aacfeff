public import DICOM

/// Whom a server serves with what: decides about association requests.
///
/// ```swift
/// var policy = AssociationPolicy(titles: ["MOSAIC"], callingTitles: ["PACS", "WORKSTATION1"])
/// policy.services = [.verification, .storage]
/// ```
public struct AssociationPolicy: Sendable {
    /// Services that can be offered.
    public struct Services: OptionSet, Sendable, Hashable {
        /// The bits.
        public let rawValue: Int

        /// Services by their bits.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// C-ECHO.
        public static let verification = Services(rawValue: 1)
        /// C-STORE of all storage SOP classes.
        public static let storage = Services(rawValue: 2)
        /// C-FIND, patient and study root.
        public static let find = Services(rawValue: 4)
        /// C-GET, patient and study root.
        public static let get = Services(rawValue: 8)
        /// C-MOVE, patient and study root.
        public static let move = Services(rawValue: 16)
        /// Storage Commitment Push Model.
        public static let storageCommitment = Services(rawValue: 32)
        /// All of them.
        public static let all: Services = [.verification, .storage, .find, .get, .move, .storageCommitment]
    }

    /// Our AE titles; nil accepts any called title.
    public var titles: Set<String>?
    /// Who may call; nil for anybody. An AE title proves nothing: use TLS or a user identity where that matters.
    public var callingTitles: Set<String>?
    /// What is offered.
    public var services: Services
    /// Whether UIDs that nobody registered are accepted as private storage SOP classes.
    public var acceptsPrivateStorage = false
    /// In which syntaxes objects are accepted; nil for every one that `TransferSyntax` of DICOM knows. Of those a peer proposes, its
    /// first that is accepted is taken, so that objects come as they are.
    public var storageSyntaxes: Set<TransferSyntax>?
    /// How long P-DATA-TF PDUs may be that are sent to us, in bytes; 0 for any length.
    public var maximumLength: UInt32 = 131_072
    /// How many operations of one association may be outstanding where the peer asks for more than one; 0 for as many as it asks.
    public var maximumOperations: UInt16 = 32
    /// Whether requests without a user identity are rejected.
    public var requiresUserIdentity = false
    /// Whether to serve this peer: the place to check a user identity or a certificate. False rejects.
    public var authenticate: (@Sendable (AssociationInformation) async -> Bool)?

    /// A policy.
    ///
    /// - Parameters:
    ///   - titles: Our AE titles; nil accepts any called title.
    ///   - callingTitles: Who may call; nil for anybody.
    ///   - services: What is offered.
    public init(titles: Set<String>?, callingTitles: Set<String>? = nil, services: Services = .all) {
        self.titles = titles
        self.callingTitles = callingTitles
        self.services = services
    }
}
