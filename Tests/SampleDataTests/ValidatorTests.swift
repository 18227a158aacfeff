import Foundation
import SampleData
import Testing

/// The validator of David Clunie's dicom3tools, where it is installed (`scripts/bootstrap` installs it for `make test`).
private let validator = "/usr/bin/dciodvfy"

@Suite("The validator dciodvfy", .enabled(if: FileManager.default.isExecutableFile(atPath: validator)))
struct ValidatorTests {
    @Test("finds no error in any kind of sample image", arguments: 0..<3)
    func noErrors(_ holder: Int) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mosaic-sample-\(ProcessInfo.processInfo.globallyUniqueString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, bytes) in SampleCohort(seed: 7, holder: holder, patients: 12, flaws: false).files
        where path.hasSuffix("/1.dcm") || path.hasSuffix("/4.dcm") {
            let file = folder.appending(path: "image.dcm")
            try Data(bytes).write(to: file)
            let report = try validate(file.path)
            #expect(!report.contains("Error"), "\(path): \(report)")
            #expect(!report.isEmpty)
        }
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
