import DICOM
import DICOMPixels
import TestSupport
import Testing

@testable import Deidentification

@Suite("Text in pixels")
struct PixelTextTests {
    static let columns = 200
    static let rows = 120

    enum Ground: CaseIterable { case black, white, gradient, noise }

    static func ground(_ kind: Ground, seed: UInt64 = 1) -> [Int32] {
        var generator = SeededGenerator(seed: seed)
        return (0..<columns * rows).map { pixel in
            switch kind {
            case .black: 0
            case .white: 255
            case .gradient: Int32(pixel % columns / 2)
            case .noise: Int32.random(in: 30...90, using: &generator)
            }
        }
    }

    /// Whether a rectangle shows one value, and every pixel farther than a letter's height from it is what it was.
    static func check(_ before: Frame, _ after: Frame, planted: PixelRegion) {
        var inside = Set<[Int32]>()
        var changed = 0
        let near = planted.grown(by: planted.height * 2 + 8, within: before.columns, before.rows)
        for row in 0..<before.rows {
            for column in 0..<before.columns {
                let pixel = PixelRegion(column: column, row: row, width: 1, height: 1)
                let samples = (0..<before.samplesPerPixel).map { after[row, column, $0] }
                if planted.contains(pixel) {
                    inside.insert(samples)
                } else if !near.contains(pixel), samples != (0..<before.samplesPerPixel).map({ before[row, column, $0] }) {
                    changed += 1
                }
            }
        }
        #expect(inside.count == 1)
        #expect(changed * 100 <= before.rows * before.columns)
    }

    @Test("unread text is blanked, whatever its size, place and ground", arguments: Ground.allCases, [1, 2, 4])
    func planted(ground: Ground, scale: Int) throws {
        for (column, row) in [(3, 2), (30, Self.rows - 7 * scale - 3)] {
            var values = Self.ground(ground)
            let text = scale == 4 ? "ANNA 7" : "ANNE 4711"
            let shade: Int32 = ground == .white ? 0 : 255
            let region = PixelFont.draw(text, at: column, row, scale: scale, width: Self.columns) { values[$0] = shade }
            let file = file(image(values, columns: Self.columns))
            let result = try #require(try clean(file))
            #expect(result.burnedInAnnotation == "NO")
            #expect(result.codes.map(\.value) == ["113101"])
            Self.check(try file.frame(), try result.file.frame(), planted: region)
        }
    }

    @Test("what is no text keeps every pixel", arguments: Ground.allCases)
    func nothing(ground: Ground) throws {
        let file = file(image(Self.ground(ground), columns: Self.columns))
        let result = try #require(try clean(file))
        #expect(result.file.dataSet[.pixelData] == file.dataSet[.pixelData])
        #expect(result.burnedInAnnotation == "NO" && result.actions.isEmpty)
    }

    @Test("grids and rulers are no text")
    func lines() throws {
        var grid = Self.ground(.black)
        var ruler = Self.ground(.black)
        for pixel in grid.indices {
            let (row, column) = (pixel / Self.columns, pixel % Self.columns)
            if row % 15 == 0 || column % 15 == 0 { grid[pixel] = 255 }
            if (100..<108).contains(row) && column % 6 == 0 { ruler[pixel] = 255 }
        }
        for values in [grid, ruler] {
            let result = try #require(try clean(file(image(values, columns: Self.columns))))
            #expect(result.actions.isEmpty)
        }
    }

