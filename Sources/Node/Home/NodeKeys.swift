import Crypto
import Federation
import Foundation
import Ledger
import Storage

/// The secrets of a node. They are made on the node and never leave its home.
struct NodeKeys: Sendable {
    /// The secret from which pseudonyms, noise and the quarantine's key are derived, each under a name of its own (HKDF, RFC 5869).
    private let secret: SymmetricKey
    /// The key behind the node's TLS certificate.
    let transport: TransportKey
    /// The key that signs messages, permits and the ledger's checkpoints.
    let signer: NoteSigner

    /// Makes new keys and writes them, readable by the node's account only.
    static func create(in folder: String, name: String) throws -> NodeKeys {
        try DurableFile.makeDirectory(folder, mode: 0o700)
        let secret = SymmetricKey(size: .bits256)
        let transport = TransportKey()
        let signer = try NoteSigner(name: name, privateKey: Curve25519.Signing.PrivateKey())
        try DurableFile.write(secret.withUnsafeBytes { Array($0) }, to: "\(folder)/secret", mode: 0o600)
        try DurableFile.write(Array(transport.pem.utf8), to: "\(folder)/transport.pem", mode: 0o600)
        try DurableFile.write(Array((signer.skey + "\n").utf8), to: "\(folder)/signing.key", mode: 0o600)
        return NodeKeys(secret: secret, transport: transport, signer: signer)
    }

    /// Reads the keys of a home.
    static func load(from folder: String) throws -> NodeKeys {
        let secret = try DurableFile.read("\(folder)/secret", limit: 64)
        guard secret.count == 32 else {
            throw NodeError(
                .configuration,
                "\(folder)/secret is damaged: it must hold 32 bytes. Restore it from a backup; without it no pseudonym can be made again.")
        }
        let signingKey = String(decoding: try DurableFile.read("\(folder)/signing.key", limit: 4_096), as: UTF8.self)
        return NodeKeys(
            secret: SymmetricKey(data: secret),
            transport: try TransportKey(pem: String(decoding: DurableFile.read("\(folder)/transport.pem", limit: 65_536), as: UTF8.self)),
            signer: try NoteSigner(skey: signingKey.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    /// 32 bytes for one purpose; those for another say nothing about them.
    func derived(for purpose: String) -> [UInt8] {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: secret, info: Data("mosaic node 1 \(purpose)".utf8), outputByteCount: 32).withUnsafeBytes {
            Array($0)
        }
    }
}
