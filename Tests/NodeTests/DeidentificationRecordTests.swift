import Catalogue
import Deidentification
import Federation
import Foundation
import SampleData
import Storage
import TestSupport
import Testing

@testable import Node

@Suite("The record of de-identification")
struct DeidentificationRecordTests {
    @Test("of an object is found by its UID and says what was done to each element")
    func object() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let instance = try #require(try await node.archive.instances().first)
            let record = try await node.objectRecord(instance.sopInstanceUID)
            #expect(record.sopInstanceUID == instance.sopInstanceUID && record.archived == TestClock.noon)
            #expect(record.report.profile == "standard")
            #expect(record.report.changes.contains { $0.path == "(0010,0020)" && $0.action == .replaced })
            #expect(record.report.changes.contains { $0.path == "(0008,0018)" && $0.action == .replacedUID })
            let missing = await #expect(throws: NodeError.self) { try await node.objectRecord("2.25.1") }
            #expect(missing?.code == .notFound)
        }
    }

    @Test("travels with a dataset as a sum that does not tell the number of objects")
    func summary() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let record = try await node.publish()
            let statement = try #require(record.deidentification)
            #expect(statement.profiles == ["standard 2"])
            #expect(statement.methods.map(\.code) == Profile.standard.codes.map(\.value).sorted())
            var exact: [String: Int] = [:]
            for instance in try await node.archive.instances() {
                for (action, count) in try await node.objectRecord(instance.sopInstanceUID).report.counts {
                    exact[action.rawValue, default: 0] += count
                }
            }
            #expect(Set(statement.actions.keys) == Set(exact.keys) && exact.count >= 4)
            for (action, count) in exact {
                let shown = try #require(statement.actions[action])
                #expect(abs(shown - count) * 20 <= count && "\(shown)".dropFirst(2).allSatisfy { $0 == "0" }, "\(action) \(count) \(shown)")
            }
            #expect(try await node.datasets().first?.deidentification == statement)
        }
    }

    @Test("a record from before it had this part is read")
    func older() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            var record = try await node.publish()
            record.deidentification = nil
            let text = try EventLog.encode(record)
            #expect(!text.contains("deidentification"))
            #expect(try EventLog.decode(DatasetRecord.self, from: text) == record)
        }
    }
}

@Suite("The choice of a profile")
struct ProfileChoiceTests {
    private func yaml(_ part: String) -> String {
        let yaml = makeConfiguration().yaml
        let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
        let start = lines.firstIndex { $0 == "deidentification:" }!
        let end = lines[start...].firstIndex { $0.isEmpty }!
        return (lines[..<start].map(String.init) + [part] + lines[end...].map(String.init)).joined(separator: "\n")
    }

    @Test("a configuration from before there was one means the standard profile")
    func older() throws {
        let configuration = try NodeConfiguration(yaml: yaml(""), path: "p")
        #expect(configuration.deidentification == DeidentificationConfiguration())
        #expect(try configuration.deidentification.chosenProfile(home: "/") == .standard)
        #expect(try NodeConfiguration(yaml: makeConfiguration().yaml, path: "p").deidentification.profile == "standard")
    }

    @Test("an unknown profile is refused with what is allowed", arguments: ["standart", "", "../etc/passwd"])
    func unknown(_ name: String) throws {
        let configuration = try NodeConfiguration(yaml: yaml("deidentification: { profile: \"\(name)\" }"), path: "p")
        let error = #expect(throws: NodeError.self) { try configuration.deidentification.chosenProfile(home: "/srv") }
        #expect(error?.code == .configuration)
        for word in ["standard", "eucaim", "basic", "PATH.yaml", "deidentification.profile"] {
            #expect(error?.message.contains(word) == true, "\(word)")
        }
    }

    @Test("a file that is not there is named by its key", arguments: ["profile", "safePrivate", "templates"])
    func missingFile(_ key: String) throws {
        let configuration = try NodeConfiguration(yaml: yaml("deidentification: { \(key): nowhere.yaml }"), path: "p")
        let error = #expect(throws: NodeError.self) { try configuration.deidentification.chosenProfile(home: "/srv") }
        #expect(error?.message.contains("deidentification.\(key)") == true && error?.message.contains("/srv/nowhere.yaml") == true)
    }

    @Test("the digest of a profile does not hang on the order in which a set is written")
    func digest() throws {
        let options: [ProfileOption] = [.retainPatientCharacteristics, .retainLongitudinalTemporalInformationModifiedDates]
        let profile = { Profile(name: "a", options: $0) }
        let digests = try (0..<20).map { _ in
            var set: Set<ProfileOption> = []
            set.reserveCapacity(Int.random(in: 1...200))
            for option in options.shuffled() { set.insert(option) }
            return try profile(set).digest
        }
        #expect(Set(digests).count == 1)
        #expect(try profile([options[0]]).digest != digests[0])
    }

    @Test("another profile de-identifies what comes after, and is an entry of the ledger")
    func change() async throws {
        try await withTemporaryFolder { folder in
            let first = try makeNode(folder)
            let paths = try write(FrozenHome.cohort.files.prefix(3), to: "\(folder)/images")
            try await first.ingest([paths[0]])
            try await first.ingest([paths[0]])
            #expect(try first.entries("profile.changed").map { $0.details["to"] } == ["standard 2"])
            let text = yaml("deidentification: { profile: basic }")
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/home/node.yaml"))
            let second = try openNode(folder)
            try await second.ingest(paths)
            let changes = try second.entries("profile.changed")
            #expect(changes.count == 2 && changes[1].details["from"] == "standard 2" && changes[1].details["to"] == "basic 1")
            let instances = try await second.archive.instances()
            var profiles: Set<String> = []
            for instance in instances { profiles.insert(try await second.objectRecord(instance.sopInstanceUID).report.profile) }
            #expect(profiles == ["standard", "basic"])
        }
    }
}
