import Federation
import Foundation
import Governance
import Ledger
import Storage

/// Who belongs to the federation: invitations, certificates, revocations. The rules are those of `Governance`; here they are stored.
struct MemberDesk: Sendable {
    let database: Database
    let authority: CertificateAuthority
    let federation: String
    let address: String
    let hubKey: NoteVerifier
    let now: @Sendable () -> Date

    /// Stands in an invitation for any name that is free.
    private static let anyName = "*"

    /// A new single-use code; the hub keeps only the digest of its secret.
    func invite(node: String?, lifetime: TimeInterval, by issuer: String) async throws -> InvitationCode {
        if let node { _ = try NodeName(node) }
        let secret = (0..<16).map { _ in UInt8.random(in: 0...255) }
        let time = now()
        let event = try Invitation.issue(
            id: UUID().uuidString.lowercased(), secret: secret, for: node ?? Self.anyName, by: issuer, now: time, expires: time + lifetime)
        try await database.write { connection in
            try connection.execute(
                "INSERT INTO invitation (secret_hash, events, created_ms) VALUES (?, ?, ?)",
                [.text(Self.key(secret)), .text(try EventLog.encode([event])), .integer(time.milliseconds)])
        }
        return InvitationCode(address: address, fingerprint: authority.fingerprint, secret: secret)
    }

    /// Lets a node join: checks the invitation and both keys, certifies, and uses the invitation up, all in one transaction.
    func enrol(_ request: EnrolmentRequest) async throws -> EnrolmentResponse {
        guard request.version == 1 else {
            throw FederationError(
                .requestInvalid, "The node asks in version \(request.version) of the form, this hub reads 1. Update the older side.")
        }
        let name = try NodeName(request.name)
        let key = try signingKey(of: request, name: name)
        guard let secret = Data(base64URL: request.secret).map({ [UInt8]($0) }) else {
            throw FederationError(.requestInvalid, "The invitation's secret cannot be read.")
        }
        let time = now()
        let certificate = try authority.certifyNode(name, requestPEM: request.certificateRequest, now: time)
        let issued = try NodeCertificate(pem: certificate)
        let title = String(request.title.prefix(200))
        try await database.write { connection in
            let members = try Self.members(connection)
            try useInvitation(secret, by: name, isReturning: members.byNode[name.value] != nil, time, connection)
            let event: MembershipEvent
            do {
                event = try members.join(node: name.value, holder: title, fingerprint: issued.serial, expires: issued.notAfter, now: time)
            } catch let error as MembershipError {
                throw FederationError(error.code == .nameTaken ? .nameTaken : .requestInvalid, error.message.sentence)
            }
            // A name that was revoked keeps its history, and needs an invitation that names it.
            try connection.execute(
                """
                INSERT INTO member (name, title, signing_key, events) VALUES (?, ?, ?, '[]')
                ON CONFLICT (name) DO UPDATE SET title = excluded.title, signing_key = excluded.signing_key, renewal_serial = NULL
                """,
                [.text(name.value), .text(title), .text(key.vkey)])
            try Self.append(event, to: name.value, connection)
        }
        return EnrolmentResponse(federation: federation, certificate: certificate, hubKey: hubKey.vkey)
    }

    /// A new certificate for a node that still has a valid one. The old one is accepted until the new one is first used, because the
    /// answer may be lost on its way.
    func renew(_ present: NodeCertificate, certificateRequest: String) async throws -> String {
        let time = now()
        let certificate = try authority.certifyNode(present.name, requestPEM: certificateRequest, renewing: present, now: time)
        let issued = try NodeCertificate(pem: certificate)
        try await database.write { connection in
            try connection.execute(
                "UPDATE member SET renewal_serial = ?, renewal_expires_ms = ? WHERE name = ?",
                [.text(issued.serial), .integer(issued.notAfter.milliseconds), .text(present.name.value)])
        }
        return certificate
    }

    /// Refuses a caller that is no member, no longer one, or shows a certificate that is not the member's present one.
    ///
    /// The certificate's chain and expiry were checked by TLS; what counts here is the hub's record at this moment.
    func mayCall(_ certificate: NodeCertificate) async throws {
        let name = certificate.name
        let time = now()
        // Its own events are enough to judge it by; those of a large federation are not read for every call.
        let (members, renewal) = try await database.read { connection in
            let row = try connection.first(
                "SELECT events, renewal_serial, renewal_expires_ms FROM member WHERE name = ?", [.text(name.value)])
            return (try Self.members(row.map { [$0] } ?? []), row)
        }
        if let serial = renewal?.string("renewal_serial"), serial == certificate.serial {
            return try await database.write { connection in
                let event = try Self.members(connection).renew(
                    node: name.value, fingerprint: serial, expires: Date(milliseconds: renewal?.integer("renewal_expires_ms") ?? 0),
                    now: time)
                try Self.append(event, to: name.value, connection)
                try connection.execute(
                    "UPDATE member SET renewal_serial = NULL, renewal_expires_ms = NULL WHERE name = ?", [.text(name.value)])
            }
        }
        do {
            _ = try members.authorise(node: name.value, fingerprint: certificate.serial, now: time)
        } catch {
            switch error.code {
            case .revoked:
                throw FederationError(
                    .nodeRevoked, "\(error.message.sentence) Ask the hub's operator; a new invitation lets the node join again.")
            default:
                throw FederationError(.certificateInvalid, "\(error.message.sentence) Join with a code from 'mosaic hub invite'.")
            }
        }
    }

