import Cohorts
import Federation
import Foundation
import SampleData
import Storage
import TestSupport
import Testing

@testable import Node

@Suite("Indexes of published datasets")
struct CohortRoomTests {
    private let key = FrozenHome.cohort.answerKey

    /// Puts a made version of a dataset in the place of a published one, as another process would.
    private func replace(_ node: Node, version: String, with patients: [Patient]) async throws {
        try await node.database.write { connection in
            try connection.execute("UPDATE dataset SET version = ?, declared = '[]', removals = 0", [.text(version)])
            try connection.execute("DELETE FROM dataset_patient")
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            for patient in patients {
                try connection.execute(
                    "INSERT INTO dataset_patient (dataset_id, patient_id, record) VALUES ('north.all', ?, ?)",
                    [.text(patient.id), .text(String(decoding: try encoder.encode(patient), as: UTF8.self))])
            }
        }
    }

    private func patients(_ numbers: some Sequence<Int>, modality: String = "CT") -> [Patient] {
        numbers.map { number in
            let id = "P\(String(repeating: "0", count: 6 - "\(number)".count))\(number)"
            let series = Series(uid: "1.2.\(number)", modality: modality, instanceCount: number % 7 + 1)
            return Patient(
                id: id, sex: number.isMultiple(of: 2) ? .female : .male, studies: [Study(uid: "1.1.\(number)", series: [series])])
        }
    }

    @Test("a dataset of several chunks is the same index as one made in one piece")
    func chunks() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            try await node.publish()
            let all = patients(0..<9_000)
            try await replace(node, version: "2.0.0", with: all)
            let published = try #require(try await node.cohorts.dataset("north.all"))
            #expect(published.index.patientCount == 9_000)
            #expect(published.index.snapshot == CohortIndex(patients: all, declared: []).snapshot)
        }
    }

    @Test("what changed is mended into the index: the same snapshot as made anew")
    func mended() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            try await node.publish()
            try await replace(node, version: "2.0.0", with: patients(0..<5_000))
            _ = try await node.cohorts.dataset("north.all")
            // Some gone, some changed, some new; then nearly all changed.
            let some = patients(100..<4_500) + patients(4_500..<4_600, modality: "MR") + patients(4_600..<5_050)
            for (version, content) in [("3.0.0", some), ("4.0.0", patients(0..<5_000, modality: "MR")), ("5.0.0", [])] {
                try await replace(node, version: version, with: content)
                let published = try #require(try await node.cohorts.dataset("north.all"))
                #expect(published.index.snapshot == CohortIndex(patients: content, declared: []).snapshot, "\(version)")
                #expect(try await openNode(folder).cohorts.dataset("north.all")?.index.snapshot == published.index.snapshot, "\(version)")
            }
        }
    }

    @Test("a question does not wait for a version that another process published, and meets it soon")
    func doesNotWait() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let first = try await node.publish(cohort: "modality in (CT, MG)")
            #expect(try await node.cohorts.published().map(\.record) == [first])
            let second = try await openNode(folder).publish()
            // The version before it, at once; a job asks for the present one and waits.
            #expect(try await node.cohorts.published().map(\.record) == [first])
            #expect(try await node.cohorts.dataset("north.all")?.record == second)
            #expect(try await node.cohorts.published().map(\.record) == [second])
        }
    }

    @Test("a question waits where a patient opted out, also while a new version is loaded")
    func optOut() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            try await node.publish()
            let before = try #require(try await node.cohorts.published().first)
            let other = try openNode(folder)
            _ = try await other.optOut([key.patients[0].originalID], actor: "ana")
            let after = try #require(try await node.cohorts.published().first)
            #expect(after.index.patientCount == before.index.patientCount - 1)
            #expect(after.record == before.record)

            let record = try await other.publish()
            _ = try await other.optOut([key.patients[1].originalID], actor: "ana")
            let last = try #require(try await node.cohorts.published().first)
            #expect(last.record == record && last.index.patientCount == before.index.patientCount - 2)
        }
    }

    @Test("whole records are read in pages, and not from another version than was asked for")
    func pages() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            try await node.publish()
            try await replace(node, version: "2.0.0", with: patients(0..<1_200))
            let published = try #require(try await node.cohorts.dataset("north.all"))
            var read: [Patient] = []
            while true {
                let page = try await node.cohorts.patients(of: published, after: read.last?.id)
                if page.isEmpty { break }
                #expect(page.count <= 500)
                read += page
            }
            #expect(read == patients(0..<1_200))
            try await replace(node, version: "3.0.0", with: patients(0..<10))
            let error = await #expect(throws: NodeError.self) { try await node.cohorts.patients(of: published, after: nil) }
            #expect(error?.code == .state)
        }
    }

    @Test("exact counts are those of the records, and an entry of the ledger")
    func exactCounts() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            try await node.publish()
            try await replace(node, version: "2.0.0", with: patients(0..<70) + patients(70..<100, modality: "MR"))
            let counts = try await node.exactCounts(["modality = MR", "", "treatment = surgery"], rounds: 3, actor: "ana")
            #expect(counts.map(\.counts?.patients) == [30, 100, nil])
            #expect(counts[0].counts?.series == 30 && counts[0].counts?.instances == (70..<100).map { $0 % 7 + 1 }.reduce(0, +))
            #expect(counts[2].unsupported == ["treatment"])
            let entry = try #require(try node.entries("cohort.counted").first)
            #expect(entry.actor == "ana" && entry.details["first"] == "modality = MR")
            await #expect(throws: NodeError.self) { try await node.exactCounts([""], dataset: "north.none", actor: "ana") }
        }
    }
}
