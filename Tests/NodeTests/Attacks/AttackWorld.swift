import Catalogue
import Cohorts
import Deidentification
import Federation
import Foundation
import Logging
import Storage
import TestSupport

@testable import Node

/// Many games at once: in each, a dataset of one and the same node holds a certain woman or does not, and the attacker, who knows everybody
/// else in it, has to tell which. One question is asked of all datasets, so that it plays a move in every game.
struct AttackWorld: Sendable {
    /// The woman whose presence is the secret.
    static let target = "TARGET"
    /// Somebody whose absence is no secret.
    static let other = "M29"

    /// Whether she is in the dataset, by game.
    let isIn: [Bool]
    /// How many others are in the dataset, by game; the attacker knows.
    let others: [Int]

    init(games: Int, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        isIn = (0..<games).map { $0 % 2 == 0 }.shuffled(using: &generator)
        others = (0..<games).map { _ in Int.random(in: 30...39, using: &generator) }
    }

    /// The same games with her in every dataset.
    init(everybodyIn world: AttackWorld) {
        isIn = world.isIn.map { _ in true }
        others = world.others
    }

    /// The same games without her.
    init(nobodyIn world: AttackWorld) {
        isIn = world.isIn.map { _ in false }
        others = world.others
    }

    var games: Int { isIn.count }

    static func name(_ game: Int) -> String { "g\(1_000 + game)" }

    /// What the hospital calls a patient of a game; no patient is in two of them.
    static func original(_ patient: String, _ game: Int) -> String { "\(name(game))-\(patient)" }

    /// The men are 40, 41, 42… years old when diagnosed, she is 30.
    func patients(_ game: Int) -> [Patient] {
        var patients = (0..<others[game]).map { Self.patient("M\($0)", sex: .male, diagnosis: "prostate", age: 40 + $0) }
        if isIn[game] { patients.append(Self.patient(Self.target, sex: .female, diagnosis: "breast", age: 30)) }
        return patients
    }

    static let declared: Set<String> = ["diagnosis", "age_at_diagnosis"]

    static func patient(_ id: String, sex: Sex, diagnosis: String, age: Int) -> Patient {
        Patient(
            id: id, sex: sex, ageAtDiagnosis: Double(age), diagnosis: diagnosis,
            studies: [Study(uid: "2.25.1\(age)", series: [Series(uid: "2.25.2\(age)", modality: "MR", instanceCount: 1)])])
    }

    /// The same under the pseudonyms of a node.
    func patients(_ game: Int, of node: Node) -> [Patient] {
        patients(game).map { patient in
            var patient = patient
            patient.id = node.pseudonyms.patientIdentifier(for: Self.original(patient.id, game))
            return patient
        }
    }

    /// A node with a secret that is always the same, so that a run of the tests is like every other, and these datasets published.
    func node(in folder: String, shared: Double = 10_000, counting: DisclosureConfiguration.BoundedCount? = nil) async throws -> Node {
        var configuration = NodeConfiguration.initial(name: "north", title: "Hospital North", contact: "data@north.example", port: 0)
        configuration.disclosure.budgetOfAllUsers = shared
        configuration.disclosure.studies = counting
        configuration.disclosure.series = counting
        // Every game is on its own: no patient is in two datasets.
        configuration.disclosure.budgetAtNode = 10_000
        configuration.disclosure.budgetAtNodeOfAllUsers = 10_000
        let home = NodeHome("\(folder)/home")
        try home.create(configuration)
        try Data((1...32).map(UInt8.init)).write(to: URL(filePath: "\(folder)/home/keys/secret"))
        // The link's certificates are of today.
        let node = try Node(home: home, now: { Date() }, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        try await publish(on: node, version: "1.0.0")
        return node
    }

    func publish(on node: Node, version: String) async throws {
        try await node.database.write { connection in
            for game in 0..<games {
                try Self.publish(patients(game, of: node), as: "north.\(Self.name(game))", version: version, connection)
            }
        }
    }

    /// Writes what `mosaic node publish` writes of a dataset, without the record's figures.
    static func publish(_ patients: [Patient], as id: String, version: String, _ connection: any SQLConnection) throws {
        let record = DatasetRecord(
            id: id, holder: "Hospital North", declaration: makeDeclaration(title: id),
            statistics: DatasetStatistics(patients: 0, studies: 0, series: 0, instances: 0), snapshot: "",
            now: Date(timeIntervalSince1970: 0))
        try connection.execute(
            """
            INSERT INTO dataset (id, version, record, cohort, declared, published_ms) VALUES (?, ?, ?, 'everything', ?, 0)
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, record = excluded.record
            """,
            [.text(id), .text(version), .text(try EventLog.encode(record)), .text(try EventLog.encode(declared.sorted()))])
        try connection.execute("DELETE FROM dataset_patient WHERE dataset_id = ?", [.text(id)])
        let encoder = JSONEncoder()
        for patient in patients {
            try connection.execute(
                "INSERT INTO dataset_patient (dataset_id, patient_id, record) VALUES (?, ?, ?)",
                [.text(id), .text(patient.id), .text(String(decoding: try encoder.encode(patient), as: UTF8.self))])
        }
    }
}
