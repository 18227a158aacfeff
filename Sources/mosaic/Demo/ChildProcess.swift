import Foundation
import Synchronization

/// A program that was started, and how it ended.
///
/// Not Foundation's `Process`: on Linux its `run()` reads behind the end of a directory entry and crashes now and then
/// (swift-corelibs-foundation, pull request 5472); a demo starts about a hundred programs.
final class ChildProcess: Sendable {
    /// How a program ended.
    enum End: Sendable, Equatable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    /// The process id.
    let pid: Int32
    private let known = Mutex<End?>(nil)

    /// Starts a program with a process group of its own, so that Ctrl-C at the terminal does not reach it.
    ///
    /// - Parameters:
    ///   - input: the file it reads.
    ///   - output: the file to which it appends what it prints.
    ///   - errors: the same for standard error.
    init(
        _ program: String, _ arguments: [String], environment: [String: String], input: String = "/dev/null", output: String,
        errors: String
    ) throws {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        // What others opened without "close on exec" is not to be inherited; closing what is closed meanwhile is no error.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            if let descriptor = Int32(name), descriptor > STDERR_FILENO { posix_spawn_file_actions_addclose(&actions, descriptor) }
        }

        // Threads of the concurrency runtime block signals, and the demo ignores some: neither is to be inherited.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for word in words + variables { free(word) } }
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, program, &actions, &attributes, &words, &variables)
        guard failure == 0 else {
            throw ClientHome.Failure(description: "\(program) cannot be started: \(String(cString: strerror(failure))).")
        }
        self.pid = pid
    }

    /// How it ended; `nil` while it runs.
    var end: End? {
        known.withLock { known in
            if let end = known { return end }
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
            let end: End = status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: status & 0x7F)
            known = end
            return end
        }
    }

    /// Whether it still runs.
    var isRunning: Bool { end == nil }

    /// The exit status, 128 and the signal where one ended it; `nil` while it runs.
    var status: Int32? {
        switch end {
        case .exited(let status): status
        case .killed(let signal): 128 + signal
        case nil: nil
        }
    }

    /// Sends a signal. A process that has ended keeps its id until its end was seen here, so that no other can be hit.
    func signal(_ number: Int32) {
        known.withLock { known in if known == nil { kill(pid, number) } }
    }
}
