import DICOM
import Foundation
import Testing

extension Interoperability {
    /// The DICOM JSON model (PS3.18 annex F) and text, beside pydicom.
    @Suite("The DICOM JSON model and pydicom")
    struct JSONModelTests {
        /// Prints a line for each file that pydicom reads: its path, a tab, what pydicom writes as JSON.
        private static let write = """
            import json, os, sys, warnings
            warnings.simplefilter('ignore')
            import pydicom
            for folder, _, names in sorted(os.walk(sys.argv[1])):
                for name in sorted(names):
                    path = os.path.join(folder, name)
                    if name.endswith(('.py', '.pyc', '.json', '.txt', '.md')) or os.path.getsize(path) > 2_000_000: continue
                    try:
                        dataset = pydicom.dcmread(path)
                        text = json.dumps(dataset.to_json_dict())
                    except Exception as error:
                        continue
                    print(path + '\\t' + text)
            """

        /// Reads JSON that we wrote, and the file that we made of that JSON, beside the file it was made of; prints what differs. Values are compared as pydicom understands
        /// them: text without padding, numbers as numbers, bytes as bytes (JSON has no padding byte, CP 1920).
        private static let compare = """
            import json, struct, sys, warnings
            warnings.simplefilter('ignore')
            import pydicom
            from pydicom.dataset import Dataset
            from pydicom.multival import MultiValue
            from pydicom.sequence import Sequence

            def plain(value, vr):
                if value is None or value == '' or value == b'': return None
                if isinstance(value, (MultiValue, list, tuple)):
                    return [plain(one, vr) for one in value] if len(value) else None
                if isinstance(value, bytes): return value.rstrip(b'\\0')
                if vr == 'FL': return struct.pack('<f', value)
                if isinstance(value, float): return float('%.12g' % value)
                if isinstance(value, int): return value
                if hasattr(value, 'components'):
                    groups = [group.strip(' \\0') for group in str(value).split('=')]
                    while groups and not groups[-1]: groups.pop()
                    return '='.join(groups) or None
                return str(value).strip(' \\0') or None

            def differences(ours, theirs, path):
                for tag in sorted(set(ours.keys()) | set(theirs.keys())):
                    if tag.element == 0: continue
                    place = path + str(tag)
                    if tag not in ours or tag not in theirs:
                        yield place + (' is missing' if tag not in ours else ' is too many')
                        continue
                    a, b = ours[tag], theirs[tag]
                    if isinstance(a.value, Sequence) and isinstance(b.value, Sequence):
                        if len(a.value) != len(b.value): yield place + ' has %d items, not %d' % (len(a.value), len(b.value))
                        for number, (one, other) in enumerate(zip(a.value, b.value)):
                            yield from differences(one, other, place + '[%d].' % number)
                    # Private attributes whose VR pydicom has from a list of its own are UN for us, and words of big endian files
                    # are little endian in JSON (PS3.18 section F.2.7).
                    elif a.VR == 'UN' and b.VR != 'UN' or b.VR == 'OW' and not little: continue
                    elif plain(a.value, b.VR) != plain(b.value, b.VR):
                        yield '%s %s is %.80r, not %s %.80r' % (place, a.VR, a.value, b.VR, b.value)

            for line in open(sys.argv[1]):
                path, text, written = line.rstrip('\\n').split('\\t')
                theirs = pydicom.dcmread(path)
                little = theirs.original_encoding[1]
                ours = Dataset.from_json(json.loads(text))
                for difference in differences(ours, theirs, ''):
                    print(path.split('/')[-1] + ' ' + difference)
                for difference in differences(pydicom.dcmread(written), theirs, ''):
                    print(path.split('/')[-1] + ' (file) ' + difference)
            """

        @Test(
            "what we write as JSON, pydicom reads as the file, and what pydicom writes, we read as the file, for each of its files",
            arguments: ["pydicom", "data_store"])
        func bothWays(_ package: String) async throws {
            try await Bench.use { bench in
                let folder = try await Python.folder(of: package, on: bench)
                let lines = try await Python.run(Self.write, [folder], on: bench).split(separator: "\n")
                #expect(lines.count > 30)
                var ours = ""
                var differences: [String] = []
                for (number, line) in lines.enumerated() {
                    let parts = line.split(separator: "\t", maxSplits: 1)
                    let path = String(parts[0])
                    guard let file = try? DICOMFile(bytes: [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))) else { continue }
                    let name = path.split(separator: "/").last ?? ""
                    do {
                        let read = try DataSet(json: Array(parts[1].utf8))
                        differences += Self.differences(read, file.dataSet, file.transferSyntax).map { "\(name) \($0)" }
                        let again = try DataSet(json: file.dataSet.jsonBytes())
                        differences += Self.differences(again, file.dataSet, file.transferSyntax).map { "\(name) (own) \($0)" }
                        // The text in it went from its character set to Unicode and back.
                        let written = bench.file("\(number).dcm")
                        let native: TransferSyntax = file.transferSyntax.isEncapsulated ? file.transferSyntax : .explicitVRLittleEndian
                        let bytes = try DICOMFile(dataSet: again, transferSyntax: native).encoded()
                        try Data(bytes).write(to: URL(fileURLWithPath: written))
                        ours += "\(path)\t\(file.dataSet.json())\t\(written)\n"
                    } catch {
                        differences.append("\(name) \(error)")
                    }
                }
                #expect(ours.split(separator: "\n").count > 30)
                #expect(differences.joined(separator: "\n") == "")
                try Data(ours.utf8).write(to: URL(fileURLWithPath: bench.file("ours")))
                #expect(try await Python.run(Self.compare, [bench.file("ours")], on: bench) == "")
            }
        }

