import Federation
import Foundation
import TestSupport
import Testing

@testable import Node
@testable import SampleData

@Suite("Identifiers of patients")
struct IdentifierTests {
    @Test("stand in no byte of what a node keeps, after all of its work", arguments: 0..<3)
    func nowhere(_ holder: Int) async throws {
        let cohort = SampleCohort(seed: 21, holder: holder, patients: 6)
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let paths = try write(cohort.files, to: "\(folder)/images")
            #expect(try await node.ingest(paths).isExact)
            _ = try await node.loadClinicalTable(text: cohort.clinicalTable)
            try await node.publish()
            #expect(try await node.count("SELECT COUNT(*) FROM linkage") >= cohort.answerKey.patients.count)
            try await node.optOut([cohort.answerKey.patients[0].originalID, "never-seen-0815"], actor: "ana")
            _ = try await node.withdrawOptOut(["never-seen-0815"], actor: "ana")
            let question = Question(id: "q", user: "ana", query: "modality = MR")
            try await node.answer(question, message: node.fromHub(.question(question)))

            let kept = try allFiles(below: "\(folder)/home").filter { !$0.path.hasPrefix("keys/") && $0.path != "node.yaml" }
            for part in ["objects/", "node.db", "node.db-wal", "ledger/entries.jsonl", "quarantine/"] {
                #expect(kept.contains { $0.path.hasPrefix(part) }, "\(part)")
            }
            let search = ByteSearch(Self.values(of: cohort), repertoire: cohort.hospital.repertoire)
            #expect(search.count > 200)
            // The search itself is trusted only because it finds what is there.
            #expect(!search.found(in: try #require(cohort.files.first { _ in true }).bytes).isEmpty)
            for file in kept {
                let found = search.found(in: file.bytes).union(search.found(in: Array(file.path.utf8)))
                #expect(found.isEmpty, "\(file.path) holds \(found.sorted().prefix(5))")
            }
        }
    }

    /// Everything in the answer key that names a patient and cannot be there by chance, in every spelling of its bytes.
    private static func values(of cohort: SampleCohort) -> Set<String> {
        let key = cohort.answerKey
        var values: Set<String> = []
        for patient in key.patients {
            values.insert(patient.originalID)
            values.formUnion(patient.identifiers.filter(\.isDistinctive).map(\.value))
            for file in patient.files { values.formUnion([file.sopInstanceUID, file.seriesInstanceUID, file.studyInstanceUID]) }
        }
        values.formUnion(key.clinical.withoutImages)
        values.insert("never-seen-0815")
        return values
    }
}

/// Finds any of many texts in bytes, in one pass.
struct ByteSearch {
    private var patterns: [UInt16: [(text: String, bytes: [UInt8])]] = [:]
    private var starts = [Bool](repeating: false, count: 65_536)
    private(set) var count = 0

    /// - Parameters:
    ///   - texts: looked for as UTF-8 and as the hospital's devices write them.
    ///   - repertoire: the character set of the hospital.
    init(_ texts: Set<String>, repertoire: CharacterRepertoire) {
        for text in texts {
            let spellings = Set([Array(text.utf8), repertoire.encoded(text)])
            for bytes in spellings where bytes.count >= 6 {
                let start = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
                patterns[start, default: []].append((text, bytes))
                starts[Int(start)] = true
                count += 1
            }
        }
    }

    /// The texts that stand in the bytes.
    func found(in bytes: [UInt8]) -> Set<String> {
        var found: Set<String> = []
        bytes.withUnsafeBufferPointer { buffer in
            starts.withUnsafeBufferPointer { starts in
                var position = 0
                let end = buffer.count - 1
                while position < end {
                    let start = UInt16(buffer[position]) << 8 | UInt16(buffer[position + 1])
                    if starts[Int(start)] {
                        for pattern in patterns[start] ?? [] where matches(pattern.bytes, buffer, position) { found.insert(pattern.text) }
                    }
                    position += 1
                }
            }
        }
        return found
    }

    /// Digits are a find only when they stand alone: inside a random number or a digest they are chance.
    private func matches(_ pattern: [UInt8], _ buffer: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
        guard position + pattern.count <= buffer.count else { return false }
        for index in pattern.indices where buffer[position + index] != pattern[index] { return false }
        guard pattern.allSatisfy(isDigit) else { return true }
        let before = position > 0 && isDigit(buffer[position - 1])
        let after = position + pattern.count < buffer.count && isDigit(buffer[position + pattern.count])
        return !before && !after
    }

    private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (97...102).contains(byte) }
}
