import DICOM
import Synchronization
@testable import Deidentification

/// Letters of five by seven squares, so that tests plant text without a font file.
enum PixelFont {
    /// Columns from the left; the lowest bit is the top row.
    private static let columns: [Character: [UInt8]] = [
        "0": [0x3E, 0x51, 0x49, 0x45, 0x3E], "1": [0x00, 0x42, 0x7F, 0x40, 0x00], "2": [0x42, 0x61, 0x51, 0x49, 0x46],
        "3": [0x21, 0x41, 0x45, 0x4B, 0x31], "4": [0x18, 0x14, 0x12, 0x7F, 0x10], "5": [0x27, 0x45, 0x45, 0x45, 0x39],
        "6": [0x3C, 0x4A, 0x49, 0x49, 0x30], "7": [0x01, 0x71, 0x09, 0x05, 0x03], "8": [0x36, 0x49, 0x49, 0x49, 0x36],
        "9": [0x06, 0x49, 0x49, 0x29, 0x1E], "A": [0x7E, 0x11, 0x11, 0x11, 0x7E], "B": [0x7F, 0x49, 0x49, 0x49, 0x36],
        "C": [0x3E, 0x41, 0x41, 0x41, 0x22], "D": [0x7F, 0x41, 0x41, 0x22, 0x1C], "E": [0x7F, 0x49, 0x49, 0x49, 0x41],
        "K": [0x7F, 0x08, 0x14, 0x22, 0x41], "L": [0x7F, 0x40, 0x40, 0x40, 0x40], "M": [0x7F, 0x02, 0x0C, 0x02, 0x7F],
        "N": [0x7F, 0x04, 0x08, 0x10, 0x7F], "O": [0x3E, 0x41, 0x41, 0x41, 0x3E], "R": [0x7F, 0x09, 0x19, 0x29, 0x46],
        "S": [0x46, 0x49, 0x49, 0x49, 0x31], "T": [0x01, 0x01, 0x7F, 0x01, 0x01], "U": [0x3F, 0x40, 0x40, 0x40, 0x3F],
    ]

    /// Draws a line of text; gives the rectangle it fills.
    static func draw(
        _ text: String, at column: Int, _ row: Int, scale: Int, width: Int, _ set: (Int) -> Void
    ) -> PixelRegion {
        var left = column
        for letter in text {
            for (x, bits) in (columns[letter] ?? [0, 0, 0, 0, 0]).enumerated() {
                for y in 0..<7 where bits >> UInt8(y) & 1 == 1 {
                    for place in 0..<scale * scale {
                        set((row + y * scale + place / scale) * width + left + x * scale + place % scale)
                    }
                }
            }
            left += 6 * scale
        }
        return PixelRegion(column: column, row: row, width: left - column - scale, height: 7 * scale)
    }
}

/// A finder that reads the same everywhere.
struct FixedFinder: TextFinder {
    var words: [FoundText] = []

    init(_ text: String? = nil, confidence: Double = 0.95) {
        if let text {
            words = [FoundText(region: PixelRegion(column: 2, row: 2, width: 20, height: 8), text: text, confidence: confidence)]
        }
    }

    func text(in image: LuminanceImage) throws(TextFinderError) -> [FoundText] { words }
}

/// A finder that reads the same everywhere and counts how often it was asked.
final class CountingFinder: TextFinder {
    private let finder: FixedFinder
    private let asked = Mutex(0)

    init(_ text: String) { finder = FixedFinder(text) }

    var count: Int { asked.withLock { $0 } }

    func text(in image: LuminanceImage) throws(TextFinderError) -> [FoundText] {
        asked.withLock { $0 += 1 }
        return try finder.text(in: image)
    }
}

/// An image of one sample a pixel, in 16 bits unless told otherwise.
func image(
    _ values: [Int32], columns: Int, sopClass: String = secondaryCapture, modality: String = "OT", bits: Int = 8, stored: Int? = nil,
    isSigned: Bool = false, meaning: String = "MONOCHROME2", samples: Int = 1, frames: Int = 1
) -> DataSet {
    var dataSet = sample(sopClass)
    dataSet.set(.modality, modality)
    dataSet.set(.rows, integers: [values.count / columns / samples / frames])
    dataSet.set(.columns, integers: [columns])
    dataSet.set(.bitsAllocated, integers: [bits])
    dataSet.set(.bitsStored, integers: [stored ?? bits])
    dataSet.set(.highBit, integers: [(stored ?? bits) - 1])
    dataSet.set(.pixelRepresentation, integers: [isSigned ? 1 : 0])
    dataSet.set(.samplesPerPixel, integers: [samples])
    dataSet.set(.photometricInterpretation, meaning)
    if samples > 1 { dataSet.set(.planarConfiguration, integers: [0]) }
    if frames > 1 { dataSet.set(.numberOfFrames, integers: [frames]) }
    let bytes = values.flatMap { value in (0..<bits / 8).map { UInt8(truncatingIfNeeded: value >> Int32(8 * $0)) } }
    dataSet.setBytes(.pixelData, vr: bits > 8 ? .ow : .ob, bytes)
    return dataSet
}

let secondaryCapture = "1.2.840.10008.5.1.4.1.1.7"

func clean(
    _ file: DICOMFile, policy: PixelPolicy = PixelPolicy(), finder: (any TextFinder)? = FixedFinder(), key: PseudonymKey? = nil
) throws -> CleanedPixels? {
    try PixelCleaner(policy: policy, finder: finder).cleaned(file, terms: IdentityTerms(of: file.dataSet), key: key ?? testKey())
}
