import DICOM
import DICOMPixels
import Foundation
import Testing

extension Interoperability {
    /// Pixels as we and as others decode, encode and show them, over every file that pydicom and pydicom-data install.
    @Suite("Pixels beside pydicom, DCMTK and GDCM")
    struct PixelComparisonTests {
        private static let script = "\(URL(fileURLWithPath: #filePath).deletingLastPathComponent().path)/python/pixels.py"

        private func python(_ arguments: [String], on bench: Bench) async throws -> [[String]] {
            try await bench.must([Self.script] + arguments, program: Python.program, within: .seconds(600))
                .split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
        }

        /// Files in which 32-bit pixels of big endian objects were written as numbers of 32 bits. Pixel Data of VR OW is a stream of words of 16
        /// bits, each swapped by itself (PS3.5 sections 6.2 and 7.3, 2016), so pydicom, which wrote them, reads them back, and DCMTK, GDCM and we
        /// read something else.
        private static let swapped: Set<String> = ["rtdose_expb.dcm", "rtdose_expb_1frame.dcm"]

        /// Big endian objects whose palettes pydicom takes without swapping the bytes of their words. What they should look like, their little
        /// endian twins show.
        private static let swappedPalettes = [
            "OBXXXX1A_expb.dcm": "OBXXXX1A.dcm", "OBXXXX1A_expb_2frame.dcm": "OBXXXX1A_2frame.dcm",
        ]

        /// Syntaxes whose decoders may round differently.
        private static let lossy: Set<String> = [
            TransferSyntax.jpegBaseline.uid, TransferSyntax.jpegExtended.uid, TransferSyntax.jpeg2000.uid,
        ]

        @Test("every frame is decoded to the same values by both, or refused by both")
        func decoding() async throws {
            try await Bench.use { bench in
                let lines = try await python(["digests"], on: bench)
                var (compared, frames, equal, rounded, refused) = (0, 0, 0, 0, 0)
                for (path, reported) in Dictionary(grouping: lines, by: { $0[0] }).sorted(by: { $0.key < $1.key }) {
                    let theirs = reported.compactMap { $0.count == 4 ? Theirs(count: $0[2], digest: $0[3]) : nil }
                    guard let ours = Decoded(path), ours.frame(0) != nil else {
                        #expect(theirs.isEmpty, "\(path): only pydicom decodes it")
                        refused += 1
                        continue
                    }
                    compared += 1
                    if theirs.isEmpty {
                        // What only we decode must be what DCMTK makes of it.
                        try await agreesWithDCMTK(ours, path, bench)
                        continue
                    }
                    #expect(theirs.count == ours.description.numberOfFrames, "\(path)")
                    for (index, frame) in theirs.enumerated() {
                        frames += 1
                        guard let values = ours.frame(index) else {
                            Issue.record("\(path): frame \(index) is decoded only by pydicom")
                            continue
                        }
                        if frame == Theirs(count: "\(values.count)", digest: "\(ours.digest(values))") {
                            equal += 1
                        } else if Self.swapped.contains(URL(fileURLWithPath: path).lastPathComponent) {
                            if index == 0 { try await agreesWithDCMTK(ours, path, bench) }
                        } else {
                            #expect(Self.lossy.contains(ours.file.transferSyntax.uid), "\(path): frame \(index) differs")
                            let other = try await doubles(path, index, bench)
                            #expect(other.count == values.count && zip(values, other).allSatisfy { abs($0 - $1) <= 1 }, "\(path)")
                            rounded += 1
                        }
                    }
                }
                print(
                    "pixels: \(compared) files and \(frames) frames compared, \(equal) equal, \(rounded) within 1; \(refused) have no pixels for either"
                )
                #expect(compared >= 160 && frames >= 400 && equal + rounded + 16 >= frames)
            }
        }

        /// What pydicom says of a frame.
        private struct Theirs: Equatable {
            var count: String
            var digest: String
        }

        /// A file of ours, decoded frame by frame.
        private struct Decoded {
            let file: DICOMFile
            let description: PixelDescription

            init?(_ path: String) {
                guard let data = FileManager.default.contents(atPath: path), let file = try? DICOMFile(bytes: [UInt8](data)),
                    let description = try? PixelDescription(file.dataSet)
                else { return nil }
                self.file = file
                self.description = description
            }

            func frame(_ index: Int) -> [Double]? { try? description.realFrame(index, of: file).values }

