public import DICOM

/// One thing that a check found in one object. It says where and what, never the value.
public struct Finding: Codable, Hashable, Sendable {
    /// How grave it is.
    public enum Severity: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
        /// Worth knowing.
        case note
        /// Limits what the object can be used for.
        case warning
        /// The object contradicts itself or the standard.
        case error

        /// Orders by gravity.
        public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int { Severity.allCases.firstIndex(of: self) ?? 0 }
    }

    /// The rule that was not met.
    public let rule: Rule
    /// How grave it is here.
    public let severity: Severity
    /// Where in the object.
    public let path: TagPath
    /// What was found and what was expected, without values.
    public let message: String

    /// Makes a finding.
    public init(_ rule: Rule, _ severity: Severity, at path: TagPath, _ message: String) {
        self.rule = rule
        self.severity = severity
        self.path = path
        self.message = message
    }

    /// Makes a finding at the top level of an object.
    public init(_ rule: Rule, _ severity: Severity, _ tag: Tag, _ message: String) {
        self.init(rule, severity, at: TagPath(tag), message)
    }
}

/// The rules of the inspection. Their identifiers are stable: summaries and records refer to them.
public enum Rule: String, Codable, Hashable, Sendable, CaseIterable, CodingKeyRepresentable {
    /// An attribute of the federation's minimum metadata is missing.
    case minimumMetadata = "metadata.minimum"
    /// A type 1 attribute is missing or empty (PS3.5 section 7.4.1).
    case type1 = "standard.type1"
    /// A type 2 attribute is missing (PS3.5 section 7.4.3).
    case type2 = "standard.type2"
    /// A UID is not one (PS3.5 section 9.1).
    case uid = "standard.uid"
    /// The SOP class is not registered or not known to the inspection.
    case sopClass = "standard.sop-class"
    /// Modality and SOP class contradict each other (PS3.3 annex A).
    case modality = "consistency.modality"
    /// A date is not one (PS3.5 section 6.2).
    case dateFormat = "consistency.date-format"
    /// Dates follow each other in the wrong order.
    case dateOrder = "consistency.date-order"
    /// Age, birth date and study date contradict each other.
    case age = "consistency.age"
    /// The description of the pixels contradicts itself (PS3.3 section C.7.6.3).
    case pixelDescription = "pixels.description"
    /// The pixel data do not have the length that the description gives (PS3.5 section 8).
    case pixelLength = "pixels.length"
    /// An object does not declare that it was de-identified (PS3.15 annex E).
    case deidentification = "identity.deidentified"
    /// Burned-in annotation is declared, or not declared where it is common.
    case burnedIn = "identity.burned-in"
    /// A segment lacks what the minimum metadata of annotations ask for.
    case segment = "annotation.segment"
    /// Two entities that should be one or one that should be two.
    case entity = "entity.consistency"
    /// The same content twice.
    case duplicate = "entity.duplicate"

    /// The rule in words.
    public var title: String {
        switch self {
        case .minimumMetadata: "Minimum metadata present"
        case .type1: "Required attributes have a value (type 1)"
        case .type2: "Required attributes are present (type 2)"
        case .uid: "UIDs are well formed"
        case .sopClass: "SOP class is known"
        case .modality: "Modality fits the SOP class"
        case .dateFormat: "Dates are dates"
        case .dateOrder: "Dates follow each other"
        case .age: "Age fits the dates"
        case .pixelDescription: "Pixel description is consistent"
        case .pixelLength: "Pixel data have the right length"
        case .deidentification: "De-identification is declared"
        case .burnedIn: "No burned-in annotation"
        case .segment: "Segments are described"
        case .entity: "Identifiers are consistent"
        case .duplicate: "No content twice"
        }
    }
}
