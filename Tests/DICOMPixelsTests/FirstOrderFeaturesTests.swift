import DICOM
import DICOMPixels
import Foundation
import TestSupport
import Testing

@Suite("First-order features")
struct FirstOrderFeaturesTests {
    /// The digital phantom of the IBSI reference manual (section 4): 74 voxels of the intensities 1, 3, 4 and 6.
    private let phantom = [(1, 50), (3, 1), (4, 16), (6, 7)].flatMap { [Double](repeating: Double($0.0), count: $0.1) }

    @Test("of the digital phantom have the reference values of IBSI")
    func digitalPhantom() throws {
        let features = try FirstOrderFeatures(phantom.shuffled(), bins: 6)
        func rounded(_ value: Double, _ digits: Int = 3) -> Double { Double(String(format: "%.\(digits)g", value)) ?? .nan }
        #expect(features.count == 74)
        #expect(rounded(features.mean) == 2.15)
        #expect(rounded(features.variance) == 3.05)
        #expect(rounded(features.skewness) == 1.08)
        #expect(rounded(features.kurtosis) == -0.355)
        #expect(features.median == 1)
        #expect(features.minimum == 1)
        #expect(features.percentile10 == 1)
        #expect(features.percentile90 == 4)
        #expect(features.maximum == 6)
        #expect(features.interquartileRange == 3)
        #expect(features.range == 5)
        #expect(rounded(features.meanAbsoluteDeviation) == 1.55)
        #expect(features.energy == 567)
        #expect(rounded(features.rootMeanSquare) == 2.77)
        #expect(rounded(features.entropy) == 1.27)
        #expect(rounded(features.uniformity) == 0.512)
    }

    /// Every feature by its definition, without counting equal values together.
    private func naive(_ values: [Double], bins: Int) -> [Double] {
        let count = Double(values.count)
        let sorted = values.sorted()
        let mean = values.reduce(0, +) / count
        func moment(_ order: Double) -> Double { values.reduce(0) { $0 + pow($1 - mean, order) } / count }
        func percentile(_ fraction: Double) -> Double {
            let position = fraction * (count - 1)
            let below = sorted[Int(position.rounded(.down))]
            let above = sorted[Int(position.rounded(.up))]
            return below + (above - below) * (position - position.rounded(.down))
        }
        var histogram: [Int: Double] = [:]
        for value in values {
            let place = Double(bins) * (value - sorted[0]) / (sorted[sorted.count - 1] - sorted[0])
            histogram[min(bins - 1, Int(place)), default: 0] += 1 / count
        }
        return [
            mean, moment(2), moment(3) / pow(moment(2), 1.5), moment(4) / pow(moment(2), 2) - 3, percentile(0.5), sorted[0],
            percentile(0.1), percentile(0.9), sorted[sorted.count - 1], percentile(0.75) - percentile(0.25),
            values.reduce(0) { $0 + abs($1 - mean) } / count, values.reduce(0) { $0 + $1 * $1 },
            sqrt(values.reduce(0) { $0 + $1 * $1 } / count), -histogram.values.reduce(0) { $0 + $1 * log2($1) },
            histogram.values.reduce(0) { $0 + $1 * $1 },
        ]
    }

    private func list(_ features: FirstOrderFeatures) -> [Double] {
        [
            features.mean, features.variance, features.skewness, features.kurtosis, features.median, features.minimum,
            features.percentile10, features.percentile90, features.maximum, features.interquartileRange, features.meanAbsoluteDeviation,
            features.energy, features.rootMeanSquare, features.entropy, features.uniformity,
        ]
    }

    @Test("of values and of frames are what the definitions give")
    func property() throws {
        var generator = SeededGenerator(seed: 3)
        for round in 0..<150 {
            let count = Int.random(in: 2...200, using: &generator)
            let widest: Int32 = round % 3 == 0 ? 3 : round % 3 == 1 ? 3_000 : 3_000_000
            var stored = (0..<count).map { _ in Int32.random(in: -widest...widest, using: &generator) }
            stored[0] = widest + 1
            let (slope, intercept) = (round % 2 == 0 ? 1.0 : -2.0, Double(round % 5) * 8)
            let values = stored.map { Double($0) * slope + intercept }
            let expected = naive(values, bins: 16)
            let frames = [Array(stored.prefix(count / 2)), Array(stored.dropFirst(count / 2))].map {
                Frame(rows: 1, columns: $0.count, values: $0)
            }
            let transform = ModalityTransform.linear(slope: slope, intercept: intercept)
            for features in [
                try FirstOrderFeatures(values, bins: 16), try FirstOrderFeatures(frames: frames, transform: transform, bins: 16),
            ] {
                for (value, wanted) in zip(list(features), expected) {
                    #expect(abs(value - wanted) <= 1e-9 * max(1, abs(wanted)))
                }
            }
        }
    }

    @Test("of equal values have no spread and no shape")
    func constant() throws {
        let features = try FirstOrderFeatures([5, 5, 5])
        #expect(list(features) == [5, 0, 0, 0, 5, 5, 5, 5, 5, 0, 0, 75, 5, 0, 1])
        #expect(features.standardDeviation == 0)
        #expect(features.bins == 64)
    }

    @Test("of nothing, or of what is no number, are refused")
    func nothing() {
        #expect(#expect(throws: PixelError.self) { try FirstOrderFeatures([]) }?.code == .noValues)
        #expect(#expect(throws: PixelError.self) { try FirstOrderFeatures([1, .nan, 2]) }?.code == .noValues)
        #expect(#expect(throws: PixelError.self) { try FirstOrderFeatures([1, .infinity]) }?.code == .noValues)
        let frame = Frame(rows: 1, columns: 2, values: [7, 7])
        #expect(#expect(throws: PixelError.self) { try FirstOrderFeatures(frames: [frame], padding: 7...7) }?.code == .noValues)
    }

    @Test("leave padding out and join values that a table makes equal")
    func paddingAndTable() throws {
        let frame = Frame(rows: 2, columns: 3, values: [-2_000, 0, 1, 2, 3, -2_000])
        let features = try FirstOrderFeatures(
            frames: [frame], transform: .table(first: 0, entries: [9, 4, 9, 4]), padding: -2_000 ... -2_000)
        #expect(features.count == 4)
        #expect(features.mean == 6.5)
        #expect(features.median == 6.5)
        #expect(features.uniformity == 0.5)
    }

    @Test("are refused for colours")
    func colours() {
        let frame = Frame(rows: 1, columns: 1, samplesPerPixel: 3, photometricInterpretation: .rgb, values: [1, 2, 3])
        #expect(#expect(throws: PixelError.self) { try FirstOrderFeatures(frames: [frame]) }?.code == .unsupportedFormat)
    }

    @Test("of a file cover all its frames in the units of the modality")
    func wholeFile() throws {
        var dataSet = image(rows: 1, columns: 2, frames: 2, pixels: littleEndian([10, 20, 30, 40]))
        dataSet.set(.rescaleIntercept, "-25")
        dataSet.set(.rescaleSlope, "2")
        let features = try FirstOrderFeatures(file(dataSet))
        #expect(features.count == 4)
        #expect(features.mean == 25)
        #expect(features.maximum == 55)
    }
}