            /// The sum that pixels.py computes.
            func digest(_ values: [Double]) -> UInt64 {
                let isInteger = file.dataSet.contains(.pixelData)
                var sum: UInt64 = 0
                values.withUnsafeBufferPointer { buffer in
                    // A plain loop: tests are built without optimisation, and there are 150 million values.
                    var index = 0
                    while index < buffer.count {
                        let bits = isInteger ? UInt64(bitPattern: Int64(buffer[index])) : buffer[index].bitPattern
                        sum &+= (bits ^ 0x9E37_79B9_7F4A_7C15) &* UInt64(truncatingIfNeeded: 2 &* index &+ 1)
                        index &+= 1
                    }
                }
                return sum
            }
        }

        private func doubles(_ path: String, _ frame: Int, _ bench: Bench) async throws -> [Double] {
            let file = bench.file("values")
            _ = try await python(["values", path, "\(frame)", file], on: bench)
            let bytes = [UInt8](try #require(FileManager.default.contents(atPath: file)))
            return bytes.withUnsafeBytes { raw in
                (0..<raw.count / 8).map { Double(bitPattern: raw.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self)) }
            }
        }

        /// DCMTK brings the file into explicit little endian without compression, which pydicom then reads.
        private func agreesWithDCMTK(_ ours: Decoded, _ path: String, _ bench: Bench) async throws {
            let plain = bench.file("plain.dcm")
            let compressed = ours.file.transferSyntax.isEncapsulated
            try await bench.must(
                compressed ? [path, plain] : ["+te", path, plain], program: compressed ? "/usr/bin/dcmdjpeg" : "/usr/bin/dcmconv")
            #expect(try await doubles(plain, 0, bench) == ours.frame(0), "\(path): DCMTK decodes it to something else")
        }

        @Test("every first frame is shown as pydicom's own transformations show it")
        func rendering() async throws {
            try await Bench.use { bench in
                let folder = bench.file("shades")
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                var shown = 0
                var pictures: [String] = []
                for line in try await python(["rendered", folder], on: bench) where line.count == 2 {
                    let (path, name) = (line[0], line[1])
                    if Self.swapped.contains(URL(fileURLWithPath: path).lastPathComponent) { continue }
                    let theirs = [UInt8](try #require(FileManager.default.contents(atPath: "\(folder)/\(name)")))
                    let file = try DICOMFile(bytes: [UInt8](try #require(FileManager.default.contents(atPath: path))))
                    let ours: RenderedImage
                    do {
                        ours = try file.rendered()
                    } catch {
                        // Colours of 32 bits are not shown.
                        #expect(file.dataSet.integer(.bitsAllocated) == 32, "\(path): \(error)")
                        continue
                    }
                    shown += 1
                    let url = URL(fileURLWithPath: path)
                    if let twin = Self.swappedPalettes[url.lastPathComponent] {
                        let bytes = try Data(contentsOf: url.deletingLastPathComponent().appendingPathComponent(twin))
                        #expect(try DICOMFile(bytes: [UInt8](bytes)).rendered() == ours, "\(path)")
                        continue
                    }
                    let largest =
                        ours.bytes == theirs ? 0 : zip(ours.bytes, theirs).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
                    #expect(ours.bytes.count == theirs.count && largest <= 1, "\(path): a shade differs by \(largest)")
                    if pictures.count < 40 {
                        for (ending, bytes) in [("png", try ours.png()), ("jpg", try ours.jpeg(quality: 95))] {
                            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name).\(ending)"))
                            try Data(ours.bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name).samples"))
                            pictures.append("\(folder)/\(name).\(ending)\t\(folder)/\(name).samples")
                        }
                    }
                }
                #expect(shown >= 150)
                // Pillow reads our PNG files to the last bit, and our JPEG files to about what they were.
                let list = bench.file("pictures")
                try Data(pictures.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: list))
                for line in try await python(["pictures", list], on: bench) {
                    #expect(line[0].hasSuffix(".jpg"), "\(line)")
                    let words = (line.last ?? "").split(separator: " ")
                    #expect(Double(words.last ?? "") ?? 99 < 4, "\(line)")
                }
            }
        }

        @Test("what we encode is decoded by pydicom, DCMTK and GDCM to what it was")
        func encoding() async throws {
            try await Bench.use { bench in
                var generator = SystemRandomNumberGenerator()
                var pairs: [String] = []
                let syntaxes: [TransferSyntax] = [
                    .rleLossless, .jpegLosslessFirstOrder, .jpegLSLossless, .jpeg2000Lossless, .htj2kLossless,
                ]
                for stored in 1...16 {
                    for samples in stored == 8 ? [1, 3] : [1] {
                        for signed in samples == 1 ? [false, true] : [false] {
                            let native = noise(stored: stored, signed: signed, samples: samples, frames: stored % 3 + 1, &generator)
                            let name = "\(stored)-\(samples)-\(signed)"
                            try write(native, "\(name).dcm", bench)
                            for syntax in syntaxes {
                                try write(try native.transcoded(to: syntax), "\(name)-\(syntax.uid).dcm", bench)
                                pairs.append(bench.file("\(name).dcm") + "\t" + bench.file("\(name)-\(syntax.uid).dcm"))
                            }
                        }
                    }
                }
                // The same files, decoded by others; their output is native.
                for (name, syntax, program, arguments) in [
                    ("12-1-false", TransferSyntax.jpegLosslessFirstOrder, "/usr/bin/dcmdjpeg", [String]()),
                    ("16-1-true", .jpegLosslessFirstOrder, "/usr/bin/dcmdjpeg", []),
                    ("16-1-false", .jpegLSLossless, "/usr/bin/dcmdjpls", []), ("8-3-false", .jpegLSLossless, "/usr/bin/dcmdjpls", []),
                    ("16-1-true", .rleLossless, "/usr/bin/dcmdrle", []), ("8-3-false", .rleLossless, "/usr/bin/dcmdrle", []),
                    ("12-1-true", .jpeg2000Lossless, "/usr/bin/gdcmconv", ["--raw"]),
                    ("8-3-false", .jpeg2000Lossless, "/usr/bin/gdcmconv", ["--raw"]),
                    ("16-1-false", .jpegLosslessFirstOrder, "/usr/bin/gdcmconv", ["--raw"]),
                ] {
                    let plain = bench.file("\(name)-\(syntax.uid)-\(URL(fileURLWithPath: program).lastPathComponent).dcm")
                    try await bench.must(arguments + [bench.file("\(name)-\(syntax.uid).dcm"), plain], program: program)
                    pairs.append(bench.file("\(name).dcm") + "\t" + plain)
                }
                let list = bench.file("pairs")
                try Data(pairs.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: list))
                #expect(try await python(["pairs", list], on: bench).isEmpty)
            }
        }

