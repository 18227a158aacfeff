import Catalogue
import Cohorts
import Computation
import DICOM
import DICOMNetwork
import Deidentification
import Federation
import Foundation
import HTTPTypes
import HummingbirdTesting
import SampleData
import Storage
import TestSupport
import Testing

@testable import Node

private typealias Tag = DICOM.Tag

@Suite("Opting out")
struct OptOutTests {
    private let key = FrozenHome.cohort.answerKey
    private struct Killed: Error {}

    private func files(of patient: AnswerKey.Patient) -> [(path: String, bytes: [UInt8])] {
        let paths = Set(patient.files.map(\.path))
        return FrozenHome.cohort.files.filter { paths.contains($0.path) }
    }

    /// How often a patient is in every table that has one.
    private func rows(_ node: Node, of original: String) async throws -> [Int] {
        let (patient, digest) = (node.pseudonyms.patientIdentifier(for: original), node.pseudonyms.originalPatientDigest(for: original))
        return try await node.database.read { connection in
            try [
                "patient WHERE id", "study WHERE patient_id", "clinical WHERE patient_id", "dataset_patient WHERE patient_id",
                "dataset_series WHERE patient_id", "linkage WHERE patient_id",
            ].map { try connection.count("SELECT COUNT(*) FROM \($0) = ?", [.text(patient)]) }
                + [try connection.count("SELECT COUNT(*) FROM quarantine WHERE patient_digest = ?", [.text(digest)])]
        }
    }

    @Test("takes a patient out of archive, index, quarantine, clinical rows, linkage and published datasets, and nobody else")
    func everything() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            try await node.ingest(write(FrozenHome.cohort.files, to: "\(folder)/images"))
            _ = try await node.loadClinicalTable(text: FrozenHome.cohort.clinicalTable)
            let record = try await node.publish()
            let patient = try #require(key.patients.first { patient in key.flaws.contains { $0.originalID == patient.originalID } })
            let other = try #require(key.patients.first { $0.originalID != patient.originalID })
            #expect(try await rows(node, of: patient.originalID).allSatisfy { $0 > 0 })
            let before = (
                state: try await node.state(), others: try await rows(node, of: other.originalID),
                snapshot: try #require(try await node.cohorts.dataset("north.all")).index.snapshot
            )

            let summary = try await node.optOut([patient.originalID, "nobody-here"], actor: "ana")
            #expect(summary.added == 2 && summary.alreadyOut == 0 && summary.found == 1)
            #expect(summary.instances == patient.files.count && summary.clinicalRows == 1 && summary.datasets == ["north.all"])
            let after = try await node.state()
            #expect(after.patients == before.state.patients - 1 && after.instances == before.state.instances - patient.files.count)
            #expect(summary.quarantined == 2, "the burned-in and the truncated file are of the first patient")
            #expect(try await rows(node, of: patient.originalID).allSatisfy { $0 == 0 })
            #expect(try await rows(node, of: other.originalID) == before.others)
            #expect(try allFiles(below: "\(folder)/home/objects").count == after.instances)
            #expect(try allFiles(below: "\(folder)/home/quarantine").count == after.quarantine.values.reduce(0, +))
            #expect(try await node.verifyArchive { _, _ in }.faults.isEmpty)

            // The record stays; what is answered about it is answered about others, under another snapshot.
            let published = try #require(try await node.cohorts.dataset("north.all"))
            #expect(published.record == record)
            #expect(published.index.patientCount == key.patients.count - 1 && published.index.snapshot != before.snapshot)
            #expect(try await openNode(folder).cohorts.dataset("north.all")?.index.patientCount == key.patients.count - 1)
            let next = try await node.publish()
            #expect(next.snapshot != record.snapshot)

