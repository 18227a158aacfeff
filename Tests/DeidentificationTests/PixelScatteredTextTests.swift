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

    /// No pixel of the ink is left to see.
    private func expectNothingLeft(_ picture: (file: DICOMFile, ink: [Int]), _ what: String) throws {
        let result = try #require(try clean(picture.file))
        let after = try result.file.frame().values
        let left = picture.ink.count { after[$0] != 0 }
        #expect(left == 0, "\(what): \(left) of \(picture.ink.count)")
        #expect(result.burnedInAnnotation == "NO" && result.codes.map(\.value) == ["113101"], "\(what)")
    }

    /// Draws text, turned around the middle of the picture.
    static func drawTurned(_ text: String, at column: Int, _ row: Int, scale: Int, degrees: Double, _ set: (Int) -> Void) {
        var isInk = Set<Int>()
        _ = PixelFont.draw(text, at: column, row, scale: scale, width: side) { isInk.insert($0) }
        let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
        for pixel in 0..<side * side {
            let (x, y) = (Double(pixel % side - 256), Double(pixel / side - 256))
            let (column, row) = (Int((x * cosine - y * sine).rounded()) + 256, Int((x * sine + y * cosine).rounded()) + 256)
            if (0..<side).contains(column), isInk.contains(row * side + column) { set(pixel) }
        }
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

    @Test("text at an angle goes wholly", arguments: [3.0, 4, 6, 8, 12, 15, 22, 30, 38, 45, 52, 60, 68, 75, 82, 86], [2, 4])
    func turned(degrees: Double, scale: Int) throws {
        try expectNothingLeft(
            Self.picture { set in Self.drawTurned("DOE ANNE 47", at: 120, 240, scale: scale, degrees: degrees, set) }, "\(degrees)")
    }

    @Test("text at an angle that begins at the edge of a slice goes wholly, how far in it may run", arguments: [5.0, 20, 40])
    func inward(degrees: Double) throws {
        var values = [Int32](repeating: -1000, count: Self.side * Self.side)
        var ink: [Int] = []
        Self.drawTurned("DOE ANNE 4711 ANNE", at: 12, 300, scale: 3, degrees: degrees) { pixel in
            values[pixel] = 2000
            ink.append(pixel)
        }
        let slice = file(image(values, columns: Self.side, sopClass: ctClass, modality: "CT", bits: 16, isSigned: true))
        let result = try #require(try clean(slice))
        let after = try result.file.frame().values
        let left = ink.count { after[$0] != -1000 }
        #expect(left == 0, "\(left) of \(ink.count)")
    }

    @Test("dark letters on a bright page go, far apart and at an angle", arguments: [0.0, 10, 35, 70])
    func dark(degrees: Double) throws {
        for shade: Int32 in [255, 180] {
            var values = [Int32](repeating: shade, count: Self.side * Self.side)
            values[0] = 255
            var ink: [Int] = []
            if degrees == 0 {
                for (number, letter) in "DOEANNE".enumerated() {
                    _ = PixelFont.draw(String(letter), at: 20 + 65 * number, 60 + 50 * number, scale: 3, width: Self.side) {
                        ink.append($0)
                    }
                }
            } else {
                Self.drawTurned("DOE ANNE 47", at: 120, 240, scale: 3, degrees: degrees) { ink.append($0) }
            }
            for pixel in ink { values[pixel] = 0 }
            let result = try #require(try clean(file(image(values, columns: Self.side))))
            let after = try result.file.frame().values
            // What is blanked is as black as the ink: it has to lie in what is blanked, wholly black.
            let blanked = result.actions.compactMap(\.region)
            let left = ink.count { pixel in
                let place = PixelRegion(column: pixel % Self.side, row: pixel / Self.side, width: 1, height: 1)
                return !blanked.contains { $0.contains(place) }
            }
            #expect(left == 0, "\(degrees): \(left) of \(ink.count)")
            #expect(blanked.runs(columns: Self.side, rows: Self.side).joined().allSatisfy { after[$0] == 0 })
            #expect(result.burnedInAnnotation == "NO")
        }
    }

    @Test("an overlay with letters in no row is not kept")
    func overlay() {
        for isTurned in [false, true] {
            var bits = [UInt8](repeating: 0, count: Self.side * Self.side / 8)
            func set(_ pixel: Int) { bits[pixel / 8] |= 1 << UInt8(pixel % 8) }
            if isTurned {
                Self.drawTurned("DOE ANNE 47", at: 120, 240, scale: 3, degrees: 40, set)
            } else {
                for row in 200..<300 { set(row * Self.side + 100) }
            }
            var dataSet = image([Int32](repeating: 0, count: Self.side * Self.side), columns: Self.side)
            for (element, value) in [(UInt16(0x0010), Self.side), (0x0011, Self.side), (0x0100, 1), (0x0102, 0)] {
                dataSet.set(DICOM.Tag(0x6000, element), integers: [value], vr: .us)
            }
            dataSet.setBytes(DICOM.Tag(0x6000, 0x3000), vr: .ow, bits)
            let kept = OverlayGraphics.groupsWithoutText(in: file(dataSet), terms: IdentityTerms(of: dataSet), finder: nil)
            #expect(kept == (isTurned ? [] : [0x6000]))
        }
    }

    @Test("a text that one frame alone shows in no row goes from it")
    func oneFrame() throws {
        let (count, shown) = (30, 13)
        var values = [Int32](repeating: 0, count: 128 * 128 * count)
        var ink: [Int] = []
        for (number, letter) in "DOEN".enumerated() {
            _ = PixelFont.draw(String(letter), at: 5 + 30 * number, 8 + 25 * number, scale: 2, width: 128) {
                ink.append(shown * 128 * 128 + $0)
            }
        }
        for pixel in ink { values[pixel] = 255 }
        let loop = file(image(values, columns: 128, sopClass: Self.ultrasound, modality: "US", frames: count))
        let result = try #require(try clean(loop))
        let after = try result.file.frame(shown).values
        #expect(ink.allSatisfy { after[$0 - shown * 128 * 128] == 0 })
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
