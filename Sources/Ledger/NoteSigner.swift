public import Crypto
internal import Foundation

/// A named Ed25519 private key that signs notes: the one signature mechanism of the project.
///
/// Ledger checkpoints, permits and messages on the link are all signed notes. The key is made by the caller, so that the
/// source of randomness is the caller's.
public struct NoteSigner: Sendable {
    /// The name of the key; it should be a schema-less address such as `node.example/ledger`.
    public let name: String
    /// The key.
    public let privateKey: Curve25519.Signing.PrivateKey
    /// What checks this signer's signatures.
    public let verifier: NoteVerifier

    /// A signer of this name.
    public init(name: String, privateKey: Curve25519.Signing.PrivateKey) throws(NoteError) {
        self.name = name
        self.privateKey = privateKey
        self.verifier = try NoteVerifier(name: name, publicKey: privateKey.publicKey)
    }

    /// Reads a signer key as Go's `note` package writes it: `PRIVATE+KEY+name+hash+base64(0x01 || seed)`.
    public init(skey: String) throws(NoteError) {
        let parts = skey.split(separator: "+", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "PRIVATE", parts[1] == "KEY", let bytes = Base64.decode(String(parts[4])),
            bytes.count == 33, bytes.first == NoteRules.ed25519,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.dropFirst())
        else {
            throw NoteError(.invalidKey, "a signer key is written PRIVATE+KEY+name+hash+key, with an Ed25519 key of type 0x01")
        }
        try self.init(name: String(parts[2]), privateKey: key)
        guard verifier.keyHashText == parts[3] else {
            throw NoteError(.invalidKey, "the hash of signer key \(parts[2]) does not fit its name and key: one of them was changed")
        }
    }

    /// The secret as one word, to be kept in a file that only its owner reads.
    public var skey: String {
        "PRIVATE+KEY+\(name)+\(verifier.keyHashText)+\(Base64.encode([NoteRules.ed25519] + [UInt8](privateKey.rawRepresentation)))"
    }

    /// Signs a text, which must end in a newline and hold no other control character.
    public func sign(_ text: String) throws(NoteError) -> SignedNote {
        SignedNote(text: text, signatures: [try signature(on: text)])
    }

    /// Adds this key's signature to a note that others signed; a signature of this key that is there already is replaced.
    public func cosign(_ note: SignedNote) throws(NoteError) -> SignedNote {
        let others = note.signatures.filter { !verifier.names($0) }
        return SignedNote(text: note.text, signatures: others + [try signature(on: note.text)])
    }

    private func signature(on text: String) throws(NoteError) -> NoteSignature {
        guard NoteRules.isValidText(text) else {
            throw NoteError(.invalidText, "a text to be signed ends in a newline and holds no other control character")
        }
        guard let bytes = try? privateKey.signature(for: Array(text.utf8)) else {
            throw NoteError(.invalidKey, "key \(name) cannot sign: make a new key")
        }
        return NoteSignature(name: name, keyHash: verifier.keyHash, signature: [UInt8](bytes))
    }
}
