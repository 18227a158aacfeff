import DICOM

/// The values of an object that searches compare, in the form in which they compare.
struct SearchKeys: Sendable {
    let name: String?
    let studyDate: String?
    let studyTime: String?
    let accessionNumber: String?
    let studyID: String?
    let studyDescription: String?
    let seriesNumber: Int?
    let seriesDescription: String?
    let bodyPart: String?

    /// Takes the values from a de-identified object.
    init(_ dataSet: DataSet) {
        name = dataSet.personName(.patientName).map { NameMatch.key(of: $0.alphabetic) }
        studyDate = dataSet.string(.studyDate).map { AttributeMatch.normalised($0, .da) }
        studyTime = dataSet.string(.studyTime).map { AttributeMatch.normalised($0, .tm) }
        accessionNumber = dataSet.string(.accessionNumber)
        studyID = dataSet.string(.studyID)
        studyDescription = dataSet.string(.studyDescription)
        seriesNumber = dataSet.integer(.seriesNumber)
        seriesDescription = dataSet.string(.seriesDescription)
        bodyPart = dataSet.string(.bodyPartExamined)
    }
}
