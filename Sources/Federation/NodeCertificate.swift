public import Foundation
public import NIOSSL
import SwiftASN1
import X509

/// What a node's certificate says: its name, its serial number and until when.
public struct NodeCertificate: Sendable {
    /// The node that the hub's authority named.
    public let name: NodeName
    /// The serial number, in hexadecimal.
    public let serial: String
    let publicKey: Certificate.PublicKey
    /// From when the certificate is valid.
    public let notBefore: Date
    /// Until when the certificate is valid.
    public let notAfter: Date

    static func uri(of name: NodeName) -> String { "urn:mosaic:node:\(name.value)" }

    /// Reads the certificate that a TLS peer proved to hold. The TLS layer has checked its chain.
    public init(peer: NIOSSLCertificate) throws {
        try self.init(Certificate(derEncoded: peer.toDERBytes()))
    }

    /// Reads a certificate file.
    public init(pem: String) throws { try self.init(Certificate(pemEncoded: pem)) }

    private init(_ certificate: Certificate) throws {
        let prefix = "urn:mosaic:node:"
        let names = try certificate.extensions.subjectAlternativeNames?.compactMap { name -> String? in
            if case .uniformResourceIdentifier(let uri) = name, uri.hasPrefix(prefix) { String(uri.dropFirst(prefix.count)) } else { nil }
        }
        guard let names, names.count == 1 else {
            throw FederationError(
                .certificateInvalid, "The certificate names no node of this federation. Join with a code from 'mosaic hub invite'.")
        }
        name = try NodeName(names[0])
        serial = certificate.serialNumber.description
        publicKey = certificate.publicKey
        notBefore = certificate.notValidBefore
        notAfter = certificate.notValidAfter
    }

    /// Whether half of the life is over, so that a new certificate should be fetched.
    public func isDueForRenewal(at now: Date) -> Bool {
        now > notBefore + notAfter.timeIntervalSince(notBefore) / 2
    }
}
