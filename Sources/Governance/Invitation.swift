internal import Crypto
public import Foundation

/// A right to join once, before it expires: whoever shows its secret may.
///
/// Only a digest of the secret is kept, so that who reads the store cannot join.
public struct Invitation: Sendable, Equatable, Codable {
    /// Where an invitation stands.
    public enum State: Sendable, Equatable {
        /// It can be used.
        case issued
        /// It was used by this name.
        case used(by: String, at: Date)
        /// It was not used in time.
        case expired(since: Date)
        /// It was taken back.
        case revoked(by: String, at: Date)
    }

    /// Something that happened to an invitation.
    public enum Event: Sendable, Equatable, Codable {
        /// It was issued.
        case issued(id: String, secretDigest: [UInt8], for: String, by: String, at: Date, expires: Date)
        /// It was used.
        case used(by: String, at: Date)
        /// It was taken back.
        case revoked(by: String, at: Date)
    }

    /// The name of the invitation, which is not secret.
    public let id: String
    /// SHA-256 of the secret.
    public let secretDigest: [UInt8]
    /// Whom it is for, in words.
    public let invitee: String
    /// Who issued it.
    public let issuer: String
    /// When it was issued.
    public let issued: Date
    /// From when on it cannot be used any more.
    public let expires: Date
    private var usedBy: String?
    private var usedAt: Date?
    private var revokedBy: String?
    private var revokedAt: Date?

    /// The event that issues an invitation; the secret is made by the caller, of at least 16 random bytes.
    public static func issue(
        id: String, secret: [UInt8], for invitee: String, by issuer: String, now: Date, expires: Date
    ) throws(InvitationError) -> Event {
        guard secret.count >= 16 else { throw InvitationError(.weakSecret, "the secret of an invitation has at least 16 random bytes") }
        guard expires > now else { throw InvitationError(.expired, "the invitation would be over before it begins: give a later end") }
        return .issued(id: id, secretDigest: digest(of: secret), for: invitee, by: issuer, at: now, expires: expires)
    }

    /// Folds events, of which the first must be the issue; later ones that contradict earlier ones change nothing.
    public init?(events: some Sequence<Event>) {
        var iterator = events.makeIterator()
        guard case .issued(let id, let digest, let invitee, let issuer, let issued, let expires) = iterator.next() else { return nil }
        self.id = id
        self.secretDigest = digest
        self.invitee = invitee
        self.issuer = issuer
        self.issued = issued
        self.expires = expires
        while let event = iterator.next() { apply(event) }
    }

    /// Applies an event; the first end of an invitation is its last.
    public mutating func apply(_ event: Event) {
        guard usedAt == nil, revokedAt == nil else { return }
        switch event {
        case .issued: break
        case .used(let name, let moment): (usedBy, usedAt) = (name, moment)
        case .revoked(let name, let moment): (revokedBy, revokedAt) = (name, moment)
        }
    }

    /// Where the invitation stands at a moment.
    public func state(at now: Date) -> State {
        if let usedBy, let usedAt { return .used(by: usedBy, at: usedAt) }
        if let revokedBy, let revokedAt { return .revoked(by: revokedBy, at: revokedAt) }
        return now < expires ? .issued : .expired(since: expires)
    }

    /// The event that uses the invitation, if the secret is right and it can be used.
    public func use(secret: [UInt8], by name: String, now: Date) throws(InvitationError) -> Event {
        // Without the secret nobody learns where the invitation stands.
        guard Self.areEqual(Self.digest(of: secret), secretDigest) else {
            throw InvitationError(.wrongSecret, "the code is not that of an invitation: copy the whole code, or ask the hub for a new one")
        }
        try checkUsable(now)
        return .used(by: name, at: now)
    }

    /// The event that takes the invitation back, if it was not used.
    public func revoke(by name: String, now: Date) throws(InvitationError) -> Event {
        try checkUsable(now)
        return .revoked(by: name, at: now)
    }

    private func checkUsable(_ now: Date) throws(InvitationError) {
        switch state(at: now) {
        case .issued: break
        case .used: throw InvitationError(.used, "the invitation was used already: ask the hub for a new one")
        case .expired: throw InvitationError(.expired, "the invitation has expired: ask the hub for a new one")
        case .revoked: throw InvitationError(.revoked, "the invitation was revoked by the hub: ask it why")
        }
    }

    private static func digest(of secret: [UInt8]) -> [UInt8] { [UInt8](SHA256.hash(data: secret)) }

    /// Compares in a time that does not depend on where the first difference is.
    private static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
