import DICOM
import DICOMPixels
import Foundation
import Testing

@testable import Deidentification

@Suite("Text that stands in no common row")
struct PixelScatteredTextTests {
    static let side = 512
    static let ultrasound = "1.2.840.10008.5.1.4.1.1.6.1"

    /// A black ultrasound image with what is drawn into it, and where that is.
    static func picture(_ draw: (_ set: (Int) -> Void) -> Void) -> (file: DICOMFile, ink: [Int]) {
        var values = [Int32](repeating: 0, count: side * side)
        var ink: [Int] = []
        draw { pixel in
            values[pixel] = 255
            ink.append(pixel)
        }
        return (file(image(values, columns: side, sopClass: ultrasound, modality: "US")), ink)
    }

    /// No pixel of the ink is left to see, or none but of so many ninths of it.
    private func expectNothingLeft(_ picture: (file: DICOMFile, ink: [Int]), but ninths: Int = 0, _ what: String) throws {
        let result = try #require(try clean(picture.file))
        let after = try result.file.frame().values
        let left = picture.ink.count { after[$0] != 0 }
        #expect(left * 9 <= picture.ink.count * ninths, "\(what): \(left) of \(picture.ink.count)")
        #expect(result.burnedInAnnotation == "NO" && result.codes.map(\.value) == ["113101"], "\(what)")
    }

    @Test("letters of a tenth to a third of the image", arguments: [8, 10, 12, 14, 16, 18, 20, 22])
    func large(scale: Int) throws {
        try expectNothingLeft(
            Self.picture { set in _ = PixelFont.draw("DOE", at: 20, 150, scale: scale, width: Self.side, set) }, "\(scale)")
    }

    @Test("letters far apart, and letters below each other", arguments: [2, 3])
    func apart(scale: Int) throws {
        try expectNothingLeft(
            Self.picture { set in
                for (number, letter) in "DOEANNE".enumerated() {
                    _ = PixelFont.draw(String(letter), at: 20 + 65 * number, 200, scale: scale, width: Self.side, set)
                }
            }, "apart")
        try expectNothingLeft(
            Self.picture { set in
                for (number, letter) in "DOEANNE".enumerated() {
                    _ = PixelFont.draw(String(letter), at: 20, 20 + 40 * number, scale: scale, width: Self.side, set)
                }
            }, "below")
    }

    @Test("text at an angle, of which two letters of nine may stay", arguments: [4.0, 8, 15, 30, 45, 60, 75, 82])
    func turned(degrees: Double) throws {
        var isInk = Set<Int>()
        _ = PixelFont.draw("DOE ANNE 47", at: 120, 240, scale: 4, width: Self.side) { isInk.insert($0) }
        let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
        try expectNothingLeft(
            Self.picture { set in
                for pixel in 0..<Self.side * Self.side {
                    let (x, y) = (Double(pixel % Self.side - 256), Double(pixel / Self.side - 256))
                    let (column, row) = (Int((x * cosine - y * sine).rounded()) + 256, Int((x * sine + y * cosine).rounded()) + 256)
                    if (0..<Self.side).contains(column), isInk.contains(row * Self.side + column) { set(pixel) }
                }
            }, but: 2, "\(degrees)")
    }

    @Test("two sides are marks and no text")
    func sides() throws {
        let (file, _) = Self.picture { set in
            _ = PixelFont.draw("R", at: 20, 200, scale: 3, width: Self.side, set)
            _ = PixelFont.draw("L", at: 480, 200, scale: 3, width: Self.side, set)
        }
        let result = try #require(try clean(file))
        #expect(result.actions.isEmpty && result.burnedInAnnotation == "NO")
    }

    @Test("where letters stand in the image unread, nothing is said of text")
    func doubt() throws {
        let picture = Self.picture { set in
            for (number, letter) in "DOEANNE".enumerated() {
                _ = PixelFont.draw(String(letter), at: 20 + 65 * number, 200, scale: 3, width: Self.side, set)
            }
        }
        var region = DataSet()
        for (tag, value) in [
            (Tag.regionLocationMinX0, 0), (.regionLocationMinY0, 0), (.regionLocationMaxX1, 511), (.regionLocationMaxY1, 511),
        ] {
            region.set(tag, integers: [value])
        }
        var file = picture.file
        file.dataSet.set(.sequenceOfUltrasoundRegions, items: [region])
        let result = try clean(file)
        let after = try (result?.file ?? file).frame().values
        let isLeft = picture.ink.contains { after[$0] != 0 }
        #expect(isLeft && result?.burnedInAnnotation == nil && result?.codes.isEmpty != false)
    }

    @Test("an earlier cleaning is said again where this one looked too")
    func earlier() throws {
        var dataSet = PixelGateTests.object(PixelGateTests.slice(PixelGateTests.layouts[0]), PixelGateTests.layouts[0]).dataSet
        var code = DataSet()
        code.set(.codeValue, "113101")
        code.set(.codingSchemeDesignator, "DCM")
        dataSet.set(.deidentificationMethodCodeSequence, items: [code])
        #expect(try clean(file(dataSet)) == nil)
        dataSet.set(.burnedInAnnotation, "NO")
        dataSet.set(.deidentificationMethod, "Cleaned with Example 2.0")
        #expect(try clean(file(dataSet))?.codes.map(\.value) == ["113101"])
        #expect(try clean(file(dataSet), finder: nil)?.codes.isEmpty != false)
    }

    @Test("images of one bit are searched, whatever they are filed as", arguments: ["1", "4", "12.1"])
    func oneBit(suffix: String) throws {
        var bits = [UInt8](repeating: 0, count: Self.side * Self.side / 8)
        var ink: [Int] = []
        _ = PixelFont.draw("DOE ANNE", at: 20, 200, scale: 3, width: Self.side) {
            bits[$0 / 8] |= 1 << UInt8($0 % 8)
            ink.append($0)
        }
        var dataSet = image([0], columns: 1, sopClass: "1.2.840.10008.5.1.4.1.1." + suffix, modality: suffix == "4" ? "MR" : "CR")
        for tag in [Tag.rows, .columns] { dataSet.set(tag, integers: [Self.side]) }
        for tag in [Tag.bitsAllocated, .bitsStored] { dataSet.set(tag, integers: [1]) }
        dataSet.set(.highBit, integers: [0])
        dataSet.setBytes(.pixelData, vr: .ow, bits)
        let result = try #require(try clean(file(dataSet)))
        let after = try result.file.frame().values
        #expect(ink.allSatisfy { after[$0] == 0 })
        // A segmentation's bits are no picture.
        dataSet.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.66.4")
        #expect(try clean(file(dataSet)) == nil)
    }

    @Test("large letters on a slice pass the gate", arguments: [8, 11, 16, 22])
    func gate(scale: Int) throws {
        let layout = PixelGateTests.layouts[0]
        var values = PixelGateTests.slice(layout)
        _ = PixelFont.draw("47", at: 4, 4, scale: scale, width: PixelGateTests.side) { values[$0] = layout.bright }
        #expect(try PixelGateTests.mayShowText(PixelGateTests.object(values, layout)))
    }
}
