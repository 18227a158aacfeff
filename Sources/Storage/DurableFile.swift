import CFlush

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Files that are whole or absent, and that survive a power failure once the call returns.
public enum DurableFile {
    /// Writes a file through a temporary neighbour, flushes it and moves it into place.
    ///
    /// - Parameter mode: permission bits; keys are `0o600`.
    /// - Throws: ``StorageError``; the temporary file is gone then.
    public static func write(_ bytes: some ContiguousBytesSource, to path: String, mode: UInt32 = 0o644) throws {
        let directory = parent(of: path)
        let temporary = try writeTemporary(bytes, beside: path, mode: mode, flush: true)
        try move(temporary, to: path)
        try flushDirectory(directory)
    }

    /// Writes a new file with its folders, whole or not at all; false where the name is taken, and what has it stays.
    ///
    /// It is durable after ``flushFileSystem(of:)``: one call for many files.
    public static func create(_ bytes: some ContiguousBytesSource, at path: String, mode: UInt32 = 0o644) throws -> Bool {
        var status = stat()
        if lstat(path, &status) == 0 { return false }
        try makeDirectory(parent(of: path))
        let temporary = try writeTemporary(bytes, beside: path, mode: mode, flush: false)
        defer { unlink(temporary) }
        // A link fails where the name is taken; a rename would replace.
        if link(temporary, path) == 0 { return true }
        guard errno == EEXIST else { throw StorageError.system("Writing", path, errno) }
        return false
    }

    /// Flushes the file system that holds a file or folder.
    public static func flushFileSystem(of path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageError.system("Opening", path, errno) }
        defer { close(descriptor) }
        guard mosaic_syncfs(descriptor) == 0 else { throw StorageError.system("Flushing", path, errno) }
    }

    /// Reads a whole file.
    ///
    /// - Parameter limit: the largest size accepted, in bytes.
    public static func read(_ path: String, limit: Int = 2 << 30) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageError.system("Opening", path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw StorageError.system("Reading", path, errno) }
        let size = Int(status.st_size)
        guard size <= limit else {
            throw StorageError(
                .failed, "\(path) has \(size) bytes; the limit is \(limit). Raise the limit in the configuration if the file is right.")
        }
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let n = Glibc.read(descriptor, buffer.baseAddress! + count, size - count)
                if n == 0 { break }
                if n < 0 {
                    if errno == EINTR { continue }
                    failure = errno
                    break
                }
                count += n
            }
        }
        guard failure == 0 else { throw StorageError.system("Reading", path, failure) }
        return bytes
    }

    /// The size of a file in bytes.
    public static func size(_ path: String) throws -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { throw StorageError.system("Reading", path, errno) }
        return Int(status.st_size)
    }

    /// Reads the first bytes of a file, at most `count`.
    public static func readPrefix(_ path: String, count: Int) throws -> [UInt8] { try read(path, from: 0, count: count) }

    /// Reads a part of a file, at most `count` bytes; fewer only at its end.
    public static func read(_ path: String, from offset: Int, count: Int) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageError.system("Opening", path, errno) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        var length = 0
        while length < count {
            let n = bytes[length...].withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, offset + length) }
            if n == 0 { break }
            if n < 0 {
                if errno == EINTR { continue }
                throw StorageError.system("Reading", path, errno)
            }
            length += n
        }
        return length == count ? bytes : Array(bytes.prefix(length))
    }

    /// Makes a folder and those above it.
    public static func makeDirectory(_ path: String, mode: UInt32 = 0o755) throws {
        if mkdir(path, mode) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, parent(of: path) != path else { throw StorageError.system("Making folder", path, errno) }
        try makeDirectory(parent(of: path), mode: mode)
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw StorageError.system("Making folder", path, errno) }
    }

    /// Writes a temporary file beside `path` and returns its name; not yet visible under its own.
    static func writeTemporary(_ bytes: some ContiguousBytesSource, beside path: String, mode: UInt32, flush: Bool) throws -> String {
        let temporary = "\(path).\(getpid()).\(UInt64.random(in: 0...UInt64.max)).partial"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw StorageError.system("Writing", path, errno) }
        do {
            try write(bytes, to: descriptor, path)
            if flush, fdatasync(descriptor) != 0 { throw StorageError.system("Flushing", path, errno) }
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        guard close(descriptor) == 0 else {
            let number = errno
            unlink(temporary)
            throw StorageError.system("Closing", path, number)
        }
        return temporary
    }

    static func write(_ bytes: some ContiguousBytesSource, to descriptor: Int32, _ path: String) throws {
        try bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let n = Glibc.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
                if n < 0 {
                    if errno == EINTR { continue }
                    throw StorageError.system("Writing", path, errno)
                }
                written += n
            }
        }
    }

    static func move(_ from: String, to: String) throws {
        guard rename(from, to) == 0 else {
            let number = errno
            unlink(from)
            throw StorageError.system("Writing", to, number)
        }
    }

    static func flushDirectory(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageError.system("Opening folder", path, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StorageError.system("Flushing folder", path, errno) }
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// Bytes that lie in one piece in memory.
public protocol ContiguousBytesSource {
    /// Gives the bytes for the time of the call.
    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
}

extension Array: ContiguousBytesSource where Element == UInt8 {}
extension ArraySlice: ContiguousBytesSource where Element == UInt8 {}
