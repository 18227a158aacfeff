import CFlush
import Foundation
import Storage

/// Files that come into being whole, or not at all, and never in the place of another.
enum FileSystem {
    /// Writes a new file with its folders; false where there is one of this name, which stays as it is.
    static func create(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws -> Bool {
        if permissions(of: path) != nil { return false }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        try DurableFile.makeDirectory(folder)
        let temporary = "\(path).\(getpid()).\(UInt64.random(in: 0...UInt64.max)).partial"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw NodeError(.state, "Writing \(path) failed: \(String(cString: strerror(errno))).") }
        defer { unlink(temporary) }
        let isWritten = write(bytes, descriptor)
        guard close(descriptor) == 0, isWritten else {
            throw NodeError(.state, "Writing \(path) failed: \(String(cString: strerror(errno))). Is the disk full?")
        }
        // A link fails where the name is taken; a rename would replace.
        if link(temporary, path) == 0 { return true }
        guard errno == EEXIST else { throw NodeError(.state, "Writing \(path) failed: \(String(cString: strerror(errno))).") }
        return false
    }

    /// Flushes the file system that holds a file or folder: one call for many files.
    static func flush(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw NodeError(.state, "Opening \(path) failed: \(String(cString: strerror(errno))).") }
        defer { close(descriptor) }
        guard mosaic_syncfs(descriptor) == 0 else {
            throw NodeError(.state, "Flushing \(path) failed: \(String(cString: strerror(errno))).")
        }
    }

    /// The path of something that exists, without symbolic links.
    static func realPath(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The permission bits of a file or a symbolic link; nil where there is none.
    static func permissions(of path: String) -> UInt32? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.posixPermissions] as? NSNumber)?.uint32Value
    }

    private static func write(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = Foundation.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return false }
                written += count
            }
            return true
        }
    }
}
