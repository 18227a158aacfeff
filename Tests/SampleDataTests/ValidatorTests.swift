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
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(filePath: validator)
            process.arguments = [file.path]
            process.standardError = output
            process.standardOutput = output
            try process.run()
            let report = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(!report.contains("Error"), "\(path): \(report)")
            #expect(!report.isEmpty)
        }
    }
}
