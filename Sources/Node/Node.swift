import DICOM
import Deidentification
public import Federation
public import Foundation
import Ledger
public import Logging
public import Storage

/// A node: everything that a data holder runs. The server and the command line open the same home and share it through the
/// database, so that a command works whether the server runs or not.
public final class Node: Sendable {
    /// The folder that holds its state.
    public let home: NodeHome
    /// What the data manager set.
    public let configuration: NodeConfiguration
    /// The name in the federation.
    public let name: NodeName
    /// What happened at this node.
    public let ledger: LedgerFile

    let keys: NodeKeys
    let database: Database
    let archive: Archive
    let quarantine: Quarantine
    let objectIntake: ObjectIntake
    let accessJournal: AccessJournal
    /// Held as long as the node is open: the key of the pseudonyms does not change meanwhile.
    private let lock: HomeLock
    let pseudonyms: PseudonymKey
    /// The public half of the linkage key; `nil` in a home from before there was one.
    let linkageKey: LinkagePublicKey?
    let cohorts: CohortRoom
    let modelRows: ModelRows
    let now: @Sendable () -> Date
    let logger: Logger

    /// Opens a home.
    ///
    /// - Throws: ``NodeError`` where there is no node, or its configuration cannot be used.
    public init(home: NodeHome, now: @escaping @Sendable () -> Date, logger: Logger) throws {
        self.home = home
        self.now = now
        self.logger = logger
        configuration = try home.configuration()
        name = try NodeName(configuration.name)
        keys = try NodeKeys.load(from: home.keysPath)
        guard keys.signer.name == name.value else {
            throw NodeError(
                .configuration,
                "\(home.configurationPath) names the node '\(name)', its keys are those of '\(keys.signer.name)'. Set the name back, or make a new home."
            )
        }
        lock = try HomeLock(path: home.lockPath, isExclusive: false)
        let layers = PseudonymLayers(keys: keys, home: home)
        guard !layers.isChanging else {
            throw NodeError(
                .state,
                "A change of the key was cut off. Run 'mosaic node rotate-key --home \(home.path)' again; it goes on where it stopped.")
        }
        database = try Database(path: home.databasePath, migrations: NodeSchema.migrations)
        linkageKey = try LinkagePublicKey(path: home.linkageKeyPath)
        archive = Archive(
            database: database, objects: try ObjectStore(root: home.objectsPath), linkage: LinkageSealer(key: linkageKey), now: now,
            logger: logger)
        quarantine = try Quarantine(database: database, folder: home.quarantinePath, secret: keys.derived(for: "quarantine"), now: now)
        pseudonyms = try layers.key()
        objectIntake = ObjectIntake(
            preparation: ObjectPreparation(
                deidentifier: try Deidentifier(
                    reading: try configuration.deidentification.chosenProfile(home: home.path), key: pseudonyms),
                pseudonyms: pseudonyms),
            archive: archive, quarantine: quarantine)
        cohorts = CohortRoom(database: database, logger: logger)
        modelRows = ModelRows(archive: archive, cohorts: cohorts)
        let ledger = try LedgerFile(folder: home.ledgerPath, signer: keys.signer)
        self.ledger = ledger
        accessJournal = AccessJournal(now: now) { drafts, time in try ledger.append(drafts, now: time) }
    }

    /// Closes the database and gives the home back, for whoever needs it alone; the node cannot be used after that.
    func close() throws {
        try database.close()
        lock.release()
    }

    /// Takes in the DICOM objects among files.
    ///
    /// - Parameter progress: called now and then with the sum so far and the number of files in all.
    public func ingest(_ files: [String], actor: String, progress: @Sendable (IntakeSummary, Int) -> Void) async throws -> IntakeSummary {
        try await noteProfile(actor: actor)
        let intake = Intake(objects: objectIntake, ledger: ledger, database: database, now: now)
        return try await intake.take(files, actor: actor, progress: progress)
    }

    /// Queues a message for the hub; in a transaction with what it reports.
    func enqueue(_ body: MessageBody, lifetime: TimeInterval, in connection: any SQLConnection) throws {
        let message = Message(sender: name.value, recipient: "hub", sent: now(), lifetime: lifetime, body: body)
        try LinkQueue.enqueue(SealedMessage(message, by: keys.signer), in: connection)
    }
}
