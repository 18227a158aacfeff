/// A condition on the use of data: a term of the GA4GH Data Use Ontology (DUO).
public enum DUO: String, Sendable, Hashable, Codable, CaseIterable, Comparable, CustomStringConvertible {
    /// NRES.
    case noRestriction = "DUO:0000004"
    /// HMB.
    case healthOrMedicalResearch = "DUO:0000006"
    /// DS; the detail names the disease.
    case diseaseSpecificResearch = "DUO:0000007"
    /// POA.
    case ancestryResearchOnly = "DUO:0000011"
    /// RS; the detail names the kind of research.
    case researchSpecificRestrictions = "DUO:0000012"
    /// NMDS.
    case noGeneralMethodsResearch = "DUO:0000015"
    /// GSO.
    case geneticStudiesOnly = "DUO:0000016"
    /// NPUNCU.
    case notForProfitNonCommercialUseOnly = "DUO:0000018"
    /// PUB.
    case publicationRequired = "DUO:0000019"
    /// COL; the detail names whom to work with.
    case collaborationRequired = "DUO:0000020"
    /// IRB.
    case ethicsApprovalRequired = "DUO:0000021"
    /// GS; the detail names the region.
    case geographicalRestriction = "DUO:0000022"
    /// MOR; the detail names the date.
    case publicationMoratorium = "DUO:0000024"
    /// TS; the detail is a number of months.
    case timeLimitOnUse = "DUO:0000025"
    /// US; the detail names the users.
    case userSpecificRestriction = "DUO:0000026"
    /// PS; the detail names the project.
    case projectSpecificRestriction = "DUO:0000027"
    /// IS; the detail names the institution.
    case institutionSpecificRestriction = "DUO:0000028"
    /// RTN.
    case returnToDatabaseOrResource = "DUO:0000029"
    /// GRU.
    case generalResearchUse = "DUO:0000042"
    /// CC.
    case clinicalCareUse = "DUO:0000043"
    /// NPOA.
    case ancestryResearchProhibited = "DUO:0000044"
    /// NPU.
    case notForProfitOrganisationUseOnly = "DUO:0000045"
    /// NCU.
    case nonCommercialUseOnly = "DUO:0000046"

    /// The identifier: `DUO:0000042`.
    public var id: String { rawValue }

    /// The address of the term, for RDF.
    public var address: String { "http://purl.obolibrary.org/obo/" + rawValue.replacing(":", with: "_") }

    /// The short form of the term: `GRU`.
    public var shorthand: String { entry.shorthand }

    /// The label of the term in the ontology.
    public var label: String { entry.label }

    /// What the term means, in a short sentence.
    public var definition: String { entry.definition }

    /// Whether the term says what the data may be used for; all others say under which condition.
    public var isPermission: Bool {
        switch self {
        case .noRestriction, .healthOrMedicalResearch, .diseaseSpecificResearch, .ancestryResearchOnly, .generalResearchUse: true
        default: false
        }
    }

    /// What a condition with this term must say besides it; nil if the term says everything.
    public var detail: String? {
        switch self {
        case .diseaseSpecificResearch: "the disease"
        case .researchSpecificRestrictions: "the kind of research"
        case .collaborationRequired: "whom to work with"
        case .geographicalRestriction: "the region"
        case .publicationMoratorium: "the date before which nothing is published"
        case .timeLimitOnUse: "the number of months"
        case .userSpecificRestriction: "the users"
        case .projectSpecificRestriction: "the project"
        case .institutionSpecificRestriction: "the institution"
        default: nil
        }
    }

    /// The identifier with the label.
    public var description: String { "\(id) \(label)" }

    /// The term with an identifier or short form, written in any case: `DUO:0000042`, `DUO_0000042`, `gru`.
    public init?(naming text: String) {
        let name = text.uppercased().replacing("_", with: ":")
        guard let term = Self.allCases.first(where: { $0.rawValue == name || $0.shorthand == name }) else { return nil }
        self = term
    }

    /// In the order of identifiers.
    public static func < (left: DUO, right: DUO) -> Bool { left.rawValue < right.rawValue }

    private var entry: (shorthand: String, label: String, definition: String) {
        switch self {
        case .noRestriction: ("NRES", "no restriction", "Any use is allowed.")
        case .healthOrMedicalResearch:
            ("HMB", "health or medical or biomedical research", "Use for health, medical or biomedical research, not for ancestry.")
        case .diseaseSpecificResearch: ("DS", "disease specific research", "Use that concerns the named disease.")
        case .ancestryResearchOnly:
            ("POA", "population origins or ancestry research only", "Use to study population origins or ancestry only.")
        case .researchSpecificRestrictions: ("RS", "research specific restrictions", "Use for the named kind of research only.")
        case .noGeneralMethodsResearch:
            ("NMDS", "no general methods research", "No development of methods, software or algorithms beyond the permitted purpose.")
        case .geneticStudiesOnly: ("GSO", "genetic studies only", "Use in genetic studies only.")
        case .notForProfitNonCommercialUseOnly:
            ("NPUNCU", "not for profit, non commercial use only", "Use by not-for-profit organisations for non-commercial ends only.")
        case .publicationRequired: ("PUB", "publication required", "The user makes the results available to the scientific community.")
        case .collaborationRequired:
            ("COL", "collaboration required", "The user works together with the primary investigators of the data.")
        case .ethicsApprovalRequired: ("IRB", "ethics approval required", "The user shows the approval of an ethics board.")
        case .geographicalRestriction: ("GS", "geographical restriction", "Use within the named region only.")
        case .publicationMoratorium: ("MOR", "publication moratorium", "No results are published before the named date.")
        case .timeLimitOnUse: ("TS", "time limit on use", "Use for the named number of months.")
        case .userSpecificRestriction: ("US", "user specific restriction", "Use by the named users only.")
        case .projectSpecificRestriction: ("PS", "project specific restriction", "Use within the named project only.")
        case .institutionSpecificRestriction: ("IS", "institution specific restriction", "Use within the named institution only.")
        case .returnToDatabaseOrResource:
            ("RTN", "return to database or resource", "The user returns derived or enriched data to the holder.")
        case .generalResearchUse: ("GRU", "general research use", "Use for any research purpose.")
        case .clinicalCareUse: ("CC", "clinical care use", "Use for clinical care is allowed.")
        case .ancestryResearchProhibited:
            (
                "NPOA", "population origins or ancestry research prohibited",
                "No use to study population origins or ancestry."
            )
        case .notForProfitOrganisationUseOnly:
            ("NPU", "not for profit organisation use only", "Use by not-for-profit organisations only.")
        case .nonCommercialUseOnly:
            ("NCU", "non-commercial use only", "Use, also by companies, for research but not for commercial ends.")
        }
    }
}
