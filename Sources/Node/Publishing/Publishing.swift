public import Catalogue
import Cohorts
import Federation
import Foundation
import Logging
import Quality
import Storage

extension Node {
    /// What is published.
    public struct Publication: Sendable {
        /// The dataset's name within the node; its id is `node.name`.
        public var name: String
        /// What the holder says about it.
        public var declaration: DatasetDeclaration
        /// Which patients belong to it; all where empty.
        public var cohort: String
        /// Only patients of these indexes (``Node/loadSeriesIndex(_:actor:)``), by name; everything the node knows where `nil`.
        public var indexes: [String]?

        /// A publication.
        public init(name: String, declaration: DatasetDeclaration, cohort: String, indexes: [String]? = nil) {
            self.name = name
            self.declaration = declaration
            self.cohort = cohort
            self.indexes = indexes
        }
    }

    /// Counts in the public record are rounded to this, so that the record does not say more than an answer would.
    static let publicRounding = 5

    /// Publishes a dataset, or a new version of it: takes a snapshot of its patients, computes the record, and queues it for the hub.
    ///
    /// - Throws: `CatalogueError` where mandatory properties are missing, all at once; `QueryError` where the cohort cannot be read.
    public func publish(_ publication: Publication, actor: String) async throws -> DatasetRecord {
        let isValid =
            (1...60).contains(publication.name.utf8.count)
            && publication.name.utf8.allSatisfy { ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 57) || $0 == 45 }
        guard isValid else {
            throw NodeError(.misuse, "'\(publication.name.prefix(80))' is no dataset name: lower-case letters, digits and hyphens.")
        }
        let id = "\(name.value).\(publication.name)"
        let query = try Query(text: publication.cohort)
        let mark = try await database.write { try PublicationMark.set(self.now(), $0) }
        let indexes = publication.indexes
        let (all, declared, held) = try await database.read { connection in
            let names = try connection.query("SELECT name FROM clinical_attribute").compactMap { $0.string("name") }
            if let missing = try indexes.map({ try IndexedSeriesReader.missing($0, connection) })?.first {
                throw NodeError(.notFound, "No index '\(missing.prefix(200))' is loaded. 'mosaic node load-index' loads one.")
            }
            let archived = try indexes == nil ? PatientReader.patients(connection, archivedThrough: mark) : []
            let held = Set(try connection.query("SELECT id FROM patient").compactMap { $0.string("id") })
            return (try IndexedSeriesReader.adding(to: archived, from: indexes, connection), Set(names), held)
        }
        let members = try select(query, from: all, declared: declared)
        let policy = configuration.disclosure.limits(for: publication.name).policy
        let fewest = policy.mode == .open ? 1 : max(policy.floor, 1)
        guard members.count >= fewest else {
            throw NodeError(
                .input,
                "Fewer than \(fewest) patients of this node belong to '\(query.canonicalText)': a record of so few would tell of each. disclosure.floor in node.yaml is the limit."
            )
        }

