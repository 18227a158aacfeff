public import Foundation

/// The nodes of a federation, folded from what happened.
public struct Members: Sendable, Equatable {
    /// The memberships by name of node.
    public private(set) var byNode: [String: Membership] = [:]

    /// No members yet.
    public init() {}

    /// Folds events; one about an unknown node changes nothing.
    public init(events: some Sequence<MembershipEvent>) {
        for event in events { apply(event) }
    }

    /// Applies one event.
    public mutating func apply(_ event: MembershipEvent) {
        switch event {
        case .joined(let node, let holder, let fingerprint, let expires, let moment):
            byNode[node] = Membership(node: node, holder: holder, joined: moment, fingerprint: fingerprint, expires: expires)
        case .renewed(let node, let fingerprint, let expires, _):
            byNode[node]?.fingerprint = fingerprint
            byNode[node]?.expires = expires
        case .revoked(let node, let reason, _, let moment):
            byNode[node]?.revoked = moment
            byNode[node]?.reason = reason
        }
    }

    /// The event that lets a node join; a name that a node has is not given again, unless that node was put out.
    public func join(
        node: String, holder: String, fingerprint: String, expires: Date, now: Date
    ) throws(MembershipError) -> MembershipEvent {
        guard !node.isEmpty, node.unicodeScalars.allSatisfy({ !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 }) else {
            throw MembershipError(.invalidName, "the name of a node is not empty and holds no space and no plus sign: choose another")
        }
        if let member = byNode[node], member.revoked == nil {
            throw MembershipError(.nameTaken, "a node called \(node) is a member already: choose another name, or have that one revoked")
        }
        guard !byNode.values.contains(where: { $0.fingerprint == fingerprint }) else {
            throw MembershipError(.keyTaken, "the certificate is another member's: make new keys on the node")
        }
        return .joined(node: node, holder: holder, fingerprint: fingerprint, expires: expires, at: now)
    }

    /// The event that gives a node a new certificate; an expired one may still be renewed, a revoked one may not.
    public func renew(node: String, fingerprint: String, expires: Date, now: Date) throws(MembershipError) -> MembershipEvent {
        try checkNotRevoked(try member(node))
        guard !byNode.values.contains(where: { $0.node != node && $0.fingerprint == fingerprint }) else {
            throw MembershipError(.keyTaken, "the certificate is another member's: make new keys on the node")
        }
        return .renewed(node: node, fingerprint: fingerprint, expires: expires, at: now)
    }

    /// The event that puts a node out.
    public func revoke(node: String, reason: String, by name: String, now: Date) throws(MembershipError) -> MembershipEvent {
        try checkNotRevoked(try member(node))
        return .revoked(node: node, reason: reason, by: name, at: now)
    }

    /// The member that may speak with this certificate now; names and fingerprints must match exactly.
    public func authorise(node: String, fingerprint: String, now: Date) throws(MembershipError) -> Membership {
        let member = try member(node)
        try checkNotRevoked(member)
        guard member.fingerprint.utf8.elementsEqual(fingerprint.utf8) else {
            throw MembershipError(.wrongKey, "the certificate is not the present one of node \(node)")
        }
        guard member.state(at: now) == .active else {
            throw MembershipError(.expired, "the certificate of node \(node) has expired: renew it")
        }
        return member
    }

    private func member(_ node: String) throws(MembershipError) -> Membership {
        guard let member = byNode[node], member.node.utf8.elementsEqual(node.utf8) else {
            throw MembershipError(.unknown, "no node called \(node) is a member: ask the hub for an invitation")
        }
        return member
    }

    private func checkNotRevoked(_ member: Membership) throws(MembershipError) {
        guard member.revoked != nil else { return }
        throw MembershipError(.revoked, "node \(member.node) was revoked\(member.reason.isEmpty ? "" : ": \(member.reason)")")
    }
}
