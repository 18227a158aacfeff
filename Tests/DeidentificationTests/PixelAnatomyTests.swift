import DICOM
import DICOMPixels
import Foundation
import TestSupport
import Testing

@testable import Deidentification

/// Situations of real files (pydicom's test data: examples_rgb_color, examples_jpeg2k, MR2, eCT_Supplemental), drawn anew.
@Suite("Anatomy is no text")
struct PixelAnatomyTests {
    static let columns = 320
    static let rows = 240

    /// A kind of image: samples a pixel, how it is filed, what it shows.
    enum Scene: String, CaseIterable {
        case noise, grayNoise, speckle, powerDoppler, colourDoppler, texture, streaks, holes
    }

    static func samples(_ scene: Scene) -> Int { [.noise, .powerDoppler, .colourDoppler].contains(scene) ? 3 : 1 }

    static func values(_ scene: Scene, seed: UInt64) -> [Int32] {
        var generator = SeededGenerator(seed: seed)
        switch scene {
        case .noise: return (0..<columns * rows * 3).map { _ in Int32.random(in: 0...255, using: &generator) }
        case .grayNoise: return (0..<columns * rows).map { _ in Int32.random(in: 0...255, using: &generator) }
        case .speckle: return sector(&generator).map(Int32.init)
        case .powerDoppler, .colourDoppler: return flow(sector(&generator), isDirected: scene == .colourDoppler, &generator)
        case .texture: return texture(&generator)
        case .streaks: return streaks(&generator)
        case .holes: return holes(&generator)
        }
    }

    /// Speckle, a few pixels wide, in a sector on black.
    private static func sector(_ generator: inout SeededGenerator) -> [Double] {
        let field = smooth(2, &generator)
        return (0..<columns * rows).map { pixel in
            let (x, y) = (Double(pixel % columns - columns / 2), Double(pixel / columns))
            let isInside = abs(atan2(x, y + 20)) < 0.7 && hypot(x, y + 20) < 230
            return isInside ? min(max(60 + 140 * field[pixel] * (1 - y / 400), 0), 255) : 0
        }
    }

    /// Vessels in the colours of flow: from dark red over orange to yellow, or blue away from the probe.
    private static func flow(_ gray: [Double], isDirected: Bool, _ generator: inout SeededGenerator) -> [Int32] {
        let field = smooth(5, &generator)
        return gray.indices.flatMap { pixel -> [Int32] in
            let (x, y) = (pixel % columns, pixel / columns)
            let speed = field[pixel] * 3 - 0.4
            guard (90..<230).contains(x), (90..<170).contains(y), speed > 0 else {
                return Array(repeating: Int32(gray[pixel] / 2), count: 3)
            }
            let strength = min(speed, 1)
            if isDirected && x > 160 { return [Int32(0), Int32(160 * strength), Int32(80 + 175 * strength)] }
            return [Int32(120 + 135 * strength), Int32(255 * max(strength * 1.4 - 0.4, 0)), 0]
        }
    }

    /// Muscle and fat of a magnetic resonance image, 12 bits.
    private static func texture(_ generator: inout SeededGenerator) -> [Int32] {
        let (fine, coarse) = (smooth(1, &generator), smooth(12, &generator))
        return (0..<columns * rows).map { pixel in Int32(max(0, 300 + 900 * coarse[pixel] + 260 * fine[pixel])) }
    }

    /// Rays of metal in a computed tomogram.
    private static func streaks(_ generator: inout SeededGenerator) -> [Int32] {
        let phase = Double.random(in: 0..<6, using: &generator)
        return (0..<columns * rows).map { pixel in
            let (x, y) = (Double(pixel % columns - 150), Double(pixel / columns - 110))
            let distance = hypot(x, y)
            if distance < 7 { return 3071 }
            guard distance < 105 else { return -1000 }
            let ray = sin(atan2(y, x) * 24 + phase) * 2600 / (distance + 6)
            return Int32(40 + (abs(ray) > 60 ? ray * 4 : ray)) + Int32.random(in: -15...15, using: &generator)
        }
    }

    /// Black furrows in a white map of the brain.
    private static func holes(_ generator: inout SeededGenerator) -> [Int32] {
        let field = smooth(3, &generator)
        return (0..<columns * rows).map { pixel in
            let (x, y) = (Double(pixel % columns - 160) / 110, Double(pixel / columns - 120) / 100)
            return x * x + y * y > 1 || field[pixel] > 0.42 ? 0 : 240 + Int32(field[pixel] * 10)
        }
    }

    /// Noise of a spread of one around zero, smoothed over so many pixels to either side.
    private static func smooth(_ radius: Int, _ generator: inout SeededGenerator) -> [Double] {
        var field = (0..<columns * rows).map { _ in Double.random(in: -1...1, using: &generator) }
        for _ in 0..<2 {
            for step in [1, columns] {
                let before = field
                for pixel in field.indices {
                    var sum = 0.0
                    for offset in -radius...radius { sum += before[(pixel + offset * step + before.count) % before.count] }
                    field[pixel] = sum / Double(2 * radius + 1)
                }
            }
        }
        let spread = (field.reduce(0) { $0 + $1 * $1 } / Double(field.count)).squareRoot()
        return field.map { min(max($0 / spread / 2, -1), 1) }
    }

