import DICOM
import DICOMPixels
import Testing

@Suite("Rendering")
struct RenderingTests {
    private func ramp(photometric: String = "MONOCHROME2", signed: Bool = false, _ values: [Int] = [0, 64, 128, 192, 255]) -> DataSet {
        image(rows: 1, columns: values.count, signed: signed, photometric: photometric, pixels: littleEndian(values))
    }

    @Test("follows the equations of the three window functions")
    func functions() throws {
        let linear = try Window(center: 2_048, width: 4_096)
        #expect(linear.position(of: 0) == 0 && linear.position(of: 4_095) == 1)
        #expect(abs(linear.position(of: 2_047.5) - 0.5) < 1e-12)
        // A width of 1 is a threshold (PS3.3 section C.11.2.1.2.1).
        let threshold = try Window(center: 10, width: 1)
        #expect(threshold.position(of: 9.5) == 0 && threshold.position(of: 9.6) == 1)
        let exact = try Window(center: 0, width: 10, function: .linearExact)
        #expect([-5, -2.5, 0, 5].map { exact.position(of: $0) } == [0, 0.25, 0.5, 1])
        let sigmoid = try Window(center: 0, width: 4, function: .sigmoid)
        #expect(sigmoid.position(of: 0) == 0.5 && abs(sigmoid.position(of: 1) - 0.731_058_578_6) < 1e-9)
        #expect(throws: PixelError.self) { try Window(center: 0, width: 0.5) }
        #expect(throws: PixelError.self) { try Window(center: .nan, width: 5) }
    }

    @Test("takes the least and greatest value where nothing is proposed, padding left out")
    func range() throws {
        #expect(try file(ramp()).rendered().bytes == [0, 64, 128, 192, 255])
        var padded = ramp([100, 150, 200, 4_000])
        padded.set(.pixelPaddingValue, integers: [4_000], vr: .us)
        #expect(try file(padded).rendered().bytes == [0, 128, 255, 0])
        #expect(try file(ramp([7, 7])).rendered().bytes == [0, 0])
    }

    @Test("inverts MONOCHROME1, and the shape INVERSE, once")
    func inverted() throws {
        var dataSet = ramp(photometric: "MONOCHROME1")
        #expect(try file(dataSet).rendered().bytes == [255, 191, 127, 63, 0])
        dataSet.set(.presentationLUTShape, "INVERSE")
        #expect(try file(dataSet).rendered().bytes == [255, 191, 127, 63, 0])
    }

    @Test("uses rescaling and the first window, or the caller's")
    func windows() throws {
        var dataSet = ramp(signed: true, [0, 1_000, 2_000])
        dataSet.set(.rescaleSlope, "1")
        dataSet.set(.rescaleIntercept, "-1000")
        dataSet.set(.windowCenter, strings: ["0", "500"])
        dataSet.set(.windowWidth, strings: ["2001", "10"])
        dataSet.set(.windowCenterWidthExplanation, strings: ["WIDE", ""])
        #expect(Window.windows(of: dataSet).map(\.explanation) == ["WIDE", nil])
        #expect(try file(dataSet).rendered().bytes == [0, 128, 255])
        #expect(try file(dataSet).rendered(window: Window(center: 1_000, width: 2)).bytes == [0, 0, 255])
    }

    @Test("uses the table of values of interest")
    func table() throws {
        var item = DataSet()
        item.setBytes(.lutDescriptor, vr: .us, littleEndian([3, 10, 12]))
        item.setBytes(.lutData, vr: .ow, littleEndian([0, 4_095, 2_048]))
        var dataSet = ramp([0, 10, 11, 12, 99])
        dataSet.set(.voilutSequence, items: [item])
        #expect(try file(dataSet).rendered().bytes == [0, 0, 255, 128, 128])
    }

