import DICOM
import Cohorts
import Deidentification
import Federation
import Foundation
import SampleData
import Storage
import TestSupport
import Testing

@testable import Node

@Suite("A change of the key")
struct RotationTests {
    private let key = FrozenHome.cohort.answerKey
    private struct Killed: Error {}

    /// Everything that a node says about its data, for comparison.
    private struct Picture: Equatable {
        var instances: [[String]] = []
        var rows: [String] = []

        static func of(_ node: Node) async throws -> Picture {
            try await node.database.read { connection in
                func all(_ sql: String) throws -> [String] {
                    try connection.query(sql).map { row in
                        ["a", "b", "c", "d"].compactMap { column in
                            row.string(column) ?? row.integer(column).map(String.init) ?? row.bytes(column).map { hexadecimal($0) }
                        }.joined(separator: "|")
                    }
                }
                var picture = Picture()
                for sql in [
                    "SELECT sop_instance_uid AS a, series_uid AS b, digest AS c, size AS d FROM instance ORDER BY 1",
                    "SELECT uid AS a, study_uid AS b, facts AS c, instance_count AS d FROM series ORDER BY 1",
                    "SELECT uid AS a, patient_id AS b, date AS c, modalities AS d FROM study ORDER BY 1",
                    "SELECT uid AS a, study_date AS b, series_count AS c, instance_count AS d FROM study ORDER BY 1",
                    "SELECT id AS a, name_key AS b, sex AS c FROM patient ORDER BY 1",
                    "SELECT patient_id AS a FROM clinical ORDER BY 1",
                    "SELECT dataset_id AS a, patient_id AS b FROM dataset_patient ORDER BY 1, 2",
                    "SELECT dataset_id AS a, series_uid AS b, study_uid AS c, patient_id AS d FROM dataset_series ORDER BY 1, 2",
                    "SELECT digest AS a, patient_id AS b FROM linkage ORDER BY 1",
                    "SELECT digest AS a FROM optout ORDER BY 1",
                    "SELECT id AS a, patient_digest AS b FROM quarantine ORDER BY 1",
                ] { picture.rows += try all(sql) }
                return picture
            }
        }
    }

    /// A home in which there is something of everything; nobody has it open.
    private func home(_ folder: String) async throws -> (paths: [String], code: String, study: String) {
        let code = try #require(try NodeHome("\(folder)/home").create(makeConfiguration()))
        let node = try openNode(folder)
        let paths = try write(FrozenHome.cohort.files, to: "\(folder)/images")
        try await node.optOut([key.patients[5].originalID], actor: "ana")
        try await node.ingest(paths)
        _ = try await node.loadClinicalTable(text: FrozenHome.cohort.clinicalTable)
        try await node.publish()
        return (paths, code, key.patients[0].files[0].studyInstanceUID)
    }

    private func rotation(_ folder: String) -> KeyRotation { KeyRotation(home: NodeHome("\(folder)/home"), now: { TestClock.noon }) }

    @Test("makes of the archive what the new key would have made of the originals, which are found again when they are sent again")
    func moved() async throws {
        try await withTemporaryFolder { folder in
            let (paths, code, study) = try await home(folder)
            let before = try openNode(folder)
            let old = before.pseudonyms
            let leftover = (path: "ab/cd/abcd.1.2.partial", bytes: Array(old.patientIdentifier(for: key.patients[0].originalID).utf8))
            try write([leftover], to: "\(folder)/home/objects")
            let (_, secret) = try await before.createAccessToken(
                label: "reading", scope: .studies([old.uid(for: study)]), mayStore: false, days: 9, actor: "ana")
            let (records, state) = (try await before.datasets(), try await before.state())
            let pictureBefore = try await Picture.of(before)
            try before.close()

            let summary = try await rotation(folder).run(actor: "ana")
            #expect(summary.layers == 2 && summary.objects == state.instances)
            let node = try openNode(folder)
            #expect(try await node.verifyArchive { _, _ in }.sound == state.instances)
            #expect(try allFiles(below: "\(folder)/home/objects").count == state.instances)
            #expect(try await Picture.of(node) != pictureBefore)
            for patient in key.patients.dropLast() {
                let pseudonym = node.pseudonyms.patientIdentifier(for: patient.originalID)
                #expect(pseudonym != old.patientIdentifier(for: patient.originalID))
                #expect(try await node.archive.instances(patient: pseudonym).count == patient.files.count)
            }
            // Nothing of before is left in any byte of the home but the keys.
            let oldNames = key.patients.map { old.patientIdentifier(for: $0.originalID) } + [old.uid(for: study)]
            for file in try allFiles(below: "\(folder)/home") where file.path.hasPrefix("objects/") {
                let text = String(decoding: file.bytes.prefix(20_000), as: UTF8.self)
                for name in oldNames { #expect(!text.contains(name)) }
            }
            // The same as if the node had had this key from the beginning.
            let again = try await node.ingest(paths)
            #expect(again.archived == 0 && again.duplicates == state.instances + 1, "\(again.line)")
            #expect(try await node.quarantined().count == state.quarantine.values.reduce(0, +))
            #expect(again.optedOut == key.patients[5].files.count)
            let clinical = try await node.loadClinicalTable(text: FrozenHome.cohort.clinicalTable)
            #expect(clinical.joined == key.patients.count - 1 && clinical.optedOut == 1)
            #expect(try await node.count("SELECT COUNT(*) FROM clinical") == clinical.joined + clinical.withoutImages)
            let people = try await node.openLinkage(.everyone, secret: code, reason: "test", actor: "ana")
            #expect(people.count == clinical.joined + clinical.withoutImages)
            // Published versions stay, with the same patients under their new names.
            #expect(try await node.datasets() == records)
            let published = try #require(try await node.cohorts.dataset("north.all"))
            #expect(
                Set(try await node.cohorts.patients(of: published, after: nil).map(\.id))
                    == Set(key.patients.dropLast().map { node.pseudonyms.patientIdentifier(for: $0.originalID) }))
            let grant = try #require(try await node.accessGrant(secret: secret))
            #expect(grant.scope == .studies([node.pseudonyms.uid(for: study)]))
            #expect(try node.entries("key.changed").map { $0.details["layers"] } == ["2"])
            #expect(try node.entries("key.change.begun").count == 1)
        }
    }

