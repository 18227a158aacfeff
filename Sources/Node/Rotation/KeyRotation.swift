import Deidentification
import Federation
public import Foundation
import Ledger
import Logging
import Storage

/// Changes the key of the pseudonyms: everything that was made with the key of before is moved one layer on, without the originals.
///
/// The home must be nobody else's meanwhile. Whoever knew the pseudonyms, UIDs or the key of before cannot tell which are the new ones;
/// whoever sends an object again finds the one that is there. A kill at any point leaves a home that does not open until this is run
/// again, which goes on where it stopped:
///
/// 1. The new layer is written to `keys/layers.next`; all patients are put on a list, in one transaction.
/// 2. Patient by patient: new files, then all rows and the list in one transaction, then the old files (``PatientRotation``).
/// 3. What names patients by digest (opt-outs, quarantine) and tokens for studies, in one transaction that also ends the list.
/// 4. `keys/layers.next` becomes `keys/layers`; files that nothing points to go.
public struct KeyRotation: Sendable {
    private let home: NodeHome
    private let now: @Sendable () -> Date

    /// A change of the key of a home.
    public init(home: NodeHome, now: @escaping @Sendable () -> Date) {
        self.home = home
        self.now = now
    }

    /// What a change of the key did.
    public struct Summary: Codable, Sendable, Equatable {
        /// Patients who were moved by this run.
        public var patients = 0
        /// Objects that were written anew by this run.
        public var objects = 0
        /// How many layers the key has now.
        public var layers = 0
    }

    /// Where a test ends the process.
    enum Step: Sendable, Equatable {
        case listed
        case patientDone(Int)
        case mapped
    }

    private static let state = "rotation"

    /// Changes the key, or goes on with a change that was cut off.
    ///
    /// - Parameter progress: called after each patient with the number done by this run and the number that there were.
    /// - Throws: ``NodeError`` `state` where the node runs, or an archived object cannot be read; the rest is done when it is back.
    public func run(actor: String, progress: @Sendable (Int, Int) -> Void = { _, _ in }) async throws -> Summary {
        try await run(actor: actor, progress: progress) { _ in }
    }

    func run(
        actor: String, progress: @Sendable (Int, Int) -> Void = { _, _ in }, after step: @Sendable (Step) throws -> Void
    ) async throws -> Summary {
        let movesDates = try home.configuration().deidentification.chosenProfile(home: home.path).dates == .moved
        let lock = try HomeLock(path: home.lockPath, isExclusive: true)
        defer { lock.release() }
        let keys = try NodeKeys.load(from: home.keysPath)
        let layers = PseudonymLayers(keys: keys, home: home)
        let database = try Database(path: home.databasePath, migrations: NodeSchema.migrations)
        defer { try? database.close() }
        let archive = Archive(
            database: database, objects: try ObjectStore(root: home.objectsPath), linkage: LinkageSealer(key: nil), now: now,
            logger: Logger(label: "mosaic.rotation"))
        let ledger = try LedgerFile(folder: home.ledgerPath, signer: keys.signer)

        if !layers.isChanging { try await check(archive) }
        let key = try layers.nextKey()
        var summary = Summary(layers: key.layerCount)
        try await list(
            database, .init("key.change.begun", actor: actor, subject: "pseudonyms", details: ["layers": "\(key.layerCount)"]))
        try await LedgerDrafts.write(to: ledger, from: database, now: now())
        try step(.listed)
        let waiting = try await database.read { connection in
            try connection.query("SELECT patient_id FROM rotation ORDER BY patient_id").compactMap { $0.string("patient_id") }
        }
        for patient in waiting {
            summary.objects += try await PatientRotation(
                patient: patient, layer: key.newest, archive: archive, movesDates: movesDates
            ).run { connection in
                try connection.execute("DELETE FROM rotation WHERE patient_id = ?", [.text(patient)])
            }
            summary.patients += 1
            progress(summary.patients, waiting.count)
            try step(.patientDone(summary.patients))
        }
        let draft = LedgerFile.Draft(
            "key.changed", actor: actor, subject: "pseudonyms",
            details: ["layers": "\(key.layerCount)", "patients": "\(summary.patients)", "objects": "\(summary.objects)"])
        try await end(database, key.newest, draft)
        try step(.mapped)
        try layers.adopt()
        try await database.write { try $0.execute("DELETE FROM setting WHERE name = ?", [.text(Self.state)]) }
        try await archive.finishRemovals()
        // What intakes left behind when they were cut off bears names of before; nobody else is at work here.
        _ = try await archive.removeUnreferenced(archive.objects.names(writtenBefore: .distantFuture))
        try await LedgerDrafts.write(to: ledger, from: database, now: now())
        return summary
    }

