import Catalogue
import Federation
import Foundation
import Ledger
import Logging
import SampleData
import Storage
import TestSupport

@testable import Node

/// A new node's configuration: small numbers, so that a few patients can be counted.
func makeConfiguration(name: String = "north", floor: Int = 0, rhoPerCount: Double = 0.5, budget: Double = 100, shared: Double = 1_000)
    -> NodeConfiguration
{
    var configuration = NodeConfiguration.initial(name: name, title: "Hospital North", contact: "data@north.example", port: 0)
    configuration.disclosure = .init(floor: floor, rhoPerCount: rhoPerCount, budget: budget, budgetOfAllUsers: shared)
    return configuration
}

/// Opens the node of a home as a process would; several may be open at once.
func openNode(_ folder: String, clock: TestClock = TestClock()) throws -> Node {
    try Node(
        home: NodeHome("\(folder)/home"), now: { clock.now }, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
}

/// Makes a home in a folder and opens it.
func makeNode(_ folder: String, _ configuration: NodeConfiguration = makeConfiguration(), clock: TestClock = TestClock()) throws -> Node {
    try NodeHome("\(folder)/home").create(configuration)
    return try openNode(folder, clock: clock)
}

/// Writes files below a folder; returns their paths, sorted.
@discardableResult
func write(_ files: some Sequence<(path: String, bytes: [UInt8])>, to folder: String) throws -> [String] {
    var paths: [String] = []
    for file in files {
        let url = URL(filePath: "\(folder)/\(file.path)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.bytes).write(to: url)
        paths.append(url.path)
    }
    return paths.sorted()
}

extension Node {
    @discardableResult
    func ingest(_ paths: [String]) async throws -> IntakeSummary { try await ingest(paths, actor: "data manager") { _, _ in } }

    /// Loads a clinical table from its text.
    func loadClinicalTable(text: String) async throws -> ClinicalSummary {
        let path = "\(home.path)/../table-\(UUID().uuidString).csv"
        try Data(text.utf8).write(to: URL(filePath: path))
        return try await loadClinicalTable(path, actor: "data manager")
    }

    /// The messages that wait for the hub, opened as the hub opens them.
    func outbox() async throws -> [Message] {
        let time = now()
        return try await database.read { try LinkQueue.outgoing(to: "hub", after: 0, limit: 1_000, now: time, in: $0) }
            .map { try SealedMessage.open($0.note, from: keys.signer.verifier, recipient: "hub", now: time) }
    }

    /// A message as the hub would send it.
    func fromHub(_ body: MessageBody) -> Message {
        Message(sender: "hub", recipient: name.value, sent: now(), lifetime: 3_600, body: body)
    }

    /// The entries of the ledger of one kind, oldest first.
    func entries(_ kind: String) throws -> [(subject: String, actor: String, details: [String: String])] {
        try ledger.recent(10_000).reversed().filter { $0.kind == kind }.map { ($0.subject, $0.actor, $0.details) }
    }

    func count(_ sql: String) async throws -> Int { try await database.read { try $0.count(sql) } }

    /// Publishes all patients, or those of a cohort, with a complete declaration. Two patients with a diagnosis round to none, so the
    /// condition is declared.
    @discardableResult
    func publish(_ name: String = "all", cohort: String = "", condition: String? = "not stated") async throws -> DatasetRecord {
        try await publish(
            Publication(name: name, declaration: makeDeclaration(condition: condition), cohort: cohort), actor: "data manager")
    }
}

/// A declaration in which nothing mandatory is missing.
func makeDeclaration(title: String = "Sample images", condition: String? = nil) -> DatasetDeclaration {
    let contact = ContactPoint(name: "Data office", email: "data@north.example")
    return DatasetDeclaration(
        title: title, description: "Synthetic images.", contact: contact, publisher: Agent(name: "Hospital North", contact: contact),
        keywords: ["cancer"], collectionMethods: ["Routine care"], provenance: ["PACS"], primaryCondition: condition)
}

/// A node's home with a small cohort taken in, made once and copied for every test that changes it.
struct FrozenHome: Sendable {
    /// Six patients, two of each kind, with the files that go wrong.
    static let cohort = SampleCohort(seed: 11, holder: 0, patients: 6)
    static let intake = Task { try await FrozenHome(cohort, cohort.files.map { $0 }) }

    let summary: IntakeSummary
    private let files: [(path: String, bytes: [UInt8])]

    init(_ cohort: SampleCohort, _ images: [(path: String, bytes: [UInt8])], configuration: NodeConfiguration = makeConfiguration())
        async throws
    {
        (summary, files) = try await withTemporaryFolder { folder in
            let node = try makeNode(folder, configuration)
            let summary = try await node.ingest(write(images, to: "\(folder)/images"))
            _ = try await node.loadClinicalTable(text: cohort.clinicalTable)
            try node.database.close()
            return (summary, try allFiles(below: "\(folder)/home"))
        }
    }

    /// Writes the home into a folder of a test and opens it.
    func thaw(_ folder: String, clock: TestClock = TestClock(), configuration: NodeConfiguration? = nil) throws -> Node {
        try write(files, to: "\(folder)/home")
        if let configuration { try Data(configuration.yaml.utf8).write(to: URL(filePath: "\(folder)/home/node.yaml")) }
        return try openNode(folder, clock: clock)
    }
}

/// A copy of the small cohort's home, opened.
func thawedNode(_ folder: String, clock: TestClock = TestClock(), configuration: NodeConfiguration? = nil) async throws -> Node {
    try await FrozenHome.intake.value.thaw(folder, clock: clock, configuration: configuration)
}

/// The files below a folder with their bytes.
func allFiles(below folder: String) throws -> [(path: String, bytes: [UInt8])] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().compactMap { path in
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isDirectory), !isDirectory.boolValue else {
            return nil
        }
        return (path, try DurableFile.read("\(folder)/\(path)"))
    }
}
