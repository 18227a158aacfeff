import DICOM
import DICOMPixels
import TestSupport
import Testing

@Suite("Frames of native pixel data")
struct NativeFrameTests {
    /// A layout of samples that the standard allows.
    struct Layout: Sendable {
        var allocated: Int
        var stored: Int
        var high: Int
        var signed: Bool
        var samples: Int
        var planar: Bool
        var frames: Int
        var rows: Int
        var columns: Int
    }

    /// Reads a sample the slow way: bit by bit, from the least significant on.
    private func sample(_ bytes: [UInt8], at number: Int, _ layout: Layout) -> Int32 {
        var value: Int64 = 0
        for bit in 0..<layout.stored {
            let position = number * layout.allocated + layout.high - layout.stored + 1 + bit
            if bytes[position / 8] >> UInt8(position % 8) & 1 == 1 { value |= 1 << Int64(bit) }
        }
        if layout.signed && value >> Int64(layout.stored - 1) & 1 == 1 { value -= 1 << Int64(layout.stored) }
        return Int32(value)
    }

    private func randomLayout(_ generator: inout SeededGenerator) -> Layout {
        let allocated = [1, 8, 16, 16, 32].randomElement(using: &generator) ?? 16
        let stored = Int.random(in: 1...allocated, using: &generator)
        let samples = allocated == 8 && Bool.random(using: &generator) ? 3 : 1
        let signed = Bool.random(using: &generator)
        return Layout(
            allocated: allocated, stored: stored == 32 && !signed ? 31 : stored,
            high: Int.random(in: stored - 1...allocated - 1, using: &generator), signed: signed, samples: samples,
            planar: samples == 3 && Bool.random(using: &generator), frames: Int.random(in: 1...4, using: &generator),
            rows: Int.random(in: 1...9, using: &generator), columns: Int.random(in: 1...9, using: &generator))
    }

    @Test("are what reading bit by bit gives, for any layout the standard allows")
    func property() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<400 {
            let layout = randomLayout(&generator)
            let perFrame = layout.rows * layout.columns * layout.samples
            let bytes = generator.bytes((perFrame * layout.frames * layout.allocated + 7) / 8)
            let file = file(
                image(
                    rows: layout.rows, columns: layout.columns, samples: layout.samples, allocated: layout.allocated, stored: layout.stored,
                    high: layout.high, signed: layout.signed, planar: layout.planar, frames: layout.frames, pixels: bytes))
            for index in 0..<layout.frames {
                let frame = try file.frame(index)
                let pixels = layout.rows * layout.columns
                for pixel in 0..<pixels {
                    for colour in 0..<layout.samples {
                        let place = layout.planar ? colour * pixels + pixel : pixel * layout.samples + colour
                        let expected = sample(bytes, at: index * perFrame + place, layout)
                        #expect(frame[pixel / layout.columns, pixel % layout.columns, colour] == expected, "\(layout)")
                    }
                }
            }
        }
    }

    @Test("extend the sign of 12 bits in 16 and ignore what lies above them")
    func twelveBits() throws {
        let dataSet = image(rows: 1, columns: 3, stored: 12, signed: true, pixels: littleEndian([0x0FFF, 0xF800, 0x77FF]))
        #expect(try file(dataSet).frame().values == [-1, -2_048, 2_047])
    }

    @Test(
        "survive writing and reading in every native syntax",
        arguments: [
            TransferSyntax.explicitVRLittleEndian, .implicitVRLittleEndian, .explicitVRBigEndian,
        ])
    func syntaxes(_ syntax: TransferSyntax) throws {
        var dataSet = image(rows: 1, columns: 4, pixels: littleEndian([1, 256, 65_535, 4_660]))
        dataSet.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.2")
        dataSet.set(.sopInstanceUID, "2.25.1")
        let read = try DICOMFile(bytes: try file(dataSet, syntax).encoded())
        #expect(try read.frame().values == [1, 256, 65_535, 4_660])
    }

    @Test("leave the padding byte of an odd length alone")
    func oddLength() throws {
        let dataSet = image(rows: 1, columns: 3, allocated: 8, pixels: [7, 8, 9])
        #expect(dataSet[.pixelData]?.bytes?.count == 4)
        #expect(try file(dataSet).frame().values == [7, 8, 9])
    }

    @Test("share chrominances in YBR_FULL_422")
    func subsampled() throws {
        let dataSet = image(rows: 1, columns: 4, samples: 3, allocated: 8, photometric: "YBR_FULL_422", pixels: [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(try file(dataSet).frame().values == [1, 3, 4, 2, 3, 4, 5, 7, 8, 6, 7, 8])
        let odd = image(
            rows: 2, columns: 3, samples: 3, allocated: 8, photometric: "YBR_FULL_422", pixels: [UInt8](repeating: 0, count: 12))
        #expect(throws: PixelError.self) { try file(odd).frame() }
    }

    @Test("are refused when the pixel data is too short, and those before the gap are not")
    func truncated() throws {
        let file = file(image(rows: 2, columns: 2, frames: 3, pixels: [UInt8](repeating: 1, count: 18)))
        #expect(try file.frame(1).values == [257, 257, 257, 257])
        let error = #expect(throws: PixelError.self) { try file.frame(2) }
        #expect(error?.code == .truncated)
    }

    @Test("that do not exist are refused", arguments: [-1, 1, Int.max, Int.min])
    func noSuchFrame(_ index: Int) {
        let error = #expect(throws: PixelError.self) { try file(image(pixels: [UInt8](repeating: 0, count: 12))).frame(index) }
        #expect(error?.code == .noSuchFrame)
    }

    @Test("cannot be had from an object without pixels or with floating-point pixels")
    func noPixels() {
        var dataSet = image()
        dataSet.remove(.pixelData)
        #expect(#expect(throws: PixelError.self) { try file(dataSet).frame() }?.code == .noPixels)
        dataSet.setBytes(.floatPixelData, vr: .of, [0, 0, 0, 0])
        #expect(#expect(throws: PixelError.self) { try file(dataSet).frame() }?.code == .unsupportedFormat)
    }

    @Test("of unsigned 32 bits are refused when a value does not fit")
    func wide() throws {
        #expect(try file(image(rows: 1, columns: 1, allocated: 32, pixels: [255, 255, 255, 127])).frame().values == [.max])
        #expect(throws: PixelError.self) { try file(image(rows: 1, columns: 1, allocated: 32, pixels: [0, 0, 0, 128])).frame() }
        #expect(try file(image(rows: 1, columns: 1, allocated: 32, signed: true, pixels: [0, 0, 0, 128])).frame().values == [.min])
    }
}
