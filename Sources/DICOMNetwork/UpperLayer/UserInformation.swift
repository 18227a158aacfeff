/// The user information of an A-ASSOCIATE PDU (PS3.8 annex D, PS3.7 annex D.3.3).
public struct UserInformation: Hashable, Sendable {
    /// How long a P-DATA-TF PDU may be that is sent to who says this: bytes after its header, 0 for any length.
    public var maximumLength: UInt32
    /// Which implementation this is.
    public var implementationClassUID: String
    /// Its version, up to 16 characters.
    public var implementationVersionName: String?
    /// How many operations may be outstanding; nil stands for one each way.
    public var operationsWindow: OperationsWindow?
    /// Which side is user and provider of a SOP class, where not as usual.
    public var roles: [RoleSelection]
    /// Negotiations that SOP classes define.
    public var extendedNegotiations: [ExtendedNegotiation]
    /// Service classes and related general SOP classes of specialised ones; sent in requests only.
    public var commonExtendedNegotiations: [CommonExtendedNegotiation]
    /// Who asks; in requests only.
    public var userIdentity: UserIdentity?
    /// The server's answer to an identity that asked for one, in answers only.
    public var userIdentityResponse: [UInt8]?

    /// User information.
    public init(
        maximumLength: UInt32, implementationClassUID: String, implementationVersionName: String? = nil,
        operationsWindow: OperationsWindow? = nil, roles: [RoleSelection] = [], extendedNegotiations: [ExtendedNegotiation] = [],
        commonExtendedNegotiations: [CommonExtendedNegotiation] = [], userIdentity: UserIdentity? = nil,
        userIdentityResponse: [UInt8]? = nil
    ) {
        self.maximumLength = maximumLength
        self.implementationClassUID = implementationClassUID
        self.implementationVersionName = implementationVersionName
        self.operationsWindow = operationsWindow
        self.roles = roles
        self.extendedNegotiations = extendedNegotiations
        self.commonExtendedNegotiations = commonExtendedNegotiations
        self.userIdentity = userIdentity
        self.userIdentityResponse = userIdentityResponse
    }
}

/// The asynchronous operations window (PS3.7 annex D.3.3.3). Zero stands for any number.
public struct OperationsWindow: Hashable, Sendable {
    /// How many operations who requests the association may have outstanding.
    public var invoked: UInt16
    /// How many operations who accepts the association may have outstanding.
    public var performed: UInt16

    /// A window.
    public init(invoked: UInt16, performed: UInt16) {
        self.invoked = invoked
        self.performed = performed
    }
}

/// The roles of who requests the association for a SOP class (PS3.7 annex D.3.3.4).
public struct RoleSelection: Hashable, Sendable {
    /// The SOP class.
    public var sopClassUID: String
    /// Whether the requestor is user of the service.
    public var isUser: Bool
    /// Whether the requestor is provider of the service.
    public var isProvider: Bool

    /// Roles for a SOP class.
    public init(sopClassUID: String, isUser: Bool, isProvider: Bool) {
        self.sopClassUID = sopClassUID
        self.isUser = isUser
        self.isProvider = isProvider
    }
}

/// Information that a SOP class defines for its own negotiation (PS3.7 annex D.3.3.5).
public struct ExtendedNegotiation: Hashable, Sendable {
    /// The SOP class.
    public var sopClassUID: String
    /// Bytes whose meaning the service class defines.
    public var information: [UInt8]

    /// Information for a SOP class.
    public init(sopClassUID: String, information: [UInt8]) {
        self.sopClassUID = sopClassUID
        self.information = information
    }
}

/// The service class of a SOP class and the general SOP classes it can be treated as (PS3.7 annex D.3.3.6).
public struct CommonExtendedNegotiation: Hashable, Sendable {
    /// The SOP class.
    public var sopClassUID: String
    /// Its service class.
    public var serviceClassUID: String
    /// SOP classes it specialises.
    public var relatedGeneralSOPClassUIDs: [String]

    /// What a SOP class belongs to.
    public init(sopClassUID: String, serviceClassUID: String, relatedGeneralSOPClassUIDs: [String]) {
        self.sopClassUID = sopClassUID
        self.serviceClassUID = serviceClassUID
        self.relatedGeneralSOPClassUIDs = relatedGeneralSOPClassUIDs
    }
}
