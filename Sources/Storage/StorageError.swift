#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What went wrong below: the database, a file, the disk.
public struct StorageError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure that callers tell apart.
    public enum Code: Sendable {
        /// The disk, or the quota on it, is full.
        case diskFull
        /// A row with this key is there already.
        case conflict
        /// The database was written by a later version of Mosaic.
        case newerSchema
        /// The stored bytes are not those that were stored.
        case corrupted
        /// Nothing is stored under this key.
        case notFound
        /// Everything else; the message says what.
        case failed
    }

    /// The kind of failure.
    public let code: Code
    /// What happened, where, and what to do next.
    public let message: String

    /// An error of a kind, in words.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
    /// The words.
    public var description: String { message }

    /// The error behind a failed call of the C library.
    static func system(_ call: String, _ path: String, _ number: Int32) -> StorageError {
        let reason = String(cString: strerror(number))
        if number == ENOSPC || number == EDQUOT {
            return StorageError(
                .diskFull, "\(call) \(path): \(reason). Free some space and run the same command again; nothing acknowledged is lost.")
        }
        return StorageError(number == ENOENT ? .notFound : .failed, "\(call) \(path): \(reason)")
    }
}
