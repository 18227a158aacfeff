import Cohorts
import DICOM
import Deidentification
import Foundation
import SampleData
import Storage
import TestSupport
import Testing

@testable import Node

@Suite("Object intake")
struct ObjectIntakeTests {
    @Test("objects that come at once are each durable when their answer comes, and are one entry in the ledger")
    func groups() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let files = FrozenHome.cohort.files.filter { DICOMFile.looksLikeDICOM($0.bytes) }.prefix(100)
            let outcomes = try await withThrowingTaskGroup(of: String.self) { group in
                for file in files {
                    group.addTask {
                        switch try await node.objectIntake.take(file.bytes, source: "test", actor: "AE TEST") {
                        case .archived(let reference):
                            // The answer is there: so must the object be.
                            let found = try await node.archive.instances(instance: reference.archived.sopInstanceUID)
                            #expect(found.count == 1)
                            _ = try await node.archive.load(found[0])
                            return "archived"
                        case .duplicate: return "duplicate"
                        case .quarantined: return "quarantined"
                        case .optedOut: return "opted out"
                        case .notDICOM: return "not DICOM"
                        }
                    }
                }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            let archived = outcomes.count { $0 == "archived" }
            #expect(archived > 50)
            try await node.writeLedger()
            let entries = try node.entries("objects.archived")
            #expect(entries.map(\.actor) == ["AE TEST"])
            #expect(entries.first?.details["objects"] == "\(archived)")
            let digests = try await node.database.read {
                try $0.query("SELECT digest FROM instance ORDER BY digest").compactMap { $0.string("digest") }
            }
            #expect(entries.first?.details["digests"] == ObjectStore.digest(of: Array(digests.joined(separator: "\n").utf8)))
        }
    }

    @Test("names an object by the UIDs that the sender knows and by those it has here")
    func references() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let file = try #require(FrozenHome.cohort.files.first { _ in true })
            let original = try DICOMFile(bytes: file.bytes).dataSet
            guard case .archived(let reference) = try await node.objectIntake.take(file.bytes, source: "test", actor: "test") else {
                Issue.record("not archived")
                return
            }
            #expect(reference.original == ObjectReference(original))
            #expect(reference.archived.sopInstanceUID == node.pseudonyms.uid(for: reference.original.sopInstanceUID))
            #expect(reference.archived.sopClassUID == reference.original.sopClassUID)
            guard case .duplicate(let again) = try await node.objectIntake.take(file.bytes, source: "test", actor: "test") else {
                Issue.record("no duplicate")
                return
            }
            #expect(again == reference)
        }
    }

    @Test("sent again, an object whose file is gone or cut off is whole again before the answer says so")
    func mended() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let file = try #require(FrozenHome.cohort.files.first { _ in true })
            _ = try await node.objectIntake.take(file.bytes, source: "test", actor: "test")
            let instance = try #require(try await node.archive.instances().first)
            let path = try #require(try allFiles(below: "\(folder)/home/objects").first).path
            let place = URL(filePath: "\(folder)/home/objects/\(path)")
            func damages() -> [() throws -> Void] {
                [
                    { try FileManager.default.removeItem(at: place) },
                    { try Data(contentsOf: place).dropLast(100).write(to: place) },
                ]
            }
            for damage in damages() {
                try damage()
                await #expect(throws: StorageError.self) { try await node.archive.load(instance) }
                guard case .duplicate = try await node.objectIntake.take(file.bytes, source: "test", actor: "test") else {
                    Issue.record("no duplicate")
                    return
                }
                #expect(try await node.archive.load(instance).count == instance.size)
            }
            #expect(try await node.state().instances == 1)
        }
    }

    @Test("what cannot be read is told apart from what may not be kept open")
    func quarantine() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let file = try #require(FrozenHome.cohort.files.first { _ in true })
            let outcome = try await node.objectIntake.take(Array(file.bytes.dropLast(1_000)), source: "test", actor: "test")
            guard case .quarantined(let notice) = outcome else {
                Issue.record("not in quarantine")
                return
            }
            #expect(notice.isUnreadable && notice.reason == "unreadable: truncated")
            guard case .notDICOM = try await node.objectIntake.take(Array("hello".utf8), source: "test", actor: "test") else {
                Issue.record("taken for DICOM")
                return
            }
        }
    }

    @Test("numbers that are none, as an infinite slice thickness, are no facts of a series and keep no other object out")
    func notFinite() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let good = FrozenHome.cohort.answerKey.patients[0].files.map(\.path)
            let files = FrozenHome.cohort.files.filter { good.contains($0.path) }.prefix(4).map(\.bytes)
            var strange = try DICOMFile(bytes: try #require(files.first))
            strange.dataSet.set(.sliceThickness, "1e999")
            strange.dataSet.set(.kvp, "NaN")
            strange.dataSet.set(.diffusionBValue, doubles: [.nan])
            let offered = [try strange.encoded()] + files.dropFirst()
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for bytes in offered {
                    group.addTask {
                        guard case .archived = try await node.objectIntake.take(bytes, source: "test", actor: "test") else { return false }
                        return true
                    }
                }
                for try await isArchived in group { #expect(isArchived) }
            }
            let header = try #require(Series(header: strange.dataSet))
            #expect(header.sliceThickness == nil && header.kvp == nil && header.bValues.isEmpty)
            #expect(years(ofAgeString: "1e999Y") == nil && years(ofAgeString: "nanY") == nil && years(ofAgeString: "018M") == 1.5)
        }
    }

    @Test("a byte budget is never exceeded by several, lets a single one above it pass, and starves nobody")
    func budget() async throws {
        actor Gauge {
            var held = 0
            var most = 0
            func add(_ count: Int) {
                held += count
                most = max(most, held)
            }
        }
        let gauge = Gauge()
        let budget = Capacity(limit: 100)
        await withThrowingTaskGroup(of: Void.self) { group in
            for size in [10, 90, 50, 60, 100, 1, 99, 30, 30, 30, 30, 200, 5] {
                group.addTask {
                    try await budget.use(size) {
                        await gauge.add(min(size, 100))
                        for _ in 0..<5 { await Task.yield() }
                        await gauge.add(-min(size, 100))
                        if size == 50 { throw NodeError(.state, "passes through") }
                    }
                }
            }
            await #expect(throws: NodeError.self) { for try await _ in group {} }
            group.cancelAll()
        }
        #expect(await gauge.most <= 100)
        #expect(await gauge.held == 0)
        #expect(await budget.use(100) { true })
    }
}

