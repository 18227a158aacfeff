import DICOM
import Quality

/// A CT image that meets every rule of the inspection, then changed.
func image(_ change: (inout DataSet) -> Void = { _ in }) -> DataSet {
    var image = DataSet()
    image.set(.imageType, strings: ["ORIGINAL", "PRIMARY", "AXIAL"])
    image.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.2")
    image.set(.sopInstanceUID, "2.25.1")
    image.set(.studyDate, "20200301")
    image.set(.seriesDate, "20200301")
    image.set(.acquisitionDate, "20200301")
    image.set(.contentDate, "20200301")
    image.set(.studyTime, "101500")
    image.set(.modality, "CT")
    image.set(.manufacturer, "Maker")
    for tag in [Tag.accessionNumber, .referringPhysicianName, .studyID, .positionReferenceIndicator, .patientName] { image.set(tag, "") }
    image.set(.patientID, "P1")
    image.set(.patientBirthDate, "19600229")
    image.set(.patientSex, "F")
    image.set(.patientAge, "060Y")
    image.set(.patientIdentityRemoved, "YES")
    image.set(.deidentificationMethod, "Basic profile")
    image.set(.bodyPartExamined, "CHEST")
    image.set(.sliceThickness, "1.25")
    image.set(.kvp, "120")
    image.set(.studyInstanceUID, "2.25.2")
    image.set(.seriesInstanceUID, "2.25.3")
    for tag in [Tag.seriesNumber, .instanceNumber, .acquisitionNumber] { image.set(tag, "1") }
    image.set(.imagePositionPatient, strings: ["0", "0", "0"])
    image.set(.imageOrientationPatient, strings: ["1", "0", "0", "0", "1", "0"])
    image.set(.frameOfReferenceUID, "2.25.4")
    image.set(.samplesPerPixel, integers: [1])
    image.set(.photometricInterpretation, "MONOCHROME2")
    image.set(.rows, integers: [3])
    image.set(.columns, integers: [5])
    image.set(.pixelSpacing, strings: ["1", "1"])
    image.set(.bitsAllocated, integers: [16])
    image.set(.bitsStored, integers: [12])
    image.set(.highBit, integers: [11])
    image.set(.pixelRepresentation, integers: [0])
    image.set(.rescaleIntercept, "0")
    image.set(.rescaleSlope, "1")
    image.setBytes(.pixelData, vr: .ow, Array(repeating: 0, count: 30))
    change(&image)
    return image
}

func rules(_ dataSet: DataSet, pixelsWereRead: Bool = true) -> [Rule] {
    Inspection.inspect(dataSet, pixelsWereRead: pixelsWereRead).map(\.rule)
}
