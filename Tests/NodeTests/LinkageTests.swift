import DICOM
import Deidentification
import Federation
import Foundation
import SampleData
import Storage
import TestSupport
import Testing

@testable import Node

@Suite("The linkage table")
struct LinkageTests {
    private let key = FrozenHome.cohort.answerKey

    /// A node of which the recovery code is known, with images and clinical rows.
    private func node(_ folder: String) async throws -> (node: Node, code: String) {
        let code = try #require(try NodeHome("\(folder)/home").create(makeConfiguration()))
        let node = try openNode(folder)
        try await node.ingest(write(FrozenHome.cohort.files, to: "\(folder)/images"))
        _ = try await node.loadClinicalTable(text: FrozenHome.cohort.clinicalTable)
        return (node, code)
    }

    @Test("has one row for each patient, of images and of clinical tables, which opens with the recovery code only")
    func rows() async throws {
        try await withTemporaryFolder { folder in
            let (node, code) = try await node(folder)
            let people = try await node.openLinkage(.everyone, secret: code, reason: "test", actor: "ana")
            #expect(Set(people.map(\.originalPatientID)) == Set(key.patients.map(\.originalID) + key.clinical.withoutImages))
            #expect(people.count == Set(people.map(\.originalPatientID)).count)
            for person in people { #expect(person.pseudonym == node.pseudonyms.patientIdentifier(for: person.originalPatientID)) }
            #expect(people.allSatisfy { $0.firstSeen == TestClock.noon })
            let entry = try #require(try node.entries("linkage.opened").last)
            #expect(entry.actor == "ana" && entry.details == ["rows": "\(people.count)", "reason": "test"])
        }
    }

    @Test("finds one patient by pseudonym or by the hospital's identifier, and the ledger does not say whom")
    func find() async throws {
        try await withTemporaryFolder { folder in
            let (node, code) = try await node(folder)
            let original = key.patients[1].originalID
            let pseudonym = node.pseudonyms.patientIdentifier(for: original)
            for selection in [Node.LinkageSelection.pseudonym(pseudonym), .original(original), .original(" \(original) ")] {
                let people = try await node.openLinkage(selection, secret: code.uppercased() + "\n", reason: "finding", actor: "ana")
                #expect(people.map(\.originalPatientID) == [original] && people.map(\.pseudonym) == [pseudonym])
            }
            #expect(try await node.openLinkage(.original("nobody"), secret: code, reason: "finding", actor: "ana").isEmpty)
            #expect(try node.entries("linkage.opened").map { $0.details["rows"] } == ["1", "1", "1", "0"])
            let entries = try DurableFile.read("\(folder)/home/ledger/entries.jsonl")
            #expect(!String(decoding: entries, as: UTF8.self).contains(pseudonym))
        }
    }

    @Test("does not open with another secret, or without a reason; a wrong secret is noted")
    func refused() async throws {
        try await withTemporaryFolder { folder in
            let (node, code) = try await node(folder)
            let other = try #require(try NodeHome("\(folder)/other").create(makeConfiguration(name: "south")))
            let mistyped = String(code.dropLast()) + (code.hasSuffix("0") ? "1" : "0")
            for secret in [other, mistyped, "", "mosaic-linkage-", "a long enough passphrase"] {
                let error = await #expect(throws: NodeError.self) {
                    try await node.openLinkage(.everyone, secret: secret, reason: "curious", actor: "eve")
                }
                #expect(error?.code == .input)
            }
            #expect(try node.entries("linkage.refused").map(\.actor) == [String](repeating: "eve", count: 5))
            let silent = await #expect(throws: NodeError.self) {
                try await node.openLinkage(.everyone, secret: code, reason: "  ", actor: "ana")
            }
            #expect(silent?.message.contains("why") == true)
            #expect(try node.entries("linkage.opened").isEmpty)
        }
    }

    @Test("opens with the data manager's passphrase where one was given, and the home holds no private key in clear")
    func passphrase() async throws {
        try await withTemporaryFolder { folder in
            let home = NodeHome("\(folder)/home")
            let short = #expect(throws: NodeError.self) { try home.create(makeConfiguration(), linkagePassphrase: "too short") }
            #expect(short?.code == .misuse)
        }
        try await withTemporaryFolder { folder in
            let passphrase = "four words and a Grüße"
            let home = NodeHome("\(folder)/home")
            #expect(try home.create(makeConfiguration(), linkagePassphrase: passphrase) == nil)
            let node = try openNode(folder)
            _ = try await node.loadClinicalTable(text: "patient_id,sex\n4711,F\n")
            // The same letters, composed in another way: what another keyboard types.
            let typed = passphrase.decomposedStringWithCanonicalMapping
            let people = try await node.openLinkage(.everyone, secret: typed, reason: "test", actor: "ana")
            #expect(people.map(\.originalPatientID) == ["4711"])
            await #expect(throws: NodeError.self) {
                try await node.openLinkage(.everyone, secret: passphrase + ".", reason: "test", actor: "ana")
            }
            let mode = try FileManager.default.attributesOfItem(atPath: "\(folder)/home/keys/linkage.sealed")[.posixPermissions]
            #expect((mode as? NSNumber)?.intValue == 0o600)
        }
    }

    @Test("shows when a row was exchanged for another, or changed")
    func swapped() async throws {
        try await withTemporaryFolder { folder in
            let (node, code) = try await node(folder)
            let rows = try await node.database.read { try LinkageTable.rows($0) }
            try await node.database.write { connection in
                try connection.execute(
                    "UPDATE linkage SET sealed = ? WHERE digest = ?", [.blob(rows[1].sealed), .text(rows[0].digest)])
            }
            let swapped = await #expect(throws: NodeError.self) {
                try await node.openLinkage(.pseudonym(rows[0].patient), secret: code, reason: "test", actor: "ana")
            }
            #expect(swapped?.code == .state && swapped?.message.contains(rows[0].patient) == true)
            #expect(try await node.openLinkage(.pseudonym(rows[1].patient), secret: code, reason: "test", actor: "ana").count == 1)
        }
    }

    @Test("of a home from before is made later, and fills as objects come again")
    func older() async throws {
        try await withTemporaryFolder { folder in
            let clock = TestClock()
            _ = try NodeHome("\(folder)/home").create(makeConfiguration())
            try FileManager.default.removeItem(atPath: "\(folder)/home/keys/linkage.pub")
            let before = try openNode(folder, clock: clock)
            let paths = try write(FrozenHome.cohort.files, to: "\(folder)/images")
            try await before.ingest(paths)
            #expect(!before.hasLinkageKey)
            #expect(try await before.count("SELECT COUNT(*) FROM linkage") == 0)
            for refused in [
                { _ = try await before.openLinkage(.everyone, secret: "x", reason: "test", actor: "ana") },
                { _ = try await before.optOut(["1"], actor: "ana") },
            ] as [() async throws -> Void] {
                let error = await #expect(throws: NodeError.self) { try await refused() }
                #expect(error?.message.contains("mosaic node linkage init") == true)
            }

            let code = try #require(try NodeHome("\(folder)/home").createLinkageKey(passphrase: nil))
            #expect(throws: NodeError.self) { try NodeHome("\(folder)/home").createLinkageKey(passphrase: nil) }
            clock.advance(by: day)
            let after = try openNode(folder, clock: clock)
            #expect(try await after.ingest(paths).archived == 0)
            let people = try await after.openLinkage(.everyone, secret: code, reason: "test", actor: "ana")
            #expect(Set(people.map(\.originalPatientID)) == Set(key.patients.map(\.originalID)))
        }
    }

    @Test("has sealed texts of equal length for identifiers of any length")
    func lengths() throws {
        for id in ["1", String(repeating: "9", count: 60), "Grün"] {
            #expect(try LinkedPatient(id: id, issuer: nil, firstSeen: 1_772_366_400_000).padded().count == 128)
        }
        #expect(
            try LinkedPatient(id: String(repeating: "9", count: 64), issuer: String(repeating: "x", count: 64), firstSeen: 1).padded().count
                % 128 == 0)
    }
}
