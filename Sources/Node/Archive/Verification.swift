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
}

extension Node {
    /// Reads, hashes and parses every archived object.
    ///
    /// - Parameter progress: called now and then with the number done and the number in all.
    public func verifyArchive(progress: (Int, Int) -> Void) async throws -> ArchiveReport {
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
        return report
    }
}