        private func write(_ file: DICOMFile, _ name: String, _ bench: Bench) throws {
            try Data(file.encoded()).write(to: URL(fileURLWithPath: bench.file(name)))
        }

        /// Frames that use every stored bit, with an odd number of columns.
        private func noise(
            stored: Int, signed: Bool, samples: Int, frames: Int, _ generator: inout some RandomNumberGenerator
        ) -> DICOMFile {
            let (rows, columns, allocated) = (21, 33, stored > 8 ? 16 : 8)
            var pixels: [UInt8] = []
            for _ in 0..<rows * columns * samples * frames {
                var value = Int.random(in: 0..<1 << stored, using: &generator)
                if signed && value >> (stored - 1) == 1 { value -= 1 << stored }
                for byte in 0..<allocated / 8 { pixels.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
            }
            var dataSet = DataSet()
            dataSet.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.7")
            dataSet.set(.sopInstanceUID, "2.25.1")
            dataSet.set(.samplesPerPixel, integers: [samples])
            dataSet.set(.photometricInterpretation, samples == 3 ? "RGB" : "MONOCHROME2")
            if samples == 3 { dataSet.set(.planarConfiguration, integers: [0]) }
            dataSet.set(.numberOfFrames, String(frames))
            dataSet.set(.rows, integers: [rows])
            dataSet.set(.columns, integers: [columns])
            dataSet.set(.bitsAllocated, integers: [allocated])
            dataSet.set(.bitsStored, integers: [stored])
            dataSet.set(.highBit, integers: [stored - 1])
            dataSet.set(.pixelRepresentation, integers: [signed ? 1 : 0])
            dataSet[.pixelData] = DataElement(tag: .pixelData, vr: allocated > 8 ? .ow : .ob, bytes: pixels)
            return DICOMFile(dataSet: dataSet, transferSyntax: .explicitVRLittleEndian)
        }
    }
}
