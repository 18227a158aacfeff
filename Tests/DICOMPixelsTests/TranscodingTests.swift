import DICOM
import DICOMPixels
import TestSupport
import Testing

@Suite("Transcoding")
struct TranscodingTests {
    private func colourImage(frames: Int = 1, planar: Bool = false, photometric: String = "RGB") -> DICOMFile {
        var generator = SeededGenerator(seed: 3)
        var dataSet = image(
            rows: 6, columns: 8, samples: 3, allocated: 8, planar: planar, frames: frames, photometric: photometric,
            pixels: generator.bytes(6 * 8 * (photometric == "YBR_FULL_422" ? 2 : 3) * frames))
        dataSet.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.7.4")
        dataSet.set(.sopInstanceUID, "2.25.1")
        return file(dataSet)
    }

    @Test("through every syntax and back leaves every frame as it was")
    func circle() throws {
        let original = colourImage(frames: 3, planar: true)
        var current = original
        for syntax in CodecTests.syntaxes + [.explicitVRBigEndian, .implicitVRLittleEndian, .jpegLossless, .deflatedExplicitVRLittleEndian]
        {
            current = try current.transcoded(to: syntax)
            #expect(current.transferSyntax == syntax)
            #expect(current.fileMetaInformation.string(.transferSyntaxUID) == syntax.uid)
            let read = try DICOMFile(bytes: current.encoded())
            for index in 0..<3 { #expect(try read.frame(index).values == original.frame(index).values, "\(syntax)") }
        }
        #expect(current.dataSet.string(.photometricInterpretation) == "RGB")
    }

    @Test("says what the samples mean and how they lie")
    func attributes() throws {
        let jpeg2000 = try colourImage(planar: true).transcoded(to: .jpeg2000Lossless)
        #expect(jpeg2000.dataSet.string(.photometricInterpretation) == "YBR_RCT")
        #expect(jpeg2000.dataSet.integer(.planarConfiguration) == 0)
        #expect(try jpeg2000.frame().photometricInterpretation == .rgb)
        let back = try jpeg2000.transcoded(to: .explicitVRLittleEndian)
        #expect(back.dataSet.string(.photometricInterpretation) == "RGB")
        #expect(back.dataSet[.pixelData]?.vr == .ob)
        #expect(back.dataSet.string(.lossyImageCompression) == nil)
        let luminance = try colourImage(photometric: "YBR_FULL_422").transcoded(to: .jpegLSLossless)
        #expect(luminance.dataSet.string(.photometricInterpretation) == "YBR_FULL")
        #expect(try luminance.frame().values == colourImage(photometric: "YBR_FULL_422").frame().values)
    }

    @Test("writes a table of offsets for several frames, and fragments of even length")
    func offsets() throws {
        let file = try colourImage(frames: 4).transcoded(to: .jpegLSLossless)
        guard case .fragments(let table, let fragments) = file.dataSet[.pixelData]?.value else {
            Issue.record("not encapsulated")
            return
        }
        #expect(fragments.count == 4 && fragments.allSatisfy { $0.count % 2 == 0 })
        #expect(
            Array(table)
                == littleEndian(
                    [
                        0, 8 + fragments[0].count, 16 + fragments[0].count + fragments[1].count,
                        24 + fragments[0].count + fragments[1].count + fragments[2].count,
                    ], bytes: 4))
        #expect(try colourImage().transcoded(to: .jpegLSLossless).frameBytes(0).starts(with: [0xFF, 0xD8]))
    }

    @Test("moves values from high bits to where codecs put them")
    func highBit() throws {
        let shifted = file(image(rows: 1, columns: 3, stored: 12, high: 15, signed: true, pixels: littleEndian([0xFFF0, 0x0010, 0x7FF0])))
        let transcoded = try shifted.transcoded(to: .jpeg2000Lossless)
        #expect(transcoded.dataSet.integer(.highBit) == 11)
        #expect(try transcoded.frame().values == [-1, 1, 2_047])
        #expect(try transcoded.transcoded(to: .explicitVRLittleEndian).frame().values == [-1, 1, 2_047])
    }

    @Test("says that losses happened when what was lossy no longer is")
    func losses() throws {
        let gray = RenderedImage(columns: 16, rows: 16, samplesPerPixel: 1, bytes: (0..<256).map { UInt8($0) })
        let lossy = encapsulated(image(rows: 16, columns: 16, allocated: 8), .jpegBaseline, [try gray.jpeg()])
        let native = try lossy.transcoded(to: .explicitVRLittleEndian)
        #expect(native.dataSet.string(.lossyImageCompression) == "01")
        #expect(native.dataSet.string(.lossyImageCompressionMethod) == "ISO_10918_1")
        #expect(native.dataSet.double(.lossyImageCompressionRatio) ?? 0 > 0)
        #expect(try native.frame().values == lossy.frame().values)
    }

    @Test("takes icons along")
    func icons() throws {
        var file = try colourImage().transcoded(to: .jpegLSLossless)
        let icon = try colourImage().transcoded(to: .jpegLSLossless).dataSet
        file.dataSet.set(.iconImageSequence, items: [icon])
        let native = try file.transcoded(to: .explicitVRLittleEndian)
        #expect(native.dataSet.items(.iconImageSequence).first?[.pixelData]?.bytes?.count == 144)
    }

    @Test("leaves out an icon that cannot be decoded, and keeps the image")
    func brokenIcon() throws {
        var file = try colourImage().transcoded(to: .jpegLSLossless)
        var broken = file.dataSet
        broken[.pixelData] = DataElement(tag: .pixelData, vr: .ob, value: .fragments(basicOffsetTable: [], [[1, 2, 3, 4]]))
        file.dataSet.set(.iconImageSequence, items: [broken])
        let native = try file.transcoded(to: .explicitVRLittleEndian)
        #expect(!native.dataSet.contains(.iconImageSequence))
        #expect(try native.frame().values == file.frame().values)
    }

    @Test("keeps what has no pixels, and refuses what a codec would change")
    func refusals() throws {
        var plain = DataSet()
        plain.set(.sopInstanceUID, "2.25.1")
        #expect(try file(plain).transcoded(to: .jpegLSLossless).dataSet == plain)
        let bits = file(image(rows: 1, columns: 8, allocated: 1, pixels: [0xAA]))
        #expect(#expect(throws: PixelError.self) { try bits.transcoded(to: .rleLossless) }?.code == .cannotEncode)
        #expect(#expect(throws: PixelError.self) { try bits.transcoded(to: .jpegBaseline) }?.code == .unsupportedTransferSyntax)
    }

    @Test("cuts single frames out, one bit a pixel too")
    func frameBytes() throws {
        let bits = file(image(rows: 1, columns: 3, allocated: 1, frames: 3, pixels: [0b1010_1101, 1]))
        #expect(Array(try bits.frameBytes(1)) == [0b101])
        #expect(Array(try bits.frameBytes(2)) == [0b110])
        let words = file(image(rows: 1, columns: 1, frames: 2, pixels: [1, 2, 3, 4]))
        #expect(Array(try words.frameBytes(1)) == [3, 4])
        #expect(try words.transcoded(to: .rleLossless).frameBytes(1, as: .explicitVRLittleEndian) == [3, 4])
    }
}
