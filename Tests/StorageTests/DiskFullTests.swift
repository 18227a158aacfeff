import Crypto
import Foundation
import Ledger
import Storage
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A disk of one mebibyte, mounted for one test and unmounted however it ends.
private enum TinyDisk {
    /// Mounting needs root, and a kernel that lets root mount.
    static let isPossible: Bool = {
        guard getuid() == 0 else { return false }
        let path = NSTemporaryDirectory() + "mosaic-mount-\(UUID().uuidString)"
        guard mkdir(path, 0o700) == 0 else { return false }
        defer { rmdir(path) }
        guard mount("tmpfs", path, "tmpfs", 0, "size=64k") == 0 else { return false }
        return umount2(path, 0) == 0
    }()

    static func withDisk(_ body: (String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/disk"
            try DurableFile.makeDirectory(path)
            try #require(mount("tmpfs", path, "tmpfs", 0, "size=1m") == 0)
            defer { #expect(umount2(path, Int32(MNT_DETACH)) == 0) }
            try await body(path)
        }
    }

    /// Takes what is left of the disk, but for `spare` bytes; the file's path.
    static func fill(_ disk: String, spare: Int = 0) throws -> String {
        let path = "\(disk)/filler"
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let block = [UInt8](repeating: 0xFF, count: 4_096)
        var size = 0
        while write(descriptor, block, block.count) == block.count { size += block.count }
        try #require(ftruncate(descriptor, off_t(max(0, size - spare))) == 0)
        return path
    }
}

@Suite("A full disk", .enabled(if: TinyDisk.isPossible, "needs root and the right to mount"), .serialized)
struct DiskFullTests {
    @Test("refuses further objects in words, and loses none that were acknowledged")
    func objects() async throws {
        try await TinyDisk.withDisk { disk in
            let store = try ObjectStore(root: "\(disk)/objects")
            var acknowledged: [String] = []
            var error: StorageError?
            for number in 0..<100 {
                let bytes = [UInt8](repeating: UInt8(number), count: 60_000 + number)
                let batch = [
                    (ObjectStore.digest(of: bytes), bytes), (ObjectStore.digest(of: bytes.reversed() + [1]), bytes.reversed() + [1]),
                ]
                do {
                    try store.store(batch)
                    acknowledged += batch.map(\.0)
                } catch let refusal as StorageError {
                    error = refusal
                    break
                }
            }
            #expect(error?.code == .diskFull)
            #expect(error?.message.contains("Free some space and run the same command again") == true)
            #expect(acknowledged.count >= 10)
            for digest in acknowledged { #expect(try ObjectStore.digest(of: store.load(digest)) == digest) }
            #expect(try !files(below: disk).contains { $0.hasSuffix(".partial") })
            try store.remove(acknowledged[0])
            try store.store([(ObjectStore.digest(of: [1]), [1])])
        }
    }

    @Test("refuses ledger entries, and the ledger goes on where it was once there is room")
    func ledger() async throws {
        try await TinyDisk.withDisk { disk in
            let signer = try makeSigner()
            let ledger = try LedgerFile(folder: "\(disk)/ledger", signer: signer)
            let draft = LedgerFile.Draft(
                "objects.archived", actor: "ana", subject: "archive", details: ["note": String(repeating: "x", count: 1_000)])
            let now = Date(timeIntervalSince1970: 1_772_366_400)
            try ledger.append([draft], now: now)
            let filler = try TinyDisk.fill(disk, spare: 24_576)
            var acknowledged = 1
            let error = #expect(throws: StorageError.self) {
                for _ in 0..<500 {
                    try ledger.append([draft], now: now)
                    acknowledged += 1
                }
            }
            #expect(error?.code == .diskFull)
            #expect(try ledger.recent(1_000).count == acknowledged)
            try FileManager.default.removeItem(atPath: filler)
            #expect(try LedgerFile(folder: "\(disk)/ledger", signer: signer).count == acknowledged)
            try ledger.append([draft], now: now)
            let report = try audit("\(disk)/ledger", signer.verifier)
            #expect(report.isSound, "\(report)")
            #expect(report.size == acknowledged + 1)
        }
    }

    @Test("refuses rows, and the database keeps all that were committed")
    func database() async throws {
        try await TinyDisk.withDisk { disk in
            let migrations = [Migration(version: 1, statements: ["CREATE TABLE note (id BIGINT NOT NULL PRIMARY KEY, body BLOB)"])]
            let database = try Database(path: "\(disk)/test.db", migrations: migrations)
            var acknowledged = 0
            let error = await #expect(throws: StorageError.self) {
                for number in 0..<500 {
                    try await database.write {
                        try $0.execute(
                            "INSERT INTO note (id, body) VALUES (?, ?)", [.integer(number), .blob([UInt8](repeating: 3, count: 9_000))])
                    }
                    acknowledged += 1
                }
            }
            #expect(error?.code == .diskFull, "\(String(describing: error))")
            #expect(acknowledged > 10)
            #expect(try await database.read { try $0.count("SELECT COUNT(*) FROM note") } == acknowledged)
        }
    }

    @Test("leaves a file as it was when it cannot be replaced")
    func file() async throws {
        try await TinyDisk.withDisk { disk in
            let path = "\(disk)/configuration"
            try DurableFile.write([1, 2, 3], to: path)
            _ = try TinyDisk.fill(disk)
            let error = #expect(throws: StorageError.self) { try DurableFile.write([UInt8](repeating: 9, count: 50_000), to: path) }
            #expect(error?.code == .diskFull)
            #expect(try DurableFile.read(path) == [1, 2, 3])
            #expect(try files(below: disk) == ["configuration", "filler"])
        }
    }
}