    @Test("keeps the intervals between the studies of a patient")
    func intervals() async throws {
        try await withTemporaryFolder { folder in
            _ = try await home(folder)
            func dates(_ node: Node) async throws -> [[Int]] {
                var result: [[Int]] = []
                for patient in key.patients.dropLast() {
                    let pseudonym = node.pseudonyms.patientIdentifier(for: patient.originalID)
                    let rows = try await node.database.read {
                        try $0.query("SELECT study_date FROM study WHERE patient_id = ? ORDER BY study_date", [.text(pseudonym)])
                    }
                    result.append(rows.compactMap { $0.string("study_date").flatMap(dayNumber) })
                }
                return result
            }
            let before = try openNode(folder)
            let first = try await dates(before)
            try before.close()
            _ = try await rotation(folder).run(actor: "ana")
            let second = try await dates(openNode(folder))
            #expect(first.contains { $0.count > 1 }, "there is a patient with two studies")
            for (before, after) in zip(first, second) {
                #expect(before.count == after.count && before != after)
                #expect(zip(before, after).allSatisfy { $1 - $0 == after[0] - before[0] })
            }
        }
    }

    @Test(
        "moves what an index named as well: the same file again replaces it, and nobody's days from diagnosis change",
        arguments: [false, true])
    func index(isKilled: Bool) async throws {
        try await withTemporaryFolder { folder in
            try NodeHome("\(folder)/home").create(makeConfiguration())
            let before = try openNode(folder)
            let path = "\(folder)/index.csv"
            let header = "PatientID,StudyInstanceUID,SeriesInstanceUID,StudyDate,PatientSex,Manufacturer,BodyPartExamined,Modality"
            let rows = (1...8).flatMap { number in
                ["1,CT", "2,SEG"].map { series in
                    let (place, modality) = (series.prefix(1), series.dropFirst(2))
                    return "P-\(number),1.9.\(number),1.8.\(number).\(place),2020-03-0\(number),F,SIEMENS,CHEST,\(modality)"
                }
            }
            try DurableFile.write(Array(([header] + rows).joined(separator: "\n").utf8), to: path)
            _ = try await before.loadSeriesIndex(path, actor: "ana")
            _ = try await before.loadClinicalTable(
                text: "patient_id,diagnosis_date\n" + (1...8).map { "P-\($0),2020-02-20\n" }.joined())
            try await before.publish()
            // What a killed load left must not be moved with the rest.
            try await before.database.write {
                try $0.execute(
                    "INSERT INTO indexed_series (uid, load, study_uid, patient_id, facts) SELECT uid, 99, study_uid, patient_id, facts FROM indexed_series"
                )
            }
            func picture(_ node: Node) async throws -> (days: [Int?], dates: [String], ids: Set<String>) {
                let patients = try await node.database.read { try IndexedSeriesReader.adding(to: [], from: nil, $0) }
                let dates = try await node.database.read {
                    try $0.query("SELECT study_date FROM indexed_series ORDER BY study_date").compactMap { $0.string("study_date") }
                }
                return (
                    patients.flatMap(\.studies).map(\.daysFromDiagnosis).sorted { ($0 ?? 0) < ($1 ?? 0) }, dates,
                    Set(patients.map(\.id) + patients.flatMap(\.studies).flatMap(\.series).map(\.uid))
                )
            }
            let first = try await picture(before)
            #expect(first.days == (10...17).map { $0 } && first.ids.count == 8 + 16)
            try before.close()
            if isKilled {
                await #expect(throws: Killed.self) {
                    try await rotation(folder).run(actor: "ana", after: { if $0 == .patientDone(3) { throw Killed() } })
                }
            }
            _ = try await rotation(folder).run(actor: "ana")
            let node = try openNode(folder)
            let second = try await picture(node)
            #expect(second.days == first.days && second.dates != first.dates && second.dates.count == 16)
            #expect(first.ids.isDisjoint(with: second.ids))
            let expected = (1...8).flatMap { number in
                [node.pseudonyms.patientIdentifier(for: "P-\(number)")] + (1...2).map { node.pseudonyms.uid(for: "1.8.\(number).\($0)") }
            }
            #expect(second.ids == Set(expected))
            let published = try #require(try await node.cohorts.dataset("north.all")).index
            #expect(try published.evaluate(Query(text: "modality = SEG and days_from_diagnosis = 12")).count == 1)
            let again = try await node.loadSeriesIndex(path, actor: "ana")
            #expect(again.replaced == 16 && again.series == 16)
            #expect(try await node.count("SELECT COUNT(*) FROM indexed_series") == 16)
            #expect(try await node.count("SELECT COUNT(*) FROM linkage") == 8)
            #expect(try await picture(node).dates == second.dates)
            _ = try await node.optOut(["P-3"], actor: "ana")
            #expect(try await node.count("SELECT COUNT(*) FROM indexed_series") == 14)
            #expect(try await node.cohorts.dataset("north.all")?.index.patientCount == 7)
        }
    }

    @Test("that is killed at any point goes on where it stopped; until then the home does not open", arguments: 0..<4)
    func killed(_ point: Int) async throws {
        try await withTemporaryFolder { folder in
            let (paths, _, _) = try await home(folder)
            let step = [KeyRotation.Step.listed, .patientDone(1), .patientDone(3), .mapped][point]
            await #expect(throws: Killed.self) {
                try await rotation(folder).run(actor: "ana", after: { if $0 == step { throw Killed() } })
            }
            let refusal = #expect(throws: NodeError.self) { try openNode(folder) }
            #expect(refusal?.message.contains("rotate-key") == true)
            let summary = try await rotation(folder).run(actor: "ana")
            #expect(summary.layers == 2)
            let node = try openNode(folder)
            let state = try await node.state()
            #expect(try await node.verifyArchive { _, _ in }.sound == state.instances && state.instances > 0)
            #expect(try allFiles(below: "\(folder)/home/objects").count == state.instances)
            #expect(try await node.count("SELECT COUNT(*) FROM rotation") == 0)
            let again = try await node.ingest(paths)
            #expect(again.archived == 0 && again.duplicates == state.instances + 1)
            #expect(try node.entries("key.changed").count == 1)
            #expect(try node.entries("key.change.begun").count == 1)
            try node.close()
            #expect(try await rotation(folder).run(actor: "ana").layers == 3)
        }
    }

    @Test("does not begin where an object is damaged, and changes nothing")
    func damaged() async throws {
        try await withTemporaryFolder { folder in
            _ = try await home(folder)
            let object = try #require(try allFiles(below: "\(folder)/home/objects").first)
            try Data(object.bytes.dropLast(2)).write(to: URL(filePath: "\(folder)/home/objects/\(object.path)"))
            let error = await #expect(throws: NodeError.self) { try await rotation(folder).run(actor: "ana") }
            #expect(error?.message.contains("Nothing was changed") == true)
            let node = try openNode(folder)
            #expect(node.pseudonyms.layerCount == 1)
            #expect(try node.entries("key.change.begun").isEmpty)
        }
    }

    @Test("waits for nobody: while the node is open it is refused, and changes nothing")
    func running() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let error = await #expect(throws: NodeError.self) { try await rotation(folder).run(actor: "ana") }
            #expect(error?.code == .state && error?.message.contains("Stop it") == true)
            #expect(try node.entries("key.change.begun").isEmpty)
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/home/keys/layers.next"))
            try node.close()
            #expect(try await rotation(folder).run(actor: "ana").layers == 2)
        }
    }
}

/// Days since 1970 of YYYYMMDD.
func dayNumber(_ date: String) -> Int? {
    let formatter = DateFormatter()
    formatter.dateFormat = "yyyyMMdd"
    formatter.timeZone = TimeZone(identifier: "UTC")
    return formatter.date(from: date).map { Int(($0.timeIntervalSince1970 / 86_400).rounded()) }
}
