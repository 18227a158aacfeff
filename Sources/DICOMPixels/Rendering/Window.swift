public import DICOM
import Foundation

/// Which values of the modality are shown between black and white (PS3.3 section C.11.2.1.2).
public struct Window: Hashable, Sendable {
    /// How values lie between black and white (VOI LUT Function).
    public enum Function: String, Sendable, Codable, CaseIterable {
        /// From center - 0.5 - (width - 1) / 2 to center - 0.5 + (width - 1) / 2.
        case linear = "LINEAR"
        /// From center - width / 2 to center + width / 2.
        case linearExact = "LINEAR_EXACT"
        /// An S-shaped curve that never quite reaches either end.
        case sigmoid = "SIGMOID"
    }

    /// The value shown in the middle.
    public var center: Double
    /// How far black and white are apart.
    public var width: Double
    /// How values lie between them.
    public var function: Function
    /// What it is good for, as the object says it.
    public var explanation: String?

    /// A window. LINEAR demands a width of at least 1, the others one above 0.
    public init(center: Double, width: Double, function: Function = .linear, explanation: String? = nil) throws(PixelError) {
        guard center.isFinite, width.isFinite, function == .linear ? width >= 1 : width > 0 else {
            throw PixelError(.invalidAttribute, "A window needs a finite center and a width of at least 1 (LINEAR) or above 0.")
        }
        self.center = center
        self.width = width
        self.function = function
        self.explanation = explanation
    }

    /// The windows that an object proposes for a frame, in its order. Those that the standard does not allow are left out.
    public static func windows(of dataSet: DataSet, frame: Int = 0) -> [Window] {
        let source = FunctionalGroups(dataSet, frame: frame).item(.frameVOILUTSequence) ?? dataSet
        let centers = source.doubles(.windowCenter)
        let widths = source.doubles(.windowWidth)
        let explanations = source.strings(.windowCenterWidthExplanation)
        let function = Function(rawValue: source.string(.voilutFunction) ?? "") ?? .linear
        return zip(centers, widths).enumerated().compactMap { number, pair in
            try? Window(
                center: pair.0, width: pair.1, function: function,
                explanation: explanations.indices.contains(number) && !explanations[number].isEmpty ? explanations[number] : nil)
        }
    }

    /// Where a value lies between black, 0, and white, 1.
    public func position(of value: Double) -> Double {
        switch function {
        case .linear:
            let half = (width - 1) / 2
            if value <= center - 0.5 - half { return 0 }
            if value > center - 0.5 + half { return 1 }
            return (value - (center - 0.5)) / (width - 1) + 0.5
        case .linearExact: return min(max((value - center) / width + 0.5, 0), 1)
        case .sigmoid: return 1 / (1 + exp(-4 * (value - center) / width))
        }
    }
}
