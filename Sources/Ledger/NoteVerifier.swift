public import Crypto
internal import Foundation

/// A named Ed25519 public key that checks signatures on notes.
///
/// Written as a *vkey*, `name+hash+base64(0x01 || public key)`, as Go's `golang.org/x/mod/sumdb/note` reads it.
public struct NoteVerifier: Sendable, Hashable, CustomStringConvertible {
    /// The name of the key.
    public let name: String
    /// The first four bytes, big endian, of SHA-256(name || 0x0A || 0x01 || public key).
    public let keyHash: UInt32
    /// The 32 bytes of the public key (RFC 8032).
    public let publicKeyBytes: [UInt8]

    /// A verifier for a key of this name.
    public init(name: String, publicKey: Curve25519.Signing.PublicKey) throws(NoteError) {
        guard NoteRules.isValidName(name) else {
            throw NoteError(.invalidName, "a key name must not be empty and holds no space and no plus sign: give another name")
        }
        self.name = name
        self.publicKeyBytes = [UInt8](publicKey.rawRepresentation)
        self.keyHash = Self.keyHash(name: name, publicKey: self.publicKeyBytes)
    }

    /// Reads a vkey: `name+hash+key`.
    public init(vkey: String) throws(NoteError) {
        let parts = vkey.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, NoteRules.isValidName(String(parts[0])) else {
            throw NoteError(.invalidKey, "a verifier key is written name+hash+key: copy the whole line")
        }
        guard parts[1].utf8.count == 8, parts[1].utf8.allSatisfy({ Self.isLowercaseHex($0) }), let hash = UInt32(parts[1], radix: 16) else {
            throw NoteError(.invalidKey, "the hash of verifier key \(parts[0]) is not eight lower-case hexadecimal digits")
        }
        guard let bytes = Base64.decode(String(parts[2])), bytes.first == NoteRules.ed25519, bytes.count == 33,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes.dropFirst())
        else {
            throw NoteError(.invalidKey, "verifier key \(parts[0]) is not an Ed25519 key of signature type 0x01")
        }
        try self.init(name: String(parts[0]), publicKey: key)
        guard hash == self.keyHash else {
            throw NoteError(.invalidKey, "the hash of verifier key \(parts[0]) does not fit its name and key: one of them was changed")
        }
    }

    /// The key as one word: `name+hash+key`.
    public var vkey: String {
        "\(name)+\(keyHashText)+\(Base64.encode([NoteRules.ed25519] + publicKeyBytes))"
    }

    /// The vkey.
    public var description: String { vkey }

    /// The key hash as eight hexadecimal digits.
    public var keyHashText: String {
        let digits = String(keyHash, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// The public key.
    public var publicKey: Curve25519.Signing.PublicKey? {
        try? Curve25519.Signing.PublicKey(rawRepresentation: publicKeyBytes)
    }

    /// Whether these bytes are this key's Ed25519 signature on the text.
    public func isValidSignature(_ signature: [UInt8], on text: String) -> Bool {
        guard signature.count == 64, let publicKey else { return false }
        return publicKey.isValidSignature(signature, for: Array(text.utf8))
    }

    /// Whether a signature says that it is by this key: name and hash together name a key.
    public func names(_ signature: NoteSignature) -> Bool {
        signature.keyHash == keyHash && signature.name.utf8.elementsEqual(name.utf8)
    }

    static func keyHash(name: String, publicKey: [UInt8]) -> UInt32 {
        var hash = SHA256()
        hash.update(data: Array(name.utf8))
        hash.update(data: [0x0A, NoteRules.ed25519])
        hash.update(data: publicKey)
        return hash.finalize().prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func isLowercaseHex(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}

extension NoteVerifier: Codable {
    /// Reads a vkey from a single string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            try self.init(vkey: container.decode(String.self))
        } catch let error as NoteError {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.message)
        }
    }

    /// Writes the vkey as a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(vkey)
    }
}
