import Foundation
import Node
import Testing

extension Interoperability {
    @Suite("A full disk", .enabled("only root may mount a small disk") { SmallDisk.canMount })
    struct FullDiskTests {
        @Test("the ingest ends with words about the disk and loses nothing; with more room it finishes and finds every object once")
        func full() async throws {
            try await Bench.use { bench in
                try await bench.must(["sample", bench.file("samples"), "--patients", "40", "--holders", "1"])
                let samples = bench.file("samples/holder-1")
                try await bench.must(["node", "init", "--home", bench.file("whole"), "--name", "lisboa"])
                let whole = try await bench.must(["node", "ingest", "--home", bench.file("whole"), samples], as: IntakeSummary.self)

                try await SmallDisk.use(megabytes: 8, on: bench) { disk in
                    let home = "\(disk.path)/node"
                    try await bench.must(["node", "init", "--home", home, "--name", "lisboa"])
                    let failed = try await bench.run(["node", "ingest", "--home", home, samples])
                    #expect(failed.status == 1, "\(failed.text)")
                    #expect(
                        failed.errors.lowercased().contains("disk") || failed.errors.contains("No space left on device"), "\(failed.text)")
                    #expect(failed.errors.contains("run the same command again"), "\(failed.text)")

                    try disk.resize(megabytes: 80)
                    let before = try await bench.must(["node", "check", "--home", home], as: NodeState.self).instances
                    #expect(before > 0 && before < whole.archived)
                    let again = try await bench.must(["node", "ingest", "--home", home, samples], as: IntakeSummary.self)
                    #expect(again.isExact && before + again.archived == whole.archived)
                    let report = try await bench.must(["node", "verify", "--home", home], as: ArchiveReport.self)
                    #expect(report.sound == whole.archived && report.faults.isEmpty)
                    #expect(try await bench.must(["ledger", "verify", "\(home)/ledger"]).hasPrefix("sound"))
                }
            }
        }
    }
}

/// A file system in memory, of a size that a test chooses.
private struct SmallDisk {
    let path: String
    let bench: Bench

    /// Root in a container may still not be allowed to mount.
    static var canMount: Bool {
        guard geteuid() == 0 else { return false }
        let path = NSTemporaryDirectory() + "/mosaic-mount-\(UUID().uuidString)"
        guard (try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)) != nil else { return false }
        defer { try? FileManager.default.removeItem(atPath: path) }
        guard mount("tmpfs", path, "tmpfs", 0, "size=1m") == 0 else { return false }
        return umount2(path, 0) == 0
    }

    static func use(megabytes: Int, on bench: Bench, _ body: (SmallDisk) async throws -> Void) async throws {
        let disk = SmallDisk(path: bench.file("disk"), bench: bench)
        try FileManager.default.createDirectory(atPath: disk.path, withIntermediateDirectories: true)
        try #require(mount("tmpfs", disk.path, "tmpfs", 0, "size=\(megabytes)m") == 0)
        // Detached even while something still holds a file in it.
        defer { _ = umount2(disk.path, Int32(MNT_DETACH)) }
        try await body(disk)
    }

    func resize(megabytes: Int) throws {
        try #require(mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT), "size=\(megabytes)m") == 0)
    }
}
