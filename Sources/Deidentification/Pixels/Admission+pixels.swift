import DICOM

/// Refuses pixels that say they show text, and those of kinds that usually do and do not deny it.
func admitText(_ dataSet: DataSet, _ sopClass: String) throws(DeidentificationError) {
    if dataSet.string(.burnedInAnnotation) == "YES" {
        throw DeidentificationError(
            .pixelsMayIdentify, "Burned In Annotation (0028,0301) is YES. Have the pixels cleaned, then set it to NO.")
    }
    guard dataSet.string(.burnedInAnnotation) != "NO", let reason = reasonToExpectText(dataSet, sopClass) else { return }
    throw DeidentificationError(
        .pixelsMayIdentify,
        "\(reason) usually shows text in its pixels, and Burned In Annotation (0028,0301) is not NO. Check the pixels, then set it.")
}

/// What makes one expect text in the pixels; nil when nothing does.
func reasonToExpectText(_ dataSet: DataSet, _ sopClass: String) -> String? {
    if let name = classesWithText[sopClass] { return name }
    if let modality = dataSet.string(.modality), modalitiesWithText.contains(modality) { return "An object of modality \(modality)" }
    // A picture of a screen or a dose page may be filed as an image of its scanner (values 3 and on of Image Type).
    let types = dataSet.strings(.imageType).dropFirst(2).map { $0.uppercased() }
    let isScreen = types.contains { type in
        type.contains("SCREEN") || type.contains("DOSE_INFO") || type.contains("PROTOCOL")
            || type.split { $0 == " " || $0 == "_" }.contains { $0 == "PROT" || $0 == "DOSE" }
    }
    return isScreen ? "A picture of a screen or a dose page (Image Type)" : nil
}

/// Modalities (PS3.3 section C.7.3.1.1.1) whose devices write into their pixels, whatever SOP class they use.
private let modalitiesWithText: Set<String> = ["US", "IVUS", "BDUS", "ES", "XC", "SC", "HC", "DF", "DOC"]

/// Storage classes of screens, films, video and ultrasound.
private let classesWithText: [String: String] = {
    let storage = "1.2.840.10008.5.1.4.1.1."
    var names: [String: String] = [:]
    for suffix in ["7", "7.1", "7.2", "7.3", "7.4"] { names[storage + suffix] = "A secondary capture" }
    for suffix in ["3", "3.1", "6", "6.1", "6.2", "6.3"] { names[storage + suffix] = "An ultrasound image" }
    for suffix in ["77.1.1", "77.1.1.1", "77.1.4", "77.1.4.1"] { names[storage + suffix] = "An endoscopic or photographic image" }
    names["1.2.840.10008.5.1.1.27"] = "A stored print"
    for suffix in ["29", "30"] { names["1.2.840.10008.5.1.1." + suffix] = "A hardcopy" }
    return names
}()
