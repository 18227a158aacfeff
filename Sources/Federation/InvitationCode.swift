import Crypto
public import Foundation

/// All that a node needs to join, in one line that can be read out over the telephone if it must.
///
/// The code carries the hub's address, the fingerprint of the hub's certificate authority and a secret that works once. The last
/// four bytes are a check sum, so that a slip of the pen is told apart from a refused code.
public struct InvitationCode: Sendable, Equatable, CustomStringConvertible {
    /// Where the hub listens for nodes, as `https://host:port`.
    public let address: String
    /// SHA-256 of the hub's root certificate in DER.
    public let fingerprint: [UInt8]
    /// 16 random bytes; the hub keeps only their hash.
    public let secret: [UInt8]

    private static let prefix = "MOSAIC1-"

    /// A code of its parts.
    public init(address: String, fingerprint: [UInt8], secret: [UInt8]) {
        self.address = address
        self.fingerprint = fingerprint
        self.secret = secret
    }

    /// Reads a code as it was printed.
    ///
    /// - Throws: ``FederationError`` `invitationMalformed`.
    public init(parsing text: String) throws(FederationError) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard trimmed.hasPrefix(Self.prefix) else {
            throw FederationError(
                .invitationMalformed,
                "This is no invitation code: it does not begin with \(Self.prefix). Paste the whole line that 'mosaic hub invite' printed.")
        }
        guard trimmed.utf8.count < 2_000, let data = Data(base64URL: String(trimmed.dropFirst(Self.prefix.count))), data.count > 52 else {
            throw FederationError(
                .invitationMalformed, "The invitation code is incomplete. Paste the whole line that 'mosaic hub invite' printed.")
        }
        let bytes = [UInt8](data)
        let body = bytes.dropLast(4)
        guard Array(SHA256.hash(data: body).prefix(4)) == Array(bytes.suffix(4)) else {
            throw FederationError(
                .invitationMalformed, "The invitation code has a typing error: its check sum does not match. Copy it again.")
        }
        fingerprint = Array(body.prefix(32))
        secret = Array(body.dropFirst(32).prefix(16))
        address = String(decoding: body.dropFirst(48), as: UTF8.self)
        guard let url = URL(string: address), url.scheme == "https", url.host() != nil else {
            throw FederationError(.invitationMalformed, "The invitation code names no https address. Ask the hub's operator for a new one.")
        }
    }

    /// The code as it is printed and typed.
    public var description: String {
        let body = fingerprint + secret + Array(address.utf8)
        return Self.prefix + Data(body + SHA256.hash(data: body).prefix(4)).base64URL
    }

    /// What the hub keeps in place of the secret.
    public static func secretHash(_ secret: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: Array("mosaic invitation\n".utf8) + secret))
    }
}

extension Data {
    /// Base 64 with the URL-safe alphabet and without padding (RFC 4648 §5).
    public var base64URL: String {
        base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    /// Reads ``base64URL``.
    public init?(base64URL text: String) {
        var plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        plain += String(repeating: "=", count: (4 - plain.count % 4) % 4)
        self.init(base64Encoded: plain)
    }
}
