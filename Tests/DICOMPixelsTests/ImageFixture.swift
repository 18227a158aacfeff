import DICOM
import TestSupport

/// A minimal image for tests: only what describes pixels, and the pixels.
func image(
    rows: Int = 2, columns: Int = 3, samples: Int = 1, allocated: Int = 16, stored: Int? = nil, high: Int? = nil, signed: Bool = false,
    planar: Bool = false, frames: Int? = nil, photometric: String? = nil, pixels: [UInt8] = []
) -> DataSet {
    var dataSet = DataSet()
    dataSet.set(.rows, integers: [rows])
    dataSet.set(.columns, integers: [columns])
    dataSet.set(.samplesPerPixel, integers: [samples])
    dataSet.set(.bitsAllocated, integers: [allocated])
    dataSet.set(.bitsStored, integers: [stored ?? allocated])
    dataSet.set(.highBit, integers: [high ?? (stored ?? allocated) - 1])
    dataSet.set(.pixelRepresentation, integers: [signed ? 1 : 0])
    if samples > 1 { dataSet.set(.planarConfiguration, integers: [planar ? 1 : 0]) }
    if let frames { dataSet.set(.numberOfFrames, String(frames)) }
    dataSet.set(.photometricInterpretation, photometric ?? (samples == 1 ? "MONOCHROME2" : "RGB"))
    dataSet[.pixelData] = DataElement(tag: .pixelData, vr: allocated > 8 ? .ow : .ob, bytes: pixels)
    return dataSet
}

func file(_ dataSet: DataSet, _ syntax: TransferSyntax = .explicitVRLittleEndian) -> DICOMFile {
    DICOMFile(dataSet: dataSet, transferSyntax: syntax)
}

/// An image whose pixels are encapsulated fragments.
func encapsulated(_ dataSet: DataSet, _ syntax: TransferSyntax, table: [UInt8] = [], _ fragments: [[UInt8]]) -> DICOMFile {
    var dataSet = dataSet
    dataSet[.pixelData] = DataElement(
        tag: .pixelData, vr: .ob, value: .fragments(basicOffsetTable: table[...], fragments.map { $0[...] }))
    return file(dataSet, syntax)
}

func littleEndian(_ numbers: [Int], bytes: Int = 2) -> [UInt8] {
    numbers.flatMap { number in (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
}

/// A native file of one frame: smooth with a little noise, or nothing but noise; odd sizes, all bits used.
func randomImage(
    _ generator: inout SeededGenerator, stored: Int, allocated: Int, signed: Bool, samples: Int, noise: Bool, least: Int = 1
) -> DICOMFile {
    let rows = Int.random(in: least...max(least, 45), using: &generator)
    let columns = Int.random(in: least...max(least, 45), using: &generator)
    var pixels: [UInt8] = []
    let mask = stored == 64 ? -1 : (1 << stored) - 1
    for position in 0..<rows * columns * samples {
        let smooth = (position / samples % columns + position / samples / columns) << max(0, stored - 7)
        var value = (noise ? Int.random(in: 0...mask, using: &generator) : smooth + Int.random(in: 0...2, using: &generator)) & mask
        if signed && value >> (stored - 1) & 1 == 1 { value -= 1 << stored }
        for byte in 0..<allocated / 8 { pixels.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
    }
    var dataSet = image(
        rows: rows, columns: columns, samples: samples, allocated: allocated, stored: stored, signed: signed, pixels: pixels)
    dataSet.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.7")
    dataSet.set(.sopInstanceUID, "2.25.1")
    return file(dataSet)
}
