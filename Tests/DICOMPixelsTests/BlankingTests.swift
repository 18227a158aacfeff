import DICOM
import DICOMPixels
import Testing

@Suite("Blanking")
struct BlankingTests {
    /// Ultrasound may say YBR_FULL with RLE only (PS3.3 section C.8.5.6.1.2), and few viewers expect it in JPEG-LS.
    @Test("colours that were JPEG are kept as RGB in JPEG-LS, every pixel outside of the runs as a viewer showed it")
    func colours() throws {
        var bytes: [UInt8] = []
        for pixel in 0..<32 * 24 { for sample in 0..<3 { bytes.append(UInt8(pixel % 32 * 7) ^ UInt8(sample * 40)) } }
        let picture = RenderedImage(columns: 32, rows: 24, samplesPerPixel: 3, bytes: bytes)
        let original = encapsulated(
            image(rows: 24, columns: 32, samples: 3, allocated: 8, photometric: "YBR_FULL_422"), .jpegBaseline,
            [try picture.jpeg(quality: 90)])
        let window = try Window(center: 128, width: 256)
        let shown = try original.rendered(window: window)

        let blanked = try original.blanking { _ in [40..<50] }
        #expect(blanked.transferSyntax == .jpegLSLossless)
        #expect(blanked.dataSet.string(.photometricInterpretation) == "RGB")
        #expect(blanked.dataSet.string(.lossyImageCompression) == "01")
        let left = try DICOMFile(bytes: blanked.encoded()).rendered(window: window)
        for index in left.bytes.indices {
            #expect(left.bytes[index] == ((120..<150).contains(index) ? 0 : shown.bytes[index]), "\(index)")
        }
        #expect(try original.blanking { _ in [] }.transferSyntax == .jpegBaseline)
    }
}