    @Test(
        "every photometric interpretation is blanked with black",
        arguments: ["MONOCHROME1", "MONOCHROME2", "RGB", "YBR_FULL", "PALETTE COLOR", "signed", "padding"])
    func interpretations(meaning: String) throws {
        let isColour = meaning == "RGB" || meaning == "YBR_FULL"
        let isWide = meaning == "signed" || meaning == "padding"
        let samples = isColour ? 3 : 1
        let white: [Int32] = meaning == "YBR_FULL" ? [235, 128, 128] : meaning == "MONOCHROME1" ? [0] : isWide ? [1500] : [255, 255, 255]
        let black: [Int32] = meaning == "YBR_FULL" ? [0, 128, 128] : meaning == "MONOCHROME1" ? [255] : isWide ? [-1000] : [0, 0, 0]
        let ground: [Int32] = meaning == "YBR_FULL" ? [40, 128, 128] : isWide ? [-1000] : meaning == "MONOCHROME1" ? [220] : [30, 30, 30]
        var values = (0..<Self.columns * Self.rows * samples).map { ground[$0 % samples] }
        let region = PixelFont.draw("ANNE 4711", at: 20, 8, scale: 2, width: Self.columns) { pixel in
            for sample in 0..<samples { values[pixel * samples + sample] = white[sample] }
        }
        var dataSet = image(
            values, columns: Self.columns, bits: isWide ? 16 : 8, stored: isWide ? 12 : 8, isSigned: isWide,
            meaning: isWide ? "MONOCHROME2" : meaning, samples: samples)
        if meaning == "padding" { dataSet.set(.pixelPaddingValue, integers: [-2000], vr: .ss) }
        if meaning == "PALETTE COLOR" {
            for tag in [
                Tag.redPaletteColorLookupTableDescriptor, .greenPaletteColorLookupTableDescriptor, .bluePaletteColorLookupTableDescriptor,
            ] {
                dataSet.set(tag, integers: [256, 0, 8], vr: .us)
            }
            for tag in [Tag.redPaletteColorLookupTableData, .greenPaletteColorLookupTableData, .bluePaletteColorLookupTableData] {
                dataSet.setBytes(tag, vr: .ow, Array(0...255))
            }
        }
        let file = file(dataSet)
        let result = try #require(try clean(file))
        let after = try result.file.frame()
        Self.check(try file.frame(), after, planted: region)
        let expected = meaning == "padding" ? [-2000] : Array(black.prefix(samples))
        #expect((0..<samples).map { after[region.row + 3, region.column + 3, $0] } == expected)
    }

    @Test(
        "compressed frames stay compressed without loss",
        arguments: [TransferSyntax.rleLossless, .jpegLSLossless, .jpeg2000Lossless, .jpegLosslessFirstOrder, .htj2kLossless])
    func syntaxes(syntax: TransferSyntax) throws {
        for samples in [1, 3] {
            var values = (0..<Self.columns * Self.rows * samples).map { Int32($0 % 40) }
            let region = PixelFont.draw("ANNE 4711", at: 20, 8, scale: 2, width: Self.columns) { pixel in
                for sample in 0..<samples { values[pixel * samples + sample] = 255 }
            }
            let native = file(image(values, columns: Self.columns, meaning: samples == 3 ? "RGB" : "MONOCHROME2", samples: samples))
            let result = try #require(try clean(native.transcoded(to: syntax)))
            #expect(result.file.transferSyntax == syntax)
            let read = try DICOMFile(bytes: result.file.encoded())
            Self.check(try native.frame(), try read.frame(), planted: region)
        }
    }

    @Test("what stands still on many frames is blanked on all, frames may move")
    func frames() throws {
        let count = 6
        var values: [Int32] = []
        var region = PixelRegion(column: 0, row: 0, width: 0, height: 0)
        for frame in 0..<count {
            var one = Self.ground(.gradient).map { $0 + Int32(frame * 7) }
            region = PixelFont.draw("ANNE 4711", at: 20, 8, scale: 2, width: Self.columns) { one[$0] = 255 }
            values += one
        }
        let file = file(image(values, columns: Self.columns, frames: count))
        for file in [file, try file.transcoded(to: .rleLossless)] {
            let result = try #require(try clean(file))
            for frame in 0..<count {
                Self.check(try file.frame(frame), try result.file.frame(frame), planted: region)
            }
            #expect(result.actions.allSatisfy { $0.firstFrame == 0 && $0.lastFrame == count - 1 })
        }
    }

    @Test("a slice that lies is found, one that does not is not touched")
    func slices() throws {
        var generator = SeededGenerator(seed: 5)
        var values = (0..<256 * 256).map { pixel -> Int32 in
            let (row, column) = (pixel / 256 - 128, pixel % 256 - 128)
            return row * row + column * column < 9000 ? Int32.random(in: -40...60, using: &generator) : -1000
        }
        let plain = file(image(values, columns: 256, sopClass: ctClass, modality: "CT", bits: 16, stored: 12, isSigned: true))
        #expect(try clean(plain, policy: PixelPolicy(faces: .keep)) == nil)
        let region = PixelFont.draw("ANNE 4711", at: 4, 4, scale: 2, width: 256) { values[$0] = 2000 }
        let lying = file(image(values, columns: 256, sopClass: ctClass, modality: "CT", bits: 16, stored: 12, isSigned: true))
        let result = try #require(try clean(lying, policy: PixelPolicy(faces: .keep)))
        Self.check(try lying.frame(), try result.file.frame(), planted: region)
        #expect(throws: DeidentificationError.self) { try clean(lying, policy: PixelPolicy(faces: .keep), finder: nil) }
    }

