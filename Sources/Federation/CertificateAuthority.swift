import Crypto
public import Foundation
import SwiftASN1
import X509

/// The hub's own certificate authority: it certifies the hub's address and the nodes that join, nothing else.
public struct CertificateAuthority: Sendable {
    /// How long a node's certificate lives; a node renews at half of it.
    public static let nodeLifetime: TimeInterval = 7 * 86_400
    static let serverLifetime: TimeInterval = 365 * 86_400
    static let rootLifetime: TimeInterval = 10 * 365 * 86_400
    // Clocks of hospitals differ; a certificate is valid a little before it was made.
    static let clockTolerance: TimeInterval = 300

    private let key: Certificate.PrivateKey
    private let certificate: Certificate

    /// The root certificate as PEM, to be handed to anyone.
    public let certificatePEM: String
    /// SHA-256 of the root certificate in DER; what an invitation code pins.
    public let fingerprint: [UInt8]

    /// Makes a new authority.
    public init(federation: String, now: Date) throws {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let name = try DistinguishedName {
            OrganizationName(federation)
            CommonName("\(federation) authority")
        }
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: key.publicKey, notValidBefore: now - Self.clockTolerance,
            notValidAfter: now + Self.rootLifetime, issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
            },
            issuerPrivateKey: key)
        try self.init(key: key, certificate: certificate)
    }

    /// Reads an authority from what ``privateKeyPEM`` and ``certificatePEM`` wrote.
    public init(privateKeyPEM: String, certificatePEM: String) throws {
        try self.init(key: Certificate.PrivateKey(pemEncoded: privateKeyPEM), certificate: Certificate(pemEncoded: certificatePEM))
    }

    private init(key: Certificate.PrivateKey, certificate: Certificate) throws {
        self.key = key
        self.certificate = certificate
        certificatePEM = try certificate.serializeAsPEM().pemString
        fingerprint = try CertificateAuthority.fingerprint(ofPEM: certificatePEM)
    }

    /// The private key as PEM; it never leaves the hub's home.
    public var privateKeyPEM: String {
        get throws { try key.serializeAsPEM().pemString }
    }

    /// SHA-256 of a certificate's DER form.
    public static func fingerprint(ofPEM pem: String) throws -> [UInt8] {
        Array(SHA256.hash(data: try PEMDocument(pemString: pem).derBytes))
    }

    /// A certificate for the address at which nodes reach the hub.
    public func certifyServer(hosts: [String], key: TransportKey, now: Date) throws -> String {
        let names = try hosts.map { host in
            if let octets = ipAddressOctets(host) { return GeneralName.ipAddress(ASN1OctetString(contentBytes: octets[...])) }
            guard !host.isEmpty else {
                throw FederationError(.requestInvalid, "The hub has no host name to certify. Set 'address' in its configuration.")
            }
            return GeneralName.dnsName(host)
        }
        return try certify(
            publicKey: key.key.publicKey, commonName: hosts.first ?? "hub", names: names, usage: .serverAuth, lifetime: Self.serverLifetime,
            now: now)
    }

    /// A short-lived certificate for a node, from the request that the node signed with its key.
    ///
    /// The name comes from the hub's records, never from the request.
    ///
    /// - Parameter present: where a certificate is renewed, the present one: the request must be for its key.
    public func certifyNode(_ name: NodeName, requestPEM: String, renewing present: NodeCertificate? = nil, now: Date) throws -> String {
        let request: CertificateSigningRequest
        do {
            request = try CertificateSigningRequest(pemEncoded: requestPEM)
        } catch {
            throw FederationError(.requestInvalid, "The certificate request cannot be read: \(error)")
        }
        guard request.publicKey.isValidSignature(request.signature, for: request) else {
            throw FederationError(.requestInvalid, "The certificate request is not signed by the key that it names.")
        }
        guard present == nil || present?.publicKey == request.publicKey else {
            throw FederationError(
                .requestInvalid, "A certificate is renewed for the key it was made for. A new key needs a new invitation.")
        }
        return try certify(
            publicKey: request.publicKey, commonName: name.value, names: [.uniformResourceIdentifier(NodeCertificate.uri(of: name))],
            usage: .clientAuth, lifetime: Self.nodeLifetime, now: now)
    }

    private func certify(
        publicKey: Certificate.PublicKey, commonName: String, names: [GeneralName], usage: ExtendedKeyUsage.Usage, lifetime: TimeInterval,
        now: Date
    ) throws -> String {
        let issued = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: publicKey, notValidBefore: now - Self.clockTolerance,
            notValidAfter: min(now + lifetime, certificate.notValidAfter), issuer: certificate.subject,
            subject: DistinguishedName { CommonName(commonName) }, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([usage])
                SubjectAlternativeNames(names)
            },
            issuerPrivateKey: key)
        return try issued.serializeAsPEM().pemString
    }
}

/// The four or sixteen octets of an IP address literal, `nil` for a host name.
func ipAddressOctets(_ host: String) -> [UInt8]? {
    var four = [UInt8](repeating: 0, count: 4)
    if inet_pton(AF_INET, host, &four) == 1 { return four }
    var sixteen = [UInt8](repeating: 0, count: 16)
    return inet_pton(AF_INET6, host, &sixteen) == 1 ? sixteen : nil
}
