import DICOM
import DICOMPixels
import Testing

@Suite("The modality transformation")
struct ModalityTransformTests {
    @Test("is the identity where the image has none")
    func identity() throws {
        #expect(try ModalityTransform(image(), PixelDescription(image())) == .identity)
    }

    @Test("is a straight line from slope and intercept")
    func line() throws {
        var dataSet = image(signed: true)
        dataSet.set(.rescaleSlope, "0.5")
        dataSet.set(.rescaleIntercept, "-1024")
        let transform = try ModalityTransform(dataSet, PixelDescription(dataSet))
        #expect(transform(100) == -974)
    }

    @Test("is refused when the slope is 0 or no finite number", arguments: ["0", "1e999"])
    func badSlope(_ slope: String) {
        var dataSet = image()
        dataSet.set(.rescaleSlope, slope)
        dataSet.set(.rescaleIntercept, "0")
        #expect(throws: PixelError.self) { try ModalityTransform(dataSet, PixelDescription(dataSet)) }
    }

    private func table(_ descriptor: [Int], _ entries: [Int]) -> DataSet {
        var item = DataSet()
        item.setBytes(.lutDescriptor, vr: .us, littleEndian(descriptor))
        item.setBytes(.lutData, vr: .ow, littleEndian(entries))
        var dataSet = image(signed: true)
        dataSet.set(.modalityLUTSequence, items: [item])
        return dataSet
    }

    @Test("is a table whose ends hold for everything beyond them")
    func lookUp() throws {
        let dataSet = table([3, -1, 16], [10, 20, 60_000])
        let transform = try ModalityTransform(dataSet, PixelDescription(dataSet))
        #expect([-5, -1, 0, 1, 9].map { transform($0) } == [10, 10, 20, 60_000, 60_000])
    }

    @Test("is refused when the table is shorter than its descriptor says, 0 meaning 65,536")
    func shortTable() {
        for count in [0, 4] {
            let dataSet = table([count, 0, 16], [1, 2, 3])
            #expect(#expect(throws: PixelError.self) { try ModalityTransform(dataSet, PixelDescription(dataSet)) }?.code == .truncated)
        }
    }
}
