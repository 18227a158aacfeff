import Cohorts
import Foundation
import Storage
import TestSupport
import Testing

@testable import Node

@Suite("Indexing of older objects")
struct IndexingTests {
    @Test("fills in what version 1 of the schema did not keep, as if it had been kept from the start")
    func olderHome() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            try await node.publish()
            let before = try await rows(node)
            // What a home looks like when the migration has just run on rows of version 1.
            try await node.database.write { connection in
                try connection.execute("UPDATE patient SET name_key = NULL, attributes = NULL")
                try connection.execute(
                    "UPDATE study SET study_date = NULL, study_time = NULL, accession_number = NULL, study_id = NULL, description = NULL, modalities = NULL, attributes = NULL"
                )
                try connection.execute("UPDATE series SET number = NULL, description = NULL, body_part = NULL, attributes = NULL")
                try connection.execute("UPDATE instance SET attributes = NULL")
                try connection.execute("DELETE FROM dataset_series")
            }
            try await node.indexOlderObjects()
            #expect(try await rows(node) == before)
            try await node.indexOlderObjects()
        }
    }

    @Test("reads the facts of series again that an older version read, but for b-values, which it gathered; what is lost keeps what it has")
    func olderFacts() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let before = try await facts(node)
            #expect(before.values.contains { $0.rows != nil && $0.transferSyntax != nil && $0.pixelSpacing != nil })
            let lost = try #require(before.keys.sorted().last)
            try await node.database.write { connection in
                // As version 1 of the reading wrote them: without the fields that came later.
                for (uid, series) in before {
                    let old = Series(
                        uid: uid, modality: series.modality, bodyPart: series.bodyPart, manufacturer: series.manufacturer,
                        bValues: [50, 1_400], sopClass: series.sopClass, instanceCount: 1)
                    try connection.execute(
                        "UPDATE series SET facts = ?, facts_form = 1 WHERE uid = ?", [.text(try Archive.encoded(old)), .text(uid)])
                }
                try connection.execute("UPDATE instance SET digest = 'gone' WHERE series_uid = ?", [.text(lost)])
                // The clock stood still, so all objects arrived in one millisecond; the facts are those of the first of a series.
                try connection.execute("UPDATE instance SET archived_ms = archived_ms + rowid")
            }
            try await node.indexOlderObjects()
            for (uid, series) in try await facts(node) {
                var expected = uid == lost ? series : try #require(before[uid])
                expected.bValues = [50, 1_400]
                #expect(series == expected)
                if uid == lost { #expect(series.rows == nil && series.modality == before[uid]?.modality) }
            }
            #expect(try await node.count("SELECT COUNT(*) FROM series WHERE facts_form < 2") == 0)
        }
    }

    private func facts(_ node: Node) async throws -> [String: Series] {
        try await node.database.read { connection in
            var facts: [String: Series] = [:]
            for row in try connection.query("SELECT uid, facts FROM series") {
                facts[row.string("uid") ?? ""] = try JSONDecoder().decode(Series.self, from: Data((row.string("facts") ?? "").utf8))
            }
            return facts
        }
    }

    @Test("version 2 of the schema runs on a database full of rows of version 1 and counts them")
    func migration() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/old.sqlite"
            let old = try Database(path: path, migrations: [NodeSchema.migrations[0]])
            try await old.write { connection in
                try connection.execute("INSERT INTO patient (id) VALUES ('P')")
                try connection.execute("INSERT INTO study (uid, patient_id) VALUES ('1', 'P')")
                for series in ["1.1", "1.2"] {
                    try connection.execute("INSERT INTO series (uid, study_uid, facts) VALUES (?, '1', '{}')", [.text(series)])
                    for number in 1...3 {
                        try connection.execute(
                            """
                            INSERT INTO instance (sop_instance_uid, series_uid, sop_class_uid, transfer_syntax_uid, digest, size, report, inspection,
                                archived_ms) VALUES (?, ?, '', '', '', 0, '', '', 0)
                            """, [.text("\(series).\(number)"), .text(series)])
                    }
                }
            }
            try old.close()
            let new = try Database(path: path, migrations: NodeSchema.migrations)
            let counts = try await new.read { try $0.first("SELECT series_count, instance_count FROM study") }
            #expect(counts?.integer("series_count") == 2)
            #expect(counts?.integer("instance_count") == 6)
            #expect(try await new.read { try $0.count("SELECT SUM(instance_count) FROM series") } == 6)
        }
    }

    private func rows(_ node: Node) async throws -> [String] {
        try await node.database.read { connection in
            var rows: [String] = []
            for table in ["patient", "study", "series", "instance", "dataset_series"] {
                rows += try connection.query("SELECT * FROM \(table)").map { "\(table) \($0)" }.sorted()
            }
            return rows
        }
    }
}
