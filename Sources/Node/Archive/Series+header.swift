import Cohorts
import DICOM

extension Series {
    /// What the header of one instance says of its series; `nil` without a Series Instance UID.
    init?(header dataSet: DataSet) {
        guard let uid = dataSet.string(.seriesInstanceUID) else { return nil }
        self.init(
            uid: uid, modality: dataSet.string(.modality), bodyPart: dataSet.string(.bodyPartExamined),
            manufacturer: dataSet.string(.manufacturer),
            model: dataSet.string(.manufacturerModelName), laterality: dataSet.string(.laterality) ?? dataSet.string(.imageLaterality),
            viewPosition: dataSet.string(.viewPosition), sliceThickness: dataSet.double(.sliceThickness), kvp: dataSet.double(.kvp),
            fieldStrength: dataSet.double(.magneticFieldStrength), bValues: dataSet.double(.diffusionBValue).map { [$0] } ?? [],
            contrast: dataSet.string(.contrastBolusAgent).map { !$0.isEmpty }, sopClass: dataSet.string(.sopClassUID), instanceCount: 1)
    }
}
