import Foundation
import Synchronization

/// A program that others wrote, started by a test. What it prints goes to a file, so that no full pipe can stop it.
///
/// Not Foundation's `Process`, which crashes now and then on Linux (swift-corelibs-foundation, pull request 5472).
final class PeerProcess: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let pid: Int32
    private let outputPath: String
    private let known = Mutex<Int32?>(nil)

    /// Starts a program, found by its path or in the search path.
    init(_ program: String, _ arguments: [String], in folder: TemporaryFolder) throws {
        outputPath = folder.path("\(UUID().uuidString).log")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, outputPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        // Sockets of servers in this process are not to be inherited; closing what is closed meanwhile is no error.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            if let descriptor = Int32(name), descriptor > STDERR_FILENO { posix_spawn_file_actions_addclose(&actions, descriptor) }
        }
        // Threads of the concurrency runtime block signals; that is not to be inherited.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var started: pid_t = 0
        let failure = posix_spawnp(&started, program, &actions, &attributes, &words, environ)
        guard failure == 0 else { throw Failure(description: "\(program) cannot be started: \(String(cString: strerror(failure))).") }
        pid = started
    }

    /// What it has printed so far.
    var output: String {
        String(decoding: FileManager.default.contents(atPath: outputPath) ?? Data(), as: UTF8.self)
    }

    /// The exit status, 128 and the signal where one ended it; nil while it runs.
    var status: Int32? {
        known.withLock { known in
            if let known { return known }
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
            known = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
            return known
        }
    }

    /// Waits for its end.
    func end(within limit: Duration = .seconds(60)) async throws -> Int32 {
        let end = ContinuousClock.now + limit
        while true {
            if let status { return status }
            guard ContinuousClock.now < end else {
                await stop()
                throw Failure(description: "A program has not ended within \(limit). It printed: \(output)")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Ends it, whatever it does.
    func stop() async {
        known.withLock { known in if known == nil { kill(pid, SIGKILL) } }
        while status == nil { try? await Task.sleep(for: .milliseconds(2)) }
    }

    /// Runs a program to its end and gives what it printed. Throws when it says that it failed.
    @discardableResult
    static func run(_ program: String, _ arguments: [String], in folder: TemporaryFolder) async throws -> String {
        let process = try PeerProcess(program, arguments, in: folder)
        let status = try await process.end()
        guard status == 0 else {
            throw Failure(description: "\(program) \(arguments.joined(separator: " ")) ended with \(status): \(process.output)")
        }
        return process.output
    }
}

/// A folder for one test, removed with the value.
final class TemporaryFolder: Sendable {
    let root: String

    init() throws {
        root = NSTemporaryDirectory() + "mosaic-network-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func path(_ name: String) -> String { "\(root)/\(name)" }

    func folder(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
        return path(name)
    }

    func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    func files(in name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(name)).map { path("\(name)/\($0)") }.sorted()
    }
}

/// Ports, programs and files of the tests against programs that others wrote.
enum Peers {
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    static let python = "\(repository)/.venv/bin/python"

    /// A file that comes with pydicom.
    static func pydicomFile(_ name: String) -> String {
        let libraries = "\(repository)/.venv/lib"
        let version = (try? FileManager.default.contentsOfDirectory(atPath: libraries))?.first { $0.hasPrefix("python") } ?? "python3"
        return "\(libraries)/\(version)/site-packages/pydicom/data/test_files/\(name)"
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// Whether a program listens at a port, asked of the kernel so that the program notices nothing.
    static func isListening(_ port: Int) -> Bool {
        let hexadecimal = String(port, radix: 16, uppercase: true)
        let suffix = ":" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
        for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
            guard let text = FileManager.default.contents(atPath: table) else { continue }
            for line in String(decoding: text, as: UTF8.self).split(separator: "\n").dropFirst() {
                let fields = line.split(separator: " ")
                if fields.count > 3, fields[1].hasSuffix(suffix), fields[3] == "0A" { return true }
            }
        }
        return false
    }
}