            let added = try #require(try node.entries("optout.added").first)
            #expect(added.actor == "ana" && added.details["patients"] == "2" && added.details["datasets"] == "north.all")
            #expect(try node.entries("objects.removed").first?.details["objects"] == "\(patient.files.count)")
            let again = try await node.optOut([patient.originalID], actor: "ana")
            #expect(again.added == 0 && again.alreadyOut == 1 && again.found == 0)
            #expect(try node.entries("optout.added").count == 1)
        }
    }

    @Test("refuses later arrivals by folder, quarantine, STOW-RS and clinical table, and keeps no byte of them")
    func arrivals() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let patient = try #require(key.patients.first { patient in key.flaws.contains { $0.originalID == patient.originalID } })
            try await node.optOut([patient.originalID], actor: "ana")
            let paths = try write(FrozenHome.cohort.files, to: "\(folder)/images")
            let summary = try await node.ingest(paths)
            let flaws = key.flaws.filter { $0.originalID == patient.originalID && $0.expected != .notDICOM }
            #expect(summary.isExact && summary.optedOut == patient.files.count + flaws.count)
            #expect(summary.quarantined == 0 && summary.line.contains("\(summary.optedOut) opted out"))
            #expect(try node.entries("intake.finished").first?.details["optedOut"] == "\(summary.optedOut)")
            #expect(try await rows(node, of: patient.originalID).allSatisfy { $0 == 0 })
            #expect(try allFiles(below: "\(folder)/home/objects").count == summary.archived)
            #expect(try allFiles(below: "\(folder)/home/quarantine").isEmpty)

            let file = try #require(files(of: patient).first)
            let outcome = try await node.objectIntake.take(file.bytes, source: "test", actor: "AE TEST")
            #expect(ArchiveProvider.status(of: outcome).status.rawValue == 0x0124)
            try await withDICOMweb(node) { web in
                let response = try await web.store([file.bytes])
                #expect(response.status.code == 409)
                let item = try #require(try DataSet(json: response.bytes).items(.failedSOPSequence).first)
                #expect(item.integer(.failureReason) == 0x0124)
                #expect(item.string(.referencedSOPInstanceUID) == patient.files[0].sopInstanceUID)
            }
            let clinical = try await node.loadClinicalTable(text: FrozenHome.cohort.clinicalTable)
            #expect(clinical.optedOut == 1 && clinical.joined == key.patients.count - 1)
            #expect(clinical.withoutImages == key.clinical.withoutImages.count)
            #expect(try await rows(node, of: patient.originalID).allSatisfy { $0 == 0 })
        }
    }

    @Test("holds at once for a node that runs, over DICOMweb too, and is withdrawn as quickly")
    func whileRunning() async throws {
        try await withTemporaryFolder { folder in
            let running = try await thawedNode(folder)
            let command = try openNode(folder)
            let patient = key.patients[0]
            let study = running.pseudonyms.uid(for: patient.files[0].studyInstanceUID)
            try await withDICOMweb(running) { web in
                #expect(try await web.dataSets("/studies?StudyInstanceUID=\(study)").count == 1)
                try await command.optOut([patient.originalID], actor: "ana")
                #expect(try await web.dataSets("/studies?StudyInstanceUID=\(study)").isEmpty)
                #expect(try await web.get("/studies/\(study)", accept: "multipart/related; type=\"application/dicom\"").status == .notFound)
                let file = try #require(files(of: patient).first)
                #expect(try await web.store([file.bytes]).status.code == 409)
                #expect(try await command.withdrawOptOut([patient.originalID], actor: "ana") == 1)
                #expect(try await command.withdrawOptOut([patient.originalID], actor: "ana") == 0)
                #expect(try await web.store([file.bytes]).status == .ok)
                #expect(try await web.dataSets("/studies?StudyInstanceUID=\(study)").count == 1)
            }
        }
    }

    @Test("is kept as what happened when; whose entries they are, only the data manager sees")
    func list() async throws {
        try await withTemporaryFolder { folder in
            let clock = TestClock()
            let code = try #require(try NodeHome("\(folder)/home").create(makeConfiguration()))
            let node = try openNode(folder, clock: clock)
            try await node.optOut(["4711", " 4711 ", "0815"], actor: "ana")
            clock.advance(by: day)
            _ = try await node.withdrawOptOut(["4711"], actor: "ana")
            let list = try await node.optOuts()
            #expect(list.map(\.added) == [TestClock.noon, TestClock.noon])
            #expect(list.map(\.withdrawn) == [TestClock.noon + day, nil])
            #expect(list.allSatisfy { $0.originalPatientID == nil })
            let opened = try await node.openOptOuts(secret: code, reason: "yearly check", actor: "ana")
            #expect(opened.map(\.originalPatientID) == ["4711", "0815"])
            #expect(try node.entries("optout.opened").first?.details == ["rows": "2", "reason": "yearly check"])
            clock.advance(by: day)
            try await node.optOut(["4711"], actor: "ana")
            #expect(try await node.optOuts().map(\.withdrawn) == [nil, nil])
            #expect(try await node.count("SELECT COUNT(*) FROM optout_event") == 4)
            for wrong in [[], [""], ["a\u{7}b"], [String(repeating: "1", count: 257)], ["1", " "]] {
                await #expect(throws: NodeError.self) { try await node.optOut(wrong, actor: "ana") }
            }
            #expect(try await node.count("SELECT COUNT(*) FROM optout_event") == 4)
        }
    }

    @Test("that is killed after the rows went is finished at the next start; killed before, nothing changed")
    func killed() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let patient = try #require(key.patients.first { patient in key.flaws.contains { $0.originalID == patient.originalID } })
            let before = try allFiles(below: "\(folder)/home/objects").count
            await #expect(throws: Killed.self) {
                try await node.optOut([patient.originalID], actor: "ana") { step in if step == .rowsRemoved { throw Killed() } }
            }
            try node.database.close()

            let next = try openNode(folder)
            #expect(try await rows(next, of: patient.originalID).allSatisfy { $0 == 0 })
            #expect(try allFiles(below: "\(folder)/home/objects").count == before, "the files are still there")
            try await next.finishRemovals()
            let state = try await next.state()
            #expect(try allFiles(below: "\(folder)/home/objects").count == before - patient.files.count)
            #expect(try allFiles(below: "\(folder)/home/objects").count == state.instances)
            #expect(try allFiles(below: "\(folder)/home/quarantine").count == state.quarantine.values.reduce(0, +))
            #expect(try await next.count("SELECT COUNT(*) FROM removal") == 0)
            try await next.writeLedger()
            #expect(try next.entries("optout.added").count == 1)
        }
    }

    @Test("while the patient's objects arrive leaves none of them, in whatever order the two meet")
    func race() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let patient = key.patients[0]
            let files = files(of: patient)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, file) in files.enumerated() {
                    group.addTask { _ = try await node.objectIntake.take(file.bytes, source: "test", actor: "test") }
                    if number == files.count / 2 {
                        group.addTask { try await openNode(folder).optOut([patient.originalID], actor: "ana") }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await rows(node, of: patient.originalID).allSatisfy { $0 == 0 })
            #expect(try allFiles(below: "\(folder)/home/objects").isEmpty)
        }
    }

    @Test("finds items that were put aside before patients were noted with them")
    func olderQuarantine() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let patient = try #require(key.patients.first { patient in key.flaws.contains { $0.originalID == patient.originalID } })
            try await node.database.write { try $0.execute("UPDATE quarantine SET patient_digest = NULL") }
            let quarantined = try await node.quarantined().count
            let summary = try await node.optOut([patient.originalID], actor: "ana")
            #expect(summary.quarantined > 0)
            #expect(try await node.quarantined().count == quarantined - summary.quarantined)
        }
    }

    @Test("takes back what was answered for jobs with the patient's data, without giving rounds back")
    func answers() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            try await node.publish()
            let aggregate = Aggregate(job: "j", round: 1, rows: 6, positiveRows: nil, moments: [])
            let notice = AggregateNotice(job: "j", round: 1, dataset: "north.all", aggregate: aggregate, refusals: [])
            let text = try EventLog.encode(notice)
            try await node.database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO job_round (job, round, dataset_id, permit, cohort, description, request, answer)
                    VALUES ('j', 1, 'north.all', 'p', '', '', '', ?)
                    """, [.text(text)])
            }
            try await node.optOut([key.patients[0].originalID], actor: "ana")
            let kept = try await node.database.read { try $0.query("SELECT answer FROM job_round").compactMap { $0.string("answer") } }
            let answers = try kept.map { try EventLog.decode(AggregateNotice.self, from: $0) }
            #expect(answers.map(\.round) == [1] && answers.allSatisfy { $0.aggregate == nil && $0.refusals.count == 1 })
        }
    }
}
