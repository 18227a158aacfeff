public import DICOM
import Foundation

/// First-order statistics of the intensities of an image, as the Image Biomarker Standardisation Initiative defines them
/// (IBSI reference manual, sections 3.3 intensity-based statistics and 3.4.18 to 3.4.19 histogram entropy and uniformity).
///
/// Moments are those of the population (divided by n). Percentiles are interpolated linearly between order statistics.
/// The histogram has a fixed number of bins of equal width from minimum to maximum (fixed bin number, section 2.7).
public struct FirstOrderFeatures: Codable, Hashable, Sendable {
    /// The number of values.
    public let count: Int
    /// The mean.
    public let mean: Double
    /// The variance of the population.
    public let variance: Double
    /// The third standardised moment; 0 when all values are equal.
    public let skewness: Double
    /// The fourth standardised moment less 3; 0 when all values are equal.
    public let kurtosis: Double
    /// The median.
    public let median: Double
    /// The least value.
    public let minimum: Double
    /// The 10th percentile.
    public let percentile10: Double
    /// The 90th percentile.
    public let percentile90: Double
    /// The greatest value.
    public let maximum: Double
    /// The 75th percentile less the 25th.
    public let interquartileRange: Double
    /// The mean distance from the mean.
    public let meanAbsoluteDeviation: Double
    /// The sum of squares.
    public let energy: Double
    /// The root of the mean square.
    public let rootMeanSquare: Double
    /// The entropy of the histogram in bits.
    public let entropy: Double
    /// The sum of the squared probabilities of the histogram.
    public let uniformity: Double
    /// The number of bins of the histogram.
    public let bins: Int

    /// The root of the variance.
    public var standardDeviation: Double { variance.squareRoot() }

    /// The greatest value less the least.
    public var range: Double { maximum - minimum }

    /// The number of bins unless another is asked for.
    public static let standardBins = 64

    /// The features of values.
    public init(_ values: some Sequence<Double>, bins: Int = standardBins) throws(PixelError) {
        let sorted = values.sorted()
        guard !sorted.isEmpty, sorted.allSatisfy(\.isFinite) else {
            throw PixelError(.noValues, "First-order features need at least one value, all of them finite.")
        }
        var distinct: [(value: Double, count: Int)] = []
        for value in sorted {
            if let previous = distinct.last, previous.value == value {
                distinct[distinct.count - 1].count += 1
            } else {
                distinct.append((value, 1))
            }
        }
        self.init(distinct: distinct, bins: bins)
    }

    /// The features of frames taken together, after the transformation of the modality.
    ///
    /// Values in `padding` are left out. Frames must have one sample a pixel.
    public init(
        frames: some Sequence<Frame>, transform: ModalityTransform = .identity, padding: ClosedRange<Int32>? = nil, bins: Int = standardBins
    ) throws(PixelError) {
        var counts = StoredValueCounts()
        for frame in frames {
            guard frame.samplesPerPixel == 1 else {
                throw PixelError(.unsupportedFormat, "First-order features are defined for one sample a pixel; the frame has colours.")
            }
            counts.add(frame.values, except: padding)
        }
        var distinct = counts.ascending().map { (value: transform($0.value), count: $0.count) }
        // A falling line turns the order round; a table may do anything.
        if !zip(distinct, distinct.dropFirst()).allSatisfy({ $0.value < $1.value }) {
            var merged: [(value: Double, count: Int)] = []
            for entry in distinct.sorted(by: { $0.value < $1.value }) {
                if let previous = merged.last, previous.value == entry.value {
                    merged[merged.count - 1].count += entry.count
                } else {
                    merged.append(entry)
                }
            }
            distinct = merged
        }
        guard let first = distinct.first, let last = distinct.last, first.value.isFinite, last.value.isFinite else {
            throw PixelError(.noValues, "First-order features need at least one pixel that is not padding.")
        }
        self.init(distinct: distinct, bins: bins)
    }

    /// The features of all frames of an image.
    public init(
        _ file: DICOMFile, decoders: [any FrameDecoder] = [.runLength], bins: Int = standardBins
    ) throws(PixelError) {
        let description = try PixelDescription(file.dataSet)
        let transform = try ModalityTransform(file.dataSet, description)
        var frames: [Frame] = []
        for index in 0..<description.numberOfFrames {
            frames.append(try description.frame(index, of: file, decoders: decoders))
        }
        try self.init(frames: frames, transform: transform, padding: description.padding, bins: bins)
    }

    /// From distinct values in ascending order with their counts.
    private init(distinct: [(value: Double, count: Int)], bins: Int) {
        let bins = max(1, bins)
        var number = 0
        var sum = 0.0
        var squares = 0.0
        for (value, count) in distinct {
            number += count
            sum += value * Double(count)
            squares += value * value * Double(count)
        }
        let total = Double(number)
        let mean = sum / total
        // Moments about the mean, in a second pass: no cancellation.
        var (second, third, fourth, absolute) = (0.0, 0.0, 0.0, 0.0)
        for (value, count) in distinct {
            let deviation = value - mean
            let square = deviation * deviation * Double(count)
            second += square
            third += square * deviation
            fourth += square * deviation * deviation
            absolute += deviation.magnitude * Double(count)
        }
        let variance = second / total
        let isConstant = distinct.count == 1
        let minimum = distinct[0].value
        let maximum = distinct[distinct.count - 1].value

        var histogram = [Int](repeating: 0, count: bins)
        for (value, count) in distinct {
            // IBSI fixed bin number: floor(n (x - min) / (max - min)), the maximum in the last bin.
            let position = Double(bins) * (value - minimum) / (maximum - minimum)
            let bin = isConstant || !position.isFinite ? 0 : min(bins - 1, Int(position))
            histogram[bin] += count
        }
        var entropy = 0.0
        var uniformity = 0.0
        for count in histogram where count > 0 {
            let probability = Double(count) / total
            entropy -= probability * log2(probability)
            uniformity += probability * probability
        }

        let percentiles = Percentiles(distinct: distinct, count: number)
        self.count = number
        self.mean = mean
        self.variance = isConstant ? 0 : variance
        self.skewness = isConstant ? 0 : third / total / (variance * variance.squareRoot())
        self.kurtosis = isConstant ? 0 : fourth / total / (variance * variance) - 3
        self.median = percentiles[0.5]
        self.minimum = minimum
        self.percentile10 = percentiles[0.1]
        self.percentile90 = percentiles[0.9]
        self.maximum = maximum
        self.interquartileRange = percentiles[0.75] - percentiles[0.25]
        self.meanAbsoluteDeviation = isConstant ? 0 : absolute / total
        self.energy = squares
        self.rootMeanSquare = (squares / total).squareRoot()
        self.entropy = entropy
        self.uniformity = uniformity
        self.bins = bins
    }
}
