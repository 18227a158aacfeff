import Crypto
public import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// De-identified objects as files, found by the SHA-256 of their bytes.
///
/// A content address makes storing idempotent: the same bytes land in the same place, and a half-written file can never be
/// taken for a whole one, because it does not have its name yet.
public struct ObjectStore: Sendable {
    private let root: String
    private let disk: Flush
    private static let fewObjects = 4

    /// How what was written is made durable.
    struct Flush: Sendable {
        var folder: @Sendable (String) throws -> Void = { try DurableFile.flushDirectory($0) }
        var fileSystem: @Sendable (String) throws -> Void = { try DurableFile.flushFileSystem(of: $0) }
    }

    /// A store below a folder, which is made where it is missing.
    public init(root: String) throws { try self.init(root: root, flush: Flush()) }

    init(root: String, flush: Flush) throws {
        self.root = root
        disk = flush
        try DurableFile.makeDirectory(root)
    }

    /// The digest under which bytes are stored: SHA-256 in lower-case hexadecimal.
    public static func digest(of bytes: [UInt8]) -> String {
        hexadecimal(SHA256.hash(data: bytes))
    }

    /// Stores many objects with one flush of the disk, and returns when all are durable.
    ///
    /// One `syncfs` for a batch replaces a flush per file: 100 CT slices cost one wait instead of a hundred. A few objects are flushed one
    /// by one, because `syncfs` waits for whatever else the machine is writing.
    ///
    /// A file that has its name already is not written again, unless its length is another; but it is flushed as one that is new: whoever
    /// put it there may have failed to.
    public func store(_ objects: [(digest: String, bytes: [UInt8])]) throws {
        guard !objects.isEmpty else { return }
        var moves: [(from: String, to: String)] = []
        var folders: Set<String> = []
        let flushesEach = objects.count <= Self.fewObjects
        do {
            for object in objects {
                let path = self.path(of: object.digest)
                let folder = DurableFile.parent(of: path)
                let isThere = contains(object.digest, size: object.bytes.count)
                // A new folder is an entry in those above it, which have to be durable as well.
                if isThere || access(folder, F_OK) != 0 { folders.formUnion([root, DurableFile.parent(of: folder)]) }
                folders.insert(folder)
                if isThere { continue }
                try DurableFile.makeDirectory(folder)
                let temporary = try DurableFile.writeTemporary(object.bytes, beside: path, mode: 0o640, flush: flushesEach)
                moves.append((temporary, path))
            }
            if !flushesEach, !moves.isEmpty { try disk.fileSystem(root) }
            while let move = moves.popLast() { try DurableFile.move(move.from, to: move.to) }
            guard flushesEach else { return try disk.fileSystem(root) }
            for folder in folders { try disk.folder(folder) }
        } catch {
            for move in moves { unlink(move.from) }
            throw error
        }
    }

    /// The bytes of an object, checked against the digest they are stored under.
    public func load(_ digest: String) throws -> [UInt8] {
        let path = self.path(of: digest)
        let bytes = try DurableFile.read(path)
        guard ObjectStore.digest(of: bytes) == digest else {
            throw StorageError(.corrupted, "Object \(digest) was changed on disk. Restore \(path) from a backup.")
        }
        return bytes
    }

    /// A part of an object, shorter at its end; it is not checked against the digest, for which all would have to be read.
    public func load(_ digest: String, from offset: Int, count: Int) throws -> [UInt8] {
        let path = self.path(of: digest)
        // A length that a damaged file names must not reserve memory for what is not there.
        return try DurableFile.read(path, from: offset, count: min(count, max(0, try DurableFile.size(path) - offset)))
    }

    /// Whether an object is there.
    public func contains(_ digest: String) -> Bool { access(path(of: digest), F_OK) == 0 }

    /// Whether an object is there with the length it should have.
    public func contains(_ digest: String, size: Int) -> Bool {
        var status = stat()
        return stat(path(of: digest), &status) == 0 && Int(status.st_size) == size
    }

    /// Removes an object; one that is not there is no error.
    public func remove(_ digest: String) throws {
        let path = self.path(of: digest)
        guard unlink(path) == 0 || errno == ENOENT else { throw StorageError.system("Removing", path, errno) }
    }

    /// Returns when what was removed stays removed, even if the power fails.
    public func flush() throws { try disk.fileSystem(root) }

    /// The names of the files in the store that were last written before a time: digests, and the temporary names of what a crash cut off.
    public func names(writtenBefore time: Date) -> [String] {
        guard
            let files = FileManager.default.enumerator(
                at: URL(fileURLWithPath: root), includingPropertiesForKeys: [.isRegularFileKey, .contentModificationDateKey])
        else { return [] }
        var names: [String] = []
        for case let file as URL in files {
            guard let values = try? file.resourceValues(forKeys: [.isRegularFileKey, .contentModificationDateKey]),
                values.isRegularFile == true, let written = values.contentModificationDate, written < time
            else { continue }
            names.append(file.lastPathComponent)
        }
        return names
    }

    /// Where an object lies: two levels of 256 folders keep each folder small at 60 million objects.
    private func path(of digest: String) -> String {
        "\(root)/\(digest.prefix(2))/\(digest.dropFirst(2).prefix(2))/\(digest)"
    }

}

/// Bytes as lower-case hexadecimal digits.
public func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
