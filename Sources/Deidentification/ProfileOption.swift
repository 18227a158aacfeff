/// The options of the Basic Application Level Confidentiality Profile (PS3.15 section E.3), in the order of their codes.
public enum ProfileOption: String, Sendable, Codable, CaseIterable, Comparable {
    /// Identifying text burned into pixels is removed (section E.3.1).
    case cleanPixelData
    /// Faces and other recognizable features are removed from pixels (section E.3.2).
    case cleanRecognizableVisualFeatures
    /// Overlays, graphics and annotations are cleaned instead of removed (section E.3.3).
    case cleanGraphics
    /// The content of structured reports is cleaned instead of removed (section E.3.4).
    case cleanStructuredContent
    /// Descriptions and comments are cleaned instead of removed (section E.3.5).
    case cleanDescriptors
    /// Dates and times are kept as they are (section E.3.6).
    case retainLongitudinalTemporalInformationFullDates
    /// Dates are modified so that the intervals between them survive (section E.3.6).
    case retainLongitudinalTemporalInformationModifiedDates
    /// Age, sex, size, weight and the like are kept (section E.3.7).
    case retainPatientCharacteristics
    /// Serial numbers and the like are kept (section E.3.8).
    case retainDeviceIdentity
    /// UIDs are kept as they are (section E.3.9).
    case retainUIDs
    /// Private elements known to be safe are kept (section E.3.10).
    case retainSafePrivate
    /// Institution names and addresses are kept (section E.3.11).
    case retainInstitutionIdentity

    /// The code in the context group De-identification Method (PS3.16 CID 7050), of the coding scheme DCM.
    public var code: MethodCode {
        switch self {
        case .cleanPixelData: MethodCode("113101", "Clean Pixel Data Option")
        case .cleanRecognizableVisualFeatures: MethodCode("113102", "Clean Recognizable Visual Features Option")
        case .cleanGraphics: MethodCode("113103", "Clean Graphics Option")
        case .cleanStructuredContent: MethodCode("113104", "Clean Structured Content Option")
        case .cleanDescriptors: MethodCode("113105", "Clean Descriptors Option")
        case .retainLongitudinalTemporalInformationFullDates:
            MethodCode("113106", "Retain Longitudinal Temporal Information Full Dates Option")
        case .retainLongitudinalTemporalInformationModifiedDates:
            MethodCode("113107", "Retain Longitudinal Temporal Information Modified Dates Option")
        case .retainPatientCharacteristics: MethodCode("113108", "Retain Patient Characteristics Option")
        case .retainDeviceIdentity: MethodCode("113109", "Retain Device Identity Option")
        case .retainUIDs: MethodCode("113110", "Retain UIDs Option")
        case .retainSafePrivate: MethodCode("113111", "Retain Safe Private Option")
        case .retainInstitutionIdentity: MethodCode("113112", "Retain Institution Identity Option")
        }
    }

    /// The place of the option's column in ``ConfidentialityProfileTable``; nil for the two that are about pixels only.
    var column: Int? {
        switch self {
        case .cleanPixelData, .cleanRecognizableVisualFeatures: nil
        case .cleanDescriptors: 0
        case .cleanStructuredContent: 1
        case .retainLongitudinalTemporalInformationFullDates: 2
        case .retainLongitudinalTemporalInformationModifiedDates: 3
        case .retainUIDs: 4
        case .retainPatientCharacteristics: 5
        case .retainDeviceIdentity: 6
        case .retainInstitutionIdentity: 7
        case .cleanGraphics: 8
        case .retainSafePrivate: 9
        }
    }

    /// Whether the option is about pixels: such a code is declared by the objects whose pixels were cleaned, not by all of a profile.
    var isAboutPixels: Bool {
        self == .cleanPixelData || self == .cleanRecognizableVisualFeatures
    }

    /// Options are ordered by their codes.
    public static func < (left: ProfileOption, right: ProfileOption) -> Bool {
        left.code.value < right.code.value
    }
}

/// A code of the coding scheme DCM (PS3.16 annex D) that names a method of de-identification.
public struct MethodCode: Hashable, Sendable, Codable {
    /// The Code Value (0008,0100), for example `113100`.
    public let value: String
    /// The Code Meaning (0008,0104).
    public let meaning: String

    /// A code and its meaning.
    public init(_ value: String, _ meaning: String) {
        self.value = value
        self.meaning = meaning
    }

    /// The profile itself, which every de-identified object declares.
    public static let basicProfile = MethodCode("113100", "Basic Application Confidentiality Profile")
}
