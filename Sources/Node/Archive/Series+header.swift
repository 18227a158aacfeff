import Cohorts
import DICOM

extension Series {
    /// What the header of one instance says of its series; `nil` without a Series Instance UID.
    init?(header dataSet: DataSet) {
        guard let uid = dataSet.string(.seriesInstanceUID) else { return nil }
        // An FD may hold NaN, and the decimal text 1e999 reads as infinity: no fact, and nothing that JSON can hold.
        func number(_ tag: Tag) -> Double? { dataSet.double(tag).flatMap { $0.isFinite ? $0 : nil } }
        self.init(
            uid: uid, modality: dataSet.string(.modality), bodyPart: dataSet.string(.bodyPartExamined),
            manufacturer: dataSet.string(.manufacturer),
            model: dataSet.string(.manufacturerModelName), laterality: dataSet.string(.laterality) ?? dataSet.string(.imageLaterality),
            viewPosition: dataSet.string(.viewPosition), sliceThickness: number(.sliceThickness), kvp: number(.kvp),
            fieldStrength: number(.magneticFieldStrength), bValues: number(.diffusionBValue).map { [$0] } ?? [],
            contrast: dataSet.string(.contrastBolusAgent).map { !$0.isEmpty }, sopClass: dataSet.string(.sopClassUID), instanceCount: 1)
    }
}
