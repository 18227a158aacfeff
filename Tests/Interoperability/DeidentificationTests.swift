import Foundation
import Node
import SampleData
import Testing

extension Interoperability {
    @Suite("De-identification of folders, scored on planted identifiers")
    struct DeidentificationTests {
        /// What `score.py` says of an output.
        private struct Score: Decodable {
            struct Bytes: Decodable {
                let directValues: Int
                let otherValues: Int
            }
            struct Kind: Decodable {
                let checks: Int
                let missed: Int
            }
            let outputs: Int
            let withheld: Int
            let removedLeft: [String: Int]
            let kinds: [String: Kind]
            let bytes: Bytes
        }

        private static let direct = [
            "personName", "patientIdentifier", "birthDate", "address", "telephone", "electronicAddress", "orderIdentifier", "pixels",
        ]

        private func score(_ planted: String, _ output: String, on bench: Bench) async throws -> Score {
            let result = bench.file("score-\(UUID().uuidString).json")
            let program = "\(MosaicProcess.repository)/Benchmarks/deidentification/score.py"
            // Its status says whether a direct identifier is left, which the tests read from the figures.
            let finished = try await bench.run(
                [
                    program, "\(planted)/identifier-key.json", "\(planted)/files", output, "--json", result, "--without",
                    // The standard profile chooses neither.
                    "retainSafePrivate", "retainDeviceIdentity",
                ], program: Python.program, within: .seconds(600))
            guard let data = FileManager.default.contents(atPath: result) else {
                throw Disappointment(description: "score.py: \(finished.text.suffix(2_000))")
            }
            return try JSONDecoder().decode(Score.self, from: data)
        }

        private func planted(_ patients: Int, on bench: Bench) async throws -> String {
            let folder = bench.file("planted")
            try await bench.must(["sample", folder, "--identifiers", "--patients", "\(patients)"])
            return folder
        }

