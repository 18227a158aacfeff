import DICOM
import DICOMPixels
import Testing

@testable import Deidentification

@Suite("Values of bytes")
struct BulkValueTests {
    private static let planted = Array("KOWALSKI^HANS 1944".utf8)
    private static let own = Array("MULLER^ANNE 4711-22".utf8)

    /// An image of slow gradients, which nothing takes for text.
    private func image(frames: Int = 1) throws -> DataSet {
        var dataSet = sample()
        dataSet.set(.patientName, "Muller^Anne")
        dataSet.set(.samplesPerPixel, integers: [1])
        dataSet.set(.photometricInterpretation, "MONOCHROME2")
        dataSet.set(.rows, integers: [64])
        dataSet.set(.columns, integers: [64])
        dataSet.set(.bitsAllocated, integers: [16])
        dataSet.set(.bitsStored, integers: [16])
        dataSet.set(.highBit, integers: [15])
        dataSet.set(.pixelRepresentation, integers: [0])
        dataSet.set(.bodyPartExamined, "CHEST")
        if frames > 1 { dataSet.set(.numberOfFrames, "\(frames)") }
        let pixels = (0..<frames * 64 * 64).flatMap { pixel -> [UInt8] in
            let value = 1000 + pixel % 64 + pixel / 64
            return [UInt8(value & 0xFF), UInt8(value >> 8)]
        }
        dataSet.setBytes(.pixelData, vr: .ow, pixels)
        return dataSet
    }

    private func clean(_ file: DICOMFile) throws -> DICOMFile {
        try Deidentifier(profile: .standard, key: testKey()).deidentify(file).file
    }

    private func holds(_ text: [UInt8], _ file: DICOMFile) throws -> Bool {
        let bytes = try file.encoded()
        return bytes.indices.contains { bytes[$0...].starts(with: text) }
    }

    @Test("bytes behind the last frame of native pixels go, and the frames stay")
    func nativeTail() throws {
        var dataSet = try image(frames: 2)
        let pixels = try #require(dataSet[.pixelData]?.bytes)
        dataSet.setBytes(.pixelData, vr: .ow, Array(pixels) + Self.planted)
        let output = try clean(file(dataSet))
        #expect(output.dataSet[.pixelData]?.bytes == pixels)
        #expect(try !holds(Self.planted, output))
    }

    /// A codestream with the planted text where its syntax allows any.
    private func loaded(_ frame: [UInt8], _ syntax: TransferSyntax) -> [[UInt8]] {
        let text = Self.planted
        let length = UInt8(text.count + 2)
        switch syntax {
        case .jpeg2000Lossless, .htj2kLossless, .htj2kLosslessRPCL:
            // The main header's size segment comes first (ISO/IEC 15444-1 A.5.1).
            let size = 4 + Int(frame[4]) << 8 + Int(frame[5])
            return [
                Array(frame[..<size]) + [0xFF, 0x64, 0, length + 2, 0, 1] + text + Array(frame[size...]), frame + text,
            ]
        case .rleLossless:
            return [frame + text]
        default:
            return [
                Array(frame[..<2]) + [0xFF, 0xFE, 0, length] + text + Array(frame[2...]),
                Array(frame[..<2]) + [0xFF, 0xE1, 0, length] + text + Array(frame[2...]), frame + text,
            ]
        }
    }

    @Test(
        "comments, data of applications and bytes behind the end of a compressed frame go, and its image stays",
        arguments: [
            TransferSyntax.jpegLosslessFirstOrder, .jpegLSLossless, .jpeg2000Lossless, .htj2kLossless, .rleLossless,
        ])
    func compressed(syntax: TransferSyntax) throws {
        let original = try file(try image(frames: 2)).transcoded(to: syntax)
        guard case .fragments(_, let fragments) = original.dataSet[.pixelData]?.value else {
            Issue.record("not encapsulated")
            return
        }
        for frame in loaded(Array(fragments[1]), syntax) {
            var loaded = original
            let even = frame.count % 2 == 0 ? frame : frame + [0]
            loaded.dataSet[.pixelData] = DataElement(
                tag: .pixelData, vr: .ob, value: .fragments(basicOffsetTable: [], [fragments[0], even[...]]))
            try #require(try holds(Self.planted, loaded))
            let output = try clean(loaded)
            #expect(try !holds(Self.planted, output))
            for index in 0..<2 {
                let isSame = try output.frame(index) == original.frame(index)
                #expect(isSame)
            }
        }
    }

    @Test("an offset table that is none goes; one that is stays")
    func offsetTable() throws {
        let original = try file(try image(frames: 2)).transcoded(to: .jpegLSLossless)
        guard case .fragments(let table, let fragments) = original.dataSet[.pixelData]?.value else { return }
        func left(of given: ArraySlice<UInt8>) throws -> ArraySlice<UInt8>? {
            var file = original
            file.dataSet[.pixelData] = DataElement(
                tag: .pixelData, vr: .ob, value: .fragments(basicOffsetTable: given, fragments))
            guard case .fragments(let left, _) = try clean(file).dataSet[.pixelData]?.value else { return nil }
            return left
        }
        try #require(table.count == 8)
        #expect(try left(of: table) == table)
        #expect(try left(of: Self.planted[...])?.isEmpty == true)
    }

    @Test("what is no codestream of its syntax is refused")
    func noCodestream() throws {
        var file = try file(try image()).transcoded(to: .jpegLSLossless)
        file.dataSet[.pixelData] = DataElement(
            tag: .pixelData, vr: .ob, value: .fragments(basicOffsetTable: [], [(Self.planted + Self.planted)[...]]))
        #expect(throws: DeidentificationError.self) { try clean(file) }
    }

