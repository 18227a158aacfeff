import Foundation
import Node
import SampleData
import Testing

extension Interoperability {
    @Suite("Samples, and what a node makes of them")
    struct SampleTests {
        @Test("pydicom reads every sample; dciodvfy finds no error in any kind of series of any holder, before and after de-identification")
        func samples() async throws {
            try await Bench.use { bench in
                let samples = bench.file("samples")
                try await bench.must(["sample", samples, "--patients", "6", "--holders", "3", "--flawless"])
                let read = try await Python.run(Self.readEvery, [samples], on: bench)
                let files = try Bench.regularFiles(below: samples).filter { $0.hasSuffix(".dcm") }
                #expect(read == "\(files.count) read", "\(read.suffix(1_000))")
                let validator = "/usr/bin/dciodvfy"
                guard FileManager.default.isExecutableFile(atPath: validator) else {
                    throw Disappointment(description: "There is no \(validator). Install it with 'scripts/bootstrap --tests'.")
                }
                for holder in 1...3 {
                    let kinds = try await Python.run(Self.oneOfEachKind, ["\(samples)/holder-\(holder)"], on: bench).split(separator: "\n")
                        .map(String.init)
                    #expect(kinds.count == 4, "chest CT, mammogram, T2 and diffusion: \(kinds)")
                    let node = bench.file("node-\(holder)")
                    try await bench.must(["node", "init", "--home", node, "--name", "node-\(holder)"])
                    try await bench.must(["node", "ingest", "--home", node] + kinds)
                    for file in try kinds + Bench.regularFiles(below: "\(node)/objects") {
                        let report = try await bench.run([file], program: validator)
                        #expect(!report.text.split(separator: "\n").contains { $0.hasPrefix("Error") }, "\(file): \(report.text)")
                        #expect(!report.text.isEmpty)
                    }
                }
            }
        }

        /// Threat model: no identifier reaches the archive.
        @Test(
            "pydicom reads every archived object, de-identified as declared; none of the planted identifiers is anywhere in the node's home",
            arguments: 1...3)
        func archived(holder: Int) async throws {
            try await Bench.use { bench in
                let samples = bench.file("samples")
                try await bench.must(["sample", samples, "--patients", "9", "--holders", "3"])
                let node = bench.file("node")
                try await bench.must(["node", "init", "--home", node, "--name", "lisboa"])
                let summary = try await bench.must(
                    ["node", "ingest", "--home", node, "\(samples)/holder-\(holder)"], as: IntakeSummary.self)
                try await bench.must(["node", "clinical", "--home", node, "\(samples)/holder-\(holder)/clinical.csv"])

                let read = try await Python.run(Self.checkDeclaration, ["\(node)/objects"], on: bench)
                #expect(read == "\(summary.archived) de-identified", "\(read.suffix(1_000))")

                let keys = try JSONDecoder().decode(
                    [AnswerKey].self, from: Data(contentsOf: URL(fileURLWithPath: "\(samples)/answer-key.json")))
                let planted = Set(keys[holder - 1].patients.flatMap { $0.identifiers.filter(\.isDistinctive).map(\.value) })
                #expect(planted.count > 50)
                let list = bench.file("planted.json")
                try JSONEncoder().encode(planted.sorted()).write(to: URL(fileURLWithPath: list))
                // The search must be able to find: in the originals it finds nearly all.
                let inOriginals = try await Python.run(Self.findPlanted, [list, "\(samples)/holder-\(holder)"], on: bench)
                #expect(
                    (Int(inOriginals.split(separator: " ").first ?? "") ?? 0) > planted.count * 9 / 10,
                    "\(inOriginals.prefix(300)) of \(planted.count)")
                let survived = try await Python.run(Self.findPlanted, [list, node], on: bench)
                #expect(survived == "0 found", "\(survived.prefix(2_000))")
            }
        }

        // MARK: Scripts

        private static let readEvery = """
            import pathlib, sys, pydicom
            files = sorted(pathlib.Path(sys.argv[1]).rglob('*.dcm'))
            for f in files:
                d = pydicom.dcmread(f)
                assert len(d.PixelData) == d.Rows * d.Columns * d.SamplesPerPixel * d.BitsAllocated // 8, f
                str(d), d.PatientName.alphabetic
                for e in d.iterall(): e.value
            print(len(files), 'read')
            """

        private static let oneOfEachKind = """
            import pathlib, sys, pydicom
            kinds = {}
            for f in sorted(pathlib.Path(sys.argv[1]).rglob('*.dcm')):
                d = pydicom.dcmread(f, stop_before_pixels=True)
                kinds.setdefault((d.Modality, 'DiffusionBValue' in d), f)
            for f in kinds.values(): print(f)
            """

        private static let checkDeclaration = """
            import pathlib, sys, pydicom
            files = [f for f in sorted(pathlib.Path(sys.argv[1]).rglob('*')) if f.is_file()]
            for f in files:
                d = pydicom.dcmread(f)
                assert d.PatientIdentityRemoved == 'YES', f
                codes = [(c.CodeValue, c.CodingSchemeDesignator) for c in d.DeidentificationMethodCodeSequence]
                # The standard profile, and 113101 where pixels were cleaned.
                said = {value for value, scheme in codes if scheme == 'DCM'}
                assert len(said) == len(codes) and said - {'113101'} == {
                    '113100', '113103', '113104', '113105', '113107', '113108'}, (f, codes)
                assert d.LongitudinalTemporalInformationModified == 'MODIFIED' and d.DeidentificationMethod, f
                assert d.file_meta.MediaStorageSOPInstanceUID == d.SOPInstanceUID and d.SOPInstanceUID.startswith('2.25.'), f
                assert not any(e.tag.is_private for e in d.iterall()), f
                assert len(d.PixelData) == d.Rows * d.Columns * d.SamplesPerPixel * d.BitsAllocated // 8, f
            print(len(files), 'de-identified')
            """

        /// Looks for each value in each encoding that the holders use, in all bytes below a folder.
        private static let findPlanted = """
            import json, pathlib, sys
            haystack = b'\\0'.join(f.read_bytes() for f in sorted(pathlib.Path(sys.argv[2]).rglob('*')) if f.is_file())
            found = []
            for value in json.load(open(sys.argv[1])):
                for encoding in ('utf-8', 'latin-1', 'iso8859-5', 'utf-16-le'):
                    try: needle = value.encode(encoding)
                    except UnicodeEncodeError: continue
                    if needle in haystack: found.append(value); break
            print(len(found), 'found', *found)
            """
    }
}
