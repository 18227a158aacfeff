import Catalogue
import Cohorts
import Federation
import Foundation
import SampleData
import Storage
import TestSupport
import Testing

@testable import Node

@Suite("Publishing")
struct PublishingTests {
    private let key = FrozenHome.cohort.answerKey

    private func rounded(_ count: Int) -> Int { (count + 2) / 5 * 5 }

    @Test("computes the record from the data, rounded, and queues it for the hub")
    func record() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let record = try await node.publish()
            let files = key.patients.flatMap(\.files)
            #expect(record.id == "north.all" && record.holder == "Hospital North" && record.state == .published)
            #expect(record.version == .first && record.previousVersion == nil)
            #expect(record.statistics.patients == rounded(key.patients.count))
            #expect(record.statistics.studies == rounded(Set(files.map(\.studyInstanceUID)).count))
            #expect(record.statistics.series == rounded(Set(files.map(\.seriesInstanceUID)).count))
            #expect(record.statistics.instances == rounded(files.count))
            #expect(record.statistics.countsRoundedTo == 5)
            #expect(record.statistics.tier == .processable)
            #expect(record.statistics.ages.map { $0.lowerBound % 10 == 0 && $0.upperBound % 10 == 9 } == true)
            #expect(record.issued == TestClock.noon)
            #expect(try await node.datasets() == [record])
            let sent = try await node.outbox()
            #expect(sent.map(\.body.kind) == ["dataset"])
            if case .dataset(let sentRecord)? = sent.first?.body { #expect(sentRecord == record) }
            let entry = try #require(try node.entries("dataset.published").first)
            #expect(entry.subject == "north.all" && entry.details["version"] == "1.0.0" && entry.details["snapshot"] == record.snapshot)
        }
    }

    @Test("without a clinical table reaches the tier that answers searches")
    func tier() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            try await node.ingest(write(FrozenHome.cohort.files, to: "\(folder)/images"))
            #expect(try await node.publish(condition: "not stated").statistics.tier == .searchable)
        }
    }

    @Test("again makes a new version over the new snapshot, of which asking is asking")
    func versions() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let first = try await node.publish(cohort: "modality in (CT, MG)")
            let second = try await node.publish()
            let third = try await node.publish()
            #expect([first, second, third].map(\.version.description) == ["1.0.0", "1.1.0", "1.2.0"])
            #expect(second.previousVersion == first.version)
            #expect(Set([first, second, third].map(\.snapshot)).count == 3)
            let published = try #require(try await node.cohorts.dataset("north.all"))
            #expect(published.record == third)
            #expect(try await node.cohorts.patients(of: published, after: nil).count == key.patients.count)
            #expect(try await openNode(folder).datasets() == [third])
            #expect(try await node.outbox().count == 3)
        }
    }

    @Test("a version is a snapshot: what comes in later is not in it")
    func snapshot() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let files = Array(FrozenHome.cohort.files)
            let count = key.patients[0].files.count
            try await node.ingest(write(files.prefix(count), to: "\(folder)/first"))
            // A single patient rounds to nothing, which a record may not show.
            let few = await #expect(throws: CatalogueError.self) { try await node.publish(condition: "not stated") }
            #expect(few?.faults.contains { $0.property == "healthdcatap:numberOfUniqueIndividuals" } == true)
            try await node.ingest(write(files.prefix(key.patients.prefix(4).flatMap(\.files).count), to: "\(folder)/more"))
            try await node.publish(condition: "not stated")
            try await node.ingest(write(files, to: "\(folder)/all"))
            #expect(try await node.state().patients == 6)
            #expect(try await node.cohorts.dataset("north.all")?.index.patientCount == 4)
        }
    }

    @Test("whoever may see a dataset sees nothing of it that was archived later, though it were in the same millisecond")
    func later() async throws {
        try await withTemporaryFolder { folder in
            // The clock stands still throughout.
            let node = try makeNode(folder)
            let all = key.patients.flatMap(\.files)
            let held = try #require(Dictionary(grouping: all, by: \.seriesInstanceUID).values.first { $0.count > 1 }?.last)
            let whole = Set(all.map(\.path))
            let files = FrozenHome.cohort.files.filter { whole.contains($0.path) }
            try await node.ingest(write(files.filter { $0.path != held.path }, to: "\(folder)/first"))
            let first = try await node.publish(condition: "not stated")
            let scope = AccessScope.datasets([first.id])
            let before = try await node.archive.instances(scope: scope).map(\.sopInstanceUID)
            #expect(before.count == all.count - 1)
            let late = try write(files.filter { $0.path == held.path }, to: "\(folder)/late")
            #expect(try await node.ingest(late).archived == 1)
            #expect(try await node.archive.instances(scope: scope).map(\.sopInstanceUID) == before)
            #expect(try await node.archive.instances().count == all.count)
            try await node.publish(condition: "not stated")
            #expect(try await node.archive.instances(scope: scope).count == all.count)
        }
    }

    @Test("what is archived while a version is computed is neither counted in it nor seen with it")
    func meanwhile() async throws {
        try await withTemporaryFolder { folder in
            let clock = TestClock()
            let node = try makeNode(folder, clock: clock)
            let files = FrozenHome.cohort.files.map { $0 }
            let count = key.patients[0].files.count
            try await node.ingest(write(files.prefix(count), to: "\(folder)/first"))
            let mark = try await node.database.write { try PublicationMark.set(clock.now, $0) }
            // A clock that is set back changes nothing.
            clock.advance(by: -60)
            try await node.ingest(write(files.prefix(key.patients.prefix(2).flatMap(\.files).count), to: "\(folder)/more"))
            func counts(_ patients: [Patient]) -> [Int] {
                patients.map { $0.studies.flatMap(\.series).reduce(0) { $0 + $1.instanceCount } }.filter { $0 > 0 }
            }
            let (marked, all) = try await node.database.read { connection in
                (try PatientReader.patients(connection, archivedThrough: mark), try PatientReader.patients(connection))
            }
            #expect(counts(marked) == [count])
            #expect(counts(all).count == 2)
            // A mark after that takes in all of it, however late the clock.
            let next = try await node.database.write { try PublicationMark.set(clock.now, $0) }
            let then = try await node.database.read { try PatientReader.patients($0, archivedThrough: next) }
            #expect(next > mark && counts(then) == counts(all))
        }
    }

    @Test("with an incomplete declaration lists every fault at once and publishes nothing")
    func incomplete() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let declaration = DatasetDeclaration(title: " ", description: "", contact: ContactPoint())
            let entries = node.ledger.count
            let error = await #expect(throws: CatalogueError.self) {
                try await node.publish(Node.Publication(name: "all", declaration: declaration, cohort: ""), actor: "ana")
            }
            #expect(error?.code == .incomplete)
            let properties = Set(error?.faults.map(\.property) ?? [])
            let expected = [
                "dct:title", "dct:description", "dcat:keyword", "dcat:contactPoint", "dct:publisher", "eucaim:collectionMethod",
                "dct:provenance",
            ]
            #expect(properties.isSuperset(of: expected), "\(properties)")
            for property in expected { #expect(error?.message.contains(property) == true) }
            #expect(try await node.datasets().isEmpty)
            #expect(try await node.outbox().isEmpty)
            #expect(node.ledger.count == entries)
        }
    }

    @Test(
        "refuses a name that is none, a query that is none, and a cohort without patients",
        arguments: [
            ("", ""), ("All", ""), ("a b", ""), ("ö", ""), (String(repeating: "a", count: 61), ""), ("ok", "modality ="),
            ("ok", "colour = red"), ("ok", "psa > 90000"),
        ])
    func refused(_ name: String, _ cohort: String) async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            await #expect(throws: (any Error).self) { try await node.publish(name, cohort: cohort) }
            #expect(try await node.datasets().isEmpty)
        }
    }
}
