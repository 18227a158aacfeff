public import DICOM

/// From stored values to those of the modality, Hounsfield units for example: a straight line or a table (PS3.3 section C.11.1).
public enum ModalityTransform: Sendable, Hashable {
    /// Rescale Slope and Intercept.
    case linear(slope: Double, intercept: Double)
    /// Modality LUT: the stored value of the first entry, and the entries; values outside take the nearest.
    case table(first: Int, entries: [UInt16])

    /// Values stay what they are.
    public static let identity = ModalityTransform.linear(slope: 1, intercept: 0)

    /// Reads the transformation of an image; the identity when it has none.
    public init(_ dataSet: DataSet, _ description: PixelDescription) throws(PixelError) {
        if let item = dataSet.items(.modalityLUTSequence).first {
            self = try Self.table(item, isSigned: description.isSigned)
            return
        }
        let slope = dataSet.double(.rescaleSlope) ?? 1
        let intercept = dataSet.double(.rescaleIntercept) ?? 0
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

    /// LUT Descriptor: number of entries (0 means 65,536), first value mapped, bits of an entry.
    private static func table(_ item: DataSet, isSigned: Bool) throws(PixelError) -> ModalityTransform {
        guard let descriptor = item[.lutDescriptor]?.bytes, descriptor.count >= 6, let data = item[.lutData]?.bytes else {
            throw PixelError(.missingAttribute, "The Modality LUT Sequence (0028,3000) has no descriptor or no data.")
        }
        func word(_ bytes: ArraySlice<UInt8>, _ position: Int) -> UInt16 {
            UInt16(bytes[bytes.startIndex + position * 2]) | UInt16(bytes[bytes.startIndex + position * 2 + 1]) << 8
        }
        let count = word(descriptor, 0) == 0 ? 65_536 : Int(word(descriptor, 0))
        let first = isSigned ? Int(Int16(bitPattern: word(descriptor, 1))) : Int(word(descriptor, 1))
        guard data.count >= count * 2 else {
            throw PixelError(.truncated, "The Modality LUT Data (0028,3006) has fewer entries than its descriptor announces.")
        }
        return .table(first: first, entries: (0..<count).map { word(data, $0) })
    }
}