    @Test("looks into the functional groups of each frame")
    func enhanced() throws {
        func group(_ intercept: String, _ center: String) -> DataSet {
            var transformation = DataSet()
            transformation.set(.rescaleSlope, "1")
            transformation.set(.rescaleIntercept, intercept)
            var window = DataSet()
            window.set(.windowCenter, center)
            window.set(.windowWidth, "2")
            var item = DataSet()
            item.set(.pixelValueTransformationSequence, items: [transformation])
            item.set(.frameVOILUTSequence, items: [window])
            return item
        }
        var dataSet = image(rows: 1, columns: 1, frames: 2, pixels: littleEndian([100, 100]))
        dataSet.set(.perFrameFunctionalGroupsSequence, items: [group("0", "1000"), group("950", "1000")])
        #expect(try file(dataSet).rendered(0).bytes == [0])
        #expect(try file(dataSet).rendered(1).bytes == [255])
        #expect(try ModalityTransform(dataSet, PixelDescription(dataSet), frame: 1)(100) == 1_050)
    }

    @Test("turns palettes into colours, plain and segmented, of 8 and 16 bits")
    func palettes() throws {
        var dataSet = image(rows: 1, columns: 4, allocated: 8, photometric: "PALETTE COLOR", pixels: [0, 1, 2, 200])
        let descriptors: [DICOM.Tag] = [
            .redPaletteColorLookupTableDescriptor, .greenPaletteColorLookupTableDescriptor, .bluePaletteColorLookupTableDescriptor,
        ]
        for descriptor in descriptors { dataSet.setBytes(descriptor, vr: .us, littleEndian([3, 0, 16])) }
        dataSet.setBytes(.redPaletteColorLookupTableData, vr: .ow, littleEndian([0, 0x8000, 0xFFFF]))
        dataSet.setBytes(.greenPaletteColorLookupTableData, vr: .ow, littleEndian([0xFFFF, 0x8000, 0]))
        // One value, then a line of two steps to 0x0200.
        dataSet.setBytes(.segmentedBluePaletteColorLookupTableData, vr: .ow, littleEndian([0, 1, 0x1000, 1, 2, 0x3000]))
        let expected: [UInt8] = [0, 255, 0x10, 128, 128, 0x20, 255, 0, 0x30, 255, 0, 0x30]
        #expect(try file(dataSet).rendered().bytes == expected)
        dataSet.setBytes(.segmentedBluePaletteColorLookupTableData, vr: .ow, littleEndian([2, 1, 0, 0]))
        #expect(throws: PixelError.self) { try file(dataSet).rendered() }
    }

    @Test("turns luminance and chrominance into colours")
    func chrominance() throws {
        let dataSet = image(
            rows: 1, columns: 3, samples: 3, allocated: 8, photometric: "YBR_FULL", pixels: [76, 85, 255, 150, 44, 21, 29, 255, 107])
        let bytes = try file(dataSet).rendered().bytes
        let expected: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255]
        #expect(zip(bytes, expected).allSatisfy { abs(Int($0) - Int($1)) <= 2 })
    }

    @Test("shows real numbers and unsigned 32 bits")
    func reals() throws {
        var dataSet = image(rows: 1, columns: 3, allocated: 32)
        dataSet.remove(.pixelData)
        let floats: [Float] = [-1.5, 0, 1.5]
        dataSet.setBytes(.floatPixelData, vr: .of, floats.flatMap { littleEndian([Int($0.bitPattern)], bytes: 4) })
        #expect(try file(dataSet).realFrame().values == [-1.5, 0, 1.5])
        #expect(try file(dataSet).rendered().bytes == [0, 128, 255])
        let wide = image(rows: 1, columns: 2, allocated: 32, pixels: [0, 0, 0, 0, 255, 255, 255, 255])
        #expect(try file(wide).realFrame().values == [0, 4_294_967_295])
        #expect(try file(wide).rendered().bytes == [0, 255])
        var double = image(rows: 1, columns: 1)
        double.remove(.pixelData)
        double.setBytes(.doubleFloatPixelData, vr: .od, littleEndian([Int(bitPattern: UInt(0.1.bitPattern))], bytes: 8))
        double.set(.bitsAllocated, integers: [64])
        double.set(.bitsStored, integers: [64])
        double.set(.highBit, integers: [63])
        #expect(try file(double).realFrame().values == [0.1])
    }

    @Test("scales to fit without changing the shape, and averages what it drops")
    func scaling() {
        let checks = RenderedImage(columns: 4, rows: 2, samplesPerPixel: 1, bytes: [0, 100, 200, 100, 100, 200, 100, 0])
        let half = checks.scaled(toFit: 2, 2)
        #expect(half.columns == 2 && half.rows == 1 && half.bytes == [100, 100])
        let twice = checks.scaled(toFit: 8, 100)
        #expect(twice.columns == 8 && twice.rows == 4)
        let flat = RenderedImage(columns: 7, rows: 3, samplesPerPixel: 3, bytes: [UInt8](repeating: 99, count: 63))
        #expect(flat.scaled(toFit: 200, 5).bytes.allSatisfy { $0 == 99 })
        #expect(flat.scaled(toFit: 1, 1).bytes == [99, 99, 99])
        #expect(flat.scaled(toFit: 7, 3) == flat)
    }

    @Test("cuts rectangles out")
    func cropping() {
        let image = RenderedImage(columns: 3, rows: 2, samplesPerPixel: 1, bytes: [1, 2, 3, 4, 5, 6])
        #expect(image.cropped(x: 1, y: 0, columns: 2, rows: 2)?.bytes == [2, 3, 5, 6])
        #expect(image.cropped(x: 2, y: 1, columns: 9, rows: 9)?.bytes == [6])
        #expect(image.cropped(x: 3, y: 0, columns: 1, rows: 1) == nil)
        #expect(image.cropped(x: 0, y: 0, columns: -1, rows: 1) == nil)
        #expect(image.cropped(x: .max, y: 0, columns: .max, rows: 1) == nil)
    }

    @Test("writes PNG and JPEG with the signatures of their formats")
    func files() throws {
        let image = RenderedImage(columns: 3, rows: 1, samplesPerPixel: 3, bytes: [1, 2, 3, 4, 5, 6, 7, 8, 9])
        #expect(try image.png().starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect(try image.jpeg().starts(with: [0xFF, 0xD8]))
    }
}

