import Crypto
import CryptoExtras
import Foundation

/// A password as the hub keeps it: scrypt (RFC 7914) with a salt of its own, at the cost that OWASP's password storage sheet asks for.
struct Password: Sendable {
    let salt: [UInt8]
    let hash: [UInt8]

    private static let rounds = 1 << 15
    private static let blockSize = 8
    private static let parallelism = 3

    init(salt: [UInt8], hash: [UInt8]) {
        self.salt = salt
        self.hash = hash
    }

    init(_ password: String, salt: [UInt8]) throws {
        self.salt = salt
        hash = try Self.derive(password, salt)
    }

    /// Compares in constant time.
    func matches(_ password: String) throws -> Bool {
        let candidate = try Self.derive(password, salt)
        return zip(candidate, hash).reduce(UInt8(candidate.count == hash.count ? 0 : 1)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func derive(_ password: String, _ salt: [UInt8]) throws -> [UInt8] {
        try KDF.Scrypt.deriveKey(
            from: Data(password.utf8), salt: salt, outputByteCount: 32, rounds: rounds, blockSize: blockSize, parallelism: parallelism
        ).withUnsafeBytes { Array($0) }
    }
}