    /// Shuts a node out.
    func revoke(_ node: String, reason: String, by person: String) async throws {
        let time = now()
        try await database.write { connection in
            let event: MembershipEvent
            do {
                event = try Self.members(connection).revoke(node: node, reason: reason, by: person, now: time)
            } catch let error as MembershipError {
                throw HubError(error.code == .unknown ? .notFound : .state, error.message.sentence)
            }
            try Self.append(event, to: node, connection)
            try connection.execute("DELETE FROM outbox WHERE recipient = ?", [.text(node)])
        }
    }

    /// Keeps when a node was last seen.
    func note(_ name: NodeName, seen time: Date) async throws {
        try await database.write { connection in
            try connection.execute("UPDATE member SET last_seen_ms = ? WHERE name = ?", [.integer(time.milliseconds), .text(name.value)])
        }
    }

    /// When a node was last seen, as it was last kept.
    func lastSeen(_ name: String) async throws -> Date? {
        try await database.read { connection in
            try connection.first("SELECT last_seen_ms FROM member WHERE name = ?", [.text(name)])?.integer("last_seen_ms").map(
                Date.init(milliseconds:))
        }
    }

    /// All members, by name.
    func list() async throws -> [Membership] {
        try await database.read { try Self.members($0).byNode.values.sorted { $0.node < $1.node } }
    }

    /// The key with which a member signs its messages.
    func signingKey(of name: NodeName) async throws -> NoteVerifier {
        let key = try await database.read {
            try $0.first("SELECT signing_key FROM member WHERE name = ?", [.text(name.value)])?.string("signing_key")
        }
        guard let key else { throw FederationError(.certificateInvalid, "No node called '\(name)' is a member.") }
        return try NoteVerifier(vkey: key)
    }

    private func signingKey(of request: EnrolmentRequest, name: NodeName) throws -> NoteVerifier {
        do {
            let key = try NoteVerifier(vkey: request.signingKey)
            let expected = EnrolmentRequest.proofText(secret: request.secret, certificateRequest: request.certificateRequest)
            guard key.name == name.value, try SignedNote(request.proof).verify(with: key) == expected else {
                throw FederationError(.signatureInvalid, "The proof is for another request or another name.")
            }
            return key
        } catch let error as NoteError {
            throw FederationError(.signatureInvalid, "The node does not prove that it holds its signing key: \(error.message)")
        }
    }

    private func useInvitation(
        _ secret: [UInt8], by name: NodeName, isReturning: Bool, _ time: Date, _ connection: any SQLConnection
    ) throws {
        guard
            let stored = try connection.first("SELECT events FROM invitation WHERE secret_hash = ?", [.text(Self.key(secret))])?.string(
                "events"),
            let invitation = Invitation(events: try EventLog.decode([Invitation.Event].self, from: stored))
        else {
            throw FederationError(
                .invitationUnknown, "This hub knows no such invitation. Copy the whole code, or ask the hub's operator for a new one.")
        }
        let event: Invitation.Event
        do {
            event = try invitation.use(secret: secret, by: name.value, now: time)
        } catch {
            let code: FederationError.Code =
                switch error.code {
                case .used: .invitationUsed
                case .expired: .invitationExpired
                case .revoked: .invitationRevoked
                case .wrongSecret, .weakSecret: .invitationUnknown
                }
            throw FederationError(code, error.message.sentence)
        }
        guard !isReturning || invitation.invitee == name.value else {
            throw FederationError(
                .nameTaken,
                "A node called '\(name)' has been a member already. Choose another name, or ask the hub's operator for an invitation that names it."
            )
        }
        guard invitation.invitee == Self.anyName || invitation.invitee == name.value else {
            throw FederationError(.nameNotInvited, "The invitation is for a node called '\(invitation.invitee)', this one is '\(name)'.")
        }
        let events = try EventLog.decode([Invitation.Event].self, from: stored) + [event]
        try connection.execute(
            "UPDATE invitation SET events = ? WHERE secret_hash = ?", [.text(try EventLog.encode(events)), .text(Self.key(secret))])
    }

    private static func key(_ secret: [UInt8]) -> String { hexadecimal(InvitationCode.secretHash(secret)) }

    private static func members(_ connection: any SQLConnection) throws -> Members {
        try members(connection.query("SELECT events FROM member ORDER BY name"))
    }

    private static func members(_ rows: [SQLRow]) throws -> Members {
        var members = Members()
        for row in rows {
            for event in try EventLog.decode([MembershipEvent].self, from: row.string("events") ?? "[]") { members.apply(event) }
        }
        return members
    }

    private static func append(_ event: MembershipEvent, to node: String, _ connection: any SQLConnection) throws {
        let stored = try connection.first("SELECT events FROM member WHERE name = ?", [.text(node)])?.string("events") ?? "[]"
        let events = try EventLog.decode([MembershipEvent].self, from: stored) + [event]
        try connection.execute("UPDATE member SET events = ? WHERE name = ?", [.text(try EventLog.encode(events)), .text(node)])
    }
}

extension String {
    /// The text as a sentence: a capital at the beginning, a full stop at the end.
    var sentence: String { prefix(1).uppercased() + dropFirst() + (hasSuffix(".") ? "" : ".") }
}
