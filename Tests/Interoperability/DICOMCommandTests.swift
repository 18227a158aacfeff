import DICOM
import Foundation
import Node
import TestSupport
import Testing

extension Interoperability {
    /// `mosaic dicom` against a node: what it sends, fetches, finds missing and calls misuse.
    @Suite("The DICOM commands")
    struct DICOMCommandTests {
        private static let everything = "[store, search, retrieve]"

        @Test(
            "misuse ends with status 2, before anything is called or made",
            arguments: [
                ["dicom", "echo", "PACS1@127.0.0.1:0"], ["dicom", "echo", "PACS1@127.0.0.1:70000"], ["dicom", "echo", "PACS1"],
                ["dicom", "echo", "SEVENTEEN-LETTERS@127.0.0.1:104"],
                ["dicom", "echo", "PACS1@127.0.0.1:104", "--title", "SEVENTEEN-LETTERS"],
                ["dicom", "find", "PACS1@127.0.0.1:104", "NoSuchKeyword=1"],
                ["dicom", "find", "PACS1@127.0.0.1:104", "--level", "BOGUS", "PatientID"],
                ["dicom", "get", "PACS1@127.0.0.1:104", "--to", "in", "NoSuchKeyword=1"],
                ["dicom", "get", "PACS1@127.0.0.1:104", "--to", "in", "--level", "BOGUS", "StudyInstanceUID=1"],
                ["dicom", "render", "a.dcm", "a.png", "--frame", "0"], ["dicom", "render", "a.dcm", "a.gif"],
                ["dicom", "render", "a.dcm", "a.png", "--window", "40"], ["dicom", "render", "a.dcm", "a.png", "--window", "40,0"],
                ["node", "token", "create", "--home", "x", "--label", "y", "--everything", "--days", "0"],
                ["node", "init", "--home", "x", "--name", "lisboa", "--port", "70000"],
                ["node", "init", "--home", "x", "--name", "lisboa", "--dicom-port", "-1"],
            ])
        func misuse(_ arguments: [String]) async throws {
            try await Bench.use { bench in
                let refused = try await bench.run(arguments, in: bench.folder)
                #expect(refused.status == 2, "\(refused.text)")
                #expect(refused.errors.hasPrefix("Error: "), "\(refused.text)")
                #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder) == [".logs"], "nothing is made")
            }
        }

        @Test("render names frames as its option counts them")
        func frames() async throws {
            try await Bench.use { bench in
                let file = try #require(try await samples(bench).first)
                let picture = bench.file("picture.png")
                let refused = try await bench.run(["dicom", "render", file, picture, "--frame", "9999"])
                #expect(refused.status == 1 && refused.errors.contains("no frame 9999: --frame is 1 to "), "\(refused.text)")
                #expect(!FileManager.default.fileExists(atPath: picture))
                try await bench.must(["dicom", "render", file, picture, "--frame", "1"])
                #expect(FileManager.default.fileExists(atPath: picture))
            }
        }

        @Test("store counts what the peer refuses as failed and sends the rest")
        func store() async throws {
            try await Bench.use { bench in
                let node = try await ServingNode.start(on: bench, change: ServingNode.peers("[]", strangers: Self.everything))
                let file = try #require(try await samples(bench).first)
                let folder = bench.file("sent")
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                // Of a class that is no storage class: it comes first, and its context is not accepted.
                try FileManager.default.copyItem(atPath: file, toPath: "\(folder)/a.dcm")
                try await bench.must(
                    ["-nb", "-m", "SOPClassUID=1.2.840.10008.5.1.4.31", "\(folder)/a.dcm"], program: "/usr/bin/dcmodify")
                try FileManager.default.copyItem(atPath: file, toPath: "\(folder)/b.dcm")
                let sent = try await bench.run(["dicom", "store", "MOSAIC@127.0.0.1:\(node.dicomPort)", folder])
                #expect(sent.status == 1, "\(sent.text)")
                #expect(sent.output.contains("1 of 2 objects stored") && sent.output.contains("a.dcm: The peer accepted no context"))
                #expect(try await node.state(on: bench).instances == 1)
            }
        }

        @Test("get brings compressed objects in a syntax that was agreed, overwrites nothing, and says when there is nothing")
        func get() async throws {
            try await Bench.use { bench in
                let node = try await ServingNode.start(on: bench, change: ServingNode.peers("[]", strangers: Self.everything))
                let file = try #require(try await samples(bench).first)
                let compressed = bench.file("compressed.dcm")
                try await bench.must(["+e1", file, compressed], program: "/usr/bin/dcmcjpeg")
                let peer = "MOSAIC@127.0.0.1:\(node.dicomPort)"
                try await bench.must(["dicom", "store", peer, compressed])
                let listed = try await bench.must(["dicom", "find", peer, "StudyInstanceUID", "--json"])
                let study = try #require(listed.firstMatch(of: /"0020000D":\{[^}]*"Value":\["([0-9.]+)"/)?.output.1)
                let folder = bench.file("got")
                let command = ["dicom", "get", peer, "--to", folder, "StudyInstanceUID=\(study)"]
                try await bench.must(command)
                let path = try #require(try Bench.regularFiles(below: folder).first)
                let syntax = try await bench.must(["+P", "TransferSyntaxUID", path], program: "/usr/bin/dcmdump")
                #expect(syntax.contains("JPEGLossless"), "\(syntax)")

                try await bench.must(command)
                #expect(try Bench.regularFiles(below: folder) == [path], "the same object is there already")
                try Data("another".utf8).write(to: URL(fileURLWithPath: path))
                let kept = try await bench.run(command)
                #expect(kept.status == 1 && kept.errors.contains("already with other content"), "\(kept.text)")
                #expect(try String(contentsOfFile: path, encoding: .utf8) == "another")

                let nothing = try await bench.run(["dicom", "get", peer, "--to", folder, "StudyInstanceUID=1.2.3.4.5"])
                #expect(nothing.status == 1 && nothing.errors.contains("Nothing at \(peer) matches"), "\(nothing.text)")
            }
        }

        /// Uncompressed images of a small synthetic hospital that the node archives.
        private func samples(_ bench: Bench) async throws -> [String] {
            let folder = bench.file("samples")
            try await bench.must(["sample", folder, "--patients", "4", "--holders", "1"])
            return try Bench.regularFiles(below: "\(folder)/holder-1").sorted().filter { path in
                let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
                guard let file = try? DICOMFile(bytes: [UInt8](bytes)), !file.transferSyntax.isEncapsulated else { return false }
                return file.dataSet.string(.modality) == "CT" && file.dataSet.contains(.pixelData)
                    && file.dataSet.string(.burnedInAnnotation) != "YES"
                    && file.dataSet.string(.recognizableVisualFeatures) != "YES"
            }
        }
    }
}
