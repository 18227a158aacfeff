public import Crypto
internal import Foundation

/// The SHA-256 hash of a leaf or node of a Merkle tree: 32 bytes, held in place.
public struct TreeHash: Sendable, Hashable, CustomStringConvertible {
    /// How many bytes a hash has.
    public static let byteCount = 32

    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// The hash with these 32 bytes; nil for any other number of bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        words = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    }

    /// The hash that a computation of SHA-256 gave.
    public init(_ digest: SHA256.Digest) {
        words = (0, 0, 0, 0)
        digest.withUnsafeBytes { source in
            withUnsafeMutableBytes(of: &words) { $0.copyMemory(from: source) }
        }
    }

    /// Reads a hash from base64.
    public init?(base64: some StringProtocol) {
        guard let bytes = Base64.decode(String(base64)) else { return nil }
        self.init(bytes)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        withUnsafeBytes(of: words) { [UInt8]($0) }
    }

    /// The hash in base64, as checkpoints write it.
    public var base64: String { Base64.encode(bytes) }

    /// The hash in lower-case hexadecimal.
    public var hexadecimal: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The hash in hexadecimal.
    public var description: String { hexadecimal }

    /// The hash of an empty tree: SHA-256 of nothing (RFC 9162 section 2.1.1).
    public static var ofEmptyTree: TreeHash { TreeHash(SHA256().finalize()) }

    /// The hash of a leaf: SHA-256(0x00 || entry).
    public static func ofLeaf(_ entry: some Sequence<UInt8>) -> TreeHash {
        var hash = SHA256()
        hash.update(data: [0x00] + entry)
        return TreeHash(hash.finalize())
    }

    /// The hash of an inner node: SHA-256(0x01 || left || right).
    public static func ofNode(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        var hash = SHA256()
        var input: (UInt8, TreeHash, TreeHash) = (0x01, left, right)
        // The tuple pads its first byte, so the three parts are fed one after the other.
        withUnsafeBytes(of: &input.0) { hash.update(bufferPointer: $0) }
        withUnsafeBytes(of: &input.1) { hash.update(bufferPointer: $0) }
        withUnsafeBytes(of: &input.2) { hash.update(bufferPointer: $0) }
        return TreeHash(hash.finalize())
    }

    /// Equal if all bytes are.
    public static func == (left: TreeHash, right: TreeHash) -> Bool { left.words == right.words }

    /// Feeds the bytes to a hasher of the standard library.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

extension TreeHash: Codable {
    /// Reads base64 from a single string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let hash = TreeHash(base64: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a tree hash is base64 of 32 bytes")
        }
        self = hash
    }

    /// Writes base64 as a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(base64)
    }
}