        let index = CohortIndex(patients: members, declared: declared)
        guard let noise = NoiseKey(secret: keys.derived(for: "noise")) else {
            throw NodeError(.state, "The node's secret gives no noise key.")
        }
        // With the time: equal names would say for certain that nobody came or went since the version before.
        let snapshot = noise.publicName(ofSnapshot: "\(index.snapshot) \(mark)")
        // A patient without objects can be counted and nothing more.
        let computes = members.allSatisfy { held.contains($0.id) }
        if !computes {
            logger.notice("Of some patients of \(id) only an index is here: their images can be neither retrieved nor computed on.")
        }
        let tier = try await tier(of: members, declared: declared, computes: computes)
        let statistics = DatasetContents.statistics(of: index, tier: tier).coarsened(to: Self.publicRounding)
        var next = try await nextRecord(id, publication.declaration, statistics, snapshot: snapshot)
        next.deidentification = try await deidentificationStatement(of: members)
        let record = try next.published(now: now())
        let draft = LedgerFile.Draft(
            "dataset.published", actor: actor, subject: id,
            details: ["version": record.version.description, "snapshot": snapshot, "cohort": query.canonicalText])
        try await store(record, members, mark: mark, cohort: query.canonicalText, declared: declared, draft: draft)
        try await writeLedger()
        try await cohorts.refresh(id)
        return record
    }

    /// The published datasets' records.
    public func datasets() async throws -> [DatasetRecord] {
        try await database.read { connection in
            try connection.query("SELECT record FROM dataset ORDER BY id").map {
                try EventLog.decode(DatasetRecord.self, from: $0.string("record") ?? "")
            }
        }
    }

    private func select(_ query: Query, from patients: [Patient], declared: Set<String>) throws -> [Patient] {
        let index = CohortIndex(patients: patients, declared: declared)
        let selected = Set(index.patientIdentifiers(in: try index.evaluate(query)))
        // Who has no image cannot be found by any use of the dataset.
        return patients.filter { selected.contains($0.id) && !$0.studies.isEmpty }
    }

    private func nextRecord(_ id: String, _ declaration: DatasetDeclaration, _ statistics: DatasetStatistics, snapshot: String) async throws
        -> DatasetRecord
    {
        let present = try await database.read { connection in
            try connection.first("SELECT record FROM dataset WHERE id = ?", [.text(id)])?.string("record").map {
                try EventLog.decode(DatasetRecord.self, from: $0)
            }
        }
        guard var present else {
            return DatasetRecord(
                id: id, holder: configuration.title, declaration: declaration, statistics: statistics, snapshot: snapshot, now: now())
        }
        present.declaration = declaration
        return try present.nextVersion(statistics: statistics, snapshot: snapshot, contentHash: nil, notes: nil, now: now())
    }

    /// The tier that the quality of the members' objects and clinical rows earns (Quality has the rules).
    private func tier(of members: [Patient], declared: Set<String>, computes: Bool) async throws -> DatasetStatistics.Tier {
        let identifiers = Set(members.map(\.id))
        let summary = try await database.read { connection in
            var summary = QualitySummary()
            let rows = try connection.query(
                """
                SELECT s.patient_id, q.json, COUNT(*) AS n FROM instance i JOIN series r ON r.uid = i.series_uid JOIN study s ON s.uid = r.study_uid
                JOIN inspection q ON q.digest = i.inspection GROUP BY s.patient_id, q.digest, q.json
                """)
            for row in rows where identifiers.contains(row.string("patient_id") ?? "") {
                let report = try JSONDecoder().decode(InspectionReport.self, from: Data((row.string("json") ?? "").utf8))
                for _ in 0..<(row.integer("n") ?? 0) { summary.add(report) }
            }
            return summary
        }
        let minimum = ["sex", "age_at_diagnosis", "population"]
        let withRow = members.filter { !Set($0.clinical.values.keys).isDisjoint(with: declared) }
        let known = withRow.reduce(0) { sum, member in sum + minimum.count { member.clinical[$0] != nil } }
        let facts = DatasetFacts(
            // Intake keeps out whatever would put an entity under two others, or store it twice (Archive.Outcome).
            entitiesAreConsistent: true, clinicalCoverage: 100 * Double(withRow.count) / Double(max(1, members.count)),
            clinicalCompleteness: 100 * Double(known) / Double(max(1, minimum.count * withRow.count)), answersSearch: true,
            computes: computes)
        let proposal = TierProposal(summary: summary, facts: facts)
        for condition in proposal.missing { logger.notice("For the next tier: \(condition.message)") }
        return proposal.tier.flatMap { DatasetStatistics.Tier(rawValue: $0.rawValue) } ?? .described
    }

    private func store(
        _ record: DatasetRecord, _ members: [Patient], mark: Int, cohort: String, declared: Set<String>, draft: LedgerFile.Draft
    ) async throws {
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO dataset (id, version, record, cohort, declared, published_ms) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET removals = 0, version = excluded.version, record = excluded.record, cohort = excluded.cohort,
                    declared = excluded.declared, published_ms = excluded.published_ms
                """,
                [
                    .text(record.id), .text(record.version.description), .text(try EventLog.encode(record)), .text(cohort),
                    .text(try EventLog.encode(declared.sorted())), .integer(mark),
                ])
            try connection.execute("DELETE FROM dataset_patient WHERE dataset_id = ?", [.text(record.id)])
            try connection.execute("DELETE FROM dataset_series WHERE dataset_id = ?", [.text(record.id)])
            let encoder = JSONEncoder()
            // The same content is the same text: what did not change is not loaded again.
            encoder.outputFormatting = .sortedKeys
            for member in members {
                // A patient who opted out, or whose studies were removed, between the look and this transaction.
                let isHeld = try connection.first("SELECT 1 AS n FROM patient WHERE id = ?", [.text(member.id)]) != nil
                let isIndexed = try connection.first("SELECT 1 AS n FROM indexed_series WHERE patient_id = ?", [.text(member.id)]) != nil
                guard isHeld || isIndexed else {
                    throw NodeError(.state, "A patient was removed while the dataset was computed. Publish again.")
                }
                try connection.execute(
                    "INSERT INTO dataset_patient (dataset_id, patient_id, record) VALUES (?, ?, ?)",
                    [.text(record.id), .text(member.id), .text(String(decoding: try encoder.encode(member), as: UTF8.self))])
                if isHeld { try DatasetSeries.note(member, of: record.id, connection) }
            }
            try self.record([draft], in: connection)
            try self.enqueue(.dataset(record), lifetime: 30 * 86_400, in: connection)
        }
    }
}

/// The computed part of a dataset's record.
enum DatasetContents {
    static func statistics(of index: CohortIndex, tier: DatasetStatistics.Tier) -> DatasetStatistics {
        let everyone = index.everyone
        let counts = index.counts(everyone)
        func groups(_ attribute: String) -> [String: Int] {
            Dictionary((index.facet(attribute, in: everyone)?.values ?? []).map { ($0.value, $0.patients) }, uniquingKeysWith: +)
        }
        let ages = index.summary(of: "age", in: everyone).map { Int($0.minimum.rounded(.down))...Int($0.maximum.rounded(.up)) }
        let completeness = Dictionary(
            uniqueKeysWithValues: ["sex", "age", "diagnosis", "modality", "body_part", "manufacturer"].map {
                attribute -> (String, Double) in
                let missing = index.facet(attribute, in: everyone)?.missing ?? index.patientCount
                return (
                    attribute,
                    index.patientCount == 0
                        ? 0 : 10 * (10 * Double(index.patientCount - missing) / Double(index.patientCount)).rounded(.down)
                )
            })
        return DatasetStatistics(
            patients: counts.patients, studies: counts.studies ?? 0, series: counts.series ?? 0, instances: counts.instances ?? 0,
            modalities: groups("modality"),
            bodyParts: groups("body_part"), manufacturers: groups("manufacturer"), sexes: groups("sex"), ages: ages,
            conditions: groups("diagnosis"),
            tier: tier, completeness: completeness)
    }
}

/// Which series a published version holds, so that what is shown of it can be found by a join.
enum DatasetSeries {
    static func note(_ member: Patient, of dataset: String, _ connection: any SQLConnection) throws {
        for study in member.studies {
            for series in study.series {
                try connection.execute(
                    """
                    INSERT INTO dataset_series (dataset_id, series_uid, study_uid, patient_id) VALUES (?, ?, ?, ?)
                    ON CONFLICT (dataset_id, series_uid) DO NOTHING
                    """,
                    [.text(dataset), .text(series.uid), .text(study.uid), .text(member.id)])
            }
        }
    }
}
