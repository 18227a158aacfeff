import Crypto
import CryptoExtras
import Foundation
import Storage

/// The public half of the linkage key: the node seals with it what it cannot open again (HPKE, RFC 9180, base mode).
struct LinkagePublicKey: Sendable {
    fileprivate static let suite = HPKE.Ciphersuite.Curve25519_SHA256_ChachaPoly
    fileprivate static let info = Data("mosaic linkage 1".utf8)
    fileprivate static let encapsulatedBytes = 32
    private let key: Curve25519.KeyAgreement.PublicKey

    fileprivate init(_ key: Curve25519.KeyAgreement.PublicKey) { self.key = key }

    /// Reads the key of a home; `nil` where none was made yet.
    init?(path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let bytes = try DurableFile.read(path, limit: 64)
        guard let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: bytes) else {
            throw NodeError(.configuration, "\(path) is damaged: it must hold 32 bytes. Restore it from a backup.")
        }
        self.key = key
    }

    /// A patient, for whoever holds the private half.
    func seal(_ patient: LinkedPatient) throws -> [UInt8] {
        var sender = try HPKE.Sender(recipientKey: key, ciphersuite: Self.suite, info: Self.info)
        let sealed = try sender.seal(Data(patient.padded()))
        return [UInt8](sender.encapsulatedKey) + [UInt8](sealed)
    }

    fileprivate var bytes: [UInt8] { [UInt8](key.rawRepresentation) }
    fileprivate func isPublicHalf(of other: Curve25519.KeyAgreement.PrivateKey) -> Bool {
        other.publicKey.rawRepresentation == key.rawRepresentation
    }
}

/// The private half, which only the data manager has: under a passphrase in the home, or as a recovery code outside of it.
struct LinkagePrivateKey: Sendable {
    private let key: Curve25519.KeyAgreement.PrivateKey

    /// The private half as it lies in the home: under a key that scrypt (RFC 7914) makes of a passphrase.
    private struct Wrapped: Codable {
        var version = 1
        var salt: Data
        var rounds: Int
        var blockSize: Int
        var parallelism: Int
        var sealed: Data

        func wrappingKey(_ passphrase: String) throws -> SymmetricKey {
            // A changed file may not make the node compute for days.
            guard (2...1 << 22).contains(rounds), (1...32).contains(blockSize), (1...16).contains(parallelism) else {
                throw NodeError(.configuration, "The sealed linkage key is damaged. Restore it from a backup.")
            }
            return try KDF.Scrypt.deriveKey(
                from: Data(passphrase.precomposedStringWithCanonicalMapping.utf8), salt: salt, outputByteCount: 32, rounds: rounds,
                blockSize: blockSize, parallelism: parallelism)
        }
    }

    /// The shortest passphrase that is taken, in characters.
    static let shortestPassphrase = 12
    private static let codePrefix = "mosaic-linkage-"

    /// Makes a key pair and writes what the node keeps of it.
    ///
    /// - Parameter passphrase: `nil` for a recovery code.
    /// - Returns: the recovery code, which is kept nowhere; `nil` where there is a passphrase.
    static func create(publicPath: String, sealedPath: String, passphrase: String?) throws -> String? {
        let key = Curve25519.KeyAgreement.PrivateKey()
        if let passphrase {
            guard passphrase.count >= shortestPassphrase else {
                throw NodeError(
                    .misuse, "The passphrase of the linkage table has \(passphrase.count) characters; give at least \(shortestPassphrase).")
            }
            let salt = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
            var wrapped = Wrapped(salt: salt, rounds: 1 << 16, blockSize: 8, parallelism: 1, sealed: Data())
            let box = try AES.GCM.seal(
                key.rawRepresentation, using: try wrapped.wrappingKey(passphrase), authenticating: key.publicKey.rawRepresentation)
            guard let sealed = box.combined else { throw StorageError(.failed, "Sealing the linkage key failed.") }
            wrapped.sealed = sealed
            try DurableFile.write([UInt8](try JSONEncoder().encode(wrapped)), to: sealedPath, mode: 0o600)
        }
        // Last: without it nothing is sealed, so nothing is sealed for a key that a crash lost.
        try DurableFile.write([UInt8](key.publicKey.rawRepresentation), to: publicPath, mode: 0o600)
        return passphrase == nil ? recoveryCode(of: key) : nil
    }

    /// The key that a passphrase or recovery code gives.
    ///
    /// - Throws: ``NodeError`` `input` where it is not the right one.
    init(_ secret: String, publicKey: LinkagePublicKey, sealedPath: String) throws {
        let wrong = NodeError(.input, "The passphrase or recovery code does not open this node's linkage table.")
        if let key = Self.key(ofCode: secret) {
            guard publicKey.isPublicHalf(of: key) else { throw wrong }
            self.key = key
            return
        }
        guard FileManager.default.fileExists(atPath: sealedPath) else {
            throw NodeError(
                .input, "This node's linkage table opens with the recovery code that was shown when it was made: \(Self.codePrefix)….")
        }
        guard let wrapped = try? JSONDecoder().decode(Wrapped.self, from: Data(DurableFile.read(sealedPath, limit: 4_096))) else {
            throw NodeError(.configuration, "\(sealedPath) is damaged. Restore it from a backup.")
        }
        let wrapping = try wrapped.wrappingKey(secret)
        guard let box = try? AES.GCM.SealedBox(combined: wrapped.sealed),
            let bytes = try? AES.GCM.open(box, using: wrapping, authenticating: Data(publicKey.bytes)),
            let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes), publicKey.isPublicHalf(of: key)
        else { throw wrong }
        self.key = key
    }

    /// The patient of a sealed row; `nil` where it was not sealed for this key, or was changed.
    func open(_ sealed: [UInt8]) -> LinkedPatient? {
        guard sealed.count > LinkagePublicKey.encapsulatedBytes,
            var recipient = try? HPKE.Recipient(
                privateKey: key, ciphersuite: LinkagePublicKey.suite, info: LinkagePublicKey.info,
                encapsulatedKey: Data(sealed.prefix(LinkagePublicKey.encapsulatedBytes))),
            let text = try? recipient.open(Data(sealed.dropFirst(LinkagePublicKey.encapsulatedBytes)))
        else { return nil }
        return try? JSONDecoder().decode(LinkedPatient.self, from: text)
    }

    // MARK: Recovery codes

    /// The key and four bytes of its digest, against mistyping, in groups of eight hexadecimal digits.
    private static func recoveryCode(of key: Curve25519.KeyAgreement.PrivateKey) -> String {
        let bytes = [UInt8](key.rawRepresentation)
        let digits = Array(hexadecimal(bytes + SHA256.hash(data: bytes).prefix(4)))
        let groups = stride(from: 0, to: digits.count, by: 8).map { String(digits[$0..<min($0 + 8, digits.count)]) }
        return codePrefix + groups.joined(separator: "-")
    }

    private static func key(ofCode text: String) -> Curve25519.KeyAgreement.PrivateKey? {
        let text = text.lowercased().filter { !$0.isWhitespace }
        guard text.hasPrefix(codePrefix) else { return nil }
        let digits = text.dropFirst(codePrefix.count).compactMap(\.hexDigitValue)
        guard digits.count == 72 else { return nil }
        let bytes = stride(from: 0, to: 72, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
        guard SHA256.hash(data: bytes.prefix(32)).prefix(4).elementsEqual(bytes.suffix(4)) else { return nil }
        return try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes.prefix(32))
    }
}
