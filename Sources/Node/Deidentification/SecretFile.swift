import Foundation
import Storage

/// The file with the secret that pseudonyms are made from: 32 random bytes in hexadecimal digits, for its owner's eyes only.
public enum SecretFile {
    /// Reads the secret.
    ///
    /// - Throws: ``NodeError`` `configuration` where others may read the file, or it is no secret.
    public static func read(_ path: String) throws -> [UInt8] {
        guard let mode = permissions(of: path) else { throw NodeError(.notFound, "There is no file \(path).") }
        guard mode & 0o077 == 0 else {
            throw NodeError(.configuration, "Others may read \(path), and who reads it can undo every pseudonym. Run: chmod 600 \(path)")
        }
        let text = String(decoding: try DurableFile.read(path, limit: 1 << 12), as: UTF8.self).filter { !$0.isWhitespace }
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count, digits.count >= 64, digits.count.isMultiple(of: 2) else {
            throw NodeError(
                .configuration, "\(path) is no secret: it must hold 64 hexadecimal digits or more. Without it a new one is made.")
        }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    /// Makes the file with a new secret; one that is there stays.
    public static func create(_ path: String) throws {
        let digits = fresh().map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }
        guard try DurableFile.create(Array((digits.joined() + "\n").utf8), at: path, mode: 0o600) else {
            throw NodeError(.state, "\(path) exists already.")
        }
        try DurableFile.flushFileSystem(of: path)
    }

    /// Whether there is a file.
    public static func exists(_ path: String) -> Bool { permissions(of: path) != nil }

    private static func permissions(of path: String) -> UInt32? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.posixPermissions] as? NSNumber)?.uint32Value
    }

    /// 32 random bytes of the system.
    public static func fresh() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}