    /// Reads every object before anything is changed: there is no way back once it has begun.
    private func check(_ archive: Archive) async throws {
        let digests = try await archive.database.read { connection in
            try connection.query("SELECT DISTINCT digest FROM instance").compactMap { $0.string("digest") }
        }
        for digest in digests {
            do {
                _ = try archive.objects.load(digest)
            } catch {
                throw NodeError(
                    .state, "Nothing was changed: an archived object cannot be read. \(error) 'mosaic node verify' names all such objects.")
            }
        }
    }

    /// Puts all patients on the list, once.
    private func list(_ database: Database, _ draft: LedgerFile.Draft) async throws {
        try await database.write { connection in
            guard try connection.first("SELECT 1 AS n FROM setting WHERE name = ?", [.text(Self.state)]) == nil else { return }
            try connection.execute("DELETE FROM clinical_staging")
            try connection.execute("DELETE FROM index_linkage")
            try connection.execute("DELETE FROM indexed_series WHERE load NOT IN (SELECT load FROM series_index)")
            try connection.execute(
                """
                INSERT INTO rotation (patient_id) SELECT id FROM patient UNION SELECT patient_id FROM clinical
                UNION SELECT patient_id FROM dataset_patient UNION SELECT patient_id FROM linkage UNION SELECT patient_id FROM indexed_series
                """)
            try connection.execute("INSERT INTO setting (name, value) VALUES (?, 'patients')", [.text(Self.state)])
            try LedgerDrafts.note([draft], in: connection)
        }
    }

    /// What names no pseudonym; once.
    private func end(_ database: Database, _ layer: PseudonymKey, _ draft: LedgerFile.Draft) async throws {
        try await database.write { connection in
            let state = try connection.first("SELECT value FROM setting WHERE name = ?", [.text(Self.state)])?.string("value")
            guard state == "patients" else { return }
            for (table, column) in [("optout", "digest"), ("optout_event", "digest"), ("quarantine", "patient_digest")] {
                let digests = try connection.query("SELECT DISTINCT \(column) AS digest FROM \(table) WHERE \(column) <> ''")
                    .compactMap { $0.string("digest") }
                for digest in digests {
                    try connection.execute(
                        "UPDATE \(table) SET \(column) = ? WHERE \(column) = ?",
                        [.text(layer.originalPatientDigest(for: digest)), .text(digest)])
                }
            }
            for row in try connection.query("SELECT id, scope FROM access_token") {
                guard case .studies(let uids) = try EventLog.decode(AccessScope.self, from: row.string("scope") ?? "") else { continue }
                // A study that has its UID still, because its profile keeps UIDs, is opened by it still.
                let scope = AccessScope.studies(
                    try uids.map { uid in
                        try connection.first("SELECT 1 AS n FROM study WHERE uid = ?", [.text(uid)]) == nil ? layer.uid(for: uid) : uid
                    })
                try connection.execute(
                    "UPDATE access_token SET scope = ? WHERE id = ?", [.text(try EventLog.encode(scope)), row["id"]])
            }
            try connection.execute("UPDATE setting SET value = 'mapped' WHERE name = ?", [.text(Self.state)])
            try LedgerDrafts.note([draft], in: connection)
        }
    }
}
