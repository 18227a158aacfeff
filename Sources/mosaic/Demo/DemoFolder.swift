import Foundation
import Storage

/// The one folder in which a demo lives, with the pids of what it started.
struct DemoFolder: Sendable {
    let path: String

    /// A folder that is new, empty, or an earlier demo's.
    init(_ path: String) throws {
        self.path = path
        let contents = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        guard contents.isEmpty || contents.contains(Self.mark) else {
            throw ClientHome.Failure(
                description: "\(path) holds something else. Name another --folder; the demo removes its folder at the end.")
        }
    }

    private static let mark = ".mosaic-demo"
    private var pidsPath: String { "\(path)/pids" }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Starts from nothing.
    func begin() throws {
        try remove()
        try DurableFile.makeDirectory("\(path)/logs")
        try DurableFile.write(Array("A demo of mosaic; 'mosaic demo' may remove this folder.\n".utf8), to: file(Self.mark))
    }

    func remove() throws {
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    }

    /// Notes a process, so that it can be ended even by a later command.
    func note(_ process: Int32) throws {
        let known = pids() + [process]
        try DurableFile.write(Array((known.map(String.init).joined(separator: "\n") + "\n").utf8), to: pidsPath)
    }

    /// Ends every process of the demo and waits until it is gone; a process that does not listen is killed.
    func endProcesses() async throws {
        let running = pids().filter(isOurs)
        for pid in running { kill(pid, SIGTERM) }
        let end = ContinuousClock.now + .seconds(15)
        while running.contains(where: isOurs) {
            if ContinuousClock.now > end { for pid in running where isOurs(pid) { kill(pid, SIGKILL) } }
            try await Task.sleep(for: .milliseconds(20))
        }
        if FileManager.default.fileExists(atPath: pidsPath) { try FileManager.default.removeItem(atPath: pidsPath) }
    }

    /// Ends the processes when the demo itself is told to end: Ctrl-C, or a signal from whoever started it.
    func endOnInterrupt() -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            let folder = self
            source.setEventHandler {
                for pid in folder.pids() where folder.isOurs(pid) { kill(pid, SIGTERM) }
                Terminal.error("\nInterrupted; the demo's processes are told to end.")
                exit(1)
            }
            source.resume()
            return source
        }
    }

    private func pids() -> [Int32] {
        let text = (try? DurableFile.read(pidsPath, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.split(separator: "\n").compactMap { Int32($0) }
    }

    /// A pid may have been given to a stranger since: only a process whose command line names this folder is ours. A zombie has none.
    private func isOurs(_ pid: Int32) -> Bool {
        guard let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return false }
        return String(decoding: line, as: UTF8.self).contains(path)
    }
}
