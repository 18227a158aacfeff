import Catalogue
import Cohorts
import Federation
import Foundation
import Storage

/// The published datasets, each with its index in memory. A dataset's version is a snapshot, so that an index is built once for
/// each version and never waits for an ingest.
actor CohortRoom {
    /// A published dataset that can be asked.
    struct Published: Sendable {
        let record: DatasetRecord
        let index: CohortIndex
        let state: State
        /// By pseudonym; for computations under a permit.
        let patients: [String: Patient]
    }

    private let database: Database
    private var loaded: [String: (state: State, published: Published)] = [:]

    /// What a snapshot in memory is compared by: a published version changes only when a patient opts out of it.
    struct State: Sendable, Equatable {
        var version: String
        var removals: Int
    }

    init(database: Database) { self.database = database }

    /// All published datasets, by id, as they are now; another process may have published since the last call.
    func published() async throws -> [Published] {
        let versions = try await database.read { connection in
            try connection.query("SELECT id, version, removals FROM dataset ORDER BY id").map {
                ($0.string("id") ?? "", State(version: $0.string("version") ?? "", removals: $0.integer("removals") ?? 0))
            }
        }
        var result: [Published] = []
        for (id, state) in versions {
            if let known = loaded[id], known.state == state {
                result.append(known.published)
            } else if let fresh = try await load(id) {
                loaded[id] = fresh
                result.append(fresh.published)
            }
        }
        return result
    }

    /// One dataset; `nil` where there is none with this id.
    func dataset(_ id: String) async throws -> Published? { try await published().first { $0.record.id == id } }

    private func load(_ id: String) async throws -> (state: State, published: Published)? {
        try await database.read { connection in
            let row = try connection.first("SELECT record, declared, version, removals FROM dataset WHERE id = ?", [.text(id)])
            guard let text = row?.string("record") else { return nil }
            let declared = try EventLog.decode([String].self, from: row?.string("declared") ?? "[]")
            let decoder = JSONDecoder()
            var patients: [Patient] = []
            try connection.forEachRow("SELECT record FROM dataset_patient WHERE dataset_id = ? ORDER BY patient_id", [.text(id)]) { row in
                patients.append(try decoder.decode(Patient.self, from: Data((row.string("record") ?? "").utf8)))
            }
            let state = State(version: row?.string("version") ?? "", removals: row?.integer("removals") ?? 0)
            let published = Published(
                record: try EventLog.decode(DatasetRecord.self, from: text),
                index: CohortIndex(patients: patients, declared: Set(declared)), state: state,
                patients: Dictionary(uniqueKeysWithValues: patients.map { ($0.id, $0) }))
            return (state, published)
        }
    }
}