        /// Threat model: no identifier leaves, wherever it was planted.
        @Test("no direct identifier is left anywhere: no element, no byte in any encoding, no pixel; and dciodvfy finds no new error")
        func nothingIsLeft() async throws {
            try await Bench.use { bench in
                let planted = try await planted(11, on: bench)
                let output = bench.file("clean")
                let finished = try await bench.run(
                    ["dicom", "deidentify", "\(planted)/files", output, "--profile", "standard", "--json"], within: .seconds(600))
                let summary = try finished.decode(FolderSummary.self)
                #expect(summary.files == 319 && summary.written + summary.failed == 319 && summary.written == 308, "\(finished.text)")
                #expect(finished.status == (summary.failed > 0 ? 1 : 0))

                // The score can fail: the originals themselves hold everything.
                let before = try await score(planted, "\(planted)/files", on: bench)
                #expect(before.bytes.directValues > 100)
                #expect((before.removedLeft["personName"] ?? 0) > 1_000)

                let after = try await score(planted, output, on: bench)
                #expect(after.outputs == summary.written)
                for category in Self.direct { #expect(after.removedLeft[category, default: 0] == 0, "\(category)") }
                #expect(after.bytes.directValues == 0 && after.bytes.otherValues == 0)
                // Nothing is left, and nothing that should stay is lost.
                #expect(after.kinds.count == 10)
                for (kind, found) in after.kinds { #expect(found.checks > 100 && found.missed == 0, "\(kind): \(found.missed)") }

                let validator = "/usr/bin/dciodvfy"
                for file in try Bench.regularFiles(below: output) {
                    let report = try await bench.run([file], program: validator)
                    // The validator does not read deflated files, before or after.
                    if report.text.contains("Dicom dataset read failed") { continue }
                    let errors = report.text.split(separator: "\n").filter { $0.hasPrefix("Error") }
                    #expect(errors.isEmpty, "\(errors.joined(separator: "; "))")
                }
            }
        }

        @Test("the same secret gives the same bytes; nothing is overwritten; a secret that others may read is refused")
        func secrets() async throws {
            try await Bench.use { bench in
                let planted = try await planted(1, on: bench)
                let (first, second, secret) = (bench.file("first"), bench.file("second"), bench.file("key"))
                let made = try await bench.run(["dicom", "deidentify", "\(planted)/files", first, "--secret", secret])
                #expect(made.errors.contains("A new secret is in \(secret)"))
                #expect(try FileManager.default.attributesOfItem(atPath: secret)[.posixPermissions] as? Int == 0o600)
                try await bench.run(["dicom", "deidentify", "\(planted)/files", second, "--secret", secret])
                let names = try FileManager.default.subpathsOfDirectory(atPath: first).sorted()
                #expect(try FileManager.default.subpathsOfDirectory(atPath: second).sorted() == names)
                let files = names.filter { $0.hasSuffix(".dcm") }
                #expect(files.count >= 10)
                for name in files {
                    #expect(FileManager.default.contentsEqual(atPath: "\(first)/\(name)", andPath: "\(second)/\(name)"), "\(name)")
                }

                let other = "\(first)/\(files[0])"
                try Data("another".utf8).write(to: URL(fileURLWithPath: other))
                let again = try await bench.run(["dicom", "deidentify", "\(planted)/files", first, "--secret", secret, "--json"])
                let summary = try again.decode(FolderSummary.self)
                // What is there already and the same is done; what is not the same stays as it is.
                #expect(summary.written == files.count - 1 && summary.reasons["exists"] == 1)
                #expect(try FileManager.default.subpathsOfDirectory(atPath: first).sorted() == names)
                #expect(FileManager.default.contents(atPath: other) == Data("another".utf8))

                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: secret)
                let refused = try await bench.run(["dicom", "deidentify", "\(planted)/files", bench.file("third"), "--secret", secret])
                #expect(refused.status == 2 && refused.errors.contains("chmod 600"))
                #expect(!FileManager.default.fileExists(atPath: bench.file("third")))
            }
        }

        @Test("a dry run lists every change with path, tag and action, and writes nothing")
        func dryRun() async throws {
            try await Bench.use { bench in
                let planted = try await planted(1, on: bench)
                let output = bench.file("clean")
                let finished = try await bench.run(["dicom", "deidentify", "\(planted)/files", output, "--dry-run"])
                let lines = finished.output.split(separator: "\n").filter { $0.contains("\t") }.map { $0.split(separator: "\t") }
                #expect(lines.count > 500)
                #expect(lines.allSatisfy { $0.count == 3 && $0[1].contains("(") && "XZDUCAN".contains($0[2]) })
                #expect(lines.contains { $0[1] == "(0010,0010)" && $0[2] == "D" })
                #expect(!FileManager.default.fileExists(atPath: output))
                #expect(!FileManager.default.fileExists(atPath: output + ".secret"))
            }
        }

        @Test("the report names every file once, in order, is its owner's only and never lies in the output")
        func report() async throws {
            try await Bench.use { bench in
                let planted = try await planted(1, on: bench)
                try Data("a note".utf8).write(to: URL(fileURLWithPath: "\(planted)/files/note.txt"))
                let (output, report) = (bench.file("clean"), bench.file("report.jsonl"))
                let inside = try await bench.run(["dicom", "deidentify", "\(planted)/files", output, "--report", "\(output)/report.jsonl"])
                #expect(inside.status == 2)
                try await bench.run(["dicom", "deidentify", "\(planted)/files", output, "--report", report])
                #expect(try FileManager.default.attributesOfItem(atPath: report)[.posixPermissions] as? Int == 0o600)
                let lines = String(decoding: FileManager.default.contents(atPath: report) ?? Data(), as: UTF8.self).split(separator: "\n")
                let objects = try lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:] }
                let inputs = objects.compactMap { $0["input"] as? String }
                #expect(inputs.count == 30 && inputs == inputs.sorted())
                #expect(objects.contains { $0["code"] as? String == "notDICOM" })
                for object in objects {
                    guard let name = object["output"] as? String else {
                        #expect(object["code"] is String)
                        continue
                    }
                    #expect(FileManager.default.fileExists(atPath: "\(output)/\(name)"))
                }
            }
        }

        @Test("misuse is refused with status 2 and leaves nothing behind")
        func misuse() async throws {
            try await Bench.use { bench in
                let planted = try await planted(1, on: bench)
                let input = "\(planted)/files"
                let empty = bench.file("empty.yaml")
                try Data().write(to: URL(fileURLWithPath: empty))
                for arguments in [
                    [input], [bench.file("nothing"), bench.file("out")], [input, "\(input)/out"], [input, input], ["\(input)/..", planted],
                    [input, bench.file("out"), "--profile", "nosuch"], [input, bench.file("out"), "--profile", empty],
                ] {
                    let finished = try await bench.run(["dicom", "deidentify"] + arguments)
                    #expect(finished.status == 2, "\(arguments): \(finished.text)")
                    #expect(!finished.errors.isEmpty)
                }
                #expect(!FileManager.default.fileExists(atPath: bench.file("out")))
                #expect(!FileManager.default.fileExists(atPath: bench.file("out.secret")))
                #expect(try await bench.run(["sample", bench.file("s"), "--identifiers", "--flawless"]).status == 2)
            }
        }
    }
}
