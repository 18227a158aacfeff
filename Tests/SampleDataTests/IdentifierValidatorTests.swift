import Foundation
import SampleData
import Testing

/// The validator of David Clunie's dicom3tools, where it is installed (`scripts/bootstrap` installs it for `make test`).
private let validator = "/usr/bin/dciodvfy"

@Suite("The validator dciodvfy on planted identifiers", .enabled(if: FileManager.default.isExecutableFile(atPath: validator)))
struct IdentifierValidatorTests {
    @Test("finds no error in any kind of object of any language")
    func noErrors() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "mosaic-planted-\(ProcessInfo.processInfo.globallyUniqueString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var validated = 0
        for file in IdentifierSample(seed: 5, patients: 11).files {
            // It does not read deflated files. Every kind of the first patient, and a fifth of the kinds in each other language.
            let isChosen = file.entry.patient == 1 || file.entry.instanceNumber % 5 == file.entry.patient % 5
            guard isChosen, file.entry.transferSyntaxUID != "1.2.840.10008.1.2.1.99" else { continue }
            let path = folder.appending(path: "object.dcm").path
            try Data(file.bytes).write(to: URL(fileURLWithPath: path))
            let report = try validate(path)
            let errors = report.split(separator: "\n").filter { $0.hasPrefix("Error") }
            #expect(errors.isEmpty, "\(file.entry.kind), patient \(file.entry.patient): \(errors.joined(separator: "; "))")
            #expect(!report.isEmpty)
            validated += 1
        }
        #expect(validated > 28 + 10 * 4)
    }

    /// Not by Foundation's `Process`, which crashes now and then on Linux (swift-corelibs-foundation, pull request 5472).
    private func validate(_ path: String) throws -> String {
        let stream = try #require(popen("\(validator) '\(path)' 2>&1", "r"))
        defer { pclose(stream) }
        var report: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4_096)
        while case let count = fread(&part, 1, part.count, stream), count > 0 { report += part[..<count] }
        return String(decoding: report, as: UTF8.self)
    }
}
