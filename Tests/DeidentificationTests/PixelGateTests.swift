import DICOM
import DICOMPixels
import TestSupport
import Testing

@testable import Deidentification

@Suite("The look that decides whether a slice is searched")
struct PixelGateTests {
    static let side = 256

    /// A body with noise in air, as stored: signed with 12 or 16 bits, unsigned, in bytes.
    struct Layout: Sendable, CustomTestStringConvertible {
        var bits = 16
        var stored = 16
        var isSigned = true
        var air: Int32 = -1000
        var tissue: Int32 = 40
        var noise: Int32 = 30
        var bright: Int32 = 2000
        var testDescription: String { "\(stored) of \(bits) bits, \(isSigned ? "signed" : "unsigned")" }
    }

    static let layouts = [
        Layout(), Layout(stored: 12), Layout(isSigned: false, air: 24, tissue: 1064, bright: 3024),
        Layout(stored: 12, isSigned: false, air: 24, tissue: 1064, bright: 3024),
        Layout(isSigned: false, air: 100, tissue: 41_000, noise: 900, bright: 65_000),
        Layout(bits: 8, stored: 8, isSigned: false, air: 3, tissue: 90, noise: 5, bright: 250),
    ]

    static func slice(_ layout: Layout, seed: UInt64 = 3) -> [Int32] {
        var generator = SeededGenerator(seed: seed)
        return (0..<side * side).map { pixel in
            let (row, column) = (pixel / side - side / 2, pixel % side - side / 2)
            let noise = Int32.random(in: -layout.noise...layout.noise, using: &generator)
            return row * row + column * column < 9000 ? layout.tissue + noise : layout.air
        }
    }

    static func object(_ values: [Int32], _ layout: Layout) -> DICOMFile {
        file(
            image(
                values, columns: side, sopClass: ctClass, modality: "CT", bits: layout.bits, stored: layout.stored,
                isSigned: layout.isSigned))
    }

    static func mayShowText(_ file: DICOMFile) throws -> Bool {
        let rows = try StoredRows(PixelDescription(file.dataSet), 0, of: file)
        return StrokeGate.mayShowText(rows, range: try #require(rows.extremes(except: nil)))
    }

    @Test("it lets every text pass, the smallest too, and no slice without", arguments: layouts)
    func recall(layout: Layout) throws {
        #expect(try !Self.mayShowText(Self.object(Self.slice(layout), layout)))
        for scale in [1, 2, 4] {
            for (column, row) in [(2, 2), (101, 120), (180, 240 - 7 * scale)] {
                var values = Self.slice(layout)
                _ = PixelFont.draw(scale == 4 ? "47" : "ANNE 47", at: column, row, scale: scale, width: Self.side) {
                    values[$0] = layout.bright
                }
                let object = Self.object(values, layout)
                #expect(try Self.mayShowText(object), "scale \(scale) at \(column), \(row)")
                // Decoded frames and those read as they are stored go different ways.
                #expect(try Self.mayShowText(object.transcoded(to: .rleLossless)))
            }
        }
    }

    @Test("dark text on tissue passes too")
    func dark() throws {
        for layout in Self.layouts {
            var values = Self.slice(layout)
            _ = PixelFont.draw("ANNE 47", at: 90, 120, scale: 2, width: Self.side) { values[$0] = layout.air }
            #expect(try Self.mayShowText(Self.object(values, layout)), "\(layout.testDescription)")
        }
    }

    @Test("rows hold the values that are stored", arguments: layouts)
    func rows(layout: Layout) throws {
        let values = Self.slice(layout)
        let object = Self.object(values, layout)
        for file in [object, try object.transcoded(to: .rleLossless)] {
            let rows = try StoredRows(PixelDescription(file.dataSet), 0, of: file)
            var read: [Int32] = []
            rows.forEach { row in
                read += (0..<Self.side).map { rows.value(of: row[$0]) }
                return true
            }
            #expect(read == values)
            var sampled: [Int32] = []
            for row in stride(from: 0, to: Self.side, by: 4) { sampled += values[row * Self.side..<(row + 1) * Self.side] }
            let range = try #require(rows.extremes(except: nil))
            #expect(rows.value(of: range.lowerBound) == sampled.min() && rows.value(of: range.upperBound) == sampled.max())
            let rest = try #require(rows.extremes(except: layout.air...layout.air))
            #expect(rows.value(of: rest.lowerBound) == sampled.filter { $0 != layout.air }.min())
        }
    }
}