    @Test("without a finder, or by policy, kinds that show text are refused unless they deny it")
    func refused() throws {
        var dataSet = image(Self.ground(.black), columns: Self.columns)
        for (policy, finder) in [(PixelPolicy(text: .refuse), FixedFinder() as (any TextFinder)?), (PixelPolicy(), nil)] {
            #expect(throws: DeidentificationError.self) { try clean(file(dataSet), policy: policy, finder: finder) }
        }
        dataSet.set(.burnedInAnnotation, "NO")
        #expect(try clean(file(dataSet), finder: nil) == nil)
    }

    @Test("harmless marks stay where they were read, unless the policy blanks them")
    func marks() throws {
        var values = Self.ground(.black)
        _ = PixelFont.draw("R 20", at: 20, 8, scale: 2, width: Self.columns) { values[$0] = 255 }
        let file = file(image(values, columns: Self.columns))
        let kept = try #require(try clean(file, finder: FixedFinder("R 20")))
        #expect(kept.file.dataSet[.pixelData] == file.dataSet[.pixelData])
        #expect(kept.actions.map(\.reason) == [.keptMark])
        let blanked = try #require(try clean(file, policy: PixelPolicy(marks: .blank), finder: FixedFinder("R 20", confidence: 0.7)))
        #expect(blanked.file.dataSet[.pixelData] != file.dataSet[.pixelData])
    }

    @Test("what stands still is read once, however many frames show it")
    func readOnce() throws {
        let counts = try [8, 40].map { count in
            var generator = SeededGenerator(seed: 9)
            var values: [Int32] = []
            for _ in 0..<count {
                var one = (0..<Self.columns * Self.rows).map { _ in Int32.random(in: 0...8, using: &generator) }
                _ = PixelFont.draw("R 20", at: 20, 8, scale: 2, width: Self.columns) { one[$0] = 255 }
                values += one
            }
            let finder = CountingFinder("R 20")
            let result = try #require(try clean(file(image(values, columns: Self.columns, frames: count)), finder: finder))
            #expect(Set(result.actions.map(\.reason)) == [.keptMark])
            return finder.count
        }
        #expect(counts[0] > 0 && counts[0] == counts[1])
    }

    @Test("identity that is still seen afterwards sends the object to quarantine")
    func stillThere() throws {
        // A single letter is no line: its strokes alone are not blanked, and the finder goes on reading it.
        var values = Self.ground(.gradient)
        _ = PixelFont.draw("A", at: 140, 70, scale: 2, width: Self.columns) { values[$0] = 255 }
        let file = file(image(values, columns: Self.columns))
        #expect(throws: DeidentificationError.self) { try clean(file, finder: FixedFinder("MULLER")) }
    }

    @Test("pixels outside the stated ultrasound regions, and those of a template, are blanked")
    func regions() throws {
        var dataSet = image(Self.ground(.gradient), columns: Self.columns, sopClass: "1.2.840.10008.5.1.4.1.1.6.1", modality: "US")
        var item = DataSet()
        item.set(.regionLocationMinX0, integers: [20])
        item.set(.regionLocationMinY0, integers: [30])
        item.set(.regionLocationMaxX1, integers: [179])
        item.set(.regionLocationMaxY1, integers: [109])
        dataSet.set(.sequenceOfUltrasoundRegions, items: [item])
        dataSet.set(.manufacturer, "Example Medical")
        let template = DeviceTemplate(
            name: "example", manufacturer: "EXAMPLE MEDICAL", rows: Self.rows,
            regions: [PixelRegion(column: 100, row: 50, width: 10, height: 10)])
        let result = try #require(try clean(file(dataSet), policy: PixelPolicy(templates: [template])))
        let after = try result.file.frame()
        for row in 0..<Self.rows {
            for column in 0..<Self.columns {
                let isInside = (20...179).contains(column) && (30...109).contains(row)
                let isTemplate = (100..<110).contains(column) && (50..<60).contains(row)
                #expect(after[row, column] == (isInside && !isTemplate ? Int32(column / 2) : 0))
            }
        }
        #expect(Set(result.actions.map(\.reason)) == [.outsideUltrasoundRegions, .deviceTemplate])
    }

