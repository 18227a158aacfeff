public import DICOM

/// From stored values to those of the modality, Hounsfield units for example: a straight line or a table (PS3.3 section C.11.1).
public enum ModalityTransform: Sendable, Hashable {
    /// Rescale Slope and Intercept.
    case linear(slope: Double, intercept: Double)
    /// Modality LUT: the stored value of the first entry, and the entries; values outside take the nearest.
    case table(first: Int, entries: [UInt16])

    /// Values stay what they are.
    public static let identity = ModalityTransform.linear(slope: 1, intercept: 0)

    /// Reads the transformation of a frame of an image; the identity when it has none. In enhanced objects it stands in the functional
    /// groups (PS3.3 section C.7.6.16.2.9).
    public init(_ dataSet: DataSet, _ description: PixelDescription, frame: Int = 0) throws(PixelError) {
        if let item = dataSet.items(.modalityLUTSequence).first {
            let table = try LookUpTable(item, isSigned: description.isSigned)
            self = .table(first: table.first, entries: table.entries)
            return
        }
        let source = FunctionalGroups(dataSet, frame: frame).item(.pixelValueTransformationSequence) ?? dataSet
        let slope = source.double(.rescaleSlope) ?? 1
        let intercept = source.double(.rescaleIntercept) ?? 0
        guard slope.isFinite, intercept.isFinite, slope != 0 else {
            throw PixelError(.invalidAttribute, "Rescale Slope (0028,1053) and Intercept (0028,1052) are not usable numbers.")
        }
        self = .linear(slope: slope, intercept: intercept)
    }

    /// The value of the modality for a stored value.
    public func callAsFunction(_ stored: Int32) -> Double {
        switch self {
        case .linear(let slope, let intercept): Double(stored) * slope + intercept
        case .table(let first, let entries): Double(entries[min(max(Int(stored) - first, 0), entries.count - 1)])
        }
    }

    /// The value of the modality for a stored value that is no integer.
    func callAsFunction(_ stored: Double) -> Double {
        switch self {
        case .linear(let slope, let intercept): stored * slope + intercept
        case .table: self(Int32(max(-2_147_483_648, min(2_147_483_647, stored.isNaN ? 0 : stored))))
        }
    }
}