    static func object(_ values: [Int32], _ scene: Scene) -> DICOMFile {
        let isWide = scene == .texture || scene == .streaks
        return file(
            image(
                values, columns: columns, sopClass: secondaryCapture, modality: isWide ? "OT" : "US", bits: isWide ? 16 : 8,
                stored: isWide ? 16 : 8, isSigned: isWide, meaning: samples(scene) == 3 ? "RGB" : "MONOCHROME2", samples: samples(scene)))
    }

    @Test("nothing of it is blanked", arguments: Scene.allCases, [UInt64(1), 2, 3])
    func nothing(scene: Scene, seed: UInt64) throws {
        let file = Self.object(Self.values(scene, seed: seed), scene)
        let result = try #require(try clean(file))
        #expect(result.actions.isEmpty, "\(result.actions)")
        // Judged first: a failure must not print every byte.
        let isUntouched = result.file.dataSet[.pixelData] == file.dataSet[.pixelData]
        #expect(isUntouched)
    }

    @Test("text on it and beside it is blanked, and little else", arguments: Scene.allCases.filter { $0 != .noise && $0 != .grayNoise })
    func text(scene: Scene) throws {
        let ink: Int32 = scene == .texture ? 4000 : scene == .streaks ? 3071 : scene == .holes ? 120 : 255
        // Beside the image, and in it, but among furrows as large as letters, where it has to be read: above the box of flow, where there is one.
        let places = scene == .holes ? [(8, 6)] : [(8, 6), (110, Self.samples(scene) == 3 ? 66 : 112)]
        for (column, row) in places {
            var values = Self.values(scene, seed: 4)
            let count = Self.samples(scene)
            let region = PixelFont.draw("ANNE 4711", at: column, row, scale: 2, width: Self.columns) { pixel in
                for sample in 0..<count { values[pixel * count + sample] = ink }
            }
            let file = Self.object(values, scene)
            let result = try #require(try clean(file))
            let blanked = result.actions.compactMap(\.region)
            #expect(blanked.contains { $0.contains(region) }, "\(scene) at \(column), \(row): \(blanked)")
            #expect(blanked.allSatisfy { $0.intersects(region) && $0.area <= 3 * region.area }, "\(blanked)")
        }
    }

    @Test("text that stands on end or on its head is blanked", arguments: [1, 2, 3])
    func turned(quarters: Int) throws {
        // On end among speckle it has to be read.
        for scene in quarters == 2 ? [Scene.speckle, .texture] : [.texture] {
            var values = Self.values(scene, seed: 5)
            var region: PixelRegion?
            _ = PixelFont.draw("ANNE 4711", at: 0, 0, scale: 2, width: 256) { place in
                let (x, y) = (place % 256, place / 256)
                let (column, row) = quarters == 1 ? (160 - y, 60 + x) : quarters == 2 ? (240 - x, 130 - y) : (120 + y, 180 - x)
                values[row * Self.columns + column] = scene == .texture ? 4000 : 255
                let pixel = PixelRegion(column: column, row: row, width: 1, height: 1)
                region = region?.union(pixel) ?? pixel
            }
            let result = try #require(try clean(Self.object(values, scene)))
            let blanked = result.actions.compactMap(\.region)
            let planted = try #require(region)
            #expect(blanked.contains { $0.contains(planted) }, "\(scene): \(blanked) \(planted)")
            #expect(blanked.allSatisfy { $0.intersects(planted) && $0.area <= 3 * planted.area }, "\(blanked)")
        }
    }

    @Test("text askew on it is blanked wholly, and little else", arguments: [Scene.texture, .speckle], [3.0, -5, 8])
    func askew(scene: Scene, degrees: Double) throws {
        var values = Self.values(scene, seed: 6)
        var ink: [PixelRegion] = []
        let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
        var isInk = Set<Int>()
        _ = PixelFont.draw("ANNE 47119 MUSTER", at: 0, 0, scale: 2, width: Self.columns) { isInk.insert($0) }
        for (column, row) in (0..<Self.columns * Self.rows).map({ ($0 % Self.columns, $0 / Self.columns) }) {
            let (x, y) = (Double(column - 60), Double(row - 110))
            let (left, top) = (Int((x * cosine + y * sine).rounded()), Int((y * cosine - x * sine).rounded()))
            guard (0..<Self.columns).contains(left), (0..<14).contains(top), isInk.contains(top * Self.columns + left) else { continue }
            values[row * Self.columns + column] = scene == .texture ? 4000 : 255
            ink.append(PixelRegion(column: column, row: row, width: 1, height: 1))
        }
        let result = try #require(try clean(Self.object(values, scene)))
        let blanked = result.actions.compactMap(\.region)
        let left = ink.count { pixel in !blanked.contains { $0.contains(pixel) } }
        #expect(left == 0, "\(left) of \(ink.count)")
        let planted = ink.dropFirst().reduce(ink[0]) { $0.union($1) }
        #expect(blanked.allSatisfy { $0.intersects(planted) && $0.area <= 3 * planted.area }, "\(blanked)")
    }
}