    @Test("icons and images inside sequences are removed")
    func nested() throws {
        var dataSet = image(Self.ground(.black), columns: Self.columns)
        dataSet.set(.iconImageSequence, items: [image([1, 2, 3, 4], columns: 2)])
        var outer = DataSet()
        outer.set(.referencedImageSequence, items: [image([1, 2, 3, 4], columns: 2)])
        dataSet.set(.sourceImageSequence, items: [outer])
        let result = try #require(try clean(file(dataSet)))
        var count = 0
        result.file.dataSet.visit { _, element in if element.tag == .pixelData { count += 1 } }
        #expect(count == 1)
        #expect(result.actions.filter { $0.reason == .nestedImage }.count == 2)
    }

    @Test("no mutated object crashes: it is cleaned or refused")
    func mutated() throws {
        var generator = SeededGenerator(seed: 11)
        var values = Self.ground(.noise)
        _ = PixelFont.draw("ANNE 4711", at: 20, 8, scale: 2, width: Self.columns) { values[$0] = 255 }
        let native = file(image(values, columns: Self.columns))
        var outcomes = (cleaned: 0, refused: 0)
        for original in [try native.encoded(), try native.transcoded(to: .rleLossless).encoded()] {
            let header = original.count - 2000 > 0 ? min(original.count, 1200) : original.count
            for _ in 0..<60 {
                var bytes = original
                for _ in 0..<Int.random(in: 1...3, using: &generator) {
                    bytes[Int.random(in: 132..<header, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
                }
                guard let file = try? DICOMFile(bytes: bytes), (file.dataSet.integer(.rows) ?? 0) < 4000 else { continue }
                do {
                    _ = try clean(file)
                    outcomes.cleaned += 1
                } catch is DeidentificationError {
                    outcomes.refused += 1
                }
            }
        }
        #expect(outcomes.cleaned > 0 && outcomes.refused > 0)
    }

    @Test("overlay planes with text are told from those without")
    func overlays() throws {
        var dataSet = image(Self.ground(.black), columns: Self.columns)
        for (group, hasText) in [(UInt16(0x6000), true), (UInt16(0x6002), false)] {
            var bits = [UInt8](repeating: 0, count: Self.columns * Self.rows / 8)
            if hasText {
                _ = PixelFont.draw("ANNE 4711", at: 20, 8, scale: 2, width: Self.columns) { bits[$0 / 8] |= 1 << UInt8($0 % 8) }
            } else {
                for row in 40..<80 {
                    for column in 60..<140 where row == 40 || column == 60 {
                        bits[(row * Self.columns + column) / 8] |= 1 << UInt8(column % 8)
                    }
                }
            }
            dataSet.set(DICOM.Tag(group, 0x0010), integers: [Self.rows], vr: .us)
            dataSet.set(DICOM.Tag(group, 0x0011), integers: [Self.columns], vr: .us)
            dataSet.set(DICOM.Tag(group, 0x0100), integers: [1], vr: .us)
            dataSet.setBytes(DICOM.Tag(group, 0x3000), vr: .ow, bits)
        }
        let file = file(dataSet)
        #expect(OverlayGraphics.groupsWithoutText(in: file, terms: IdentityTerms(of: dataSet), finder: nil) == [0x6002])
    }

    @Test("text shows in what is called padding", arguments: [(Int32(255), Int32(255)), (1, 255), (0, 255), (100, 255)])
    func padding(first: Int32, last: Int32) throws {
        for sopClass in [secondaryCapture, ctClass] {
            for (ground, ink): (Int32, Int32) in [(0, 255), (120, 220)] {
                var values = [Int32](repeating: ground, count: Self.columns * Self.rows)
                values[0] = 0
                let region = PixelFont.draw("ANNE 4711", at: 3, 2, scale: 2, width: Self.columns) { values[$0] = ink }
                var dataSet = image(
                    values, columns: Self.columns, sopClass: sopClass, modality: sopClass == ctClass ? "CT" : "OT", bits: 16)
                dataSet.set(.pixelPaddingValue, integers: [Int(first)])
                if last > first { dataSet.set(.pixelPaddingRangeLimit, integers: [Int(last)]) }
                let result = try #require(try clean(file(dataSet)))
                let after = try result.file.frame()
                let inside = Set(
                    (region.row..<region.maxRow).flatMap { row in (region.column..<region.maxColumn).map { after[row, $0] } })
                #expect(inside.count == 1, "\(sopClass) \(first) \(last) \(ground) \(ink)")
            }
        }
    }
}
