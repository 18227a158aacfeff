import DICOM

/// Refuses the objects that the profile cannot make safe or that could not be filed; gives the patient's identifier of the others.
///
/// - Parameter takesReports: whether structured reports are cleaned instead of refused.
func admit(_ dataSet: DataSet, takesReports: Bool) throws(DeidentificationError) -> String {
    let sopClass = try admitClass(dataSet)
    for tag in [Tag.sopInstanceUID, .studyInstanceUID, .seriesInstanceUID] where dataSet.string(tag) == nil {
        throw DeidentificationError(
            .missingUID,
            "\(DataDictionary.entry(for: tag)?.name ?? "UID") \(tag) is missing or blank. Have the source send the object again.")
    }
    guard let patientID = dataSet.text(.patientID), !PseudonymKey.normalized(patientID).isEmpty else {
        throw DeidentificationError(
            .missingPatientID,
            "Patient ID (0010,0020) is missing or blank. Set it at the source, or release the object under an identifier.")
    }
    try admitContent(dataSet, sopClass, takesReports: takesReports)
    return patientID
}

private func admitClass(_ dataSet: DataSet) throws(DeidentificationError) -> String {
    if dataSet.contains(.directoryRecordSequence) {
        throw DeidentificationError(.notAnInstance, "The file is a directory of a medium (DICOMDIR). Ingest the files it lists instead.")
    }
    guard let sopClass = dataSet.string(.sopClassUID) else {
        throw DeidentificationError(.missingUID, "SOP Class UID (0008,0016) is missing or blank. Have the source send the object again.")
    }
    guard sopClass.hasPrefix(StandardUID.root) else {
        throw DeidentificationError(
            .privateSOPClass,
            "SOP Class UID (0008,0016) is private; PS3.15 leaves such objects undefined. Have the source export a standard class.")
    }
    return sopClass
}

private func admitContent(_ dataSet: DataSet, _ sopClass: String, takesReports: Bool) throws(DeidentificationError) {
    let storage = "1.2.840.10008.5.1.4.1.1."
    if dataSet.contains(.encapsulatedDocument) || sopClass.hasPrefix(storage + "104.") {
        throw DeidentificationError(
            .documentContent, "The object encapsulates a document (0042,0011), which cannot be searched for identifiers. Leave it out.")
    }
    if !takesReports, dataSet.contains(.contentSequence) || sopClass.hasPrefix(storage + "88.") {
        throw DeidentificationError(
            .documentContent,
            "The object is a structured report: the Basic Profile takes its Content Sequence (0040,A730), and nothing useful is left. "
                + "Leave it out, or choose a profile with the Clean Structured Content Option (DCM 113104).")
    }
    if sopClass.hasPrefix(storage + "9.4.") {
        throw DeidentificationError(.documentContent, "The object is a recording of sound, which may be a voice. Leave it out.")
    }
}
