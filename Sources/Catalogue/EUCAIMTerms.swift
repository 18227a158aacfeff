/// The codes of the EUCAIM hyper-ontology and of the EU vocabularies that a record needs.
///
/// Only codes that were confirmed in a public source are here. A value without a code is written as a nameless term of
/// the right class with its label and notation, never with a guessed code.
public enum EUCAIMTerms {
    /// Article 51(1)(a) of the EHDS Regulation: data from electronic health records.
    public static let electronicHealthRecords =
        "https://hdeu-dcat.acceptance.data.health.europa.eu/resource/authority/healthcategories/EHRS"
    /// The health theme of all our datasets.
    public static let cancer = "https://hdeu-dcat.acceptance.data.health.europa.eu/resource/authority/health-theme/CANCER_DISEASE"
    /// The type of a dataset whose patients have pseudonyms.
    public static let pseudonymisedData = "https://w3id.org/dpv#PseudonymisedData"
    /// The EHDS Regulation.
    public static let healthDataSpaceRegulation = "http://data.europa.eu/eli/reg/2025/327/oj"

    static let healthDataTheme = "http://publications.europa.eu/resource/authority/data-theme/HEAL"
    static let accessRight = "http://publications.europa.eu/resource/authority/access-right/"
    static let country = "http://publications.europa.eu/resource/authority/country/"
    static let accessCondition = "https://eucaim.github.io/eucaim_dcat_ap/releases/controlled-vocabularies/access-conditions/#"
    static let dicomFileType = "http://publications.europa.eu/resource/authority/file-type/DCM"
    static let dicomMediaType = "https://www.iana.org/assignments/media-types/application/dicom"

    /// The class of each coded property.
    enum Class: String {
        case birthSex = "COM1001396"
        case condition = "CLIN1007977"
        case collectionMethod = "SPEC1000002"
        case modality = "IMG1000009"
        case manufacturer = "IMG1000010"
        case bodyPart = "BP1000024"
        case interoperabilityLevel = "SPEC1000008"
    }

    static func code(_ value: String, of kind: Class) -> String? {
        let key = value.lowercased()
        return switch kind {
        case .birthSex: ["m": "COM1001366", "male": "COM1001366", "f": "COM1001370", "female": "COM1001370"][key]
        case .condition:
            ["colon": "CLIN1000057", "breast": "CLIN1000060", "lung": "CLIN1000065", "prostate": "CLIN1000075", "pelvis": "CLIN1000087"][
                key]
        case .bodyPart:
            ["breast": "BP1000136", "colon": "BP1000257", "lung": "BP1000113", "pelvis": "BP1000092", "prostate": "BP1000021"][key]
        case .modality: ["mr": "IMG1000022"][key]
        case .manufacturer, .collectionMethod, .interoperabilityLevel: nil
        }
    }

    /// The label of a value that stands for itself, or what an abbreviation means (PS3.3 C.7.3.1.1.1, C.7.1.1).
    static func label(_ value: String, of kind: Class) -> String {
        let meaning: String? =
            switch kind {
            case .birthSex: ["M": "Male", "F": "Female", "O": "Other", "unknown": "Unknown"][value]
            case .modality:
                [
                    "CT": "Computed Tomography", "MR": "Magnetic Resonance", "MG": "Mammography", "PT": "Positron emission tomography",
                    "US": "Ultrasound", "CR": "Computed Radiography", "DX": "Digital Radiography", "NM": "Nuclear Medicine",
                    "SEG": "Segmentation", "SR": "SR Document", "RTSTRUCT": "Radiotherapy Structure Set", "SM": "Slide Microscopy",
                    "XA": "X-Ray Angiography", "ES": "Endoscopy", "OT": "Other",
                ][value]
            default: nil
            }
        return meaning ?? value
    }
}
