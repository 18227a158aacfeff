import Foundation

/// The programs of a demo: each step runs the command that a person would type, and servers are processes of their own.
final class DemoFederation: Sendable {
    /// What a command printed and how it ended.
    struct Result: Sendable {
        let status: Int32
        let output: String
        let errors: String

        /// The first line of what it said, for the summary.
        var firstLine: String {
            let text = output.isEmpty ? errors : output
            return String(text.split(separator: "\n").first ?? "").replacingOccurrences(of: "mosaic: ", with: "")
        }
    }

    let folder: DemoFolder
    let hubPort: Int
    let federationPort: Int
    private let program: String

    init(folder: DemoFolder) {
        self.folder = folder
        hubPort = Self.freePort()
        federationPort = Self.freePort()
        program = Bundle.main.executablePath ?? CommandLine.arguments[0]
    }

    var hubAddress: String { "http://127.0.0.1:\(hubPort)" }
    var hubHome: String { folder.file("hub") }
    func nodeHome(_ name: String) -> String { folder.file("nodes/\(name)") }

    /// Runs a command to its end.
    func run(_ arguments: [String], input: String = "") async throws -> Result {
        let files = ["in", "out", "err"].map { folder.file("logs/\(UUID().uuidString).\($0)") }
        defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
        try Data(input.utf8).write(to: URL(fileURLWithPath: files[0]))
        let process = try ChildProcess(program, arguments, environment: environment, input: files[0], output: files[1], errors: files[2])
        while process.isRunning { try await Task.sleep(for: .milliseconds(3)) }
        return Result(status: process.status ?? 1, output: Self.text(files[1]), errors: Self.text(files[2]))
    }

    /// Runs a command that must succeed; returns what it printed.
    @discardableResult
    func must(_ arguments: [String], input: String = "") async throws -> String {
        let result = try await run(arguments, input: input)
        guard result.status == 0 else {
            throw ClientHome.Failure(
                description: "'mosaic \(arguments.joined(separator: " "))' failed: \(result.errors.isEmpty ? result.output : result.errors)"
            )
        }
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Runs a command that must succeed and reads the JSON it printed.
    func must<Value: Decodable>(_ arguments: [String], as type: Value.Type) async throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(type, from: Data(await must(arguments + ["--json"]).utf8))
    }

    /// Runs a command that must be refused; returns the words.
    func mustFail(_ arguments: [String]) async throws -> String {
        let result = try await run(arguments)
        guard result.status == 1 else {
            throw ClientHome.Failure(
                description:
                    "'mosaic \(arguments.joined(separator: " "))' should have been refused, but ended with status \(result.status).")
        }
        return result.firstLine
    }

    /// Starts a server in the background.
    func start(_ arguments: [String], log: String) throws -> ChildProcess {
        let log = folder.file("logs/\(log).log")
        let process = try ChildProcess(program, arguments, environment: environment, output: log, errors: log)
        try folder.note(process.pid)
        return process
    }

    /// Ends a server that ``start(_:log:)`` started, and waits for it.
    func end(_ process: ChildProcess) async throws {
        process.signal(SIGTERM)
        try await until("a server to end", within: .seconds(15)) { !process.isRunning }
    }

    /// Waits for a condition, looking every few milliseconds.
    func until(_ what: String, within limit: Duration = .seconds(20), _ condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + limit
        while try await !condition() {
            guard ContinuousClock.now < end else {
                throw ClientHome.Failure(description: "Waited \(limit) for \(what), in vain. The logs are in \(folder.file("logs")).")
            }
            try await Task.sleep(for: .milliseconds(25))
        }
    }

    private var environment: [String: String] {
        ProcessInfo.processInfo.environment.merging(["MOSAIC_CLIENT": folder.file("client/client.json")], uniquingKeysWith: { $1 })
    }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    /// A port that nobody uses now.
    static func freePort() -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard bind(descriptor, generic, length) == 0, getsockname(descriptor, generic, &length) == 0 else { return 0 }
                return Int(UInt16(bigEndian: pointer.pointee.sin_port))
            }
        }
    }
}
