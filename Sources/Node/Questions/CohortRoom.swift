import Catalogue
import Cohorts
import Federation
import Foundation
import Logging
import Storage

/// The published datasets, each with its index in memory. The records of the patients stay in the database.
///
/// A dataset's version is a snapshot, so that an index never waits for an ingest. A new version is loaded beside the one before it, which goes
/// on answering questions until the new one takes its place in one step. Only where a patient opted out does a question wait.
actor CohortRoom {
    /// A published dataset that can be asked.
    struct Published: Sendable {
        let record: DatasetRecord
        let index: CohortIndex
        let state: SnapshotState
    }

    private struct Loaded: Sendable {
        let published: Published
        /// Of the stored record of each patient, in the order of the index.
        let digests: [RecordDigest]
        /// How many events the list of opt-outs had.
        let optOuts: Int
    }

    private let database: Database
    private let logger: Logger
    private var loaded: [String: Loaded] = [:]
    private var loading: [String: Task<Loaded?, any Error>] = [:]

    init(database: Database, logger: Logger) {
        self.database = database
        self.logger = logger
    }

    /// All published datasets, by id, for questions: as they are now, or as they were before a version that is being loaded.
    func published() async throws -> [Published] {
        let (present, optOuts) = try await database.read { (try SnapshotState.all($0), try SnapshotState.optOuts($0)) }
        loaded = loaded.filter { id, _ in present.contains { $0.id == id } }
        var result: [Published] = []
        for (id, state) in present {
            if let known = loaded[id], known.published.state == state {
                result.append(known.published)
            } else if let known = loaded[id], known.published.state.version != state.version, known.optOuts == optOuts {
                // Another process published; who asks while it is loaded is answered about the version before it.
                load(id)
                result.append(known.published)
            } else if let fresh = try await dataset(id) {
                result.append(fresh)
            }
        }
        return result
    }

    /// One dataset as it is now; `nil` where there is none with this id.
    func dataset(_ id: String) async throws -> Published? {
        while true {
            let state = try await database.read { try SnapshotState(of: id, $0) }
            guard let state else { return nil }
            if let known = loaded[id], known.published.state == state { return known.published }
            // What is being loaded may be what was there a moment ago: look again afterwards.
            guard try await load(id).value != nil else { return nil }
        }
    }

    /// Brings what this process has loaded of a dataset up to date; loads nothing that nobody asked for.
    func refresh(_ id: String) async throws {
        if loaded[id] != nil { _ = try await dataset(id) }
    }

    /// Whole records of a published version in the order of their pseudonyms, some hundred at a time: for computations under a permit.
    ///
    /// - Parameter last: the pseudonym after which to go on.
    /// - Throws: ``NodeError`` `state` where the version was replaced meanwhile.
    func patients(of dataset: Published, after last: String?) async throws -> [Patient] {
        let id = dataset.record.id
        let rows = try await database.read { connection in
            guard try SnapshotState(of: id, connection) == dataset.state else {
                throw NodeError(.state, "The dataset '\(id)' changed while it was read. Start again with its present version.")
            }
            return try connection.query(
                "SELECT record FROM dataset_patient WHERE dataset_id = ? AND patient_id > ? ORDER BY patient_id LIMIT 500",
                [.text(id), .text(last ?? "")])
        }
        let decoder = JSONDecoder()
        return try rows.map { try decoder.decode(Patient.self, from: Data(($0.string("record") ?? "").utf8)) }
    }

    /// The load of a dataset that is under way, or a new one.
    @discardableResult
    private func load(_ id: String) -> Task<Loaded?, any Error> {
        if let task = loading[id] { return task }
        let before = loaded[id]
        let task = Task { [database] in
            defer { self.loading[id] = nil }
            do {
                let loader = DatasetLoader(database: database, id: id)
                let fresh = try await loader.load(before: before.map { ($0.published.index, $0.digests) })
                self.loaded[id] = fresh.map {
                    Loaded(
                        published: Published(record: $0.record, index: $0.index, state: $0.state), digests: $0.digests, optOuts: $0.optOuts)
                }
                return self.loaded[id]
            } catch {
                logger.error("The dataset '\(id)' could not be loaded: \(error)")
                throw error
            }
        }
        loading[id] = task
        return task
    }
}
