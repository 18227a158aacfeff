import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Who works in a home: many processes at a time, or one alone that changes the key of the pseudonyms.
///
/// The lock is the process's; the kernel gives it back when the process ends in whatever way.
final class HomeLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// Takes the lock.
    ///
    /// - Parameter busy: what to say where another process holds it, instead of what is said of the home's own lock.
    /// - Throws: ``NodeError`` `state` where another process holds it in a way that does not go with this.
    init(path: String, isExclusive: Bool, busy: String? = nil) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw NodeError(.state, "\(path) cannot be opened: \(String(cString: strerror(errno))).") }
        guard flock(descriptor, (isExclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 else {
            let number = errno
            close(descriptor)
            guard number == EWOULDBLOCK else { throw NodeError(.state, "\(path) cannot be locked: \(String(cString: strerror(number))).") }
            throw NodeError(
                .state,
                busy
                    ?? (isExclusive
                        ? "The node is running, or a command is. Stop it: a change of the key needs the home alone."
                        : "The key of the pseudonyms is being changed. Wait until 'mosaic node rotate-key' is done."))
        }
        self.descriptor = Mutex(descriptor)
    }

    deinit { release() }

    /// Gives the lock back before the end of the process.
    func release() {
        descriptor.withLock { held in
            if let held { close(held) }
            held = nil
        }
    }
}