@Suite("Leases", .timeLimit(.minutes(10)))
struct LeaseTests {
    @Test("of a capacity are refused after their time, and free again when their holder is gone")
    func leases() async throws {
        let clock = ManualClock()
        let capacity = Capacity(limit: 100, clock: clock)
        do {
            let held = await capacity.lease(80, within: .seconds(60))
            #expect(held != nil)
            async let late = capacity.lease(30, within: .seconds(20))
            await clock.untilSomebodySleeps()
            clock.advance(by: .seconds(19))
            // Nobody overtakes one that waits, and nobody is left behind one that gave up.
            async let next = capacity.lease(20)
            while await capacity.waitingCount < 2 { await Task.yield() }
            clock.advance(by: .seconds(1))
            #expect(await late == nil)
            let admitted = await next
            withExtendedLifetime((held, admitted)) {}
        }
        #expect(await capacity.use(100) { true })
    }
}

@Suite("Headers of the archive")
struct ArchivedHeaderTests {
    @Test("are read however long they are, as intake let them in")
    func long() async throws {
        try await withTemporaryFolder { folder in
            let store = try ObjectStore(root: folder)
            var dataSet = DataSet()
            dataSet.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.104.1")
            dataSet.set(.sopInstanceUID, "2.25.1")
            dataSet.setBytes(.encapsulatedDocument, vr: .ob, [UInt8](repeating: 7, count: 65 << 20))
            let bytes = try DICOMFile(dataSet: dataSet, transferSyntax: .explicitVRLittleEndian).encoded()
            let digest = ObjectStore.digest(of: bytes)
            try store.store([(digest, bytes)])
            let header = try store.header(digest)
            #expect(header.dataSet[.encapsulatedDocument]?.bytes?.count == 65 << 20)
        }
    }
}

@Suite("Removal")
struct RemovalTests {
    @Test("a study goes with its rows and files, unless a published dataset holds it; others stay as they were")
    func study() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let before = try await node.archive.instances()
            let study = try #require(before.first?.studyUID)
            let others = before.filter { $0.studyUID != study }
            let removal = try await node.removeStudy(study, actor: "data manager")
            #expect(removal.instances == before.count - others.count && removal.objects == removal.instances)
            #expect(try await node.archive.instances().map(\.sopInstanceUID) == others.map(\.sopInstanceUID))
            #expect(try allFiles(below: "\(folder)/home/objects").count == others.count)
            #expect(try await node.verifyArchive { _, _ in }.faults.isEmpty)
            #expect(try node.entries("objects.removed").first?.details["objects"] == "\(removal.instances)")
            let missing = await #expect(throws: NodeError.self) { try await node.removeStudy(study, actor: "data manager") }
            #expect(missing?.code == .notFound)

            try await node.publish()
            let held = await #expect(throws: NodeError.self) { try await node.removeStudy(others[0].studyUID, actor: "data manager") }
            #expect(held?.code == .state)
            #expect(try await node.archive.instances().count == others.count)
        }
    }
}

@Suite("Leftovers")
struct LeftoverTests {
    @Test("files that nothing points to are found once they are an hour old, and removed only when that is asked for")
    func unreferenced() async throws {
        try await withTemporaryFolder { folder in
            let clock = TestClock()
            let node = try await thawedNode(folder, clock: clock)
            let objects = try await node.archive.instances().count
            try node.archive.objects.store([(digest: ObjectStore.digest(of: [1]), bytes: [1])])
            try write([(path: "ab/cd/abcd.1.2.partial", bytes: [2])], to: "\(folder)/home/objects")
            // The clock of the test stands before the files were written.
            #expect(try await node.verifyArchive { _, _ in }.leftovers == 0)
            clock.advance(by: 100 * 365 * 86_400)
            #expect(try await node.verifyArchive { _, _ in }.leftovers == 2)
            #expect(try await node.verifyArchive(removesLeftovers: true) { _, _ in }.leftovers == 2)
            let after = try await node.verifyArchive { _, _ in }
            #expect(after.leftovers == 0 && after.sound == objects && after.faults.isEmpty)
        }
    }
}
