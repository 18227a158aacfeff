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

    static func cleared(_ file: DICOMFile) throws -> [UInt16]? { words(try file.withoutStrayBits()?.dataSet[.pixelData]) }

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
        compressed = try #require(try compressed.withoutStrayBits())
        #expect(try compressed.frame().values == values.map { Int32($0) })
        compressed.dataSet.set(.bitsStored, integers: [16])
        compressed.dataSet.set(.highBit, integers: [15])
        #expect(try compressed.frame().values == values.map { Int32($0) })
        #expect(try Self.object(values).transcoded(to: .rleLossless).withoutStrayBits() == nil)
    }

    @Test("cells of any size are looked at, and none crashes", arguments: [(8, 5), (16, 9), (32, 24)])
    func sizes(allocated: Int, stored: Int) throws {
        let values = (0..<256).map { Int32($0 % 32) }
        let hidden = values.enumerated().map { $0 == 41 ? $1 | 1 << Int32(allocated - 2) : $1 }
        for isStray in [false, true] {
            var file = file(image(isStray ? hidden : values, columns: 16, sopClass: ctClass, modality: "CT", bits: allocated))
            file = try file.transcoded(to: .rleLossless)
            file.dataSet.set(.bitsStored, integers: [stored])
            file.dataSet.set(.highBit, integers: [stored - 1])
            let cleared = try file.withoutStrayBits()
            #expect((cleared != nil) == isStray)
            if let cleared { #expect(try cleared.frame().values == values) }
        }
    }

    /// An object whose codestream is as wide as its cells, and says that it stores 12 bits.
    static func wide(_ words: [UInt16], _ syntax: TransferSyntax, isSigned: Bool = false) throws -> DICOMFile {
        var file = object(words, isSigned: isSigned)
        file.dataSet.set(.bitsStored, integers: [16])
        file.dataSet.set(.highBit, integers: [15])
        file = try file.transcoded(to: syntax)
        file.dataSet.set(.bitsStored, integers: [12])
        file.dataSet.set(.highBit, integers: [11])
        return file
    }

    /// What a reader of all 16 bits sees.
    static func whole(_ file: DICOMFile) throws -> [Int32] {
        var file = file
        file.dataSet.set(.bitsStored, integers: [16])
        file.dataSet.set(.highBit, integers: [15])
        return try file.frame().values
    }

    @Test(
        "codestreams that are wider than the stored bits lose what lies there",
        arguments: [TransferSyntax.jpegLossless, .jpegLosslessFirstOrder, .jpegLSLossless, .jpeg2000Lossless, .htj2kLossless])
    func codestreams(syntax: TransferSyntax) throws {
        let values = (0..<256).map { UInt16($0 * 13) }
        var hidden = values
        for place in 40..<60 { hidden[place] |= 0x4000 }
        let file = try Self.wide(hidden, syntax)
        #expect(try Self.whole(file) == hidden.map { Int32($0) })
        let cleared = try #require(try file.withoutStrayBits())
        #expect(cleared.transferSyntax == syntax)
        #expect(try Self.whole(cleared) == values.map { Int32($0) })
        #expect(try cleared.withoutStrayBits() == nil)
        // The whole way.
        let output = try Deidentifier(profile: .standard, key: testKey()).deidentify(file)
        #expect(try Self.whole(output.file) == values.map { Int32($0) })
        #expect(output.report.changes.contains { $0.tag == .pixelData && $0.action == .cleaned })
        // Wide, with nothing in it; as wide as it says.
        #expect(try Self.wide(values, syntax).withoutStrayBits() == nil)
        #expect(try Self.object(values).transcoded(to: syntax).withoutStrayBits() == nil)
        // A sign may go on.
        let signs = (0..<256).map { UInt16(bitPattern: Int16($0 * 13 - 1600)) }
        #expect(try Self.wide(signs, syntax, isSigned: true).withoutStrayBits() == nil)
        var drawn = signs
        for place in 40..<60 { drawn[place] &= 0xFFF }
        let signed = try #require(try Self.wide(drawn, syntax, isSigned: true).withoutStrayBits())
        #expect(try signed.frame().values == signs.map { Int32(Int16(bitPattern: $0)) })
    }

    @Test("what losses carry a little beyond the stored bits becomes the nearest that fits; what they do not explain is refused")
    func losses() throws {
        var values = (0..<256).map { UInt16($0 * 16) }
        values[7] = 4103
        let cleared = try #require(try Self.wide(values, .jpeg2000).withoutStrayBits())
        #expect(try cleared.frame().values == values.map { Int32(min($0, 4095)) })
        values[8] |= 0x4000
        #expect(throws: DeidentificationError.self) { try Self.wide(values, .jpeg2000).withoutStrayBits() }
    }

    @Test("frames in capsules keep what lies in their cells, and lose it")
    func capsules() throws {
        let values = (0..<256).map { UInt16($0 * 13) }
        var hidden = values
        for place in 40..<60 { hidden[place] |= 0x4000 }
        for words in [values, hidden] {
            var dataSet = Self.object(words).dataSet
            let bytes = try #require(dataSet[.pixelData]?.bytes)
            dataSet[.pixelData] = DataElement(tag: .pixelData, vr: .ob, value: .fragments(basicOffsetTable: [], [bytes]))
            let cleared = try DICOMFile(dataSet: dataSet, transferSyntax: .encapsulatedUncompressed).withoutStrayBits()
            #expect((cleared != nil) == (words == hidden))
            if let cleared { #expect(try Self.whole(cleared) == values.map { Int32($0) }) }
        }
    }

    @Test("bytes that nothing describes as pixels are refused, whatever they are said to be", arguments: ["66.4", "481.2", "30", "2"])
    func undescribed(suffix: String) throws {
        var dataSet = Self.object((0..<256).map { UInt16($0) }).dataSet
        dataSet.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1." + suffix)
        dataSet.set(.rows, integers: [0])
        #expect(try refusal(dataSet) == .pixelsMayIdentify)
    }
}
