import DICOM
import DICOMPixels
import TestSupport
import Testing

@testable import Deidentification

/// Short words that nobody can read, drawn straight on an image with noise, and what stands beside them.
@Suite("Text drawn on an image")
struct PixelDrawnTextTests {
    static let columns = 240
    static let rows = 160

    enum Ink: CaseIterable {
        case red, green, blue, yellow, white, black

        var samples: [Int32] {
            switch self {
            case .red: [250, 60, 60]
            case .green: [60, 250, 90]
            case .blue: [90, 90, 250]
            case .yellow: [255, 220, 0]
            case .white: [255, 255, 255]
            case .black: [0, 0, 0]
            }
        }
    }

    /// Gray noise of three samples a pixel around a shade.
    static func noise(around shade: Int32, by spread: Int32 = 12, seed: UInt64) -> [Int32] {
        var generator = SeededGenerator(seed: seed)
        return (0..<columns * rows).flatMap { _ in
            [Int32](repeating: shade + Int32.random(in: -spread...spread, using: &generator), count: 3)
        }
    }

    /// Every sample of the region in the result, and whether the result says that it shows no text.
    static func check(_ result: CleanedPixels, hides region: PixelRegion, _ comment: Comment) throws {
        let after = try result.file.frame()
        var shades = Set<[Int32]>()
        for row in region.row..<region.maxRow {
            for column in region.column..<region.maxColumn { shades.insert((0..<3).map { after[row, column, $0] }) }
        }
        #expect(shades.count == 1, comment)
        #expect(result.codes.map(\.value) == ["113101"], comment)
    }

    static func colour(_ values: [Int32]) -> DICOMFile {
        file(image(values, columns: columns, meaning: "RGB", samples: 3))
    }

    @Test("a short word that nobody can read goes, in any colour, light or dark, from the first row on", arguments: Ink.allCases, [1, 2])
    func short(ink: Ink, scale: Int) throws {
        for (text, column, row) in [("LEO", 3, 0), ("ANNE", 8, 8), ("LEON", 90, 70)] {
            var values = Self.noise(around: ink == .black ? 190 : 70, seed: UInt64(row + 1))
            let region = PixelFont.draw(text, at: column, row, scale: scale, width: Self.columns) { pixel in
                for sample in 0..<3 { values[pixel * 3 + sample] = ink.samples[sample] }
            }
            let result = try #require(try clean(Self.colour(values)))
            try Self.check(result, hides: region, "\(ink) \(text) \(scale)")
        }
    }

    @Test("a thin word a few rows above a taller line on a banner goes wholly", arguments: Ink.allCases.filter { $0 != .black }, [2, 5, 9])
    func aboveBanner(ink: Ink, gap: Int) throws {
        var values = Self.noise(around: 60, seed: UInt64(gap))
        func draw(_ text: String, _ row: Int, scale: Int, _ samples: [Int32]) -> PixelRegion {
            PixelFont.draw(text, at: 8, row, scale: scale, width: Self.columns) { pixel in
                for sample in 0..<3 { values[pixel * 3 + sample] = samples[sample] }
            }
        }
        let banner = PixelRegion(column: 6, row: 6 + 14 + gap, width: 200, height: 34)
        for row in banner.row..<banner.maxRow {
            for pixel in row * Self.columns + banner.column..<row * Self.columns + banner.maxColumn {
                for (sample, shade) in [Int32(10), 10, 60].enumerated() { values[pixel * 3 + sample] = shade }
            }
        }
        let tall = draw("MULLER", banner.row + 3, scale: 4, [60, 250, 90])
        let thin = draw("LEON", 6, scale: 2, ink.samples)
        let result = try #require(try clean(Self.colour(values)))
        for region in [thin, tall] { try Self.check(result, hides: region, "\(ink) \(gap) \(region)") }
    }

    @Test("letters inside a slice that nobody can read stay, and nobody says that there are none")
    func unread() throws {
        var generator = SeededGenerator(seed: 4)
        var values = (0..<256 * 256).map { _ in Int32.random(in: -40...60, using: &generator) }
        _ = PixelFont.draw("LEON", at: 100, 120, scale: 2, width: 256) { values[$0] = 1200 }
        let slice = image(values, columns: 256, sopClass: ctClass, modality: "CT", bits: 16, stored: 12, isSigned: true)
        let result = try clean(file(slice), policy: PixelPolicy(faces: .keep))
        #expect(result?.codes.map(\.value).contains("113101") != true)
        #expect(result?.burnedInAnnotation != "NO")
    }

    /// Among speckle of four hundred seeds these are some in which a dark part of the image's outline looks like a line around the text.
    @Test("the name beside an image is not read from the outline of the image", arguments: [95, 102, 110, 335] as [UInt64])
    func outline(seed: UInt64) throws {
        let (columns, rows) = (320, 240)
        var generator = SeededGenerator(seed: seed)
        var values = (0..<columns * rows).map { pixel -> Int32 in
            let (x, y) = (Double(pixel % columns) - 160, Double(pixel / columns) - 30)
            let radius = (x * x + y * y).squareRoot()
            guard y > 10, x.magnitude < y * 0.62, radius > 18, radius < 190 else { return 0 }
            let speckle = (0..<3).reduce(0) { sum, _ in sum + Int32.random(in: -28...28, using: &generator) }
            return max(4, min(190, 70 + speckle - Int32(radius / 6)))
        }
        _ = PixelFont.draw("MULLER ANNE 4711 MULLER", at: 6, 226, scale: 1, width: columns) { values[$0] = 240 }
        let file = file(image(values, columns: columns, sopClass: "1.2.840.10008.5.1.4.1.1.6.1", modality: "US"))
        let result = try #require(try clean(file, finder: BrightLetterFinder(name: "MULLER")))
        let (before, after) = (try file.frame(), try result.file.frame())
        let changed = (40..<210).reduce(0) { sum, row in sum + (60..<260).count { before[row, $0] != after[row, $0] } }
        #expect(changed == 0, "\(result.actions)")
        #expect((6..<140).allSatisfy { after[229, $0] == 0 })
    }
}

/// A finder that reads a name from any image higher than a line that holds as many of the brightest pixels as its letters have, and not many
/// more.
private struct BrightLetterFinder: TextFinder {
    let name: String

    func text(in image: LuminanceImage) throws(TextFinderError) -> [FoundText] {
        let bright = image.samples.count { $0 >= 245 }
        guard image.width < image.height * 4, bright >= 80, bright * 10 <= image.samples.count else { return [] }
        return [FoundText(region: PixelRegion(column: 0, row: 0, width: image.width, height: image.height), text: name, confidence: 0.9)]
    }
}
