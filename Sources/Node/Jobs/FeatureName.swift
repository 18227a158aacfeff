import DICOMPixels

/// What a feature of a model is made of: a clinical attribute by its name, or a first-order statistic of the pixels of all
/// instances that meet a condition on series, written `mean(modality = MR and b_value = 1400)`.
enum FeatureName: Hashable, Sendable {
    case clinical(String)
    case image(Statistic, series: String)

    /// First-order statistics by the names of the Image Biomarker Standardisation Initiative.
    enum Statistic: String, CaseIterable, Sendable {
        case mean, median, skewness, kurtosis, energy, entropy, uniformity, minimum, maximum
        case standardDeviation = "standard_deviation"
        case percentile10 = "p10"
        case percentile90 = "p90"

        func value(of features: FirstOrderFeatures) -> Double {
            switch self {
            case .mean: features.mean
            case .median: features.median
            case .skewness: features.skewness
            case .kurtosis: features.kurtosis
            case .energy: features.energy
            case .entropy: features.entropy
            case .uniformity: features.uniformity
            case .minimum: features.minimum
            case .maximum: features.maximum
            case .standardDeviation: features.standardDeviation
            case .percentile10: features.percentile10
            case .percentile90: features.percentile90
            }
        }
    }

    init(_ text: String) {
        guard text.hasSuffix(")"), let open = text.firstIndex(of: "("), let statistic = Statistic(rawValue: String(text[..<open])) else {
            self = .clinical(text)
            return
        }
        self = .image(statistic, series: String(text[text.index(after: open)...].dropLast()))
    }
}
