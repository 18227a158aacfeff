import DICOM
import Deidentification

/// Swift Testing has a Tag of its own.
typealias Tag = DICOM.Tag

let ctClass = "1.2.840.10008.5.1.4.1.1.2"
let mrClass = "1.2.840.10008.5.1.4.1.1.4"

/// An object that the standard profile accepts, with what every object must have.
func sample(_ sopClass: String = ctClass, patient: String = "4711", number: Int = 1) -> DataSet {
    var dataSet = DataSet()
    dataSet.set(.specificCharacterSet, "ISO_IR 100")
    dataSet.set(.sopClassUID, sopClass)
    dataSet.set(.sopInstanceUID, "1.2.826.0.1.3680043.2.1125.\(number)")
    dataSet.set(.studyInstanceUID, "1.2.826.0.1.3680043.2.1125.900")
    dataSet.set(.seriesInstanceUID, "1.2.826.0.1.3680043.2.1125.901")
    dataSet.set(.studyDate, "20190304")
    dataSet.set(.studyTime, "101112")
    dataSet.set(.modality, sopClass == mrClass ? "MR" : "CT")
    dataSet.set(.patientName, "Müller^Änne")
    dataSet.set(.patientID, patient)
    dataSet.set(.patientBirthDate, "19440708")
    dataSet.set(.patientSex, "F")
    return dataSet
}

func file(_ dataSet: DataSet) -> DICOMFile {
    DICOMFile(dataSet: dataSet, transferSyntax: .explicitVRLittleEndian)
}

/// The data set after the standard profile, or another, under the key of the tests.
func deidentified(_ dataSet: DataSet, profile: Profile = .standard) throws -> DataSet {
    try result(dataSet, profile: profile).file.dataSet
}

func result(_ dataSet: DataSet, profile: Profile = .standard) throws -> Deidentified {
    try Deidentifier(profile: profile, key: testKey()).deidentify(file(dataSet))
}

/// The code of the refusal, nil when the object was accepted.
func refusal(_ dataSet: DataSet, profile: Profile = .standard) throws -> DeidentificationError.Code? {
    do {
        _ = try result(dataSet, profile: profile)
        return nil
    } catch let error as DeidentificationError {
        return error.code
    }
}

/// A presentation state with two layers of graphics, each with words.
func presentationState() -> DataSet {
    var text = DataSet()
    text.set(.unformattedTextValue, "Patient Müller")
    var layer = DataSet()
    layer.set(.graphicLayer, "LAYER1")
    layer.set(.textObjectSequence, items: [text])
    var state = sample("1.2.840.10008.5.1.4.1.1.11.1")
    state.set(.modality, "PR")
    state.set(.graphicAnnotationSequence, items: [layer, layer])
    return state
}