        @Test(
            "an unmodified file is written byte for byte, but for those that PS3.10 does not allow", arguments: ["pydicom", "data_store"])
        func unmodified(_ package: String) async throws {
            // Deflated anew; an element twice; group 0002 without its length or its transfer syntax.
            let others: Set<String> = ["image_dfl.dcm", "winter.dcm", "no_meta_group_length.dcm", "meta_missing_tsyntax.dcm"]
            try await Bench.use { bench in
                var count = 0
                let folder = try await Python.folder(of: package, on: bench)
                for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() {
                    guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else { continue }
                    let bytes = [UInt8](data)
                    guard DICOMFile.looksLikeDICOM(bytes.prefix(200)), let file = try? DICOMFile(bytes: bytes) else { continue }
                    count += 1
                    let again = try file.encoded()
                    if others.contains(String(name.split(separator: "/").last ?? "")) {
                        #expect(try DICOMFile(bytes: again).dataSet == file.dataSet, "\(name)")
                    } else {
                        #expect(again == bytes, "\(name)")
                    }
                    let header = try DICOMFile(bytes: bytes, stopBefore: .pixelData)
                    let fetched = try DICOMFile.header { offset, count in
                        Array(bytes[min(offset, bytes.count)..<min(offset + count, bytes.count)])
                    }
                    #expect(fetched.dataSet == header.dataSet, "\(name)")
                }
                #expect(count > 40)
            }
        }

        /// What differs between data sets, values compared as what they mean.
        private static func differences(_ read: DataSet, _ file: DataSet, _ syntax: TransferSyntax, _ path: String = "") -> [String] {
            var found: [String] = []
            for tag in Set(read.map(\.tag)).union(file.map(\.tag)).sorted() where !tag.isGroupLength {
                guard let left = read[tag], let right = file[tag] else {
                    found.append("\(path)\(tag) is \(read.contains(tag) ? "too many" : "missing")")
                    continue
                }
                if !left.items.isEmpty || !right.items.isEmpty {
                    if left.items.count != right.items.count { found.append("\(path)\(tag) has \(left.items.count) items") }
                    for (number, (one, other)) in zip(left.items, right.items).enumerated() {
                        found += differences(one, other, syntax, "\(path)\(tag)[\(number)].")
                    }
                } else if !isEqual(left, read, right, file, syntax) {
                    found.append(
                        "\(path)\(tag) \(left.vr) \(read.strings(of: left).prefix(4)) is not \(right.vr) \(file.strings(of: right).prefix(4))"
                    )
                }
            }
            return found
        }

        private static func isEqual(
            _ left: DataElement, _ read: DataSet, _ right: DataElement, _ file: DataSet, _ syntax: TransferSyntax
        ) -> Bool {
            if left == right || left.isEmpty && right.isEmpty { return true }
            switch right.vr {
            case .ds, .is, .fl, .fd:
                let (one, other) = (read.doubles(of: left), file.doubles(of: right))
                // DS has 16 bytes, of which pydicom's numbers may need more.
                return one.count == other.count && !other.isEmpty
                    && zip(one, other).allSatisfy { abs($0 - $1) <= abs($1) * 1e-12 || $0.isNaN && $1.isNaN }
                    || trimmed(read.strings(of: left)) == trimmed(file.strings(of: right))
            case .ob, .ow, .of, .od, .ol, .ov, .un:
                // What pydicom gives as base64 it leaves in the byte order of the file; PS3.18 section F.2.7 wants it little endian.
                let swapped = syntax.isBigEndian && right.vr == .ow
                return swapped
                    || (left.bytes ?? []).elementsEqual((right.bytes ?? []) + [UInt8](repeating: 0, count: (right.bytes?.count ?? 0) & 1))
            default:
                return trimmed(read.strings(of: left)) == trimmed(file.strings(of: right))
            }
        }

        private static func trimmed(_ values: [String]) -> [String] {
            if values.count == 1, values[0].isEmpty { return [] }
            return values.map { value in
                var groups = value.split(separator: "=", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
                while groups.last == "" { groups.removeLast() }
                return groups.joined(separator: "=")
            }
        }
    }
}
