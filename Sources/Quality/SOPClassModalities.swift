/// The modalities that PS3.3 annex A allows in the objects of a SOP class, where it says.
enum SOPClassModalities {
    private static let prefix = "1.2.840.10008.5.1.4.1.1."

    /// The allowed values of (0008,0060); none when the class leaves it open or is not listed.
    static func allowed(inSOPClass uid: String) -> [String]? {
        guard uid.hasPrefix(prefix) else { return nil }
        switch uid.dropFirst(prefix.count) {
        case "1": return ["CR"]
        case "1.1", "1.1.1": return ["DX"]
        case "1.2", "1.2.1", "13.1.3", "13.1.4", "13.1.5": return ["MG"]
        case "1.3", "1.3.1": return ["IO"]
        case "2", "2.1", "2.2": return ["CT"]
        case "3.1", "6.1", "6.2": return ["US", "IVUS"]
        case "4", "4.1", "4.2", "4.3", "4.4": return ["MR"]
        case "20": return ["NM"]
        case "12.1", "12.1.1": return ["XA"]
        case "12.2", "12.2.1": return ["RF"]
        case "128", "128.1", "130": return ["PT"]
        case "66.4", "66.5": return ["SEG"]
        case "66.1", "66.3": return ["REG"]
        case "66.2": return ["FID"]
        case "67": return ["RWV"]
        case "77.1.1": return ["ES"]
        case "77.1.2": return ["GM"]
        case "77.1.3", "77.1.6": return ["SM"]
        case "77.1.4": return ["XC"]
        case "77.1.5.1", "77.1.5.2": return ["OP"]
        case "77.1.5.4": return ["OPT"]
        case "88.11", "88.22", "88.33", "88.34", "88.35", "88.50", "88.65", "88.67": return ["SR"]
        case "88.59": return ["KO"]
        case "11.1", "11.2", "11.3", "11.4", "11.5", "11.6", "11.7", "11.8": return ["PR"]
        case "481.1": return ["RTIMAGE"]
        case "481.2": return ["RTDOSE"]
        case "481.3": return ["RTSTRUCT"]
        case "481.5", "481.8": return ["RTPLAN"]
        case "9.1.1", "9.1.2", "9.1.3": return ["ECG"]
        default: return nil
        }
    }
}