    @Test("a table is cut to its entries, a waveform to its samples, and the object's own name elsewhere takes the value away")
    func tables() throws {
        var dataSet = try image()
        dataSet.set(Tag(0x0028, 0x1101), integers: [4, 0, 16])
        dataSet.setBytes(Tag(0x0028, 0x1201), vr: .ow, [1, 0, 2, 0, 3, 0, 4, 0] + Self.planted)
        dataSet.setBytes(Tag(0x0066, 0x0016), vr: .of, Self.own + [0])
        dataSet.set(Tag(0x0028, 0x1102), integers: [8, 0, 16])
        dataSet.setBytes(Tag(0x0028, 0x1202), vr: .ow, Array("KOWALSKI^HANS   ".utf8))
        var wave = DataSet()
        wave.set(.numberOfWaveformChannels, integers: [2])
        wave.set(.numberOfWaveformSamples, integers: [3])
        wave.set(.waveformBitsAllocated, integers: [16])
        wave.setBytes(.waveformData, vr: .ow, (1...12).map { $0 } + Self.planted)
        dataSet.set(.waveformSequence, items: [wave])
        let output = try clean(file(dataSet)).dataSet
        #expect(output[Tag(0x0028, 0x1201)]?.bytes.map(Array.init) == [1, 0, 2, 0, 3, 0, 4, 0])
        #expect(output[Tag(0x0066, 0x0016)] == nil)
        #expect(output[Tag(0x0028, 0x1202)] == nil)
        #expect(output.items(.waveformSequence).first?[.waveformData]?.bytes.map(Array.init) == Array(1...12))
    }

    @Test(
        "comments of encoders stay, others do not",
        arguments: [
            ("Kakadu-v7.3.3", true), ("Created by GDCM/OpenJPEG version 2.0", true), ("Creator: JasPer Version 1.701.0", true),
            ("OpenJPH Ver 0.9.0.", true), ("Kakadu-2.2\0", true), ("Created by Kowalski", false), ("v 555-123-4567", false),
            ("ID:4711@x", false),
        ])
    func encoders(comment: String, isOne: Bool) {
        #expect(EncoderComment.isOne(Array(comment.utf8)[...]) == isOne)
    }

    /// A colour profile with a text and a curve, the text's tag first.
    private func profile(_ text: [UInt8]) -> [UInt8] {
        func word(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(number >> (24 - 8 * $0) & 0xFF) } }
        let textTag = Array("text".utf8) + [0, 0, 0, 0] + text
        let curve = Array("curv".utf8) + [0, 0, 0, 0, 0, 0, 0, 1, 2, 0x33, 0, 0]
        let start = 128 + 4 + 24
        let tags =
            word(2) + Array("cprt".utf8) + word(start) + word(textTag.count) + Array("rTRC".utf8) + word(start + textTag.count)
            + word(curve.count)
        let size = start + textTag.count + curve.count
        let header = word(size) + [UInt8](repeating: 0, count: 32) + Array("acsp".utf8) + [UInt8](repeating: 0, count: 88)
        return header + tags + textTag + curve
    }

    @Test("a colour profile keeps its curves and loses its texts; what is no profile goes")
    func colourProfile() throws {
        let bytes = profile(Self.planted)
        let output = try #require(ICCProfile.withoutTexts((bytes + Self.planted)[...]))
        #expect(output.count == bytes.count)
        #expect(output.suffix(16) == bytes.suffix(16)[...])
        #expect(!output.indices.contains { output[$0...].starts(with: Self.planted) })
        #expect(ICCProfile.withoutTexts(Self.planted[...]) == nil)
        #expect(ICCProfile.withoutTexts(output) == output)
    }

    @Test("a table of offsets stays where it tells of the frames, and goes where it tells of something else")
    func extendedOffsets() throws {
        let original = try file(image(frames: 3)).transcoded(to: .jpegLSLossless)
        guard case .fragments(_, let fragments) = original.dataSet[.pixelData]?.value, fragments.count == 3 else {
            Issue.record("The frames do not lie in three fragments.")
            return
        }
        var (offset, offsets): (Int, [Int]) = (0, [])
        for fragment in fragments {
            offsets.append(offset)
            offset += 8 + fragment.count
        }
        func bytes(_ numbers: [Int]) -> [UInt8] {
            numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
        }
        let text = Array("WEBER^HANS ISARTORPLATZ9".utf8)
        for (table, lengths, isKept) in [
            (bytes(offsets), bytes(fragments.map(\.count)), true), (text, bytes(fragments.map(\.count)), false),
            (bytes(offsets), text, false),
        ] {
            var file = original
            file.dataSet[.pixelData] = DataElement(
                tag: .pixelData, vr: .ob, value: .fragments(basicOffsetTable: [], fragments))
            file.dataSet.setBytes(.extendedOffsetTable, vr: .ov, table)
            file.dataSet.setBytes(.extendedOffsetTableLengths, vr: .ov, lengths)
            let output = try clean(file)
            #expect(output.dataSet.contains(.extendedOffsetTable) == (isKept || lengths == text))
            #expect(output.dataSet.contains(.extendedOffsetTableLengths) == (isKept || table == text))
            #expect(try !holds(text, output))
            #expect(try output.frame(2).values == original.frame(2).values)
        }
        // Beside native pixels it tells of nothing.
        var native = try image()
        native.setBytes(.extendedOffsetTable, vr: .ov, Array(text.prefix(8)))
        #expect(try !clean(file(native)).dataSet.contains(.extendedOffsetTable))
    }
}
