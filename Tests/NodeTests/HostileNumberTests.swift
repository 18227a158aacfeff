import DICOM
import DICOMPixels
import Deidentification
import Foundation
import Quality
import SampleData
import TestSupport
import Testing

@testable import Node

@Suite("Numbers that nobody would write")
struct HostileNumberTests {
    private typealias Tag = DICOM.Tag

    /// What an object may claim of any attribute: the ends of every representation, and what is no number.
    private static func element(_ tag: Tag, _ generator: inout SeededGenerator) -> DataElement {
        func bytes(_ number: UInt64, _ size: Int) -> [UInt8] { (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) } }
        let extremes: [UInt64] = [0, 1, 2, .max, .max >> 1, 1 << 63, (1 << 63) + 1, 1 << 53, 0xFFFF, 0x8000, 1 << 31, 0xFFFF_FFFF]
        let number = extremes.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: return DataElement(tag: tag, vr: .sv, bytes: bytes(number, 8) + bytes(number, 8))
        case 1: return DataElement(tag: tag, vr: .uv, bytes: bytes(number, 8))
        case 2: return DataElement(tag: tag, vr: .us, bytes: bytes(number, 2) + bytes(number, 2))
        case 3: return DataElement(tag: tag, vr: .sl, bytes: bytes(number, 4))
        case 4:
            let real =
                [Double.nan, .infinity, -.infinity, 1e308, -1e308, Double.leastNonzeroMagnitude, -0.0].randomElement(using: &generator) ?? 0
            return DataElement(tag: tag, vr: .fd, bytes: bytes(real.bitPattern, 8))
        case 5:
            let text = ["9223372036854775807", "-9223372036854775808", "1e999", "-1e308", "0", "", "NaN", "1\\2\\3"]
            return DataElement(tag: tag, vr: .ds, bytes: Array((text.randomElement(using: &generator) ?? "").utf8))
        default: return DataElement(tag: tag, vr: .ul, bytes: [])
        }
    }

    private static let attributes: [Tag] = [
        .rows, .columns, .bitsAllocated, .bitsStored, .highBit, .pixelRepresentation, .samplesPerPixel, .planarConfiguration,
        .numberOfFrames,
        .pixelPaddingValue, .pixelPaddingRangeLimit, .rescaleSlope, .rescaleIntercept, .windowCenter, .windowWidth, .sliceThickness,
        .spacingBetweenSlices, .pixelSpacing, .imagePositionPatient, .imageOrientationPatient, .diffusionBValue, .kvp, .exposure, .ctdIvol,
        .magneticFieldStrength, .repetitionTime, .echoTime, .seriesNumber, .instanceNumber, .patientWeight, .patientSize,
        .smallestImagePixelValue,
        .largestImagePixelValue, .regionLocationMinX0, .imagerPixelSpacing, Tag(0x6000, 0x0010), Tag(0x6000, 0x0011), Tag(0x6000, 0x0015),
        Tag(0x6000, 0x0050), Tag(0x6000, 0x0051), Tag(0x6000, 0x0100), Tag(0x6000, 0x0102),
    ]

    @Test("an object with absurd numbers is archived or put aside, can be drawn or is refused, and never ends the process")
    func prepared() throws {
        let files = Array(SampleCohort(seed: 3, holder: 0, patients: 3, flaws: false).files.prefix(24))
        let originals = try files.map { try DICOMFile(bytes: $0.bytes) }
        let key = try PseudonymKey(secret: [UInt8](repeating: 7, count: 32))
        let preparation = ObjectPreparation(deidentifier: try Deidentifier(profile: .standard, key: key), pseudonyms: key)
        var generator = SeededGenerator(seed: 41)
        var prepared = 0
        for round in 0..<600 {
            var file = originals[round % originals.count]
            if round % 3 == 0 {
                file.dataSet[Tag(0x6000, 0x3000)] = DataElement(
                    tag: Tag(0x6000, 0x3000), vr: .ow, bytes: [UInt8](repeating: 0x55, count: 512))
                file.dataSet.set(Tag(0x6000, 0x0010), integers: [16])
                file.dataSet.set(Tag(0x6000, 0x0011), integers: [16])
            }
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let tag = Self.attributes.randomElement(using: &generator) ?? .rows
                file.dataSet[tag] = Self.element(tag, &generator)
            }
            if round % 5 == 0 {
                var region = DataSet()
                for tag: Tag in [.regionLocationMinX0, .regionLocationMinY0, .regionLocationMaxX1, .regionLocationMaxY1] {
                    region[tag] = Self.element(tag, &generator)
                }
                file.dataSet.set(.sequenceOfUltrasoundRegions, items: [region])
                file.dataSet.set(.modality, "US")
            }
            let bytes = try file.encoded()
            if case .prepared = preparation.prepare(bytes) { prepared += 1 }
            _ = try? file.rendered()
            _ = Inspection.report(file.dataSet)
        }
        #expect(prepared > 50 && prepared < 600)
    }
}
