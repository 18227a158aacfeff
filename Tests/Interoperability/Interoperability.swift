import Foundation
import Testing

/// The built program as a whole, on real sockets and disks, beside programs and files that others wrote.
///
/// One after the other: the tests start processes of their own and share ports and processors.
@Suite("Interoperability", .serialized)
enum Interoperability {}

/// The Python packages that tests compare us with, in `.venv`.
enum Python {
    static let program = "\(MosaicProcess.repository)/.venv/bin/python"

    /// Runs a script that must succeed; returns what it printed.
    static func run(_ script: String, _ arguments: [String] = [], on bench: Bench) async throws -> String {
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw Disappointment(description: "There is no \(program). Make it with scripts/venv, as 'make test' does.")
        }
        return try await bench.must(["-c", script] + arguments, program: program)
    }

    /// The folder in which a package is installed.
    static func folder(of package: String, on bench: Bench) async throws -> String {
        do {
            return try await run(
                "import importlib, os, sys; print(os.path.dirname(importlib.import_module(sys.argv[1]).__file__))", [package], on: bench)
        } catch {
            throw Disappointment(description: "The Python package \(package) is missing. Install it with scripts/venv. (\(error))")
        }
    }
}
