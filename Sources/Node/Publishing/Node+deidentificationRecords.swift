import Catalogue
import Cohorts
public import Deidentification
import Federation
public import Foundation
import Storage

extension Node {
    /// What was done to the objects of a dataset's members, summed over the reports that intake kept of each object.
    func deidentificationStatement(of members: [Patient]) async throws -> DeidentificationStatement {
        let identifiers = Set(members.map(\.id))
        return try await database.read { connection in
            var reports: [String: DeidentificationReport] = [:]
            var sum = DeidentificationSummary()
            let rows = try connection.query(
                """
                SELECT s.patient_id, i.report, COUNT(*) AS n FROM instance i JOIN series r ON r.uid = i.series_uid
                JOIN study s ON s.uid = r.study_uid GROUP BY s.patient_id, i.report
                """)
            for row in rows where identifiers.contains(row.string("patient_id") ?? "") {
                let digest = row.string("report") ?? ""
                let report = try reports[digest] ?? Self.report(digest, connection)
                reports[digest] = report
                sum.add(report, objects: row.integer("n") ?? 0)
            }
            return DeidentificationStatement(sum)
        }
    }

    private static func report(_ digest: String, _ connection: any SQLConnection) throws -> DeidentificationReport {
        let row = try connection.first("SELECT json FROM deidentification_report WHERE digest = ?", [.text(digest)])
        guard let json = row?.string("json") else { throw NodeError(.state, "The record of a de-identification is missing: \(digest).") }
        return try JSONDecoder().decode(DeidentificationReport.self, from: Data(json.utf8))
    }

    /// What was done to an archived object, and when.
    public struct ObjectRecord: Codable, Sendable {
        /// The object as it is called here.
        public let sopInstanceUID: String
        /// When it was archived.
        public let archived: Date
        /// What was done to each element. It holds no value of the object.
        public let report: DeidentificationReport
    }

    /// The record of what was done to each element of an object.
    ///
    /// - Throws: ``NodeError`` `notFound` where there is no such object.
    public func objectRecord(_ sopInstanceUID: String) async throws -> ObjectRecord {
        try await database.read { connection in
            let row = try connection.first(
                "SELECT report, archived_ms FROM instance WHERE sop_instance_uid = ?", [.text(sopInstanceUID)])
            guard let row else {
                throw NodeError(
                    .notFound,
                    "There is no object \(sopInstanceUID.prefix(64)) in the archive. Name it by its de-identified SOP Instance UID.")
            }
            return ObjectRecord(
                sopInstanceUID: sopInstanceUID, archived: Date(milliseconds: row.integer("archived_ms") ?? 0),
                report: try Self.report(row.string("report") ?? "", connection))
        }
    }
}

extension DeidentificationStatement {
    /// What a summary says as far as it may be shown; of the methods those that every object declares.
    fileprivate init(_ sum: DeidentificationSummary) {
        self.init(
            profiles: sum.profiles.keys.sorted(),
            methods: sum.codes.filter { $0.value == sum.objects }.keys.map { Method(code: $0.value, meaning: $0.meaning) }
                .sorted { $0.code < $1.code },
            actions: Dictionary(uniqueKeysWithValues: sum.actions.map { ($0.rawValue, $1) }), textRemovals: sum.textRemovals,
            objectsWithCleanedPixels: sum.objectsWithCleanedPixels)
    }
}
