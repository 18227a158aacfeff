import Deidentification
import Foundation
import SampleData
import Storage
import TestSupport
import Testing

@testable import Node

@Suite("Intake")
struct IntakeTests {
    private let cohort = FrozenHome.cohort
    private let key = FrozenHome.cohort.answerKey

    private func expected(_ outcome: AnswerKey.Flaw.Outcome) -> Int { key.flaws.count { $0.expected == outcome } }

    @Test("accounts for every file as the answer key does")
    func sum() async throws {
        let summary = try await FrozenHome.intake.value.summary
        #expect(summary.isExact)
        #expect(summary.files == cohort.fileCount)
        #expect(summary.archived == key.patients.flatMap(\.files).count)
        #expect(summary.duplicates == expected(.duplicate))
        #expect(summary.quarantined == expected(.quarantined))
        #expect(summary.notDICOM.map(\.reason) == ["no DICOM data set begins here"])
        #expect(summary.notDICOM.first?.path.hasSuffix(key.flaws.first { $0.expected == .notDICOM }?.path ?? "none") == true)
        #expect(summary.unreadable.isEmpty)
        #expect(summary.reasons == ["unreadable: truncated": 1, "pixelsMayIdentify": 1])
        #expect(summary.line == "\(summary.files) files = \(summary.archived) archived + 1 duplicate + 2 in quarantine + 1 not DICOM")
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let state = try await node.state()
            let files = key.patients.flatMap(\.files)
            #expect(state.patients == key.patients.count)
            #expect(state.studies == Set(files.map(\.studyInstanceUID)).count)
            #expect(state.series == Set(files.map(\.seriesInstanceUID)).count)
            #expect(state.instances == files.count)
            #expect(state.quarantine == summary.reasons)
            let report = try await node.verifyArchive { _, _ in }
            #expect(report.objects == files.count && report.sound == files.count && report.faults.isEmpty)
            let finished = try #require(try node.entries("intake.finished").first)
            #expect(finished.details["archived"] == "\(files.count)")
            #expect(finished.details["files"] == "\(summary.files)")
        }
    }

    @Test("of the same folder again finds only duplicates and doubles nothing")
    func again() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let before = try await node.state()
            let objects = try allFiles(below: "\(folder)/home/objects").map(\.path)
            let paths = try write(cohort.files, to: "\(folder)/images")
            let summary = try await node.ingest(paths)
            #expect(summary.isExact)
            #expect(summary.archived == 0)
            #expect(summary.duplicates == key.patients.flatMap(\.files).count + expected(.duplicate))
            #expect(summary.quarantined == expected(.quarantined))
            let after = try await node.state()
            #expect(after.instances == before.instances && after.quarantine == before.quarantine && after.patients == before.patients)
            #expect(try allFiles(below: "\(folder)/home/objects").map(\.path) == objects)
        }
    }

    @Test("of one folder by two processes at once archives every object once, and both sums are exact")
    func concurrent() async throws {
        try await withTemporaryFolder { folder in
            let paths = try write(cohort.files, to: "\(folder)/images")
            let first = try makeNode(folder)
            let second = try openNode(folder)
            async let one = first.ingest(paths)
            async let other = second.ingest(paths.reversed())
            let summaries = try await [one, other]
            let exact = summaries.map(\.isExact)
            #expect(exact == [true, true])
            #expect(summaries.map(\.archived).reduce(0, +) == key.patients.flatMap(\.files).count)
            let known = summaries.map { $0.archived + $0.duplicates }
            #expect(known == [Int](repeating: key.patients.flatMap(\.files).count + expected(.duplicate), count: 2))
            #expect(try await first.state().instances == key.patients.flatMap(\.files).count)
            #expect(try await first.quarantined().count == expected(.quarantined))
            let report = try await second.verifyArchive { _, _ in }
            #expect(report.sound == report.objects && report.objects == key.patients.flatMap(\.files).count)
            #expect(try allFiles(below: "\(folder)/home/objects").count == report.objects)
        }
    }

    @Test("puts an object with a known SOP Instance UID and other content into quarantine")
    func conflict() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let file = try #require(cohort.files.first { _ in true })
            var bytes = file.bytes
            bytes[bytes.count - 2] ^= 1
            let paths = try write([(path: "same.dcm", bytes: file.bytes), (path: "changed.dcm", bytes: bytes)], to: "\(folder)/images")
            let summary = try await node.ingest(paths)
            #expect(summary.line == "2 files = 0 archived + 1 duplicate + 1 in quarantine + 0 not DICOM")
            #expect(summary.reasons == ["conflict": 1])
            let item = try #require(try await node.quarantined().first { $0.reason == "conflict" })
            #expect(try await node.quarantine.open(item.id).bytes == bytes)
            #expect(try await node.verifyArchive { _, _ in }.faults.isEmpty)
        }
    }

    @Test("names what is empty, no DICOM or not to be read, and goes on")
    func strangers() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let image = try #require(cohort.files.first { _ in true })
            var header = [UInt8](repeating: 0, count: 128) + Array("DICM".utf8)
            header += [UInt8](repeating: 0xFF, count: 40)
            var paths = try write(
                [
                    (path: "empty", bytes: []), (path: "one", bytes: [0]),
                    (path: "picture.png", bytes: [0x89, 0x50, 0x4E, 0x47] + [UInt8](repeating: 7, count: 900)),
                    (path: "broken.dcm", bytes: header), (path: "whole.dcm", bytes: image.bytes),
                ], to: "\(folder)/images")
            paths.append("\(folder)/images/gone.dcm")
            let summary = try await node.ingest(paths)
            #expect(summary.isExact)
            #expect(summary.files == 6 && summary.archived == 1 && summary.quarantined == 1)
            #expect(summary.notDICOM.map { String($0.path.split(separator: "/").last ?? "") } == ["empty", "one", "picture.png"])
            #expect(summary.notDICOM.first?.reason == "the file is empty")
            #expect(summary.unreadable.map(\.path) == ["\(folder)/images/gone.dcm"])
            #expect(summary.line.hasSuffix("+ 1 unreadable"))
            #expect(try await node.ingest([]).isExact)
        }
    }

    @Test("lists the files of a folder at any depth and does not follow links")
    func folders() async throws {
        try await withTemporaryFolder { folder in
            let paths = try write(
                [(path: "a/b/c", bytes: [1]), (path: "z", bytes: [2]), (path: "a/.hidden", bytes: [3])], to: "\(folder)/images")
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/images/loop", withDestinationPath: "\(folder)/images")
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/images/out", withDestinationPath: "/etc/passwd")
            #expect(try FolderFiles.list("\(folder)/images") == paths)
            #expect(try FolderFiles.list(paths[0]) == [paths[0]])
            let refusal = #expect(throws: NodeError.self) { try FolderFiles.list("\(folder)/none") }
            #expect(refusal?.code == .input)
        }
    }

    @Test("replaces identifiers consistently: every patient, study and series keeps its members and intervals")
    func consistent() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            for patient in key.patients {
                let pseudonym = node.pseudonyms.patientIdentifier(for: patient.originalID)
                let studies = try await node.database.read { connection in
                    try connection.query(
                        """
                        SELECT s.date, COUNT(DISTINCT r.uid) AS series, COUNT(*) AS n FROM study s JOIN series r ON r.study_uid = s.uid
                        JOIN instance i ON i.series_uid = r.uid WHERE s.patient_id = ? GROUP BY s.uid ORDER BY s.date
                        """, [.text(pseudonym)]
                    ).map { [$0.string("date").flatMap(days) ?? 0, $0.integer("series") ?? 0, $0.integer("n") ?? 0] }
                }
                let original = Dictionary(grouping: patient.files, by: \.studyInstanceUID).values.map { files in
                    [days(files[0].studyDate) ?? 0, Set(files.map(\.seriesInstanceUID)).count, files.count]
                }.sorted { $0[0] < $1[0] }
                let shift = try #require(studies.first?[0]) - original[0][0]
                #expect(shift != 0)
                #expect(studies.map { [$0[0] - shift, $0[1], $0[2]] } == original)
            }
        }
    }
}

/// The number of a day given as `YYYYMMDD`.
private func days(_ text: String) -> Int? {
    guard let number = Int(text), text.utf8.count == 8 else { return nil }
    let parts = DateComponents(
        calendar: Calendar(identifier: .gregorian), timeZone: .gmt, year: number / 10_000, month: number / 100 % 100, day: number % 100)
    return parts.date.map { Int(($0.timeIntervalSince1970 / day).rounded()) }
}
