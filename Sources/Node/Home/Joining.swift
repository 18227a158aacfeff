import Foundation
public import Federation
import Ledger
import Storage

extension Node {
    /// Whether the node has joined a federation.
    public var federation: String? {
        get throws { try home.membership()?.federation }
    }

    /// Joins the federation that issued an invitation.
    ///
    /// The hub's root certificate is fetched first and compared with the fingerprint in the code; only then, over a connection that
    /// trusts nothing but this root, is the secret sent. A wrong fingerprint therefore costs nothing.
    ///
    /// - Returns: the federation's name.
    /// - Throws: ``FederationError`` in the hub's words where it refuses.
    @discardableResult
    public func join(_ code: InvitationCode) async throws -> String {
        let authority = try await fetchAuthority(code)
        if let present = try home.membership(), present.authority != authority {
            throw NodeError(
                .state,
                "This node belongs to '\(present.federation)' at \(present.address). A second federation needs a node, and a home, of its own."
            )
        }
        let secret = Data(code.secret).base64URL
        let certificateRequest = try keys.transport.certificateRequest(commonName: name.value)
        let request = EnrolmentRequest(
            secret: secret, name: name.value, title: configuration.title, certificateRequest: certificateRequest,
            signingKey: keys.signer.verifier.vkey,
            proof: try keys.signer.sign(EnrolmentRequest.proofText(secret: secret, certificateRequest: certificateRequest)).encoded)

        let connection = try HubConnection(address: code.address, trust: .root(pem: authority), proxy: configuration.proxyAddress())
        let answer: [UInt8]
        do {
            answer = try await connection.call(
                "POST", FederationPath.enrolments, body: ("application/json", Array(JSONEncoder().encode(request))))
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
        let response = try JSONDecoder().decode(EnrolmentResponse.self, from: Data(answer))
        let certificate = try NodeCertificate(pem: response.certificate)
        guard certificate.name == name else {
            throw FederationError(
                .certificateInvalid, "The hub certified the name '\(certificate.name)', not '\(name)'. Ask the hub's operator.")
        }
        _ = try NoteVerifier(vkey: response.hubKey)
        try store(
            FederationMembership(federation: response.federation, address: code.address, authority: authority, hubKey: response.hubKey),
            certificate: response.certificate)
        try ledger.append(
            [
                .init(
                    "federation.joined", actor: name.value, subject: response.federation,
                    details: ["serial": certificate.serial, "hub": code.address])
            ],
            now: now())
        return response.federation
    }

    /// The connection to the hub with the certificate as it is now.
    func connect(_ membership: FederationMembership) throws -> HubConnection {
        let certificate = String(decoding: try DurableFile.read(home.certificatePath, limit: 1 << 20), as: UTF8.self)
        return try HubConnection(
            address: membership.address, trust: .root(pem: membership.authority), identity: (certificate, keys.transport.pem),
            proxy: configuration.proxyAddress())
    }

    /// Fetches a new certificate where half of the present one's life is over.
    func renewIfDue(_ connection: HubConnection) async throws -> Bool {
        let present = try NodeCertificate(pem: String(decoding: DurableFile.read(home.certificatePath, limit: 1 << 20), as: UTF8.self))
        guard present.isDueForRenewal(at: now()) else { return false }
        let request = try keys.transport.certificateRequest(commonName: name.value)
        let answer = try await connection.call("POST", FederationPath.renewals, body: ("application/x-pem-file", Array(request.utf8)))
        let renewed = try NodeCertificate(pem: String(decoding: answer, as: UTF8.self))
        guard renewed.name == name else {
            throw FederationError(.certificateInvalid, "The hub renewed the certificate of '\(renewed.name)', not of '\(name)'.")
        }
        try DurableFile.write(answer, to: home.certificatePath)
        try ledger.append(
            [.init("certificate.renewed", actor: name.value, subject: name.value, details: ["serial": renewed.serial])], now: now())
        return true
    }

    private func fetchAuthority(_ code: InvitationCode) async throws -> String {
        let connection = try HubConnection(address: code.address, trust: .none, proxy: configuration.proxyAddress())
        let bytes: [UInt8]
        do {
            bytes = try await connection.call("GET", FederationPath.authority)
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
        let authority = String(decoding: bytes, as: UTF8.self)
        guard (try? CertificateAuthority.fingerprint(ofPEM: authority)) == code.fingerprint else {
            throw FederationError(
                .fingerprintMismatch,
                "The server at \(code.address) is not the hub that made this code: its authority has another fingerprint. Nothing was sent to it. Ask the hub's operator whether the address is right, and whether someone stands in between."
            )
        }
        return authority
    }

    private func store(_ membership: FederationMembership, certificate: String) throws {
        try DurableFile.makeDirectory("\(home.path)/federation", mode: 0o750)
        try DurableFile.write(Array(certificate.utf8), to: home.certificatePath)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try DurableFile.write(Array(encoder.encode(membership)), to: home.membershipPath)
    }
}
