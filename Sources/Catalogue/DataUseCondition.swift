/// A term of use from the Data Use Ontology of GA4GH (DUO).
public struct DataUseCondition: RawRepresentable, Codable, Hashable, Sendable, Comparable {
    /// The identifier: `DUO:` and seven digits.
    public let rawValue: String

    /// Reads `DUO:0000042`, `DUO_0000042` or `0000042`; none for anything else, known to this program or not.
    public init?(rawValue: String) {
        var digits = Substring(rawValue)
        for prefix in ["DUO:", "DUO_"] where digits.hasPrefix(prefix) { digits = digits.dropFirst(4) }
        guard digits.utf8.count == 7, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        self.rawValue = "DUO:\(digits)"
    }

    private init(_ digits: String) { rawValue = "DUO:\(digits)" }

    /// No restriction on use.
    public static let noRestriction = DataUseCondition("0000004")
    /// Health, medical or biomedical research only.
    public static let healthResearch = DataUseCondition("0000006")
    /// Research on a stated disease only.
    public static let diseaseSpecificResearch = DataUseCondition("0000007")
    /// Use by not-for-profit organisations and non-commercial use only.
    public static let notForProfitNonCommercial = DataUseCondition("0000018")
    /// Results must be published.
    public static let publicationRequired = DataUseCondition("0000019")
    /// Collaboration with the holder is required.
    public static let collaborationRequired = DataUseCondition("0000020")
    /// Ethics approval is required.
    public static let ethicsApprovalRequired = DataUseCondition("0000021")
    /// Use in a stated region only.
    public static let geographicalRestriction = DataUseCondition("0000022")
    /// Publication after a stated date only.
    public static let publicationMoratorium = DataUseCondition("0000024")
    /// Use for a stated time.
    public static let timeLimit = DataUseCondition("0000025")
    /// Use by stated users only.
    public static let userSpecificRestriction = DataUseCondition("0000026")
    /// Use in a stated project only.
    public static let projectSpecificRestriction = DataUseCondition("0000027")
    /// Use by stated institutions only.
    public static let institutionSpecificRestriction = DataUseCondition("0000028")
    /// Derived data return to the resource.
    public static let returnOfResults = DataUseCondition("0000029")
    /// Any research.
    public static let generalResearch = DataUseCondition("0000042")
    /// Use by not-for-profit organisations only.
    public static let notForProfit = DataUseCondition("0000045")
    /// Non-commercial use only.
    public static let nonCommercial = DataUseCondition("0000046")

    /// The conditions that have words of their own here, in the order in which a form shows them.
    public static let known: [DataUseCondition] = [
        .noRestriction, .generalResearch, .healthResearch, .diseaseSpecificResearch, .nonCommercial, .notForProfit,
        .notForProfitNonCommercial, .ethicsApprovalRequired, .collaborationRequired, .publicationRequired, .publicationMoratorium,
        .returnOfResults, .timeLimit, .geographicalRestriction, .userSpecificRestriction, .projectSpecificRestriction,
        .institutionSpecificRestriction,
    ]

    /// The condition in words; its identifier when it has none here.
    public var label: String {
        switch self {
        case .noRestriction: "No restriction"
        case .generalResearch: "General research use"
        case .healthResearch: "Health, medical or biomedical research"
        case .diseaseSpecificResearch: "Disease specific research"
        case .nonCommercial: "Non-commercial use only"
        case .notForProfit: "Not-for-profit organisations only"
        case .notForProfitNonCommercial: "Not-for-profit organisations and non-commercial use only"
        case .ethicsApprovalRequired: "Ethics approval required"
        case .collaborationRequired: "Collaboration required"
        case .publicationRequired: "Publication required"
        case .publicationMoratorium: "Publication moratorium"
        case .returnOfResults: "Return of results to the resource"
        case .timeLimit: "Time limit on use"
        case .geographicalRestriction: "Geographical restriction"
        case .userSpecificRestriction: "User specific restriction"
        case .projectSpecificRestriction: "Project specific restriction"
        case .institutionSpecificRestriction: "Institution specific restriction"
        default: rawValue
        }
    }

    /// The address of the term.
    public var iri: String { "http://purl.obolibrary.org/obo/DUO_" + rawValue.dropFirst(4) }

    /// Orders by identifier.
    public static func < (left: DataUseCondition, right: DataUseCondition) -> Bool { left.rawValue < right.rawValue }
}
