import Foundation
import Synchronization

@testable import mosaic

/// What a test expected of a program and did not get.
struct Disappointment: Error, CustomStringConvertible {
    let description: String
}

/// What a program printed and how it ended.
struct Finished: Sendable {
    let status: Int32
    /// Whether a signal ended it.
    let wasKilled: Bool
    let output: String
    let errors: String

    /// Both streams, for messages about what went wrong.
    var text: String { output + errors }

    /// What it printed, as JSON.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(type, from: Data(output.utf8))
    }
}

/// A program that a test started; what it prints goes to files, so that no full pipe can stop it.
struct MosaicProcess: Sendable {
    /// The repository, found from where this file lies.
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// The program under test, beside the tests that were built with it.
    static let program: String = {
        let beside = [Bundle.main.executablePath, CommandLine.arguments.first].compactMap { $0 }
            .map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
        let candidates = (beside + [Bundle.main.bundlePath, "\(repository)/.build/debug"]).map { "\($0)/mosaic" }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "\(repository)/.build/debug/mosaic"
    }()

    fileprivate let process: ChildProcess
    fileprivate let outputPath: String
    fileprivate let errorsPath: String

    var pid: Int32 { process.pid }
    var isRunning: Bool { process.isRunning }

    /// What it has printed so far.
    var output: String { Self.text(outputPath) }
    var errors: String { Self.text(errorsPath) }

    /// Sends a signal to this process and no other.
    func signal(_ number: Int32) { process.signal(number) }

    fileprivate var finished: Finished {
        var wasKilled = false
        if case .killed = process.end { wasKilled = true }
        return Finished(status: process.status ?? -1, wasKilled: wasKilled, output: output, errors: errors)
    }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}

/// One test's own place: a folder, and the programs that it starts. Both are gone when the test ends, however it ends.
final class Bench: Sendable {
    /// The folder, with a name that no other process has on its command line.
    let folder: String
    private let logs: String
    private let count = Mutex(0)

    /// Does a test's work at a new bench and clears it away.
    static func use(_ body: (Bench) async throws -> Void) async throws {
        let bench = try Bench()
        do {
            try await body(bench)
        } catch {
            try await bench.clear()
            throw error
        }
        try await bench.clear()
    }

    private init() throws {
        folder = URL(fileURLWithPath: NSTemporaryDirectory()).standardizedFileURL.path + "/mosaic-test-\(UUID().uuidString.lowercased())"
        logs = "\(folder)/.logs"
        try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
    }

    func file(_ name: String) -> String { "\(folder)/\(name)" }

    // MARK: Programs

    /// Starts a program and leaves it running.
    func start(
        _ arguments: [String], program: String = MosaicProcess.program, input: String = "", environment: [String: String] = [:],
        in directory: String? = nil
    ) throws -> MosaicProcess {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let path = "\(logs)/\(number)"
        try Data(input.utf8).write(to: URL(fileURLWithPath: "\(path).in"))
        let variables = ProcessInfo.processInfo.environment
            .merging(["MOSAIC_CLIENT": file("client.json"), "HOME": folder], uniquingKeysWith: { $1 })
            .merging(environment, uniquingKeysWith: { $1 })
        let (first, rest) = directory.map { ("/usr/bin/env", ["-C", $0, program] + arguments) } ?? (program, arguments)
        let process = try ChildProcess(
            first, rest, environment: variables, input: "\(path).in", output: "\(path).out", errors: "\(path).err")
        return MosaicProcess(process: process, outputPath: "\(path).out", errorsPath: "\(path).err")
    }

    /// Runs a program to its end.
    @discardableResult
    func run(
        _ arguments: [String], program: String = MosaicProcess.program, input: String = "", environment: [String: String] = [:],
        in directory: String? = nil,
        within limit: Duration = .seconds(120)
    ) async throws -> Finished {
        let process = try start(arguments, program: program, input: input, environment: environment, in: directory)
        return try await end(of: process, arguments.joined(separator: " "), within: limit)
    }

    /// Runs a program that must succeed; returns what it printed.
    @discardableResult
    func must(
        _ arguments: [String], program: String = MosaicProcess.program, input: String = "", environment: [String: String] = [:],
        in directory: String? = nil,
        within limit: Duration = .seconds(120)
    ) async throws -> String {
        let finished = try await run(arguments, program: program, input: input, environment: environment, in: directory, within: limit)
        guard finished.status == 0, !finished.wasKilled else {
            throw Disappointment(
                description:
                    "'\(arguments.joined(separator: " ").prefix(300))' ended with status \(finished.status): \(finished.output.suffix(1_500)) \(finished.errors.suffix(1_500))"
            )
        }
        return finished.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Runs a command of mosaic that prints JSON and must succeed.
    func must<Value: Decodable>(_ arguments: [String], as type: Value.Type) async throws -> Value {
        let finished = try await run(arguments + ["--json"])
        guard finished.status == 0 else {
            throw Disappointment(description: "'\(arguments.joined(separator: " "))': \(finished.text.suffix(1_500))")
        }
        return try finished.decode(type)
    }

    /// Waits for the end of a program; one that takes longer than `limit` is killed.
    func end(of process: MosaicProcess, _ name: String, within limit: Duration = .seconds(120)) async throws -> Finished {
        do {
            try await until("'\(name.prefix(200))' to end", within: limit) { !process.isRunning }
        } catch {
            process.signal(SIGKILL)
            throw Disappointment(description: "\(error) It printed: \(process.output.suffix(1_500)) \(process.errors.suffix(1_500))")
        }
        return process.finished
    }

    /// Tells a server to end, as its operator would, and waits until it has.
    @discardableResult
    func stop(_ server: MosaicProcess) async throws -> Finished {
        server.signal(SIGTERM)
        return try await end(of: server, "a server that was told to end", within: .seconds(10))
    }

    /// Waits for a condition, looking every few milliseconds.
    func until(_ what: String, within limit: Duration = .seconds(40), _ condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + limit
        while try await !condition() {
            guard ContinuousClock.now < end else { throw Disappointment(description: "Waited \(limit) for \(what), in vain.") }
            try await Task.sleep(for: .milliseconds(15))
        }
    }

    // MARK: What is here

    /// The processes whose command line names this folder: those of the test, and those that they started.
    func processes() -> [Int32] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.compactMap { Int32($0) }.filter { pid in
            guard pid != getpid(), let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return false }
            return String(decoding: line, as: UTF8.self).contains(folder)
        }
    }

    /// The regular files below a folder.
    static func regularFiles(below folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).map { "\(folder)/\($0)" }.filter { path in
            try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType == .typeRegular
        }
    }

    private func clear() async throws {
        for pid in processes() { kill(pid, SIGKILL) }
        try await until("the test's processes to be gone") { processes().isEmpty }
        try FileManager.default.removeItem(atPath: folder)
    }
}
