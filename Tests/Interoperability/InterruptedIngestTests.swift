import Foundation
import Node
import Storage
import Testing

extension Interoperability {
    /// Threat model: nothing acknowledged is lost.
    @Suite("An ingest that is killed")
    struct InterruptedIngestTests {
        /// When the process is killed.
        enum Moment: CustomStringConvertible {
            /// Files are being written, none is archived yet.
            case firstBytes
            /// More than this many instances are in the database.
            case instances(Int)

            var description: String {
                switch self {
                case .firstBytes: "while its first objects are written"
                case .instances(let count): "when more than \(count) instances are archived"
                }
            }
        }

        @Test("SIGKILL in the middle of an ingest loses nothing: the same ingest again finds every object once")
        func kill() async throws {
            try await Bench.use { bench in
                try await bench.must(["sample", bench.file("samples"), "--patients", "40", "--holders", "1"])
                let whole = try await ingest(at: try await home("whole", bench), bench)
                for moment in [Moment.firstBytes, .instances(0), .instances(150), .instances(250)] {
                    try await interrupt(moment, distinct: whole.archived, bench)
                }
            }
        }

        private func interrupt(_ moment: Moment, distinct: Int, _ bench: Bench) async throws {
            // A machine may be so fast that the ingest is over before it is killed; then the moment is tried again.
            var home = ""
            var wasKilled = false
            for _ in 0..<5 where !wasKilled {
                home = try await self.home(UUID().uuidString, bench)
                let ingest = try bench.start(["node", "ingest", "--home", home, bench.file("samples/holder-1")])
                try await bench.until("the ingest to be there: \(moment)") {
                    if !ingest.isRunning { return true }
                    return try await hasCome(moment, home, bench)
                }
                ingest.signal(SIGKILL)
                wasKilled = try await bench.end(of: ingest, "node ingest").wasKilled
            }
            #expect(wasKilled, "\(moment): the ingest was over each time before it could be killed")

            let before = try await bench.must(["node", "check", "--home", home], as: NodeState.self).instances
            if case .instances(let count) = moment { #expect(before > count && before < distinct) }
            try checkObjects(home)
            let again = try await ingest(at: home, bench)
            #expect(again.isExact)
            #expect(before + again.archived == distinct, "\(moment): \(before) before, \(again.archived) after")
            let state = try await bench.must(["node", "check", "--home", home], as: NodeState.self)
            #expect(state.instances == distinct)
            #expect(state.quarantine.values.reduce(0, +) == again.quarantined, "what is put aside is there once")

            let report = try await bench.must(["node", "verify", "--home", home], as: ArchiveReport.self)
            #expect(report.objects == distinct && report.sound == distinct && report.faults.isEmpty)
            #expect(try await bench.must(["ledger", "verify", "\(home)/ledger"]).hasPrefix("sound"))
            try checkObjects(home)
        }

        private func home(_ name: String, _ bench: Bench) async throws -> String {
            let home = bench.file("homes/\(name)")
            try await bench.must(["node", "init", "--home", home, "--name", "lisboa"])
            return home
        }

        private func ingest(at home: String, _ bench: Bench) async throws -> IntakeSummary {
            try await bench.must(["node", "ingest", "--home", home, bench.file("samples/holder-1")], as: IntakeSummary.self)
        }

        private func hasCome(_ moment: Moment, _ home: String, _ bench: Bench) async throws -> Bool {
            switch moment {
            case .firstBytes:
                // Files come and go while they are listed.
                ((try? FileManager.default.subpathsOfDirectory(atPath: "\(home)/objects")) ?? []).contains { $0.hasSuffix(".partial") }
            case .instances(let count): try await bench.must(["node", "check", "--home", home], as: NodeState.self).instances > count
            }
        }

        /// Every object is whole under its own name; what is half-written has another name.
        private func checkObjects(_ home: String) throws {
            for path in try Bench.regularFiles(below: "\(home)/objects") where !path.hasSuffix(".partial") {
                let bytes = try DurableFile.read(path)
                #expect(path.hasSuffix("/\(ObjectStore.digest(of: bytes))"), "\(path) does not hold what its name says")
            }
        }
    }
}
