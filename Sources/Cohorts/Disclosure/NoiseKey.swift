import Crypto
import Foundation

/// The secret from which a node draws its noise. It never leaves the node and is never changed while a budget counts on it.
///
/// Noise is a function of what is released and of the snapshot it is computed on, not of who asks or when: asking again gives the same
/// number, so repetition averages to nothing; a snapshot that differs by one patient, or was published at another time, gives
/// independent noise.
public struct NoiseKey: Sendable {
    private let key: SymmetricKey

    /// At least 32 random bytes; nil when there are fewer.
    public init?(secret: [UInt8]) {
        guard secret.count >= 32 else { return nil }
        key = SymmetricKey(data: secret)
    }

    /// A pseudorandom stream for one noise value: HMAC-SHA-256 in counter mode under a key derived from the fields.
    func stream(for fields: [String]) -> NoiseStream {
        NoiseStream(key: SymmetricKey(data: code(domain: "mosaic noise 1", fields)))
    }

    /// The identifier of a release: tells equal from different, and nothing else.
    func identifier(for fields: [String]) -> String { code(domain: "mosaic release 1", fields).prefix(16).hexadecimal }

    /// A name for a snapshot that may be shown: it changes when the snapshot does and says nothing about the content.
    public func publicName(ofSnapshot snapshot: String) -> String {
        code(domain: "mosaic snapshot name 1", [snapshot]).prefix(8).hexadecimal
    }

    /// HMAC over fields that are each preceded by their length, so that no two lists of fields look alike.
    private func code(domain: String, _ fields: [String]) -> [UInt8] {
        var bytes = CanonicalBytes()
        bytes.append(domain)
        bytes.append(fields.count)
        for field in fields { bytes.append(field) }
        return Array(HMAC<SHA256>.authenticationCode(for: bytes.bytes, using: key))
    }
}

/// The random bits for one noise value.
struct NoiseStream: RandomNumberGenerator {
    private let key: SymmetricKey
    private var counter: UInt64 = 0
    private var words: [UInt64] = []

    init(key: SymmetricKey) { self.key = key }

    mutating func next() -> UInt64 {
        if words.isEmpty {
            let block = withUnsafeBytes(of: counter.bigEndian) { HMAC<SHA256>.authenticationCode(for: $0, using: key) }
            counter += 1
            var word: UInt64 = 0
            for (index, byte) in block.enumerated() {
                word = word << 8 | UInt64(byte)
                if index % 8 == 7 {
                    words.append(word)
                    word = 0
                }
            }
        }
        return words.removeLast()
    }
}
