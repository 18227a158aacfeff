import DICOM

/// An attribute of the federation's minimum imaging metadata.
public enum MinimumAttribute: String, Codable, Hashable, Sendable, CaseIterable, Comparable, CodingKeyRepresentable {
    /// (0010,0020)
    case patientID
    /// (0008,0060)
    case modality
    /// (0018,0015)
    case bodyPartExamined
    /// (0008,0070)
    case manufacturer
    /// (0008,0022), or the date in (0008,002A).
    case acquisitionDate
    /// (0010,1010), or computed from birth date and study date.
    case age
    /// (0010,0040); the clinical minimum asks for it.
    case sex

    /// The attribute's tag.
    var tag: Tag {
        switch self {
        case .patientID: .patientID
        case .modality: .modality
        case .bodyPartExamined: .bodyPartExamined
        case .manufacturer: .manufacturer
        case .acquisitionDate: .acquisitionDate
        case .age: .patientAge
        case .sex: .patientSex
        }
    }

    /// Modalities of objects that were not acquired: reports, plans, states, segmentations.
    private static let derived: Set<String> = [
        "SR", "SEG", "PR", "KO", "DOC", "RTSTRUCT", "RTPLAN", "RTDOSE", "RTRECORD", "REG", "RWV", "FID", "PLAN", "SMR", "M3D", "ANN",
        "TEXTUREMAP",
    ]

    /// Whether an object of a modality can have the attribute at all.
    func applies(toModality modality: String?) -> Bool {
        switch self {
        case .bodyPartExamined, .acquisitionDate: !Self.derived.contains(modality ?? "")
        default: true
        }
    }

    /// Whether an object has the attribute with a usable value.
    func isPresent(in dataSet: DataSet) -> Bool {
        switch self {
        case .acquisitionDate:
            DICOMDate(dataSet.string(.acquisitionDate)) != nil
                || DICOMDate(dataSet.string(.acquisitionDateTime).map { String($0.prefix(8)) }) != nil
        case .age:
            DICOMAge(dataSet.string(.patientAge)) != nil
                || (DICOMDate(dataSet.string(.patientBirthDate)) != nil && DICOMDate(dataSet.string(.studyDate)) != nil)
        default:
            dataSet.string(tag).map { !$0.isEmpty } ?? false
        }
    }

    /// Orders as declared.
    public static func < (left: MinimumAttribute, right: MinimumAttribute) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}
