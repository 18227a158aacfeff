import DICOM

/// Tells body from air in a slice.
struct AirThreshold {
    private let limit: Double

    /// CT in Hounsfield units: -300 lies between. Otherwise a sixth of the way from the darkest to the brightest but for one pixel in fifty.
    init(_ dataSet: DataSet, _ values: [Int32]) {
        if dataSet.string(.modality) == "CT", let slope = dataSet.double(.rescaleSlope), (0.001...1000).contains(slope) {
            limit = (-300 - (dataSet.double(.rescaleIntercept) ?? 0)) / slope
            return
        }
        var sample = stride(from: 0, to: values.count, by: max(values.count / 4096, 1)).map { values[$0] }
        sample.sort()
        let low = Double(sample.first ?? 0)
        let high = Double(sample.isEmpty ? 0 : sample[sample.count * 49 / 50])
        limit = low + (high - low) / 6
    }

    func isBody(_ value: Int32) -> Bool { Double(value) > limit }
}
