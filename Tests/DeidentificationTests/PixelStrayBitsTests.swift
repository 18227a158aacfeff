import DICOM
import DICOMPixels
import Testing

@testable import Deidentification

@Suite("Bits of the pixel cells that no pixel uses")
struct PixelStrayBitsTests {
    /// Cells of 12 bits stored in 16, with these words.
    static func object(_ words: [UInt16], isSigned: Bool = false, high: Int = 11) -> DICOMFile {
        var dataSet = image(
            [Int32](repeating: 0, count: words.count), columns: 16, sopClass: ctClass, modality: "CT", bits: 16, stored: 12,
            isSigned: isSigned)
        dataSet.set(.highBit, integers: [high])
        dataSet.setBytes(.pixelData, vr: .ow, words.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] })
        return file(dataSet)
    }

    static func words(_ element: DataElement?) -> [UInt16]? {
        guard let bytes = element?.bytes.map({ Array($0) }) else { return nil }
        return stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
    }

    static func cleared(_ file: DICOMFile) throws -> [UInt16]? { words(try pixelsWithoutStrayBits(file)) }

    @Test("what is hidden above and below the stored bits goes, with or without an overlay that says so")
    func unsigned() throws {
        let values = (0..<256).map { UInt16($0 * 13) }
        #expect(try Self.cleared(Self.object(values)) == nil)
        var hidden = values
        for place in 40..<60 { hidden[place] |= 0x4000 }
        #expect(try Self.cleared(Self.object(hidden)) == values)
        let high = values.map { $0 << 4 }
        #expect(try Self.cleared(Self.object(high, high: 15)) == nil)
        var below = high
        for place in 40..<60 { below[place] |= 3 }
        #expect(try Self.cleared(Self.object(below, high: 15)) == high)
        #expect(Self.words(try result(Self.object(hidden).dataSet).file.dataSet[.pixelData]) == values)
    }

    @Test("a sign may go on above the stored bits, or not; a drawing among the signs goes")
    func signed() throws {
        let values = (0..<256).map { UInt16(bitPattern: Int16($0 * 13 - 1600)) }
        #expect(try Self.cleared(Self.object(values, isSigned: true)) == nil)
        let short = values.map { $0 & 0xFFF }
        #expect(try Self.cleared(Self.object(short, isSigned: true)) == nil)
        // Negative numbers of which some go on and others do not draw in black and white.
        var drawn = values
        for place in 40..<60 { drawn[place] &= 0xFFF }
        #expect(try Self.cleared(Self.object(drawn, isSigned: true)) == values)
    }

    @Test("frames of RLE keep what lies in their cells, and lose it")
    func runLengths() throws {
        let values = (0..<256).map { UInt16($0 * 13) }
        var hidden = values
        for place in 40..<60 { hidden[place] |= 0x4000 }
        // An encoder that knows of 16 bits takes all of them.
        var wide = Self.object(hidden)
        wide.dataSet.set(.bitsStored, integers: [16])
        wide.dataSet.set(.highBit, integers: [15])
        var compressed = try wide.transcoded(to: .rleLossless)
        compressed.dataSet.set(.bitsStored, integers: [12])
        compressed.dataSet.set(.highBit, integers: [11])
        let cleared = try #require(try pixelsWithoutStrayBits(compressed))
        compressed.dataSet[.pixelData] = cleared
        #expect(try compressed.frame().values == values.map { Int32($0) })
        compressed.dataSet.set(.bitsStored, integers: [16])
        compressed.dataSet.set(.highBit, integers: [15])
        #expect(try compressed.frame().values == values.map { Int32($0) })
        #expect(try pixelsWithoutStrayBits(Self.object(values).transcoded(to: .rleLossless)) == nil)
    }
}
