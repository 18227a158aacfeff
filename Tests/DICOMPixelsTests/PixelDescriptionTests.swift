import DICOM
import DICOMPixels
import Testing

@Suite("The description of pixels")
struct PixelDescriptionTests {
    @Test("takes what the data set says")
    func reading() throws {
        var dataSet = image(rows: 4, columns: 5, samples: 3, allocated: 8, planar: true, frames: 7)
        dataSet.set(.pixelPaddingValue, integers: [9], vr: .us)
        let description = try PixelDescription(dataSet)
        #expect(description.rows == 4)
        #expect(description.columns == 5)
        #expect(description.samplesPerPixel == 3)
        #expect(description.isPlanar)
        #expect(description.numberOfFrames == 7)
        #expect(description.photometricInterpretation == .rgb)
        #expect(description.bytesPerFrame == 60)
        #expect(description.range == 0...255)
        #expect(description.padding == 9...9)
    }

    @Test("fills in what nearly every image has")
    func defaults() throws {
        var dataSet = DataSet()
        dataSet.set(.rows, integers: [1])
        dataSet.set(.columns, integers: [1])
        dataSet.set(.bitsAllocated, integers: [16])
        let description = try PixelDescription(dataSet)
        #expect(description.bitsStored == 16)
        #expect(description.highBit == 15)
        #expect(!description.isSigned)
        #expect(description.numberOfFrames == 1)
        #expect(description.photometricInterpretation == .monochrome2)
        #expect(description.padding == nil)
    }

    @Test("names the attribute that is missing", arguments: [DICOM.Tag.rows, .columns, .bitsAllocated])
    func missing(_ tag: DICOM.Tag) {
        var dataSet = image()
        dataSet.remove(tag)
        let error = #expect(throws: PixelError.self) { try PixelDescription(dataSet) }
        #expect(error?.code == .missingAttribute)
        #expect(error?.message.contains(tag.description) == true)
    }

    @Test(
        "refuses what the standard does not allow",
        arguments: [
            (DICOM.Tag.rows, 0, PixelError.Code.invalidAttribute), (.columns, 0, .invalidAttribute), (.bitsAllocated, 0, .invalidAttribute),
            (.bitsAllocated, 12, .unsupportedFormat), (.bitsAllocated, 64, .unsupportedFormat), (.bitsStored, 17, .invalidAttribute),
            (.bitsStored, 0, .invalidAttribute), (.highBit, 16, .invalidAttribute), (.highBit, 3, .invalidAttribute),
            (.pixelRepresentation, 2, .invalidAttribute), (.samplesPerPixel, 0, .invalidAttribute),
            (.samplesPerPixel, 2, .unsupportedFormat),
            (.samplesPerPixel, 3, .invalidAttribute), (.samplesPerPixel, 65_535, .invalidAttribute),
        ])
    func invalid(_ tag: DICOM.Tag, _ value: Int, _ code: PixelError.Code) {
        var dataSet = image(stored: 12)
        dataSet.set(tag, integers: [value])
        let error = #expect(throws: PixelError.self) { try PixelDescription(dataSet) }
        #expect(error?.code == code)
    }

    @Test(
        "refuses frame counts that are no number, negative or beyond the limit",
        arguments: ["0", "-1", "x", "99999999999999999999", "1048577"])
    func frames(_ text: String) {
        var dataSet = image()
        dataSet.set(.numberOfFrames, text)
        let error = #expect(throws: PixelError.self) { try PixelDescription(dataSet) }
        #expect(error?.code == .invalidAttribute)
    }

    @Test("refuses frames larger than the limit before making room for them")
    func limit() {
        let error = #expect(throws: PixelError.self) { try PixelDescription(image(rows: 65_535, columns: 65_535)) }
        #expect(error?.code == .limitExceeded)
    }

    @Test("reads padding by the sign of the pixels, whatever VR was written")
    func signedPadding() throws {
        var dataSet = image(signed: true)
        dataSet.setBytes(.pixelPaddingValue, vr: .us, [0x30, 0xF8])
        dataSet.setBytes(.pixelPaddingRangeLimit, vr: .us, [0x00, 0xF8])
        #expect(try PixelDescription(dataSet).padding == -2_048 ... -2_000)
    }
}
