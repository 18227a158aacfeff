/// Who requests an association, as it says of itself (PS3.7 annex D.3.3.7). To check it is the application's business.
public struct UserIdentity: Hashable, Sendable {
    /// What kind of proof is given; other numbers of later editions are kept as they are.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The number in the item.
        public let rawValue: UInt8

        /// A kind by its number.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// A user name in UTF-8.
        public static let username = Kind(rawValue: 1)
        /// A user name and a passcode in UTF-8.
        public static let usernameAndPasscode = Kind(rawValue: 2)
        /// A Kerberos service ticket.
        public static let kerberos = Kind(rawValue: 3)
        /// A SAML assertion.
        public static let saml = Kind(rawValue: 4)
        /// A JSON web token.
        public static let jsonWebToken = Kind(rawValue: 5)
    }

    /// What kind of proof is given.
    public var kind: Kind
    /// Whether the acceptor is asked to confirm.
    public var wantsResponse: Bool
    /// The user name, ticket, assertion or token.
    public var primary: [UInt8]
    /// The passcode; empty for the other kinds.
    public var secondary: [UInt8]

    /// An identity by its fields.
    public init(kind: Kind, wantsResponse: Bool = false, primary: [UInt8], secondary: [UInt8] = []) {
        self.kind = kind
        self.wantsResponse = wantsResponse
        self.primary = primary
        self.secondary = secondary
    }

    /// A user name, with a passcode or without.
    public init(username: String, passcode: String? = nil, wantsResponse: Bool = false) {
        self.init(
            kind: passcode == nil ? .username : .usernameAndPasscode, wantsResponse: wantsResponse, primary: Array(username.utf8),
            secondary: Array((passcode ?? "").utf8))
    }

    /// The user name, for the kinds that have one.
    public var username: String? {
        kind == .username || kind == .usernameAndPasscode ? String(validating: primary, as: UTF8.self) : nil
    }

    /// The passcode, for the kind that has one.
    public var passcode: String? {
        kind == .usernameAndPasscode ? String(validating: secondary, as: UTF8.self) : nil
    }
}

extension UserIdentity: CustomStringConvertible {
    /// The kind alone, so that neither name nor passcode comes into a log.
    public var description: String { "user identity of kind \(kind.rawValue)" }
}

extension UserIdentity: CustomReflectable {
    /// The kind alone.
    public var customMirror: Mirror { Mirror(self, children: ["kind": kind.rawValue]) }
}
