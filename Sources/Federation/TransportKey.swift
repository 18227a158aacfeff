import Crypto
import SwiftASN1
import X509

/// The key behind a TLS certificate. P-256, because every TLS library and hardware module speaks it.
public struct TransportKey: Sendable {
    let key: Certificate.PrivateKey

    /// A new key.
    public init() { key = Certificate.PrivateKey(P256.Signing.PrivateKey()) }

    /// Reads ``pem``.
    public init(pem: String) throws { key = try Certificate.PrivateKey(pemEncoded: pem) }

    /// The key as PEM; it never leaves the home in which it was made.
    public var pem: String {
        get throws { try key.serializeAsPEM().pemString }
    }

    /// A request for a certificate, signed with this key (PKCS #10).
    public func certificateRequest(commonName: String) throws -> String {
        let request = try CertificateSigningRequest(
            version: .v1, subject: DistinguishedName { CommonName(commonName) }, privateKey: key,
            attributes: CertificateSigningRequest.Attributes(), signatureAlgorithm: .ecdsaWithSHA256)
        return try request.serializeAsPEM().pemString
    }
}
