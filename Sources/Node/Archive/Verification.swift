import DICOM
import Foundation
import Storage

/// What a check of every archived object found.
public struct ArchiveReport: Codable, Sendable {
    /// An object that is missing or changed.
    public struct Fault: Codable, Sendable {
        /// The de-identified object.
        public let sopInstanceUID: String
        /// What is wrong, and what to do.
        public let message: String
    }

    /// Objects that the database lists.
    public var objects = 0
    /// Objects found whole and readable.
    public var sound = 0
    /// The others.
    public var faults: [Fault] = []
    /// Files that no row points to, left behind by something that was cut off; harmless, and never served.
    public var leftovers = 0
}

extension Node {
    /// Reads, hashes and parses every archived object.
    ///
    /// - Parameter removesLeftovers: whether files that no row points to are removed.
    /// - Parameter progress: called now and then with the number done and the number in all.
    public func verifyArchive(removesLeftovers: Bool = false, progress: (Int, Int) -> Void) async throws -> ArchiveReport {
        let rows = try await database.read { connection in
            try connection.query("SELECT sop_instance_uid, digest FROM instance ORDER BY sop_instance_uid").map {
                ($0.string("sop_instance_uid") ?? "", $0.string("digest") ?? "")
            }
        }
        var report = ArchiveReport(objects: rows.count)
        for (uid, digest) in rows {
            do {
                let file = try DICOMFile(bytes: archive.objects.load(digest))
                guard file.dataSet.string(.sopInstanceUID) == uid else {
                    throw NodeError(.state, "The object has another SOP Instance UID than its row.")
                }
                report.sound += 1
            } catch {
                report.faults.append(ArchiveReport.Fault(sopInstanceUID: uid, message: "\(error)"))
            }
            if report.sound % 500 == 0 { progress(report.sound, rows.count) }
        }
        report.leftovers = try await leftovers(remove: removesLeftovers)
        return report
    }

    /// Only files of more than an hour ago: a younger one may belong to an intake that has not written its row yet.
    private func leftovers(remove: Bool) async throws -> Int {
        let names = archive.objects.names(writtenBefore: now().addingTimeInterval(-3_600))
        if remove { return try await archive.removeUnreferenced(names) }
        return try await database.read { connection in
            try names.count { try connection.first("SELECT 1 AS n FROM instance WHERE digest = ? LIMIT 1", [.text($0)]) == nil }
        }
    }
}