@Suite("Overlays")
struct OverlayTests {
    @Test("are read bit by bit, for the frames they belong to")
    func masks() throws {
        var dataSet = image(frames: 3)
        dataSet.set(DICOM.Tag(0x6002, 0x0010), integers: [1], vr: .us)
        dataSet.set(DICOM.Tag(0x6002, 0x0011), integers: [3], vr: .us)
        dataSet.set(DICOM.Tag(0x6002, 0x0015), strings: ["2"], vr: .is)
        dataSet.set(DICOM.Tag(0x6002, 0x0050), integers: [5, 7], vr: .ss)
        dataSet.set(DICOM.Tag(0x6002, 0x0051), integers: [2], vr: .us)
        dataSet.setBytes(DICOM.Tag(0x6002, 0x3000), vr: .ow, [0b10_1101, 0])
        let overlay = try #require(file(dataSet).overlays().first)
        #expect(overlay.group == 0x6002 && overlay.origin == (5, 7))
        #expect(overlay.mask(frame: 0) == nil)
        #expect(overlay.mask(frame: 1) == [true, false, true])
        #expect(overlay.mask(frame: 2) == [true, false, true])
        #expect(overlay.mask(frame: 3) == nil)
        dataSet.set(DICOM.Tag(0x6002, 0x0011), integers: [65_535], vr: .us)
        #expect(file(dataSet).overlays().isEmpty)
    }

    @Test("slopes, windows and sizes that make no sense give some shade or an error, never a crash")
    func absurdNumbers() throws {
        var steep = image(rows: 1, columns: 2, signed: true, pixels: littleEndian([-1, 1]))
        steep.set(.rescaleSlope, "1e308")
        steep.set(.rescaleIntercept, "0")
        #expect(try file(steep).rendered().bytes.count == 2)
        let narrow = try Window(center: 10_000_000_000_000_002, width: 3)
        var far = image(rows: 1, columns: 2, pixels: littleEndian([0, 1]))
        far.set(.rescaleSlope, "1e16")
        far.set(.rescaleIntercept, "4")
        #expect(try file(far).rendered(window: narrow).bytes.count == 2)
        var double = image(rows: 1, columns: 1, allocated: 64, pixels: [UInt8](repeating: 1, count: 8))
        double[.doubleFloatPixelData] = DataElement(tag: .doubleFloatPixelData, vr: .od, bytes: [])
        #expect(throws: PixelError.self) { try file(double).rendered() }
    }
}
