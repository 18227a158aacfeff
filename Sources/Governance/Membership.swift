public import Foundation

/// One node's place in the federation.
public struct Membership: Sendable, Equatable, Codable {
    /// Where a membership stands.
    public enum State: String, Sendable, Codable {
        /// The node may speak to the hub.
        case active
        /// Its certificate ran out without being renewed.
        case expired
        /// It was put out.
        case revoked
    }

    /// The name of the node.
    public let node: String
    /// The data holder that runs it.
    public let holder: String
    /// When it joined.
    public let joined: Date
    /// The fingerprint of its certificate, SHA-256 in hexadecimal.
    public internal(set) var fingerprint: String
    /// When the certificate ends.
    public internal(set) var expires: Date
    /// When it was put out, if it was.
    public internal(set) var revoked: Date?
    /// Why it was put out.
    public internal(set) var reason = ""

    /// Where it stands at a moment.
    public func state(at now: Date) -> State {
        if revoked != nil { return .revoked }
        return now < expires ? .active : .expired
    }
}

/// Something that happened to a membership.
public enum MembershipEvent: Sendable, Equatable, Codable {
    /// A node joined.
    case joined(node: String, holder: String, fingerprint: String, expires: Date, at: Date)
    /// A node got a new certificate.
    case renewed(node: String, fingerprint: String, expires: Date, at: Date)
    /// A node was put out.
    case revoked(node: String, reason: String, by: String, at: Date)
}
