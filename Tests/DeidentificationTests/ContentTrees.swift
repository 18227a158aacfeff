import DICOM
import Deidentification

/// A content item (PS3.3 section C.17.3).
func contentItem(_ type: String, _ concept: (String, String, String), _ change: (inout DataSet) -> Void = { _ in }) -> DataSet {
    var name = DataSet()
    name.set(.codeValue, concept.1)
    name.set(.codingSchemeDesignator, concept.0)
    name.set(.codeMeaning, concept.2)
    var item = DataSet()
    item.set(.relationshipType, "CONTAINS")
    item.set(.valueType, type)
    item.set(.conceptNameCodeSequence, items: [name])
    change(&item)
    return item
}

/// A comprehensive report with this content.
func report(_ items: [DataSet], number: Int = 1) -> DataSet {
    var dataSet = sample("1.2.840.10008.5.1.4.1.1.88.33", number: number)
    dataSet.set(.modality, "SR")
    dataSet.set(.valueType, "CONTAINER")
    dataSet.set(.continuityOfContent, "SEPARATE")
    dataSet.set(.completionFlag, "COMPLETE")
    dataSet.set(.verificationFlag, "UNVERIFIED")
    dataSet.set(.contentDate, "20190305")
    dataSet.set(.contentTime, "101112")
    dataSet.set(
        .conceptNameCodeSequence,
        items: contentItem("CONTAINER", ("DCM", "126000", "Imaging Measurement Report")).items(.conceptNameCodeSequence))
    dataSet.set(.contentSequence, items: items)
    return dataSet
}

/// A reference to an instance, as IMAGE and COMPOSITE items hold it.
func reference(to uid: String) -> DataSet {
    var item = DataSet()
    item.set(.referencedSOPClassUID, ctClass)
    item.set(.referencedSOPInstanceUID, uid)
    return item
}
